"""One write-once object for each place and day of the ledger: `figures/<place>/<day>.json`.

It holds the rows (`tally.Row`) of the events that the day's ledger names, and which filings came in (`filings`, serials by day).
A row's own day is that of its event: what the ledger came to know late stands in a later object and still counts for its day.
`figures/-/<day>.json` is written last and names the places that have an object. A lost object is made again from ledger and logs,
with the same bytes, because ledgers and events never change.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from filings.figures.tally import Row, merged, rows
from filings.model import BrokenLog, canonical, read_log
from filings.storage import KeyTaken, NoSuchKey, Storage, each_key

PREFIX = "figures/"
INDEX = "-"
_DAY = timedelta(days=1)
# What happened on a day may stand in the ledger of the next one, and no later: see proof.ledger. One more to be safe.
LATE = 2
EventsOf = Callable[[Storage, date], Iterable[tuple[str, int]]]


@dataclass(frozen=True)
class Book:
    """The figures of a day of the ledger in one place."""

    rows: tuple[Row, ...]
    filings: dict[str, list[str]]


def aggregate(store: Storage, closed: Iterable[date], events_of: EventsOf) -> list[date]:
    """Write what is missing of the days that are closed, and return those that were worked on.

    `closed` are the days that have a ledger, `events_of` tells serial and position of what a ledger names. May run twice, at once
    or be cut off at any moment. Raises BrokenLog where a log is not what its ledger says, and StoreUnavailable.
    """
    objects = Counter(_day_of(key) for key in each_key(store, PREFIX) if not key.startswith(f"{PREFIX}{INDEX}/"))
    worked = []
    for day in closed:
        index = places_of(store, day)
        if index is None or objects[day.isoformat()] < len(index):
            _write(store, day, events_of(store, day))
            worked.append(day)
    return worked


def places_of(store: Storage, day: date) -> list[str] | None:
    """List the places that have an object of a day, None where the day was not aggregated; raises StoreUnavailable."""
    try:
        return list(json.loads(store.read(key_of(INDEX, day)))["places"])
    except NoSuchKey:
        return None


def aggregated(store: Storage, since: date) -> list[date]:
    """List the days from `since` on that were aggregated; raises StoreUnavailable."""
    return [date.fromisoformat(_day_of(key)) for key in each_key(store, f"{PREFIX}{INDEX}/", key_of(INDEX, since - _DAY))]


def last_day(store: Storage, today: date) -> date | None:
    """Return the last day that was aggregated, None where none was; raises StoreUnavailable."""
    # Nearly always one of the last ten: then nothing older is listed.
    return max(aggregated(store, today - 10 * _DAY) or aggregated(store, date(2000, 1, 1)), default=None)


def read_books(store: Storage, place: str, since: date, until: date) -> Iterator[Book]:
    """Yield every book of a place that has anything of a period, both ends included; other days are cut away."""
    late = 0
    first, last = since.isoformat(), until.isoformat()
    for key in each_key(store, f"{PREFIX}{place}/", key_of(place, since - _DAY)):
        late += _day_of(key) > last
        if late > LATE:
            return
        told = json.loads(store.read(key))
        yield Book(
            tuple(Row.from_json(row) for row in told["rows"] if first <= row["day"] <= last),
            {day: serials for day, serials in told["filings"].items() if first <= day <= last},
        )


def key_of(place: str, day: date) -> str:
    """Name a day's object of a place."""
    return f"{PREFIX}{place}/{day.isoformat()}.json"


def _write(store: Storage, day: date, events: Iterable[tuple[str, int]]) -> None:
    counted: dict[str, list[Row]] = {}
    filed: dict[str, dict[str, list[str]]] = {}
    for serial, positions in groupby(sorted(events), lambda entry: entry[0]):
        log = read_log(store, serial)
        if not log:
            raise BrokenLog(serial)
        place = str(log[0].fields["place"])
        told = list(rows(log))
        # A filing makes its place's object even where nothing of it counts, so that objects do not depend on how is counted.
        counted.setdefault(place, [])
        for _, position in positions:
            if position > len(told):
                raise BrokenLog(serial)
            row = told[position - 1]
            counted[place] += [row] if row else []
            if row and row.what == "filed":
                filed.setdefault(place, {}).setdefault(row.day, []).append(serial)
    for place, its in counted.items():
        book = {"place": place, "ledger": day.isoformat(), "rows": [row.as_json() for row in merged(its)]}
        with suppress(KeyTaken):
            store.create(key_of(place, day), canonical({**book, "filings": filed.get(place, {})}))
    with suppress(KeyTaken):
        store.create(key_of(INDEX, day), canonical({"ledger": day.isoformat(), "places": sorted(counted)}))


def _day_of(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(".json")
