"""What people are still to be told: one entry for each event that concerns somebody outside, made before the event is written.

`outbox/<when>_<number>_<position>` says that the filing's event at that position is to be told, `<when>` (UTC, milliseconds) from
which moment on. So whoever dies in between has at worst announced what never happened, which `filings.telling` finds out, and has
never decided anything of which nobody hears.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from filings.deposit import PATIENCE
from filings.numbers import NotANumber, Number, parse
from filings.storage import NoSuchKey, Storage, each_key

# The events of which a person wants to know without having asked: what the agency did, and what time did. What a person did
# themselves they know, and who reads a filing in between concerns nobody outside.
TOLD = frozenset(
    {
        "approved",
        "approved-on-commitment",
        "correction-requested",
        "erased",
        "expired",
        "lapsed",
        "refused",
        "reminded",
        "reopened",
    }
)
# An entry whose event has not come by then never will: nobody takes longer from the entry to the event than PATIENCE.
LEFT = 2 * PATIENCE
# Nobody is told any more of what was due longer ago: it would come as news of yesterday.
STALE = timedelta(days=3)
_STAMP = "%Y%m%dT%H%M%S"
_ENTRY = re.compile("outbox/([0-9]{8}T[0-9]{6})([0-9]{3})_([0-9A-Z-]+)_([0-9]{4,6})")


@dataclass(frozen=True)
class Entry:
    """One entry: its key, the filing, the event's position in its log (from 1), and from when on it is to be told."""

    key: str
    number: Number
    position: int
    at: datetime


def announce(store: Storage, number: str, position: int, event_name: str, now: datetime) -> None:
    """Note before an event is written that it is to be told; of an event that concerns nobody outside nothing is noted.

    `position` is the one in the log at which the event will be written. Raises StoreUnavailable.
    """
    if event_name in TOLD:
        put(store, number, position, now)


def put(store: Storage, number: str, position: int, due: datetime) -> None:
    """Note that an event is to be told, and from when on; raises StoreUnavailable."""
    at = due.astimezone(UTC)
    stamp = f"{at:{_STAMP}}{at.microsecond // 1000:03}"
    store.settle(f"outbox/{stamp}_{number}_{position:04}", b"{}")


def entries(store: Storage, now: datetime) -> Iterator[Entry]:
    """Yield the entries that are due, the oldest first, as they stand while it goes on; raises StoreUnavailable."""
    for key in each_key(store, "outbox/"):
        entry = parsed(key)
        if entry is not None and entry.at > now:
            return
        if entry is not None:
            yield entry


def drop(store: Storage, entry: Entry) -> bool:
    """Remove an entry; say whether it was still there. Raises StoreUnavailable."""
    with suppress(NoSuchKey):
        store.delete(entry.key)
        return True
    return False


def forget(store: Storage, now: datetime) -> int:
    """Empty the outbox where nothing tells, as by default: remove what has long been STALE; return how many entries that were.

    Raises StoreUnavailable.
    """
    return sum(drop(store, entry) for entry in entries(store, now - 2 * STALE))


def parsed(key: str) -> Entry | None:
    """Read an entry's name, None where it is none."""
    match = _ENTRY.fullmatch(key)
    if match is None:
        return None
    with suppress(NotANumber, ValueError):
        at = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC) + timedelta(milliseconds=int(match[2]))
        return Entry(key, parse(match[3]), int(match[4]), at)
    return None
