"""The sweep removes what is left behind and nothing else, however it meets a filing on its way."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from desk import Desk, NewDesk, queue
from filings import outbox
from filings.cli import main
from filings.intake import Intake
from filings.model import read_log
from filings.numbers import parse
from filings.papers import USE
from filings.parts import kept_parts
from filings.storage import Storage, StoreUnavailable
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.upkeep.leftovers import LEFT, Swept, Upkeep
from filings.upkeep.sweeping import sweep_all
from filings.waiting import waits
from papers import png, uploaded, with_files

NewIntake = Callable[..., Intake]
KEY = "a-key-before-the-sweep"
NOTHING = Swept(0, 0, 0)
MINUTE = timedelta(minutes=1)


class Crash(Exception):
    """The process ends here."""


class HookedStore(MemoryStorage):
    """Does something once before its n-th step, such as another process coming in between, or ending."""

    def __init__(self) -> None:
        super().__init__()
        self.left = 0
        self.hook: Callable[[], Any] = lambda: None

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.hook()

    def create(self, key: str, body: bytes) -> None:
        self._step()
        super().create(key, body)

    def read(self, key: str) -> bytes:
        self._step()
        return super().read(key)

    def delete(self, key: str) -> None:
        self._step()
        super().delete(key)

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        self._step()
        return super().keys(prefix, after, limit)


def crash() -> None:
    raise Crash


def sweep(store: Storage, now: datetime) -> Swept:
    return Upkeep(store, lambda: now).sweep()


def unfinished(new_intake: NewIntake, store: MemoryStorage, filing: dict[str, Any]) -> tuple[str, bytes]:
    """Let an attempt leave everything but its event, and return what it was about to put: key and body."""

    class Broken(HookedStore):
        def create(self, key: str, body: bytes) -> None:
            if key.endswith("/0001.json"):
                raise Crash(key, body)
            super().create(key, body)

    broken = Broken()
    broken._objects = store._objects
    with pytest.raises(Crash) as crash:
        new_intake(broken).take(KEY, filing)
    return crash.value.args


def crashed(new_intake: NewIntake, filing: dict[str, Any], clock: datetime) -> HookedStore:
    """A store in which an attempt has left everything but its event."""
    store = HookedStore()
    with_files(store, filing, clock)
    unfinished(new_intake, store, filing)
    return store


def sealed_in(store: MemoryStorage) -> list[str]:
    return [key for key in store.keys("filings/") if key.endswith(".jwe")]


def test_uploads_are_removed_when_they_cannot_be_used_any_more(store: MemoryStorage, clock: datetime) -> None:
    uploaded(store, png(), now=clock)
    uploaded(store, png(), now=clock + MINUTE)
    assert sweep(store, clock + USE) == NOTHING
    assert sweep(store, clock + USE + timedelta(seconds=1)) == Swept(1, 0, 0)
    assert len(store.keys("quarantine/")) == 1


def test_what_an_attempt_left_behind_is_removed_after_an_hour_and_not_before(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime
) -> None:
    store = crashed(new_intake, filing, clock)
    left = len(sealed_in(store))
    assert left > 1
    assert sweep(store, clock + LEFT - MINUTE) == NOTHING
    # A marker, and an entry in the index of persons.
    assert sweep(store, clock + LEFT + MINUTE) == Swept(0, 2, left)
    assert (store.keys("waiting/"), store.keys("people/"), store.keys("filings/")) == ([], [], [])


def test_a_filing_with_its_papers_outlives_every_sweep(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, clock: datetime
) -> None:
    new_intake(store).take(KEY, with_files(store, filing, clock))
    before = store.keys("")
    assert sweep(store, clock + timedelta(days=400)) == NOTHING
    assert store.keys("") == before


def test_of_a_filing_that_needed_two_attempts_only_what_the_first_left_is_removed(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime
) -> None:
    store = crashed(new_intake, filing, clock)
    left = set(sealed_in(store))
    new_intake(store, now=lambda: clock + 5 * MINUTE).take(KEY, filing)
    kept = set(sealed_in(store)) - left
    assert sweep(store, clock + LEFT + 10 * MINUTE) == Swept(0, 1, len(left))
    assert set(sealed_in(store)) == kept
    assert len(store.keys("waiting/")) == 1


def test_a_second_sweep_finds_nothing(new_intake: NewIntake, filing: dict[str, Any], clock: datetime) -> None:
    store = crashed(new_intake, filing, clock)
    sweep(store, clock + 2 * LEFT)
    assert sweep(store, clock + 2 * LEFT) == NOTHING


@pytest.mark.parametrize("meets", ["its end", "another"])
@pytest.mark.parametrize("step", range(1, 25))
def test_a_sweep_that_is_cut_off_or_met_by_another_is_made_good(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime, step: int, meets: str
) -> None:
    store = crashed(new_intake, filing, clock)
    store.left, store.hook = step, crash if meets == "its end" else lambda: sweep(store, clock + 2 * LEFT)
    try:
        sweep(store, clock + 2 * LEFT)
    except Crash:
        sweep(store, clock + 2 * LEFT)
    store.left = 0
    assert (store.keys("waiting/"), store.keys("filings/")) == ([], [])


@pytest.mark.parametrize("first", ["retry", "sweep"])
@pytest.mark.parametrize("step", range(1, 25))
def test_a_late_retry_keeps_its_marker_and_papers_whenever_a_sweep_comes_in_between(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime, step: int, first: str
) -> None:
    late = clock + LEFT + 5 * MINUTE
    store = crashed(new_intake, filing, clock)

    def retry() -> Any:
        return new_intake(store, now=lambda: late).take(KEY, filing)["number"]

    store.left, store.hook = step, (lambda: sweep(store, late)) if first == "retry" else retry
    retry() if first == "retry" else sweep(store, late)
    number = retry()
    sweep(store, late + 2 * LEFT)
    serial = parse(number).serial
    assert store.keys("waiting/") == waits(read_log(store, serial))
    assert queue(store) == [number]
    assert Upkeep(store)._named(serial) == set(sealed_in(store))


@pytest.mark.parametrize("step", range(1, 12))
def test_a_sweep_takes_nothing_from_an_attempt_that_begins_when_the_clock_is_set_back_meanwhile(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime, step: int
) -> None:
    store, sweeps_time = HookedStore(), [clock + timedelta(days=2)]
    event: list[tuple[str, bytes]] = []

    def set_back() -> None:
        sweeps_time[0] = clock
        event.append(unfinished(new_intake, store, filing))

    with_files(store, filing, clock + timedelta(days=2))
    store.left, store.hook = step, set_back
    with suppress(StoreUnavailable):
        Upkeep(store, lambda: sweeps_time[0]).sweep()
    for key, body in event:
        store.create(key, body)
        assert (len(store.keys("waiting/")), len(store.keys("people/"))) == (1, 1)
        assert Upkeep(store)._named(key.split("/")[1]) == set(sealed_in(store))


def test_a_marker_that_a_cut_off_decision_or_withdrawal_left_is_removed(new_desk: NewDesk, clock: datetime) -> None:
    desk = new_desk()
    [marker] = desk.store.keys("waiting/")
    desk.ask(action="withdraw")
    desk.store.create(marker, b"")
    assert sweep(desk.store, clock + LEFT - MINUTE) == NOTHING
    assert sweep(desk.store, clock + LEFT + MINUTE) == Swept(0, 1, 0)


def test_what_a_cut_off_decision_announced_and_never_did_is_removed_also_where_nothing_tells(
    new_desk: NewDesk, clock: datetime
) -> None:
    desk = new_desk()
    outbox.announce(desk.store, desk.number, 2, "approved", clock)
    outbox.announce(desk.store, desk.number, 1, "approved", clock)
    assert sweep(desk.store, clock + LEFT - MINUTE) == NOTHING
    assert sweep(desk.store, clock + LEFT + MINUTE) == Swept(0, 1, 0)
    assert [entry.position for entry in outbox.entries(desk.store, clock)] == [1]


def test_what_is_no_marker_of_the_queue_is_left_where_it_is(store: MemoryStorage, clock: datetime) -> None:
    store.create("waiting/3210/notes-of-somebody", b"")
    assert sweep(store, clock + 2 * LEFT) == NOTHING


def test_the_command_sweeps_the_store_that_is_set_and_asks_for_one_where_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BEIAN_STORE", raising=False)
    assert "BEIAN_STORE is not set" in CliRunner().invoke(main, ["sweep"]).output
    FolderStorage(tmp_path).create(f"quarantine/20200101T0000-{'0' * 32}", b"left behind")
    monkeypatch.setenv("BEIAN_STORE", f"folder:{tmp_path}")
    assert CliRunner().invoke(main, ["sweep"]).stdout.splitlines() == [
        "fallen due: nothing",
        "removed 1 uploads, 0 waiting markers, 0 sealed objects",
    ]
    assert FolderStorage(tmp_path).keys("quarantine/") == []


def test_an_attempt_during_which_the_clock_was_set_and_set_back_is_made_again_and_names_nothing_that_is_swept(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime
) -> None:
    store, times = HookedStore(), [clock]

    class Jumping(HookedStore):
        """Sets the clock three hours ahead at the content key, has all swept by it, and sets it back at the paper."""

        def create(self, key: str, body: bytes) -> None:
            super().create(key, body)
            if key.endswith(".key.jwe"):
                times[0] = clock + 3 * LEFT
                sweep(store, times[0])
            if key.endswith(".paper.jwe"):
                times[0] = clock

    jumping = Jumping()
    jumping._objects = store._objects
    filing = with_files(store, filing, clock + 3 * LEFT)
    with pytest.raises(StoreUnavailable):
        new_intake(jumping, now=lambda: times[0]).take(KEY, filing)
    log = read_log(store, parse(new_intake(store).take(KEY, filing)["number"]).serial)
    assert {part.key for part in kept_parts(log)} <= set(sealed_in(store))
    assert store.keys("waiting/") == waits(log)


def test_the_sweep_tells_how_long_the_oldest_filing_has_waited_and_the_oldest_message_been_due(
    desk: Desk, clock: datetime
) -> None:
    outbox.put(desk.store, desk.number, 1, clock - timedelta(minutes=5))
    for hours in (0, 3):
        told = sweep_all(desk.store, now=lambda: clock + timedelta(hours=hours))  # noqa: B023 - called at once
        expected = {"oldest_waiting_seconds": hours * 3600, "oldest_message_seconds": hours * 3600 + 300, "broken_logs": 0}
        assert told.figures == expected
    desk.decide("approved")
    desk.leave()
    assert sweep_all(desk.store, now=lambda: clock + timedelta(hours=3)).figures["oldest_waiting_seconds"] == 0
