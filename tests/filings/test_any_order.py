"""What is written before an event may come in any order, and any part of it may be missing when the service dies."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, combinations
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from desk import NewDesk
from filings.contract import Contracts
from filings.intake import Intake
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.upkeep.leftovers import LEFT, Upkeep
from papers import png, uploaded
from storehouse import checked

NewIntake = Callable[..., Intake]
KEY = "a-key-in-any-order-1"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
# What is written before an event that brings two papers, at a place that promises when it decides.
PARTS = ("waiting", "due", "people", "key.jwe")
PAPERS = ("paper.jwe 0", "paper.jwe 1")
EVENT = ("json",)


class Promising(Contracts):
    """Contracts in which every place promises when it decides."""

    def terms(self, place: str, kind: str, today: date) -> Any:
        return {**super().terms(place, kind, today), "decision_time": {"days": 5}}


class Patchy(MemoryStorage):
    """Fails at some writes, before they have happened or, where so told, after; the others happen. Counts what was begun."""

    side_by_side = True

    def __init__(self) -> None:
        super().__init__()
        self.fails, self.after, self.begun = tuple[str, ...](), False, Counter[str]()
        self._counting = Lock()

    def create(self, key: str, body: bytes) -> None:
        part = self._part(key)
        if part in self.fails and not self.after:
            raise StoreUnavailable(part)
        super().create(key, body)
        if part in self.fails:
            raise StoreUnavailable(part)

    def fail(self, parts: Sequence[str], *, after: bool = False) -> None:
        """Fail at these parts from now on."""
        self.fails, self.after, self.begun = tuple(parts), after, Counter()

    def _part(self, key: str) -> str:
        kind = kind_of(key)
        with self._counting:
            self.begun[kind] += 1
            return f"{kind} {self.begun[kind] - 1}" if kind == "paper.jwe" else kind


def swept(store: MemoryStorage, now: datetime) -> Counter[str]:
    """Sweep when all is old, have everything verified, and count the objects of each kind that are left."""
    Upkeep(store, lambda: now + 2 * LEFT).sweep()
    assert checked(store, now + 2 * LEFT).misfits == ()
    # Attempts of two minutes have two entries of one person, behind which the filing stands.
    keys = {key.rpartition("/")[0] if key.startswith("people/") else key for key in store.keys("")}
    return Counter(kind_of(key) for key in keys)


def kind_of(key: str) -> str:
    return key.rpartition("/")[2].partition(".")[2] if key.startswith("filings/") else key.partition("/")[0]


@pytest.fixture
def promising(folder: Path) -> Contracts:
    return Promising(folder)


def with_two_papers(filing: dict[str, Any], store: MemoryStorage, now: datetime) -> dict[str, Any]:
    """Hand in two files for the first material and nothing else."""
    files = [uploaded(store, png(), now=now) for _ in range(2)]
    return {**filing, "materials": [{**filing["materials"][0], "files": files}]}


def choices(parts: Sequence[str]) -> list[tuple[tuple[str, ...], bool]]:
    """List what may fail in one attempt before it has happened: any parts before the event, or it; or it after it has."""
    chosen = chain.from_iterable(combinations((*parts, *PAPERS), size) for size in range(1, len(parts) + 3))
    # No paper is begun before the key that it is sealed with is there.
    before = [each for each in chosen if "key.jwe" not in each or not {*each} & {*PAPERS}]
    return [*((each, False) for each in (*before, EVENT)), (EVENT, True)]


def said(value: object) -> str:
    """Name a case."""
    return "+".join(value) if isinstance(value, tuple) else "after" if value else "before"


@pytest.mark.parametrize(("failing", "after"), choices(PARTS), ids=said)
def test_a_submission_of_which_any_parts_never_came_is_made_good_and_leaves_nothing(  # noqa: PLR0913, PLR0917
    new_intake: NewIntake, filing: dict[str, Any], promising: Contracts, clock: datetime, failing: tuple[str, ...], after: bool
) -> None:
    store, smooth, later = Patchy(), Patchy(), clock + 5 * MINUTE
    document = with_two_papers(filing, store, clock)
    store.fail(failing, after=after)
    with pytest.raises(StoreUnavailable):
        new_intake(store, contracts=promising).take(KEY, document)
    assert store.begun["json"] == (failing == EVENT)
    again = new_intake(store, lambda: later, promising)
    if failing != EVENT:
        # Asked again, it is stored, and the answer lost.
        store.fail(EVENT, after=True)
        with pytest.raises(StoreUnavailable):
            again.take(KEY, document)
    store.fail(())
    receipt = again.take(KEY, document)
    undisturbed = new_intake(smooth, contracts=promising).take(KEY, with_two_papers(filing, smooth, clock))
    assert (receipt["number"], receipt["lookup_code"]) == (undisturbed["number"], undisturbed["lookup_code"])
    assert swept(store, later) == swept(smooth, later)
    assert again.take(KEY, document) == receipt


@pytest.mark.parametrize(("failing", "after"), choices(PARTS), ids=said)
def test_an_amendment_of_which_any_parts_never_came_is_made_good_and_leaves_nothing(  # noqa: PLR0913, PLR0917
    new_desk: NewDesk, filing: dict[str, Any], promising: Contracts, clock: datetime, failing: tuple[str, ...], after: bool
) -> None:
    times, stores, numbers = [clock], (Patchy(), Patchy()), []
    for store in stores:
        desk = new_desk(store=store, contracts=promising, now=lambda: times[-1])
        changes = {"insured": {"name": "王五", "document": {"kind": "passport", "number": "E12345678"}}}
        body = {"action": "correct", "changes": changes, "materials": with_two_papers(filing, store, clock)["materials"]}
        if store is stores[0]:
            store.fail(failing, after=after)
            with pytest.raises(StoreUnavailable):
                desk.ask(**body)
            assert store.begun["json"] == (failing == EVENT)
            times.append(clock + 5 * MINUTE)
            if failing != EVENT:
                store.fail(EVENT, after=True)
                with pytest.raises(StoreUnavailable):
                    desk.ask(**body)
            store.fail(())
        answer = desk.ask(**body)
        numbers.append((answer["number"], answer["status"], [event.status for event in desk.events()]))
    assert numbers[0] == numbers[1]
    assert swept(stores[0], times[-1]) == swept(stores[1], times[-1])
