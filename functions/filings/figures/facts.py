"""The clear facts of filings, one row each: what the log says, and nothing about the person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from filings.figures.daily import read_books
from filings.figures.report import Period
from filings.figures.tally import Row, rows
from filings.model import Event, read_log
from filings.standing import standing
from filings.storage import Storage

# Every column with what it holds: `text`, `number`, `yes-no`, `date` (in China) or `time` (RFC 3339, UTC); see docs/export.md.
COLUMNS = {
    "number": "text",
    "place": "text",
    "type": "text",
    "channel": "text",
    "counter": "text",
    "identity": "text",
    "commitment": "yes-no",
    "received_at": "time",
    "start": "date",
    "treatments": "number",
    "status": "text",
    "in_force": "yes-no",
    "papers_due": "date",
    "decision": "text",
    "decided_at": "time",
    "decided_by": "text",
    "reason": "text",
    "hours": "number",
    "corrections": "number",
    "last_decision": "text",
    "last_decided_at": "time",
    "events": "number",
    "last_event_at": "time",
}


@dataclass(frozen=True)
class Filed:
    """A filing of the period with its whole log, as it is now."""

    serial: str
    events: list[Event]


def filed(store: Storage, place: str, period: Period) -> Iterator[Filed]:
    """Yield the filings that came in in a period and stand in a daily aggregate, in order of day and serial.

    Raises BrokenLog and StoreUnavailable.
    """
    days: dict[str, list[str]] = {}
    for book in read_books(store, place, period.since, period.until):
        for day, serials in book.filings.items():
            days.setdefault(day, []).extend(serials)
    for _, serials in sorted(days.items()):
        yield from (Filed(serial, read_log(store, serial)) for serial in sorted(serials))


def facts(every: Iterable[Filed]) -> Iterator[dict[str, Any]]:
    """Yield a row (COLUMNS) for each filing; what does not apply is None."""
    for each in every:
        yield _row(each.events)


def _row(events: list[Event]) -> dict[str, Any]:
    first, stands = events[0].fields, standing(events)
    counted = list(zip(events, rows(events), strict=True))
    decided = [(event, row) for event, row in counted if row and row.what == "decided"]
    decision: tuple[Event, Row] | None = decided[0] if decided else None
    return {
        **{name: first.get(name) for name in ("number", "place", "type", "channel", "counter")},
        "identity": next(event.fields["identity"] for event in reversed(events) if "identity" in event.fields),
        "commitment": stands.by_letter,
        "received_at": events[0].at,
        "start": min(stands.starts),
        "treatments": len(stands.starts),
        "status": stands.status,
        "in_force": stands.in_force,
        "papers_due": stands.papers_due and stands.papers_due.isoformat(),
        **(_decision(*decision) if decision else {}),
        "corrections": sum(row is not None and row.what == "returned" for _, row in counted),
        "last_decision": decided[-1][1].event if decided else None,
        "last_decided_at": decided[-1][0].at if decided else None,
        "events": len(events),
        "last_event_at": events[-1].at,
    }


def _decision(event: Event, row: Row) -> dict[str, Any]:
    """Tell of the first decision, which is the one on the filing itself."""
    by_whom = "automatic" if row.automatic else "officer"
    told = {"decision": row.event, "decided_at": event.at, "decided_by": by_whom, "reason": row.reason}
    return told | {"hours": next(iter(row.hours))}
