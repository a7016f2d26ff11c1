"""A town full of filings, written as objects: as many as wanted, in no time, and without anything sealed in them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from filings.model import canonical, event_key, moment
from filings.numbers import ALPHABET, Number
from filings.waiting import Waiting, key_of

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def number(i: int, place: str = "3210") -> Number:
    """Make the i-th number of a place; the serials of neighbours lie far apart, as they do in reality."""
    bits = (i * 0x9E3779B97F + 12345) & 0xFFFFFFFFFF
    return Number(place[:4], "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5)))


def submission(i: int, at: datetime = NOON, place: str = "3210", **members: Any) -> tuple[str, bytes, str, bytes]:
    """Make a filing's marker and first event: two keys, each with its body."""
    told = {"type": "other-temporary", "channel": "place-online", "identity": "declared", "commitment": False, **members}
    words = {name: told[name] for name in ("type", "channel", "identity", "commitment")}
    marker = key_of(Waiting(place=place, at=moment(at), number=str(number(i, place)), event="submitted", **words))
    event: dict[str, Any] = {"event": "submitted", "status": "submitted", "previous": None, "at": moment(at), "place": place}
    event |= {
        "covers": [],
        "number": str(number(i, place)),
        "starts": ["2026-11-20"],
        "contract": "0" * 64,
        "person": "0" * 64,
    } | told
    body = canonical({**event, "waiting": marker})
    return marker, event["at"].encode(), event_key(number(i, place).serial, 1), body


def waiting(how_many: int, begun: datetime = NOON, every: timedelta = MINUTE) -> Iterator[tuple[str, bytes, str, bytes]]:
    """Make so many filings, one after another."""
    return (submission(i, begun + i * every) for i in range(how_many))


def fill(store: Any, filings: Iterator[tuple[str, bytes, str, bytes]]) -> None:
    """Put filings into a store."""
    for marker, since, key, body in filings:
        store.create(marker, since)
        store.create(key, body)
