"""What waits for an officer in a place, the oldest first, a page at a time however much there is.

The list is read from the names of the markers (`waiting.py`) and each line from its filing's log: a marker for which nothing
waits any more is passed over. A second list has the filings whose promised papers are overdue (`owed.py`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from filings import owed
from filings.desk.paging import Names, Row, page
from filings.desk.rows import Rows
from filings.desk.wanted import Wanted
from filings.errors import Code, Refusal
from filings.model import Event
from filings.officers import Officer
from filings.standing import standing
from filings.storage import Storage
from filings.waiting import is_marker, parse, waits

ANYTHING = Wanted()


@dataclass(frozen=True)
class Queue:
    """The use case over a store; `rows` knows the contracts and the time."""

    store: Storage
    rows: Rows

    def waiting(self, officer: Officer, place: str, after: str = "", asked: Wanted = ANYTHING) -> dict[str, Any]:
        """Return a page of what waits, with `waiting`: how many names fit (`at_least`; `all` says that these are all).

        `after` is the cursor of the page before, or empty for the beginning; further on `waiting` is null. A filing that waits
        for two things is shown once, at the older of those that fit. Raises Refusal(Code.MALFORMED) where the cursor is none,
        and StoreUnavailable.
        """
        prefix = f"waiting/{place}/"
        names = Names(self.store, prefix, _cursor(prefix, after, is_marker), lambda key: is_marker(key) and asked.fits(key))

        def row(key: str, events: list[Event]) -> Row | None:
            return self.rows.row(events, key) if _shows(key, events, asked, officer) else None

        found = page(names, lambda key: parse(key).number, row)
        return {**vars(found), "waiting": None if after else names.count()}

    def overdue(self, place: str, after: str = "") -> dict[str, Any]:
        """Return a page of the filings whose promised papers should have come before today, the longest overdue first.

        Raises what `waiting` raises.
        """
        prefix = owed.folder(place)
        bound = f"{prefix}{self.rows.today.isoformat()}/"
        names = Names(self.store, prefix, _cursor(prefix, after, owed.is_entry), owed.is_entry, bound)
        found = page(names, owed.number_of, lambda key, events: self.rows.row(events) if owed.holds(key, events) else None)
        return {**vars(found), "waiting": None}


def _cursor(prefix: str, after: str, is_one: Callable[[str], bool]) -> str:
    """Complete a cursor to the key that it stands for; raises Refusal."""
    if after and not is_one(prefix + after):
        raise Refusal(Code.MALFORMED)
    return prefix + after if after else ""


def _shows(key: str, events: list[Event], asked: Wanted, officer: Officer) -> bool:
    """Say whether a filing is to be shown at this marker: it waits, and it is the oldest of its markers that fit."""
    markers = waits(events)
    if key not in markers or key != next(marker for marker in markers if asked.fits(marker)):
        return False
    stands = standing(events)
    return stands.awaits and asked.fits_claim(stands.claim.officer["id"] if stands.claim else None, officer.id)
