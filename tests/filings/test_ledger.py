"""Each day in China has one signed ledger, which names every event and audit entry once, whoever closes it how often."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from desk import Desk
from filings.model import event_key
from filings.numbers import parse
from filings.proof.ledger import GRACE, Closed, close, events_of
from filings.proof.records import BrokenLedger, NotClosed, closed_days, key_of, read_all, read_one
from filings.proof.signing import BadKey, NotSigned, PublicKeys, SigningKey
from filings.storage import KeyTaken, Storage, StoreUnavailable
from filings.storage.memory import MemoryStorage

NewDesk = Callable[..., Desk]
KEY = SigningKey.make()
# The tests' clock is noon in China on this day.
FILED = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 20, 17, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def covered(store: Storage) -> list[tuple[str, int, str]]:
    return [entry for ledger in read_all(store) for entry in ledger.filings]


@pytest.fixture
def filed(new_desk: NewDesk) -> Desk:
    return new_desk(store=MemoryStorage())


def test_a_day_is_closed_an_hour_after_its_end_in_china(filed: Desk) -> None:
    midnight = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert close(filed.store, KEY, midnight + GRACE - timedelta(milliseconds=1)).days == (FILED - DAY,)
    assert close(filed.store, KEY, midnight + GRACE).days == (FILED,)


def test_a_ledger_names_every_event_of_its_day_with_its_hash(filed: Desk) -> None:
    serial = parse(filed.number).serial
    filed.ask(action="withdraw")
    close(filed.store, KEY, NIGHT)
    assert list(events_of(filed.store, FILED)) == [(serial, 1), (serial, 2)]
    assert covered(filed.store) == [(serial, i, event.sha256) for i, event in enumerate(filed.events(), 1)]


def test_what_arrives_late_stands_in_the_next_ledger(filed: Desk) -> None:
    close(filed.store, KEY, NIGHT)
    filed.decide("approved", NIGHT - 2 * GRACE)
    assert close(filed.store, KEY, NIGHT + DAY).days == (FILED + DAY,)
    assert list(events_of(filed.store, FILED + DAY)) == [(parse(filed.number).serial, 2)]


def test_a_clock_that_went_back_puts_no_event_before_the_one_that_it_follows(filed: Desk) -> None:
    filed.decide("in-review", NIGHT + DAY)
    filed.decide("approved", NIGHT)
    close(filed.store, KEY, NIGHT + DAY)
    assert [position for _, position in events_of(filed.store, FILED)] == [1]
    close(filed.store, KEY, NIGHT + 2 * DAY)
    assert [position for _, position in events_of(filed.store, FILED + DAY)] == []
    close(filed.store, KEY, NIGHT + 3 * DAY)
    assert [position for _, position in events_of(filed.store, FILED + 2 * DAY)] == [2, 3]


def test_nights_that_were_missed_are_closed_each_for_itself(filed: Desk) -> None:
    filed.decide("approved", NIGHT + DAY)
    assert close(filed.store, KEY, NIGHT + 5 * DAY).days == tuple(FILED + i * DAY for i in range(6))
    assert [len(list(events_of(filed.store, FILED + i * DAY))) for i in range(6)] == [1, 0, 1, 0, 0, 0]


def test_closing_again_changes_nothing(filed: Desk) -> None:
    first = close(filed.store, KEY, NIGHT)
    before = filed.store.keys("")
    assert close(filed.store, KEY, NIGHT) == Closed((), (), first.head)
    assert filed.store.keys("") == before


def test_audit_entries_stand_in_the_ledger_of_their_day(filed: Desk) -> None:
    entries = [f"audit/3210/{day}/120000000-0123abcd.json" for day in (FILED, FILED + DAY)]
    for entry in entries:
        filed.store.create(entry, b"{}")
    close(filed.store, KEY, NIGHT + DAY)
    assert [[key for key, _ in read_one(filed.store, FILED + i * DAY).audit] for i in range(2)] == [entries[:1], entries[1:]]


def test_two_who_close_at_once_make_one_ledger_of_each_day(filed: Desk) -> None:
    results: list[Closed] = []
    closers = [Thread(target=lambda: results.append(close(filed.store, KEY, NIGHT + 9 * DAY))) for _ in range(4)]
    for closer in closers:
        closer.start()
    for closer in closers:
        closer.join()
    assert sorted(day for result in results for day in result.days) == [FILED + i * DAY for i in range(10)]
    assert len(covered(filed.store)) == 1
    assert len({result.head for result in results}) == 1


class Overtaken(MemoryStorage):
    """Another run closes the day just before this one writes it, and has seen one event more."""

    meanwhile: Callable[[], Any] | None = None

    def create(self, key: str, body: bytes) -> None:
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        super().create(key, body)


def test_who_is_overtaken_leaves_out_what_the_other_has_named(new_desk: NewDesk) -> None:
    store = Overtaken()
    desk = new_desk(store=store)

    def other() -> None:
        desk.decide("approved", NIGHT - 2 * GRACE)
        close(store, KEY, NIGHT)

    store.meanwhile = other
    assert close(store, KEY, NIGHT + DAY).days == (FILED + DAY,)
    assert [position for _, position, _ in covered(store)] == [1, 2]


class Failing(MemoryStorage):
    """Fails at its n-th ledger, once."""

    left = 2

    def create(self, key: str, body: bytes) -> None:
        if key.startswith("ledger/"):
            self.left -= 1
            if self.left == 0:
                raise StoreUnavailable("the tests' disk is full")
        super().create(key, body)


def test_a_run_that_was_cut_off_is_gone_on_with(new_desk: NewDesk) -> None:
    store = Failing()
    desk = new_desk(store=store)
    desk.decide("approved", NIGHT)
    with pytest.raises(StoreUnavailable):
        close(store, KEY, NIGHT + 2 * DAY)
    assert close(store, KEY, NIGHT + 2 * DAY).days == (FILED + DAY, FILED + 2 * DAY)
    assert [position for _, position, _ in covered(store)] == [1, 2]


def test_only_new_events_and_the_ones_that_they_follow_are_read(new_desk: NewDesk) -> None:
    class Counting(MemoryStorage):
        reads: list[str] = []  # noqa: RUF012 - one store

        def read(self, key: str) -> bytes:
            self.reads.append(key)
            return super().read(key)

    store = Counting()
    desk = new_desk(store=store)
    serial = parse(desk.number).serial
    for status in ("in-review", "submitted") * 3:
        desk.decide(status, NIGHT - 2 * GRACE)
    close(store, KEY, NIGHT)
    desk.decide("approved", NIGHT)
    store.reads.clear()
    close(store, KEY, NIGHT + DAY)
    assert [key for key in store.reads if key.startswith("filings/")] == [event_key(serial, 7), event_key(serial, 8)]


def replaced(store: Storage, key: str, body: bytes | None) -> None:
    store.delete(key)
    if body is not None:
        store.create(key, body)


def test_an_event_that_does_not_follow_what_was_signed_is_left_out_and_named(filed: Desk) -> None:
    close(filed.store, KEY, NIGHT)
    first = event_key(parse(filed.number).serial, 1)
    replaced(filed.store, first, filed.store.read(first).replace(b"submitted", b"corrected", 1))
    follower = b'{"at":"2026-11-21T00:00:00.000Z","previous":"","status":"approved"}'
    filed.store.create(event_key(parse(filed.number).serial, 2), follower)
    assert close(filed.store, KEY, NIGHT + DAY).left_out == (first,)
    assert list(events_of(filed.store, FILED + DAY)) == []


def test_events_that_are_gone_are_named(filed: Desk, new_desk: NewDesk) -> None:
    filed.decide("approved", NIGHT - 2 * GRACE)
    close(filed.store, KEY, NIGHT)
    serial = parse(filed.number).serial
    filed.store.delete(event_key(serial, 2))
    assert close(filed.store, KEY, NIGHT + DAY).left_out == (event_key(serial, 2),)
    filed.store.delete(event_key(serial, 1))
    assert close(filed.store, KEY, NIGHT + 2 * DAY).left_out == (event_key(serial, 1),)


@pytest.mark.parametrize("change", ["altered", "missing", "swapped"])
def test_nothing_is_signed_after_a_ledger_that_does_not_fit(filed: Desk, change: str) -> None:
    close(filed.store, KEY, NIGHT + 3 * DAY)
    key = key_of(FILED + DAY)
    forged = SigningKey.make().sign(b'{"audit":[],"day":"2026-11-21","filings":[],"previous":null}').encode()
    replaced(filed.store, key, {"altered": forged, "missing": None, "swapped": filed.store.read(key_of(FILED))}[change])
    with pytest.raises(BrokenLedger):
        close(filed.store, KEY, NIGHT + 4 * DAY)


def test_nothing_is_signed_after_a_last_ledger_that_only_claims_to_be_ours(filed: Desk) -> None:
    close(filed.store, KEY, NIGHT)
    header, payload, _ = filed.store.read(key_of(FILED)).split(b".")
    replaced(filed.store, key_of(FILED), b".".join((header, payload, b"A" * 86)))
    with pytest.raises(BrokenLedger):
        close(filed.store, KEY, NIGHT + DAY)


def test_a_ledger_is_verified_by_its_public_key_alone(filed: Desk, tmp_path: Path) -> None:
    close(filed.store, KEY, NIGHT)
    path = tmp_path / "public.json"
    path.write_text(json.dumps({"keys": [SigningKey.make().public, KEY.public]}))
    body = filed.store.read(key_of(FILED))
    assert json.loads(PublicKeys.from_file(path).open(body))["day"] == FILED.isoformat()
    with pytest.raises(NotSigned):
        PublicKeys((SigningKey.make().public,)).open(body)


def test_a_ledger_of_ten_thousand_events_is_signed_and_read(filed: Desk) -> None:
    payload = b"[" + b"0," * 500_000 + b"0]"
    assert PublicKeys((KEY.public,)).open(KEY.sign(payload).encode()) == payload


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"keys": []}', '{"kty": "EC", "crv": "P-256", "x": "", "y": ""}'])
def test_a_file_without_a_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.json"
    path.write_text(text)
    for read in (SigningKey.from_file, PublicKeys.from_file):
        with pytest.raises(BadKey):
            read(path)


def test_a_public_key_signs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(json.dumps(KEY.public))
    with pytest.raises(BadKey):
        SigningKey.from_file(path)


def test_a_day_that_is_not_closed_is_told_apart_from_an_empty_one(filed: Desk) -> None:
    close(filed.store, KEY, NIGHT + DAY)
    assert list(closed_days(filed.store)) == [FILED, FILED + DAY]
    assert list(events_of(filed.store, FILED + DAY)) == []
    with pytest.raises(NotClosed):
        list(events_of(filed.store, FILED + 2 * DAY))


def test_a_ledger_is_write_once(filed: Desk) -> None:
    close(filed.store, KEY, NIGHT)
    with pytest.raises(KeyTaken):
        filed.store.create(key_of(FILED), b"")
