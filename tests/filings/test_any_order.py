"""What is written before an event may come in any order, and any part of it may be missing when the service dies."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain, combinations
from pathlib import Path
from threading import Lock
from typing import Any

import pytest

from desk import Desk, NewDesk
from filings.contract import Contracts
from filings.desk.deciding import Deciding
from filings.intake import Intake
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.upkeep.leftovers import LEFT, Upkeep
from papers import png, uploaded
from storehouse import LI, act, checked

NewIntake = Callable[..., Intake]
KEY = "a-key-in-any-order-1"
MINUTE = timedelta(minutes=1)
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
    return Counter(kind_of(key) for key in {_timeless(key) for key in store.keys("")})


def _timeless(key: str) -> str:
    """Name alike what attempts of two minutes leave twice, and what stays: that a filing is a person's, or is to be told."""
    if key.startswith("people/"):
        return key.rpartition("/")[0]
    return f"outbox/{key.partition('_')[2]}" if key.startswith("outbox/") else key


def kind_of(key: str) -> str:
    return key.rpartition("/")[2].partition(".")[2] if key.startswith("filings/") else key.partition("/")[0]


@pytest.fixture
def promising(folder: Path) -> Contracts:
    return Promising(folder)


def with_two_papers(filing: dict[str, Any], store: MemoryStorage, now: datetime) -> dict[str, Any]:
    """Hand in two files for the first material and nothing else."""
    files = [uploaded(store, png(), now=now) for _ in range(2)]
    return {**filing, "materials": [{**filing["materials"][0], "files": files}]}


def choices(*parts: str) -> list[tuple[tuple[str, ...], bool]]:
    """List what may fail in one attempt before it has happened: any parts before the event, or it; or it after it has."""
    chosen = chain.from_iterable(combinations(parts, size) for size in range(1, len(parts) + 1))
    # No paper is begun before the key that it is sealed with is there.
    before = [each for each in chosen if "key.jwe" not in each or not {*each} & {*PAPERS}]
    return [*((each, False) for each in (*before, EVENT)), (EVENT, True)]


def asked(store: Patchy, ask: Callable[[], Any], times: list[datetime], failing: tuple[str, ...], *, after: bool) -> Any:
    """Ask until it is done: the first time some parts fail, and the second time, minutes later, the answer is lost."""
    store.fail(failing, after=after)
    with pytest.raises(StoreUnavailable):
        ask()
    assert store.begun["json"] == (failing == EVENT)
    times.append(times[-1] + 5 * MINUTE)
    if failing != EVENT:
        store.fail(EVENT, after=True)
        with pytest.raises(StoreUnavailable):
            ask()
    store.fail(())
    return ask()


def said(value: object) -> str:
    """Name a case."""
    return "+".join(value) if isinstance(value, tuple) else "after" if value else "before"


@pytest.mark.parametrize(("failing", "after"), choices(*PARTS, *PAPERS), ids=said)
def test_a_submission_of_which_any_parts_never_came_is_made_good_and_leaves_nothing(  # noqa: PLR0913, PLR0917
    new_intake: NewIntake, filing: dict[str, Any], promising: Contracts, clock: datetime, failing: tuple[str, ...], after: bool
) -> None:
    store, smooth, times = Patchy(), Patchy(), [clock]
    document, intake = with_two_papers(filing, store, clock), new_intake(store, lambda: times[-1], promising)
    receipt = asked(store, lambda: intake.take(KEY, document), times, failing, after=after)
    undisturbed = new_intake(smooth, contracts=promising).take(KEY, with_two_papers(filing, smooth, clock))
    assert (receipt["number"], receipt["lookup_code"]) == (undisturbed["number"], undisturbed["lookup_code"])
    assert swept(store, times[-1]) == swept(smooth, times[-1])
    assert intake.take(KEY, document) == receipt


@pytest.mark.parametrize(("failing", "after"), choices(*PARTS, *PAPERS), ids=said)
def test_an_amendment_of_which_any_parts_never_came_is_made_good_and_leaves_nothing(  # noqa: PLR0913, PLR0917
    new_desk: NewDesk, filing: dict[str, Any], promising: Contracts, clock: datetime, failing: tuple[str, ...], after: bool
) -> None:
    stores, times = (Patchy(), Patchy()), [clock]
    tried, smooth = (new_desk(store=store, contracts=promising, now=lambda: times[-1]) for store in stores)
    changes = {"insured": {"name": "王五", "document": {"kind": "passport", "number": "E12345678"}}}

    def correct(desk: Desk, materials: Any) -> Any:
        return desk.ask(action="correct", changes=changes, materials=materials)

    papers = with_two_papers(filing, stores[0], clock)["materials"]
    answer = asked(stores[0], lambda: correct(tried, papers), times, failing, after=after)
    undisturbed = correct(smooth, with_two_papers(filing, stores[1], clock)["materials"])
    assert (answer["number"], answer["status"]) == (undisturbed["number"], undisturbed["status"])
    assert swept(stores[0], times[-1]) == swept(stores[1], times[-1])


@pytest.mark.parametrize(("failing", "after"), choices("outbox", "owed", "due"), ids=said)
def test_a_decision_of_which_any_parts_never_came_is_made_good_and_leaves_nothing(
    new_desk: NewDesk, clock: datetime, failing: tuple[str, ...], after: bool
) -> None:
    stores, times = (Patchy(), Patchy()), [clock]
    tried, smooth = (new_desk("long-term-resident", store, letter=True, now=lambda: times[-1]) for store in stores)
    body = {"action": "approve-on-commitment", "after": tried.events()[-1].sha256, "papers_due": "2026-12-20"}
    deciding = Deciding(tried.amending.lookup)
    answer = asked(stores[0], lambda: deciding.take(LI, tried.number, KEY, body), times, failing, after=after)
    act(smooth, "approve-on-commitment", papers_due="2026-12-20")
    assert (answer["number"], answer["status"]) == (smooth.number, "approved-on-commitment")
    assert swept(stores[0], times[-1]) == swept(stores[1], times[-1])
