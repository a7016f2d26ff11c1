"""An officer, as the later desk will write decisions: so that tests can have a filing approved, refused or sent back."""

from datetime import UTC, datetime
from typing import Any

from filings.model import Event, append, moment, read_log
from filings.numbers import parse
from filings.storage import Storage


def decide(store: Storage, number: str, status: str, at: datetime | None = None, **members: Any) -> Event:
    """Write an officer's event that leads to `status`; `members` are its other clear members.

    They are `reason` (a code), `asked` (points, or pointers into the filing that are incorrect) with `by`, `papers_due` (dates).
    """
    serial = parse(number).serial
    events = read_log(store, serial)
    if "asked" in members:
        members["asked"] = [
            {"pointer": point, "what": "incorrect"} if isinstance(point, str) else point for point in members["asked"]
        ]
    officer = {"id": "sample", "name": "Sample"}
    fields = {"event": status, "status": status, "at": moment(at or datetime.now(UTC)), "officer": officer, **members}
    return append(store, serial, events, fields)
