"""A filing is a log of write-once events; its status is that of the last one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from filings.storage import Storage

_DECIDED = frozenset({"approved", "approved-on-commitment", "refused"})
# Which status may follow which. A filing begins as submitted; a status that leads nowhere is an end. An approved filing goes
# through review again when it is changed, so that later statuses lead to an end in both ways: withdrawn where nothing has been
# approved yet, cancelled where something has. Which of them a person may choose is for `actions` to say.
FOLLOWS: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"submitted"}),
    "submitted": _DECIDED | {"in-review", "corrected", "withdrawn"},
    "in-review": _DECIDED | {"correction-requested", "withdrawn", "cancelled"},
    "correction-requested": frozenset({"corrected", "withdrawn", "cancelled", "expired"}),
    "corrected": _DECIDED | {"corrected", "in-review", "withdrawn", "cancelled"},
    "approved": frozenset({"changed", "cancelled", "expired"}),
    # Promised papers that come leave the filing what it is until an officer has seen them.
    "approved-on-commitment": frozenset({"approved-on-commitment", "in-review", "approved", "changed", "cancelled", "expired"}),
    "changed": _DECIDED | {"changed", "in-review", "cancelled", "expired"},
    # A change that was refused leaves what was approved before: it can be changed again.
    "refused": frozenset({"in-review", "changed", "approved-on-commitment", "cancelled", "expired"}),
    "withdrawn": frozenset(),
    "cancelled": frozenset(),
    "expired": frozenset(),
}


class BrokenLog(Exception):
    """The stored events do not fit together: one was altered, is missing, or follows what it may not follow."""


@dataclass(frozen=True)
class Event:
    """One stored event: its fields as they were written, and the SHA-256 of its bytes, which the next event carries."""

    fields: Mapping[str, Any]
    sha256: str

    @property
    def status(self) -> str:
        """The status that the event leads to."""
        return str(self.fields["status"])

    @property
    def at(self) -> str:
        """When it was written: RFC 3339, UTC."""
        return str(self.fields["at"])


def moment(now: datetime) -> str:
    """Write a time as events carry it: RFC 3339, UTC, milliseconds."""
    return now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event_key(serial: str, position: int) -> str:
    """Name the object of a filing's event; positions count from 1."""
    return f"filings/{serial}/{position:04d}.json"


def canonical(fields: Any) -> bytes:
    """Write JSON in the one way that is hashed and compared: sorted, no spaces, UTF-8; raises ValueError on what is not JSON."""
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def parse_event(body: bytes) -> Event:
    """Read one stored event; raises BrokenLog where the bytes are none."""
    try:
        fields = json.loads(body)
    except ValueError:
        raise BrokenLog("not JSON") from None
    if not isinstance(fields, dict) or not {"status", "at", "previous"} <= fields.keys():
        raise BrokenLog("not an event")
    return Event(fields, hashlib.sha256(body).hexdigest())


def read_log(store: Storage, serial: str) -> list[Event]:
    """Read a filing's events, oldest first; an empty list where there is no filing. Raises BrokenLog and StoreUnavailable."""
    keys = [key for key in store.keys(f"filings/{serial}/") if key.endswith(".json")]
    if keys != [event_key(serial, position) for position in range(1, len(keys) + 1)]:
        raise BrokenLog(serial)
    events = [parse_event(store.read(key)) for key in keys]
    status: str | None = None
    previous: str | None = None
    for event in events:
        if event.status not in FOLLOWS[status] or event.fields["previous"] != previous:
            raise BrokenLog(serial)
        status, previous = event.status, event.sha256
    return events


def latest(events: Sequence[Event], member: str) -> Any:
    """Return a clear member as the last event that has it says, None where none has it."""
    return next((event.fields[member] for event in reversed(events) if member in event.fields), None)


def append(store: Storage, serial: str, events: Sequence[Event], fields: Mapping[str, Any]) -> Event:
    """Write the event that comes after `events`, the whole log as it was read; `fields` lacks only `previous`.

    Raises KeyTaken where another event has come in between: read the log again and think again. Raises ValueError where the
    status may not follow, and StoreUnavailable.
    """
    last = events[-1]
    if fields["status"] not in FOLLOWS[last.status]:
        raise ValueError(f"{fields['status']} after {last.status}")
    body = canonical({**fields, "previous": last.sha256})
    store.create(event_key(serial, len(events) + 1), body)
    return parse_event(body)
