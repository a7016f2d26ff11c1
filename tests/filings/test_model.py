"""The log of a filing: its events fit together, or it is said to be broken."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from filings.model import FOLLOWS, BrokenLog, append, canonical, event_key, parse_event, read_log
from filings.storage import KeyTaken
from filings.storage.memory import MemoryStorage

SERIAL = "7K3Q9FXM"
PATH = ["submitted", "in-review", "correction-requested", "corrected", "in-review", "approved", "changed"]


def bodies(statuses: list[str]) -> list[bytes]:
    """Write a log as it should be."""
    made: list[bytes] = []
    for day, status in enumerate(statuses, 1):
        previous = hashlib.sha256(made[-1]).hexdigest() if made else None
        made.append(canonical({"status": status, "at": f"2026-11-{day:02}T00:00:00.000Z", "previous": previous, "note": "ok"}))
    return made


def stored(events: list[bytes]) -> MemoryStorage:
    store = MemoryStorage()
    for position, body in enumerate(events, 1):
        store.create(event_key(SERIAL, position), body)
    return store


def statuses(store: MemoryStorage) -> list[str]:
    return [event.status for event in read_log(store, SERIAL)]


def test_a_log_is_read_oldest_first() -> None:
    assert statuses(stored(bodies(PATH))) == PATH


def test_a_log_of_a_dozen_events_is_read_in_order() -> None:
    many = ["submitted", *["in-review", "correction-requested", "corrected"] * 4]
    assert statuses(stored(bodies(many))) == many


def test_where_there_is_no_filing_the_log_is_empty() -> None:
    assert read_log(MemoryStorage(), SERIAL) == []


def test_other_objects_of_the_filing_are_no_events() -> None:
    store = stored(bodies(PATH))
    store.create(f"filings/{SERIAL}/0123456789abcdef.key.jwe", b"...")
    assert statuses(store) == PATH


def test_the_events_of_a_filing_whose_serial_begins_alike_are_not_read() -> None:
    store = stored(bodies(PATH))
    store.create(f"filings/{SERIAL}0/0001.json", b"{}")
    assert statuses(store) == PATH


@pytest.mark.parametrize("position", range(len(PATH) - 1))
def test_any_flipped_bit_before_the_last_event_breaks_the_log(position: int) -> None:
    events = bodies(PATH)
    body = events[position]
    unnoticed = []
    for bit in range(len(body) * 8):
        flipped = bytearray(body)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            read_log(stored([*events[:position], bytes(flipped), *events[position + 1 :]]), SERIAL)
            unnoticed.append(bit)
        except BrokenLog:
            pass
    assert unnoticed == []


def test_no_flipped_bit_in_the_last_event_raises_anything_but_broken_log() -> None:
    # No event follows that carries its hash: a flip is noticed only where it makes the event unreadable or its status impossible.
    events = bodies(PATH)
    for bit in range(len(events[-1]) * 8):
        flipped = bytearray(events[-1])
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            read_log(stored([*events[:-1], bytes(flipped)]), SERIAL)
        except BrokenLog:
            continue


@pytest.mark.parametrize("missing", range(len(PATH) - 1))
def test_a_missing_event_breaks_the_log(missing: int) -> None:
    store = stored(bodies(PATH))
    store.delete(event_key(SERIAL, missing + 1))
    with pytest.raises(BrokenLog):
        read_log(store, SERIAL)


@pytest.mark.parametrize("missing", range(len(PATH) - 1))
def test_an_event_taken_out_and_the_rest_moved_up_breaks_the_log(missing: int) -> None:
    events = bodies(PATH)
    with pytest.raises(BrokenLog):
        read_log(stored(events[:missing] + events[missing + 1 :]), SERIAL)


@pytest.mark.parametrize("first", range(len(PATH) - 1))
def test_two_events_in_the_wrong_order_break_the_log(first: int) -> None:
    events = bodies(PATH)
    events[first], events[first + 1] = events[first + 1], events[first]
    with pytest.raises(BrokenLog):
        read_log(stored(events), SERIAL)


def test_an_event_of_another_filing_breaks_the_log() -> None:
    foreign = canonical({"status": "in-review", "at": "2026-11-02T00:00:00.000Z", "previous": "0" * 64})
    with pytest.raises(BrokenLog):
        read_log(stored([bodies(PATH)[0], foreign]), SERIAL)


def test_an_object_with_a_name_that_is_no_position_breaks_the_log() -> None:
    store = stored(bodies(PATH))
    store.create(f"filings/{SERIAL}/draft.json", b"{}")
    with pytest.raises(BrokenLog):
        read_log(store, SERIAL)


@pytest.mark.parametrize(
    ("before", "after"),
    [(before, after) for before in FOLLOWS for after in FOLLOWS if after is not None and after not in FOLLOWS[before]],
)
def test_a_status_that_may_not_follow_breaks_the_log(before: str | None, after: str) -> None:
    with pytest.raises(BrokenLog):
        read_log(stored(bodies([*way_to(before), after])), SERIAL)


@pytest.mark.parametrize(("before", "after"), [(before, after) for before in FOLLOWS for after in sorted(FOLLOWS[before])])
def test_a_status_that_may_follow_is_read(before: str | None, after: str) -> None:
    assert statuses(stored(bodies([*way_to(before), after])))[-1] == after


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"x"', b"{}", b"\xff\xfe", b'{"status": "submitted"}', b'{"status": [], "at": "", "previous": null}'],
)
def test_an_object_that_is_no_event_breaks_the_log(body: bytes) -> None:
    with pytest.raises(BrokenLog):
        read_log(stored([body]), SERIAL)


def test_the_statuses_are_those_of_the_vocabulary(root: Path) -> None:
    vocabulary = yaml.safe_load((root / "content/vocabulary.yaml").read_text("utf-8"))
    assert set(FOLLOWS) - {None} == {status["id"] for status in vocabulary["statuses"]}


def test_what_follows_is_always_a_known_status() -> None:
    assert frozenset().union(*FOLLOWS.values()) <= set(FOLLOWS)


def test_every_status_can_be_reached() -> None:
    assert [status for status in FOLLOWS if status is not None and not way_to(status)] == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    )
)
def test_canonical_bytes_do_not_depend_on_the_order_of_members(fields: Any) -> None:
    assert canonical(backwards(fields)) == canonical(fields)


@pytest.mark.parametrize("fields", [float("nan"), float("inf"), "\ud800"])
def test_what_is_not_json_has_no_canonical_bytes(fields: Any) -> None:
    with pytest.raises(ValueError):
        canonical(fields)


def test_an_event_carries_the_hash_of_its_bytes() -> None:
    body = bodies(["submitted"])[0]
    assert parse_event(body).sha256 == hashlib.sha256(body).hexdigest()


def test_an_event_that_is_appended_carries_the_hash_of_the_one_before() -> None:
    store = stored(bodies(PATH[:2]))
    append(store, SERIAL, read_log(store, SERIAL), {"status": "approved", "at": "2026-11-03T00:00:00.000Z"})
    assert statuses(store) == ["submitted", "in-review", "approved"]


def test_an_event_is_appended_only_to_the_log_as_it_was_read() -> None:
    store = stored(bodies(PATH[:2]))
    with pytest.raises(KeyTaken):
        append(store, SERIAL, read_log(store, SERIAL)[:1], {"status": "withdrawn", "at": "2026-11-03T00:00:00.000Z"})
    assert statuses(store) == ["submitted", "in-review"]


def test_a_status_that_may_not_follow_is_not_appended() -> None:
    store = stored(bodies(PATH[:1]))
    with pytest.raises(ValueError, match="cancelled after submitted"):
        append(store, SERIAL, read_log(store, SERIAL), {"status": "cancelled", "at": "2026-11-03T00:00:00.000Z"})
    assert statuses(store) == ["submitted"]


def backwards(fields: Any) -> Any:
    if isinstance(fields, dict):
        return {name: backwards(fields[name]) for name in reversed(fields)}
    return [backwards(each) for each in fields] if isinstance(fields, list) else fields


def way_to(status: str | None) -> list[str]:
    """Find the shortest way from nothing to a status."""
    ways: dict[str | None, list[str]] = {None: []}
    reached: list[str | None] = [None]
    for before in reached:
        for after in sorted(FOLLOWS[before] - ways.keys()):
            ways[after] = [*ways[before], after]
            reached.append(after)
    return ways.get(status, [])
