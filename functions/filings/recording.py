"""The one way in which desk and upkeep write an event, so that nothing that hangs on it is forgotten."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from filings import deadlines, outbox, owed, waiting
from filings.errors import Code, Refusal
from filings.model import Event, append, canonical, parse_event
from filings.numbers import Number
from filings.standing import standing
from filings.storage import KeyTaken, Storage
from filings.storage.settling import at_once


def record(store: Storage, number: Number, events: Sequence[Event], fields: Mapping[str, Any], *, now: datetime) -> Event:
    """Write the event that comes after `events`, the whole log as it was read; `fields` lacks only `previous`.

    First the entry in the outbox and those of the days on which something falls due, in any order; then the event; then the
    markers of what was decided on leave the queue. A crash leaves at worst entries that lead nowhere, or a marker of something
    decided. Raises Refusal(Code.FILING_MOVED) where another event has come in between, ValueError where the status may not
    follow, and StoreUnavailable.
    """
    event = parse_event(canonical({**fields, "previous": events[-1].sha256}))
    after = [*events, event]
    fallen_due = deadlines.deadlines(after) - deadlines.deadlines(events)
    works = (
        partial(outbox.announce, store, str(number), len(after), str(fields.get("event", fields["status"])), now),
        partial(owed.enter, store, number, after),
        partial(deadlines.enter, store, number, fallen_due),
    )
    at_once(store, works)
    try:
        event = append(store, number.serial, events, fields)
    except KeyTaken:
        raise Refusal(Code.FILING_MOVED) from None
    if not standing(after).awaits:
        waiting.drop(store, waiting.waits(events))
    return event
