"""The queue shows what waits, once and the oldest first, and nothing else, however it is leafed through."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import town
from desk import Desk, NewDesk
from deskwork import OFFICER, SECOND
from filings.contract import Contracts
from filings.desk.queue import ANYTHING, Queue
from filings.desk.rows import Rows
from filings.desk.wanted import Wanted
from filings.errors import Refusal
from filings.storage import Storage
from filings.storage.memory import MemoryStorage

DAY = timedelta(days=1)
MOVE = {"treatments": [{"place": "12"}]}
NewQueue = Callable[..., Queue]


class Promising(Contracts):
    """Contracts in which every place promises something about the time of a decision."""

    def __init__(self, folder: Path, promise: dict[str, Any] | None) -> None:
        super().__init__(folder)
        self.promise = promise

    def terms(self, place: str, kind: str, today: Any) -> Any:
        return {**super().terms(place, kind, today), "decision_time": self.promise}


@pytest.fixture
def new_queue(folder: Path, clock: datetime) -> NewQueue:
    """Makes the use case over a store, at a time and under a promise."""

    def make(store: Storage, now: datetime = clock, promise: dict[str, Any] | None = None) -> Queue:
        return Queue(store, Rows(Promising(folder, promise), now))

    return make


def leafed(queue: Queue, asked: Wanted = ANYTHING, pages: int = 100) -> list[list[dict[str, Any]]]:
    """Leaf through the queue to its end."""
    found, after = [], ""
    for _ in range(pages):
        page = queue.waiting(OFFICER, "3210", after, asked)
        found.append(page["filings"])
        if page["next"] is None:
            return found
        after = page["next"]
    raise AssertionError("the queue has no end")


def numbers(queue: Queue, asked: Wanted = ANYTHING) -> list[str]:
    return [row["number"] for page in leafed(queue, asked) for row in page]


def test_what_waits_is_shown_fifty_at_a_time_the_oldest_first_and_each_once(store: MemoryStorage, new_queue: NewQueue) -> None:
    town.fill(store, reversed(list(town.waiting(120))))
    pages = leafed(new_queue(store))
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [row["number"] for page in pages for row in page] == [str(town.number(i)) for i in range(120)]


@pytest.mark.parametrize("how_many", [0, 1, 50, 51, 1000, 1001])
def test_a_queue_of_any_length_has_an_end(store: MemoryStorage, new_queue: NewQueue, how_many: int) -> None:
    town.fill(store, town.waiting(how_many))
    assert len(numbers(new_queue(store))) == how_many


@pytest.mark.parametrize(("how_many", "told"), [(3, {"at_least": 3, "all": True}), (700, {"at_least": 500, "all": False})])
def test_the_first_page_says_how_many_wait_and_whether_that_is_all(
    store: MemoryStorage, new_queue: NewQueue, how_many: int, told: dict[str, Any]
) -> None:
    town.fill(store, town.waiting(how_many))
    page = new_queue(store).waiting(OFFICER, "3210")
    assert page["waiting"] == told
    assert page["next"] is None or new_queue(store).waiting(OFFICER, "3210", page["next"])["waiting"] is None


def test_another_places_filings_are_in_another_queue(store: MemoryStorage, new_queue: NewQueue) -> None:
    town.fill(store, iter([town.submission(1), town.submission(2, place="3211"), town.submission(3, place="32")]))
    assert numbers(new_queue(store)) == [str(town.number(1))]


def test_what_came_in_between_two_pages_is_on_a_later_one_and_what_was_decided_on_is_gone(
    store: MemoryStorage, new_queue: NewQueue
) -> None:
    town.fill(store, town.waiting(60))
    queue = new_queue(store)
    first = queue.waiting(OFFICER, "3210")
    town.fill(store, iter([town.submission(60, town.NOON + 60 * town.MINUTE)]))
    for marker in store.keys("waiting/", limit=55):
        store.delete(marker)
    second = queue.waiting(OFFICER, "3210", first["next"])
    assert [row["number"] for row in second["filings"]] == [str(town.number(i)) for i in range(55, 61)]


@pytest.mark.parametrize(
    ("asked", "fits"),
    [
        ({"type": "referred"}, {1, 3}),
        ({"channel": "counter"}, {1, 2}),
        ({"identity": "verified"}, {2}),
        ({"commitment": True}, {3}),
        ({"commitment": False}, {0, 1, 2}),
        ({"event": "submitted"}, {0, 1, 2, 3}),
        ({"event": "corrected"}, set()),
        ({"type": "referred", "channel": "counter"}, {1}),
    ],
    ids=str,
)
def test_filters_show_what_fits_and_nothing_else(
    store: MemoryStorage, new_queue: NewQueue, asked: dict[str, Any], fits: set[int]
) -> None:
    members: list[dict[str, Any]] = [
        {},
        {"type": "referred", "channel": "counter"},
        {"channel": "counter", "identity": "verified"},
        {"type": "referred", "commitment": True},
    ]
    town.fill(store, (town.submission(i, town.NOON + i * town.MINUTE, **each) for i, each in enumerate(members)))
    assert numbers(new_queue(store), Wanted(**asked)) == [str(town.number(i)) for i in sorted(fits)]


def test_a_rare_thing_is_found_behind_thousands_in_requests_that_each_look_at_a_bounded_number(new_queue: NewQueue) -> None:
    store = Counting()
    town.fill(store, town.waiting(11_000))
    town.fill(store, iter([town.submission(20_000, town.NOON + 30 * DAY, identity="verified")]))
    queue, store.asked = new_queue(store), 0
    pages = leafed(queue, Wanted(identity="verified"))
    assert [len(page) for page in pages] == [0, 0, 1]
    assert store.asked <= 10 * len(pages) + 3


class Counting(MemoryStorage):
    """Counts what it is asked for."""

    asked = 0

    def read(self, key: str) -> bytes:
        self.asked += 1
        return super().read(key)

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        self.asked += 1
        return super().keys(prefix, after, limit)


def test_markers_for_which_nothing_waits_are_passed_over_and_cost_a_bounded_number_of_reads(new_queue: NewQueue) -> None:
    store = Counting()
    town.fill(store, town.waiting(1000))
    for i in range(990):
        store.delete(f"filings/{town.number(i).serial}/0001.json")
    queue, store.asked = new_queue(store), 0
    pages = leafed(queue)
    assert [len(page) for page in pages] == [0, 0, 0, 10]
    assert store.asked < 1100


def test_a_filing_that_waits_for_two_things_is_shown_once_and_found_by_either(desk: Desk, new_queue: NewQueue) -> None:
    desk.ask(action="correct", changes=MOVE)
    queue = new_queue(desk.store)
    assert numbers(queue) == numbers(queue, Wanted(event="corrected")) == numbers(queue, Wanted(event="submitted"))
    assert [page[0]["event"] for page in (leafed(queue)[0], leafed(queue, Wanted(event="corrected"))[0])] == [
        "submitted",
        "corrected",
    ]


def test_a_marker_of_something_decided_is_not_shown_though_it_is_still_there(desk: Desk, new_queue: NewQueue) -> None:
    desk.decide("approved")
    assert len(desk.store.keys("waiting/")) == 1
    assert numbers(new_queue(desk.store)) == []


def test_who_has_claimed_what_is_told_and_can_be_asked_for(store: MemoryStorage, new_desk: NewDesk, new_queue: NewQueue) -> None:
    desk = new_desk(store=store)
    town.fill(store, iter([town.submission(1)]))
    free, taken = str(town.number(1)), desk.number
    desk.decide("in-review", event="claimed", officer=OFFICER.signed())
    queue = new_queue(store)

    def seen_by(officer: Any, claimed: str | None) -> set[str]:
        return {row["number"] for row in queue.waiting(officer, "3210", asked=Wanted(claimed=claimed))["filings"]}

    assert seen_by(OFFICER, None) == {free, taken}
    assert (seen_by(OFFICER, "mine"), seen_by(SECOND, "mine")) == ({taken}, set())
    assert (seen_by(SECOND, "none"), seen_by(SECOND, "any")) == ({free}, {taken})
    claims = {row["number"]: row["claimed"] for page in leafed(queue) for row in page}
    assert claims == {free: None, taken: {"officer": OFFICER.signed(), "at": "2026-11-20T04:00:00.000Z"}}


def test_a_row_says_what_an_officer_needs_to_choose_and_nothing_of_the_person(desk: Desk, new_queue: NewQueue) -> None:
    [[row]] = leafed(new_queue(desk.store))
    assert row == {
        "number": desk.number,
        "place": "3210",
        "type": "other-temporary",
        "channel": "place-online",
        "counter": None,
        "identity": "declared",
        "commitment": False,
        "event": "submitted",
        "status": "submitted",
        "received_at": "2026-11-20T04:00:00.000Z",
        "since": "2026-11-20T04:00:00.000Z",
        "due": None,
        "due_announced": None,
        "overdue": False,
        "alone": "unverified",
        "claimed": None,
        "starts": ["2026-11-20"],
        "papers_due": None,
        "after": desk.events()[-1].sha256,
    }


@pytest.mark.parametrize(
    ("promise", "days", "due"),
    [
        ({"kind": "within", "working_days": 2}, 4, ("2026-11-24", False)),
        ({"kind": "within", "working_days": 2}, 5, ("2026-11-24", True)),
        ({"kind": "at-once"}, 0, ("2026-11-20", False)),
        ({"kind": "at-once"}, 1, ("2026-11-20", True)),
    ],
)
def test_age_is_measured_against_what_the_place_promises(  # noqa: PLR0913, PLR0917
    desk: Desk, new_queue: NewQueue, clock: datetime, promise: dict[str, Any], days: int, due: tuple[str, bool]
) -> None:
    [[row]] = leafed(new_queue(desk.store, clock + days * DAY, promise))
    assert (row["due"], row["overdue"]) == due
    assert row["due_announced"]


def test_a_correction_nobody_asked_for_does_not_lose_the_filing_its_place_in_the_queue(
    new_desk: NewDesk, new_queue: NewQueue, clock: datetime
) -> None:
    times = [clock]
    desk = new_desk(now=lambda: times[0])
    times[0] = clock + 3 * DAY
    desk.ask(action="correct", changes=MOVE)
    town.fill(desk.store, iter([town.submission(1, clock + DAY)]))
    rows = leafed(new_queue(desk.store, times[0]))[0]
    assert [row["number"] for row in rows] == [desk.number, str(town.number(1))]
    assert rows[0]["since"] == "2026-11-20T04:00:00.000Z"


def test_a_correction_that_was_asked_for_waits_anew(new_desk: NewDesk, new_queue: NewQueue, clock: datetime) -> None:
    times = [clock]
    desk = new_desk(now=lambda: times[0])
    desk.decide("correction-requested", asked=[{"pointer": "/treatments", "what": "incorrect"}], by="2026-12-20")
    times[0] = clock + 3 * DAY
    desk.ask(action="correct", changes=MOVE)
    [[row]] = leafed(new_queue(desk.store, times[0]))
    assert (row["event"], row["since"]) == ("corrected", "2026-11-23T04:00:00.000Z")


def test_one_broken_log_is_named_and_hides_no_other_filing(store: MemoryStorage, new_queue: NewQueue) -> None:
    town.fill(store, town.waiting(3))
    key = f"filings/{town.number(1).serial}/0001.json"
    store.delete(key)
    store.create(key, b"not an event")
    page = new_queue(store).waiting(OFFICER, "3210")
    assert [row["number"] for row in page["filings"]] == [str(town.number(i)) for i in (0, 2)]
    assert page["broken"] == [str(town.number(1))]


@pytest.mark.parametrize("after", ["nonsense", "../3211/", "2026-11-20", "a" * 500])
def test_what_is_no_cursor_is_refused(store: MemoryStorage, new_queue: NewQueue, after: str) -> None:
    with pytest.raises(Refusal):
        new_queue(store).waiting(OFFICER, "3210", after)
    with pytest.raises(Refusal):
        new_queue(store).overdue("3210", after)


@pytest.mark.parametrize(
    "query", [{"type": "a" * 41}, {"event": "Not an id"}, {"claimed": "everybody"}, {"commitment": "maybe"}], ids=str
)
def test_what_cannot_be_a_filter_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        Wanted.from_query(query)


def test_filters_are_read_as_a_query_has_them_and_empty_ones_ask_for_all() -> None:
    assert Wanted.from_query({"type": "", "commitment": "false", "claimed": "mine", "place": "3210"}) == Wanted(
        commitment=False, claimed="mine"
    )
