"""Markers of the queue: their names say everything that a list needs, and the log says which of them hold."""

from dataclasses import replace
from typing import Any

import pytest

from desk import Desk, NewDesk, queue
from filings.model import Event
from filings.numbers import Number
from filings.storage.memory import MemoryStorage
from filings.waiting import Waiting, drop, key_of, mark, parse, waits

NUMBER = Number("3210", "7K3Q9FXM")
MARKER = Waiting(
    "3210",
    "2026-11-20T04:05:06.789Z",
    str(NUMBER),
    "submitted",
    "long-term-resident",
    "place-online",
    "declared",
    commitment=True,
)
KEY = f"waiting/3210/2026-11-20/04/0506789_{NUMBER}_submitted.long-term-resident.place-online.declared.commitment"
TREATMENTS = {"treatments": [{"place": "12"}]}


def test_a_markers_name_says_what_it_was_made_of() -> None:
    assert (key_of(MARKER), parse(KEY)) == (KEY, MARKER)


@pytest.mark.parametrize(
    "changes",
    [
        {"place": "429004"},
        {"event": "papers-added"},
        {"commitment": False},
        {"identity": "agent-verified"},
        {"channel": "hospital"},
    ],
    ids=str,
)
def test_a_name_of_anything_that_may_wait_is_read_back(changes: dict[str, Any]) -> None:
    marker = replace(MARKER, **changes)
    assert parse(key_of(marker)) == marker


@pytest.mark.parametrize(
    "key",
    [
        "waiting/3210/" + str(NUMBER),
        KEY.replace("waiting", "people"),
        KEY.replace("7K3Q", "7K3"),
        KEY.replace("commitment", "nothing"),
        KEY + "/more",
        KEY + "\n",
        KEY.replace("04/", ""),
    ],
)
def test_what_is_no_marker_is_not_read_as_one(key: str) -> None:
    with pytest.raises(ValueError, match="not a waiting marker"):
        parse(key)


def test_the_order_of_names_is_the_order_of_time(store: MemoryStorage) -> None:
    times = ["2026-09-30T23:59:59.999Z", "2026-10-01T00:00:00.000Z", "2026-10-01T09:59:59.999Z", "2026-10-01T10:00:00.000Z"]
    for at in reversed(times):
        told = {"place": "3210", "type": "referred", "event": "submitted", "channel": "counter", "identity": "declared"}
        mark(store, NUMBER, {**told, "at": at, "commitment": False})
    assert [parse(key).at for key in store.keys("waiting/3210/")] == times


def test_a_try_in_the_same_millisecond_has_the_same_marker(store: MemoryStorage) -> None:
    told = {**vars(MARKER)}
    assert mark(store, NUMBER, told) == mark(store, NUMBER, told) == KEY
    assert store.read(KEY) == MARKER.at.encode()


def test_dropping_a_marker_that_is_gone_is_no_mistake(store: MemoryStorage) -> None:
    mark(store, NUMBER, vars(MARKER))
    drop(store, [KEY, KEY])
    assert queue(store) == []


def event(name: str, status: str, waiting: str | None = None) -> Event:
    return Event({"event": name, "status": status} | ({"waiting": waiting} if waiting else {}), "")


@pytest.mark.parametrize(
    ("log", "left"),
    [
        (["submitted one", "claimed", "released"], ["one"]),
        (["submitted one", "corrected two"], ["one", "two"]),
        (["submitted one", "reminded", "hold-set"], ["one"]),
        (["submitted one", "approved"], []),
        (["submitted one", "approved-on-commitment", "papers-added two"], ["two"]),
        (["submitted one", "correction-requested", "corrected two"], ["two"]),
        (["submitted one", "refused", "reopened two"], ["two"]),
        (["submitted one", "approved", "changed two", "changed", "renewed three"], ["two", "three"]),
        (["submitted one", "withdrawn"], []),
        (["submitted one", "correction-requested", "lapsed"], []),
    ],
    ids=" ".join,
)
def test_only_what_was_done_since_the_last_decision_waits(log: list[str], left: list[str]) -> None:
    assert waits([event(name, name, waiting or None) for name, _, waiting in (step.partition(" ") for step in log)]) == left


def test_every_event_that_waits_names_a_marker_that_is_there(desk: Desk) -> None:
    desk.ask("an-amendment-key-2", action="correct", changes=TREATMENTS)
    assert sorted(waits(desk.events())) == desk.store.keys("waiting/")
    assert len({parse(key).event for key in desk.store.keys("waiting/")}) == 2


def test_a_marker_says_of_an_amendment_what_the_log_knows_and_the_amendment_does_not_say(new_desk: NewDesk) -> None:
    desk = new_desk("long-term-resident", letter=True)
    desk.ask(action="correct", changes=TREATMENTS)
    marker = parse(desk.events()[-1].fields["waiting"])
    assert (marker.event, marker.type, marker.identity, marker.commitment) == (
        "corrected",
        "long-term-resident",
        "declared",
        True,
    )
