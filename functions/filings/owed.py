"""Which filings still owe papers that somebody promised, by the day on which they are due: `owed/<place>/<YYYY-MM-DD>/<number>`.

An entry only says where to look; the log says whether anything is still owed.
"""

import re
from collections.abc import Sequence
from datetime import date

from filings.deadlines import papers_wanted
from filings.model import Event
from filings.numbers import Number
from filings.standing import standing
from filings.storage import Storage

_ENTRY = re.compile("owed/[0-9]+/([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z])")


def enter(store: Storage, number: Number, events: Sequence[Event]) -> None:
    """Enter what is owed once the last of `events` is written, to be called before; raises StoreUnavailable."""
    if key := key_of(number, events):
        store.settle(key, b"{}")


def key_of(number: Number, events: Sequence[Event]) -> str | None:
    """Name the entry of a filing as its log stands, None where nothing is owed."""
    day = _owed_on(events)
    return f"{folder(events[0].fields['place'])}{day.isoformat()}/{number}" if day else None


def folder(place: str) -> str:
    """Name where the entries of a place are; within it their order is that of the days."""
    return f"owed/{place}/"


def is_entry(key: str) -> bool:
    """Say whether a key is an entry."""
    return _ENTRY.fullmatch(key) is not None


def number_of(entry: str) -> str:
    """Return the number of the filing that an entry leads to."""
    return entry.rpartition("/")[2]


def holds(entry: str, events: Sequence[Event]) -> bool:
    """Say whether the log still owes what an entry says."""
    day = _owed_on(events)
    return day is not None and entry.split("/")[2] == day.isoformat()


def _owed_on(events: Sequence[Event]) -> date | None:
    stands = standing(events)
    return stands.papers_due if papers_wanted(stands) else None
