"""The outbox: what is still to be told stands in it before it happens, in order of time."""

from datetime import UTC, datetime, timedelta

import pytest

from filings import outbox
from filings.numbers import number_for
from filings.storage.memory import MemoryStorage

NUMBER = str(number_for("3210", "7K3Q9FXM"))
NOW = datetime(2026, 11, 20, 4, 0, 0, 5000, UTC)
MINUTE = timedelta(minutes=1)


def due(store: MemoryStorage, now: datetime) -> list[tuple[str, int]]:
    return [(str(entry.number), entry.position) for entry in outbox.entries(store, now)]


@pytest.mark.parametrize("event", sorted(outbox.TOLD))
def test_what_concerns_a_person_is_announced(event: str) -> None:
    store = MemoryStorage()
    outbox.announce(store, NUMBER, 3, event, NOW)
    assert due(store, NOW) == [(NUMBER, 3)]


@pytest.mark.parametrize("event", ["submitted", "corrected", "claimed", "released", "hold-set", "hold-lifted", "withdrawn"])
def test_what_a_person_knows_or_need_not_know_is_not_announced(event: str) -> None:
    store = MemoryStorage()
    outbox.announce(store, NUMBER, 3, event, NOW)
    assert store.keys("outbox/") == []


def test_announcing_the_same_again_leaves_one_entry() -> None:
    store = MemoryStorage()
    outbox.announce(store, NUMBER, 2, "approved", NOW)
    outbox.announce(store, NUMBER, 2, "approved", NOW)
    assert due(store, NOW) == [(NUMBER, 2)]


def test_entries_come_oldest_first_and_none_before_its_time() -> None:
    store = MemoryStorage()
    for position, minutes in ((4, 2), (2, 0), (3, 1)):
        outbox.put(store, NUMBER, position, NOW + minutes * MINUTE)
    assert due(store, NOW + MINUTE) == [(NUMBER, 2), (NUMBER, 3)]


def test_what_nobody_tells_is_forgotten() -> None:
    store = MemoryStorage()
    outbox.announce(store, NUMBER, 2, "approved", NOW)
    assert outbox.forget(store, NOW + 2 * outbox.STALE - MINUTE) == 0
    assert outbox.forget(store, NOW + 2 * outbox.STALE + MINUTE) == 1
    assert store.keys("outbox/") == []


@pytest.mark.parametrize("key", ["outbox/x", f"outbox/20269920T040000005_{NUMBER}_0002", "outbox/20261120T040000005_A_0002"])
def test_what_is_no_entry_is_passed_over(key: str) -> None:
    store = MemoryStorage()
    store.create(key, b"{}")
    assert due(store, NOW + outbox.STALE) == []
