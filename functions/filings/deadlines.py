"""On which days something falls due by itself, read from the log alone; `due/<day>/<number>_<what>` leads there on that day.

An entry only says when to look: whoever looks reads the log again and judges anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from filings.days import day_in_china
from filings.model import Event
from filings.numbers import Number
from filings.standing import Standing, last_of, name, standing
from filings.storage import Storage
from filings.storage.settling import at_once
from filings.waiting import mark

# How many days before a deadline somebody is reminded of it; of a shorter one on the day after it was set.
AHEAD = timedelta(days=3)
_DAY = timedelta(days=1)


def key(day: date, number: Number, what: str) -> str:
    """Name the entry that leads to a filing on a day: `correction`, `papers`, `end` or `decision`."""
    return f"due/{day.isoformat()}/{number}_{what}"


def deadlines(events: Sequence[Event]) -> set[tuple[date, str]]:
    """List the days on which to look at a filing, with what to look at, as its log stands."""
    return set(_deadlines(events)) if events else set()


def enter(store: Storage, number: Number, days: set[tuple[date, str]]) -> None:
    """Put entries for a filing into the store; one that is there already stays. Raises StoreUnavailable."""
    at_once(store, [partial(store.settle, key(day, number, what), b"{}") for day, what in sorted(days)])


def await_decision(store: Storage, number: Number, told: Mapping[str, Any], terms: Mapping[str, Any], today: date) -> str:
    """Put a filing into its place's queue, and where the place promises when it decides, or does so at once, have somebody
    look at the clock; return the marker's key. As `waiting.mark`; `terms` are what the rules say of the filing's type.
    """
    works: list[Callable[[], Any]] = [partial(mark, store, number, told)]
    if "decision_time" in terms:
        works.append(partial(enter, store, number, {(today, "decision")}))
    return str(at_once(store, works)[0])


def _deadlines(events: Sequence[Event]) -> Iterator[tuple[date, str]]:
    stands, asked = standing(events), request_of(events)
    if asked is not None:
        by = date.fromisoformat(asked.fields["by"])
        yield reminder(by, day_in_china(asked.at)), "correction"
        yield by + _DAY, "correction"
    if papers_wanted(stands) and stands.papers_due:
        yield reminder(stands.papers_due, _promised_on(events)), "papers"
    if (last := end_of(stands)) is not None:
        yield last + _DAY, "end"


def request_of(events: Sequence[Event]) -> Event | None:
    """Return the request for correction that waits for the person, None where none with a day does."""
    last = last_of(events)
    return last if last.status == "correction-requested" and last.fields.get("by") else None


def papers_wanted(stands: Standing) -> bool:
    """Say whether promised papers have still to come."""
    return stands.in_force and stands.promised and "papers-added" not in stands.waiting


def end_of(stands: Standing) -> date | None:
    """Return the last day on which what was approved holds, None where nothing holds or no end is known."""
    ends = [cover.get("until") for cover in stands.covers]
    if not stands.in_force or not ends or None in ends:
        return None
    return max(date.fromisoformat(str(end)) for end in ends)


def reminder(last: date, since: date) -> date:
    """Return the day on which to remind of a last day that was set on the day `since`."""
    return max(last - AHEAD, min(last, since + _DAY))


def _promised_on(events: Sequence[Event]) -> date:
    return next(day_in_china(event.at) for event in reversed(events) if name(event) == "approved-on-commitment")
