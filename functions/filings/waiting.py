"""The queue of each place: a small object for everything that waits for an officer, whose name is all that a list needs.

`waiting/<place>/<YYYY-MM-DD>/<HH>/<MMSSmmm>_<number>_<event>.<type>.<channel>.<identity>.<commitment|papers>`, in UTC: the order
of the names is that of time, and a filter looks at names alone. The event that waits names its marker (`waiting`). A marker that
no event names was left by an attempt that ended half-way, one whose event has been decided on by a decision that did.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from filings.model import Event
from filings.numbers import Number
from filings.storage import KeyTaken, NoSuchKey, Storage

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_WORD = "[a-z0-9-]+"
_MARKER = re.compile(
    rf"waiting/(?P<place>[0-9]+)/(?P<day>{_DAY})/(?P<hour>[0-9]{{2}})/(?P<minute>[0-9]{{2}})(?P<second>[0-9]{{2}})(?P<milli>[0-9]{{3}})"
    rf"_(?P<number>[0-9]{{4}}-[0-9A-Z]{{4}}-[0-9A-Z]{{4}}-[0-9A-Z])_(?P<event>{_WORD})[.](?P<type>{_WORD})[.](?P<channel>{_WORD})[.](?P<identity>{_WORD})"
    r"[.](?P<rests_on>commitment|papers)"
)
# Events after which nothing waits any more of what was done before: an officer has decided or asked, or the filing has ended.
_CLOSING = frozenset(
    {"approved", "approved-on-commitment", "refused", "correction-requested", "withdrawn", "cancelled", "expired", "lapsed"}
)


@dataclass(frozen=True)
class Waiting:
    """What a marker's name says: which filing waits in which place since when (`at`, as events carry it), and after which event.

    `identity` is how sure it was who files, `commitment` whether the filing rests on a letter instead of papers.
    """

    place: str
    at: str
    number: str
    event: str
    type: str
    channel: str
    identity: str
    commitment: bool

    @property
    def serial(self) -> str:
        """Under which the filing is stored."""
        return self.number.replace("-", "")[4:12]


def key_of(marker: Waiting) -> str:
    """Name the marker's object."""
    day, _, time = marker.at.removesuffix("Z").partition("T")
    hour, minute, seconds = time.split(":")
    rests_on = "commitment" if marker.commitment else "papers"
    told = ".".join((marker.event, marker.type, marker.channel, marker.identity, rests_on))
    return f"waiting/{marker.place}/{day}/{hour}/{minute}{seconds.replace('.', '')}_{marker.number}_{told}"


def parse(key: str) -> Waiting:
    """Read a marker's name, of which there may be thousands, without its check character; raises ValueError where it is none."""
    match = _MARKER.fullmatch(key)
    if not match:
        raise ValueError(f"not a waiting marker: {key!r}")
    said = match.groupdict()
    at = f"{said['day']}T{said['hour']}:{said['minute']}:{said['second']}.{said['milli']}Z"
    words = {word: said[word] for word in ("place", "number", "event", "type", "channel", "identity")}
    return Waiting(at=at, commitment=said["rests_on"] == "commitment", **words)


def is_marker(key: str) -> bool:
    """Say whether a key is a marker's name."""
    return _MARKER.fullmatch(key) is not None


def mark(store: Storage, number: Number, told: Mapping[str, Any]) -> str:
    """Put a filing into its place's queue before the event that waits is written; return the key, the event's `waiting`.

    `told` has what the event says, and what the events before it said where it says nothing: place, at, event, type, channel,
    identity, commitment. Raises StoreUnavailable.
    """
    words = {word: told[word] for word in ("place", "at", "event", "type", "channel", "identity")}
    key = key_of(Waiting(number=str(number), commitment=bool(told["commitment"]), **words))
    # Two tries of one request within a millisecond have one marker, and either event would name it.
    with suppress(KeyTaken):
        store.create(key, told["at"].encode())
    return key


def waits(events: Sequence[Event]) -> list[str]:
    """List the markers of what has been done since the last decision and waits for an officer, the oldest first."""
    markers: list[str] = []
    for event in events:
        if event.fields.get("event", event.status) in _CLOSING:
            markers = []
        if "waiting" in event.fields:
            markers.append(event.fields["waiting"])
    return markers


def drop(store: Storage, keys: Iterable[str]) -> None:
    """Take markers out of the queue, whether or not they are still there; raises StoreUnavailable."""
    for key in keys:
        with suppress(NoSuchKey):
            store.delete(key)
