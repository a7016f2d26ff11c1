"""Sweeps up: uploads that no filing took, and what a request left behind that ended half-way."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from filings import outbox, owed
from filings.days import CHINA
from filings.model import BrokenLog, Event, event_key, moment, parse_event, read_log
from filings.numbers import parse as parse_number
from filings.papers import USE
from filings.parts import kept_parts
from filings.people import number_in
from filings.stamps import time_of
from filings.steady import Steady
from filings.storage import NoSuchKey, Storage, each_key
from filings.waiting import is_marker, parse, waits

# Twice what an attempt to file may take (deposit.PATIENCE): whatever is older, no attempt will come to name.
LEFT = timedelta(hours=1)


@dataclass(frozen=True)
class Swept:
    """How many objects were removed: uploads; markers for which nothing waits, entries of papers that nobody owes any more, of
    persons without a filing and of what was announced and never happened; content keys and papers that no event names, or that
    were erased. `waits_since` (RFC 3339, UTC) is since when the oldest of the filings waits that an officer is to look at."""

    uploads: int
    markers: int
    orphans: int
    waits_since: str | None = field(default=None, compare=False)


@dataclass
class Upkeep:
    """The use case with what it needs; `now` gives the time in UTC."""

    store: Storage
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _steady: Steady = field(init=False, repr=False, compare=False)

    def sweep(self) -> Swept:
        """Remove what is left behind, and nothing that a request at work may still want.

        May run twice, at once or at any moment be cut off: the next run goes on. Raises StoreUnavailable, also where the clock is
        set while it runs: what is old by the one time may be of an attempt at work by the other.
        """
        self._steady = Steady(self.now)
        since, living = list[str](), dict[str, int]()
        uploads, markers = sum(self._uploads()), sum(self._markers(since)) + sum(self._paid())
        orphans = sum(self._orphans(living))
        markers += sum(self._strangers(living)) + sum(self._announced(living))
        return Swept(uploads, markers, orphans, min(since, default=None))

    def _uploads(self) -> Iterator[bool]:
        bound = self.now() - USE
        for key in each_key(self.store, "quarantine/"):
            sent = time_of(key.rpartition("/")[2])
            if sent is not None and sent >= bound:
                # The names are in order of time: all that follow are younger.
                return
            yield self._remove(key)

    def _markers(self, since: list[str]) -> Iterator[bool]:
        """Remove old markers for which nothing waits: no event names them and none will, or it has been decided on.

        `since` is given the times of the others.
        """
        bound = moment(self.now() - LEFT)
        for key in each_key(self.store, "waiting/"):
            # What nobody here wrote is not for the sweep to judge.
            if not is_marker(key):
                continue
            marker = parse(key)
            if marker.at < bound and (log := self._log(marker.serial)) is not None and key not in waits(log):
                yield self._remove(key)
            else:
                since[:] = [min(marker.at, *since)] if since else [marker.at]

    def _paid(self) -> Iterator[bool]:
        """Remove entries of promised papers that are owed no more, on the day after they were due."""
        today = self.now().astimezone(CHINA).date().isoformat()
        for key in each_key(self.store, "owed/"):
            if owed.is_entry(key) and key.split("/")[2] < today:
                log = self._log(parse_number(owed.number_of(key)).serial)
                if log is not None and not (log and owed.holds(key, log)):
                    yield self._remove(key)

    def _announced(self, living: dict[str, int]) -> Iterator[bool]:
        """Remove old entries of the outbox whose event never came: where nothing tells, nobody else would find that out."""
        for entry in outbox.entries(self.store, self.now() - LEFT):
            serial, event = entry.number.serial, event_key(entry.number.serial, entry.position)
            if entry.position > living.get(serial, 0) and not self.store.keys(event, limit=1):
                yield self._remove(entry.key)

    def _strangers(self, living: dict[str, int]) -> Iterator[bool]:
        """Remove old entries of the index of persons behind which no filing came to stand."""
        bound = self.now() - LEFT
        for key in each_key(self.store, "people/"):
            serial = number_in(key).replace("-", "")[4:12]
            if serial not in living and _is_before(key, bound) and not self.store.keys(f"filings/{serial}/0001.json", limit=1):
                yield self._remove(key)

    def _orphans(self, living: dict[str, int]) -> Iterator[bool]:
        """Remove old sealed objects that no event names, or that one says are erased; count the events of each serial."""
        bound = self.now() - LEFT
        for serial, its in groupby(each_key(self.store, "filings/"), lambda key: key.split("/")[1]):
            keys = list(its)
            if _ending(keys[0]) == "json":
                living[serial] = sum(_ending(key) == "json" for key in keys)
            # Each attempt lays down a content key before anything else, and the first event names one: where there is one of
            # each, all is named, and nothing needs to be read.
            if [_ending(key) for key in keys if _ending(key) != "paper.jwe"] == ["json", "key.jwe"]:
                continue
            old = [key for key in keys if _ending(key) != "json" and _is_before(key, bound)]
            # The events are read after their neighbours were listed: an old object that none of them names, none will.
            named = self._named(serial) if old else set()
            # Papers before keys, so that a sweep that is cut off leaves the key by which the next one finds the rest.
            yield from (self._remove(key) for key in sorted(old, key=_ending, reverse=True) if key not in named)

    def _named(self, serial: str) -> set[str]:
        keys = [key for key in each_key(self.store, f"filings/{serial}/") if key.endswith(".json")]
        return {part.key for part in kept_parts([parse_event(self.store.read(key)) for key in keys])}

    def _log(self, serial: str) -> list[Event] | None:
        """Read a log, None where it does not fit together: that is for `beian verify` to tell, and nothing of it is touched."""
        try:
            return read_log(self.store, serial)
        except BrokenLog:
            return None

    def _remove(self, key: str) -> bool:
        # Asked after what is removed was listed: nothing that was laid down under another time can be in that list unnoticed.
        self._steady.passed()
        with suppress(NoSuchKey):
            self.store.delete(key)
            return True
        return False


def _is_before(key: str, bound: datetime) -> bool:
    made = time_of(key.rpartition("/")[2])
    return made is not None and made < bound


def _ending(key: str) -> str:
    return ".".join(key.rpartition("/")[2].split(".")[1:])
