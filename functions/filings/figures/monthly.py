"""What the public may know: one write-once object for each place and calendar month, `months/<place>/<YYYY-MM>.json`.

Whole months and nothing else: figures by day would name single people, and figures of periods that overlap (the last thirty days,
a month and its quarter) could be taken from each other. A month is published once, when nothing of it can come any more, and
never again otherwise; what is small in it is hidden (`suppress`). No sum over months or places is published.
"""

import json
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from filings.days import add_months
from filings.figures.daily import LATE, aggregated, places_of, read_books
from filings.figures.suppress import SMALL, cell, table
from filings.figures.tally import Row, by, percentile, spread, total
from filings.model import canonical
from filings.storage import KeyTaken, NoSuchKey, Storage, each_key

PREFIX = "months/"
INDEX = "-"
MONTHS = 12
# A median and a 90th percentile of fewer than ten would be single people's own times.
TIMES_MIN = 10


def publish(store: Storage) -> list[str]:
    """Write what is missing of every month that is over and complete; return the months, as 2026-10, that were worked on.

    May run twice, at once or be cut off. Raises StoreUnavailable.
    """
    days = aggregated(store, date(2000, 1, 1))
    worked: list[str] = []
    if not days:
        return worked
    there = set(each_key(store, PREFIX))
    first = days[0].replace(day=1)
    while (after := add_months(first, 1)) + timedelta(days=LATE - 1) <= days[-1]:
        month = f"{first:%Y-%m}"
        named = _places(store, month) if f"{PREFIX}{INDEX}/{month}.json" in there else None
        if named is None or any(f"{PREFIX}{place}/{month}.json" not in there for place in named):
            _write(store, first, after - timedelta(days=1), days)
            worked.append(month)
        first = after
    return worked


def public(store: Storage, place: str) -> dict[str, Any]:
    """Return what is published of a place, the last month first (schemas/api/figures.json); raises StoreUnavailable."""
    months = [_month_of(key) for key in each_key(store, f"{PREFIX}{INDEX}/")][: -MONTHS - 1 : -1]
    return {"place": place, "small": SMALL, "months": [_read(store, place, month) for month in months]}


def figures_of(month: str, every: list[Row]) -> dict[str, Any]:
    """Make what is published of a month from its rows."""
    filed = [row for row in every if row.what == "filed"]
    decided = [row for row in every if row.what == "decided"]
    officers = spread(row for row in decided if not row.automatic)
    refused = [row for row in decided if row.event == "refused"]
    decisions = table(total(decided), by(decided, lambda row: row.event))
    shown = decisions is not None and isinstance(decisions.get("refused", 0), int)
    timed = sum(officers.values()) >= TIMES_MIN
    return {
        "month": month,
        "filed": cell(total(filed)),
        "types": table(total(filed), by(filed, lambda row: row.type)),
        "channels": table(total(filed), by(filed, lambda row: row.channel)),
        "decided": cell(total(decided)),
        "decisions": decisions,
        # Why was refused is told only where how often is.
        "reasons": table(total(refused), by(refused, lambda row: row.reason or "other")) if shown else None,
        "returned": table(total(decided), by(decided, lambda row: "returned" if row.returned else "straight")),
        "times": {"median": percentile(officers, 50), "p90": percentile(officers, 90)} if timed else None,
    }


def _write(store: Storage, first: date, last: date, days: list[date]) -> None:
    month = f"{first:%Y-%m}"
    until = last + timedelta(days=LATE)
    places = sorted({place for day in days if first <= day <= until for place in places_of(store, day) or ()})
    named = []
    for place in places:
        every = [row for book in read_books(store, place, first, last) for row in book.rows]
        if every:
            named.append(place)
            with suppress(KeyTaken):
                store.create(f"{PREFIX}{place}/{month}.json", canonical({"place": place, **figures_of(month, every)}))
    with suppress(KeyTaken):
        store.create(f"{PREFIX}{INDEX}/{month}.json", canonical({"month": month, "places": named}))


def _places(store: Storage, month: str) -> list[str]:
    return list(json.loads(store.read(f"{PREFIX}{INDEX}/{month}.json"))["places"])


def _read(store: Storage, place: str, month: str) -> dict[str, Any]:
    try:
        told = json.loads(store.read(f"{PREFIX}{place}/{month}.json"))
    except NoSuchKey:
        # A month without anything has no object.
        return figures_of(month, [])
    return {name: value for name, value in told.items() if name != "place"}


def _month_of(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(".json")
