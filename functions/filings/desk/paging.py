"""Goes through names of a folder from a cursor on, and makes lines from the logs that they lead to: a bounded number at once."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from filings.model import BrokenLog, Event, read_log
from filings.storage import Storage

PAGE = 50
# What one request may look at: names, some hundreds at a time, and logs.
LISTED, NAMES, LOGS = 500, 5000, 300
# Logs that are read at the same moment. A bucket answers many at once; a folder takes as long either way.
AT_ONCE = 8
Row = dict[str, Any]


@dataclass
class Names:
    """The keys under `prefix` after the key `last` that `fits` lets pass, before `bound` where there is one.

    Remembers how far it came (`last`), and whether that is the end (`ended`).
    """

    store: Storage
    prefix: str
    last: str
    fits: Callable[[str], bool]
    bound: str | None = None
    ended: bool = False
    first: Sequence[str] = field(default=(), init=False)

    def __iter__(self) -> Iterator[str]:
        """Yield keys that fit, of NAMES at most."""
        for _ in range(NAMES // LISTED):
            listed = self.store.keys(self.prefix, self.last, limit=LISTED)
            self.first = self.first or listed
            for i, key in enumerate(listed, 1):
                if self.bound is not None and key >= self.bound:
                    self.ended = True
                    return
                self.last, self.ended = key, i == len(listed) < LISTED
                if self.fits(key):
                    yield key
            if len(listed) < LISTED:
                self.ended = True
                return

    def count(self) -> dict[str, Any]:
        """Count the names that fit among the first that were listed; `all` says that these are all."""
        return {"at_least": sum(map(self.fits, self.first)), "all": len(self.first) < LISTED}


@dataclass(frozen=True)
class Found:
    """A page: `filings`, PAGE at most; `next`, the cursor that leads on or None; `broken`, the numbers of unreadable logs."""

    filings: list[Row]
    next: str | None
    broken: list[str]


def page(names: Names, number_of: Callable[[str], str], row: Callable[[str, list[Event]], Row | None]) -> Found:
    """Read the logs that names lead to until a page is full; `row` makes a line of a log, None where it is not to be shown.

    It may hold fewer lines than PAGE and still lead on, where LOGS or NAMES have been looked at. Raises StoreUnavailable.
    """
    found: list[tuple[str, Row]] = []
    broken: list[str] = []
    keys, read = iter(names), 0

    def log(key: str) -> list[Event] | None:
        try:
            return read_log(names.store, number_of(key).replace("-", "")[4:12])
        except BrokenLog:
            return None

    with ThreadPoolExecutor(AT_ONCE) as pool:
        while len(found) < PAGE and read < LOGS and (batch := list(islice(keys, PAGE))):
            read += len(batch)
            for key, events in zip(batch, pool.map(log, batch), strict=True):
                if events is None:
                    broken.append(number_of(key))
                elif events and (line := row(key, events)) is not None:
                    found.append((key, line))
    leads_on = len(found) > PAGE or not names.ended
    last = found[PAGE - 1][0] if len(found) > PAGE else names.last
    return Found([line for _, line in found[:PAGE]], last.removeprefix(names.prefix) if leads_on else None, broken)
