"""A filing is a log of write-once events; its status is that of the last one."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from filings.storage import Storage

_DECIDED = frozenset({"approved", "approved-on-commitment", "refused"})
# What an officer may do with a filing that waits: take it into review, ask for a correction, decide.
_JUDGED = _DECIDED | {"in-review", "correction-requested"}
# Which status may follow which. A filing begins as submitted; a status that leads nowhere is an end. An approved filing goes
# through review again when it is changed, so that later statuses lead to an end in both ways: withdrawn where nothing has been
# approved yet, cancelled where something has. Which of them a person may choose is for `actions` to say, what an officer may, for
# the desk. An officer who gives a filing back leaves it as it was before the review.
FOLLOWS: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"submitted"}),
    "submitted": _JUDGED | {"corrected", "withdrawn", "expired"},
    "in-review": _JUDGED | {"submitted", "corrected", "changed", "withdrawn", "cancelled", "expired"},
    "correction-requested": frozenset({"corrected", "refused", "withdrawn", "cancelled", "expired"}),
    "corrected": _JUDGED | {"corrected", "withdrawn", "cancelled", "expired"},
    "approved": frozenset({"changed", "cancelled", "expired"}),
    # Promised papers that come leave the filing what it is until an officer has seen them.
    "approved-on-commitment": _JUDGED | {"changed", "cancelled", "expired"},
    "changed": _JUDGED | {"changed", "cancelled", "expired"},
    # A change that was refused leaves what was approved before: it can be changed again.
    "refused": frozenset({"in-review", "changed", "approved-on-commitment", "cancelled", "expired"}),
    "withdrawn": frozenset(),
    "cancelled": frozenset(),
    "expired": frozenset(),
}
# Events that are about the record and not about the filing: they leave every status as it is, an end too.
NOTES = frozenset({"erased", "hold-set", "hold-lifted", "reminded"})


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
    if not isinstance(fields, dict) or not {"status", "at", "previous"} <= fields.keys() or not _are_words(fields):
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
        if not follows(event.fields, status) or event.fields["previous"] != previous:
            raise BrokenLog(serial)
        status, previous = event.status, event.sha256
    return events


def _are_words(fields: Mapping[str, Any]) -> bool:
    return isinstance(fields["status"], str) and isinstance(fields.get("event", ""), str)


def follows(fields: Mapping[str, Any], status: str | None) -> bool:
    """Say whether an event with these members may come after a status; None stands for no event at all."""
    if status is not None and fields.get("event") in NOTES:
        return bool(fields["status"] == status)
    return fields["status"] in FOLLOWS[status]


def latest(events: Sequence[Event], member: str) -> Any:
    """Return a clear member as the last event that has it says, None where none has it."""
    return next((event.fields[member] for event in reversed(events) if member in event.fields), None)


def append(store: Storage, serial: str, events: Sequence[Event], fields: Mapping[str, Any]) -> Event:
    """Write the event that comes after `events`, the whole log as it was read; `fields` lacks only `previous`.

    Raises KeyTaken where another event has come in between: read the log again and think again. Raises ValueError where the
    status may not follow, and StoreUnavailable.
    """
    last = events[-1]
    if not follows(fields, last.status):
        raise ValueError(f"{fields['status']} after {last.status}")
    body = canonical({**fields, "previous": last.sha256})
    store.create(event_key(serial, len(events) + 1), body)
    return parse_event(body)
