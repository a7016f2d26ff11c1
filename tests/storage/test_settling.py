"""What does not depend on each other goes to a store side by side where that is faster, and nothing of it is left behind."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier, Lock

import pytest

from filings.storage import Storage, StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.storage.settling import at_once


class Distant(MemoryStorage):
    """A store to which one goes side by side."""

    side_by_side = True


def under_way() -> list[str]:
    """Name the threads in which something is written."""
    return [thread.name for thread in threading.enumerate() if thread.name == "settle"]


def test_what_is_done_at_once_is_there_when_it_returns_and_told_in_order(store: Storage) -> None:
    names = [f"a/{number:02}" for number in range(12)]
    told = at_once(store, (partial(store.settle, name, name.encode()) for name in names))
    assert told == [name.encode() for name in names]
    assert (store.keys("a/"), [store.read(name) for name in names]) == (names, told)


def test_several_that_want_the_same_are_told_what_is_there(store: Storage) -> None:
    told = at_once(store, [partial(store.settle, "a/b", str(number).encode()) for number in range(4)])
    assert set(told) == {store.read("a/b")}


def test_what_is_done_at_once_is_under_way_together() -> None:
    meeting = Barrier(4)
    assert sorted(at_once(Distant(), [partial(meeting.wait, 10)] * 4)) == [0, 1, 2, 3]


def test_nothing_to_do_is_done_at_once() -> None:
    assert at_once(Distant(), []) == []


def test_one_thing_alone_needs_no_thread() -> None:
    assert at_once(Distant(), [under_way]) == [[]]


@pytest.mark.parametrize("bad", range(6))
def test_one_failure_is_told_once_nothing_is_under_way_any_more(bad: int) -> None:
    store = Distant()

    def work(number: int) -> None:
        if number == bad:
            raise StoreUnavailable
        time.sleep(0.01 * number)
        store.create(f"a/{number}", b"x")

    with pytest.raises(StoreUnavailable):
        at_once(store, [partial(work, number) for number in range(6)])
    assert under_way() == []


def test_what_fails_while_it_is_made_leaves_nothing_under_way() -> None:
    store = Distant()

    def works() -> Iterator[Callable[[], object]]:
        yield partial(time.sleep, 0.02)
        yield partial(store.create, "a", b"x")
        raise StoreUnavailable

    with pytest.raises(StoreUnavailable):
        at_once(store, works())
    assert under_way() == []


def test_of_many_things_few_are_in_memory() -> None:
    counting, alive, most = Lock(), 0, 0

    def count(change: int) -> None:
        nonlocal alive, most
        with counting:
            alive += change
            most = max(most, alive)

    def work() -> None:
        time.sleep(0.002)
        count(-1)

    def works() -> Iterator[Callable[[], None]]:
        for _ in range(20):
            count(+1)
            yield work

    at_once(Distant(), works())
    assert (alive, most <= 5) == (0, True)
