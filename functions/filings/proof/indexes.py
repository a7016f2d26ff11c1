"""Verifies the objects that only point at filings: each is what the logs say it must be, and none is missing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from filings import deadlines, outbox, owed
from filings.days import CHINA
from filings.numbers import NotANumber, parse
from filings.parts import SEALED, with_erased
from filings.people import number_in
from filings.proof.chain import Chain
from filings.proof.findings import Findings
from filings.proof.reading import Reader
from filings.stamps import stamped, time_of
from filings.waiting import parse as parse_marker
from filings.waiting import waits

_EMPTY = b"{}"
_UNNAMED = "is named by no event"


@dataclass
class _Entry:
    """An entry of the index of persons: its key as its first attempt named it, when its filing moved last, and whether it must be
    there, which it must not once its filing was erased."""

    key: str
    last: datetime
    is_wanted: bool
    is_met: bool = False


@dataclass
class Indexes:
    """Learns from every chain what must and what may point at it; then judges what is there, and says what is missing."""

    reader: Reader
    findings: Findings
    lengths: dict[str, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    markers: dict[str, datetime] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    people: dict[tuple[str, str], "_Entry"] = field(default_factory=dict)
    contracts: set[str] = field(default_factory=set)
    due: set[str] = field(default_factory=set)
    owed: set[str] = field(default_factory=set)

    def learn(self, chain: Chain) -> None:
        """Take in what a filing's log says."""
        if not chain.whole:
            self.broken.add(chain.serial)
            return
        if not chain.events:
            return
        number = str(chain.events[0].fields["number"])
        self.lengths[number] = len(chain.events)
        last = datetime.fromisoformat(chain.events[-1].at)
        self.waiting.update(waits(chain.events))
        for event, gone in with_erased(chain.events):
            if "waiting" in event.fields:
                self.markers[event.fields["waiting"]] = last
            if event.fields.get("contract"):
                self.contracts.add(event.fields["contract"])
            for role in ("person", "agent"):
                if person := event.fields.get(role):
                    key = f"people/{person}/{stamped(datetime.fromisoformat(event.at), number)}"
                    self.people[person, number] = _Entry(key, last, is_wanted=SEALED not in gone)
        if entry := owed.key_of(parse(number), chain.events):
            self.owed.add(entry)
        today = self.findings.now.astimezone(CHINA).date()
        ahead = (entry for entry in deadlines.deadlines(chain.events) if entry[0] > today)
        self.due.update(deadlines.key(day, parse(number), what) for day, what in ahead)

    def judges(self) -> dict[str, Callable[[str], None]]:
        """Return who judges an object, by the first part of its key."""
        return {
            "contracts": self._contract,
            "due": self._due,
            "outbox": self._outbox,
            "owed": self._owed,
            "people": self._person,
            "waiting": self._marker,
        }

    def missing(self) -> None:
        """Name what should be there and is not; to be asked last."""
        self.findings.misfits_of(self.waiting, "is gone: its filing waits, and is not in the queue")
        self.findings.misfits_of(self.due, "is gone: a deadline of its filing is not looked at")
        self.findings.misfits_of(self.owed, "is gone: nobody is asked for papers that were promised")
        contracts = (f"contracts/{sha256}.json" for sha256 in self.contracts)
        self.findings.misfits_of(contracts, "is gone: a filing was made under it")
        entries = (entry.key for entry in self.people.values() if entry.is_wanted and not entry.is_met)
        self.findings.misfits_of(entries, "is gone: a filing is not found under its person")

    def _contract(self, key: str) -> None:
        sha256 = key.removeprefix("contracts/").removesuffix(".json")
        if key != f"contracts/{sha256}.json" or self._hash(key) != sha256:
            self.findings.misfit(key, "does not have the hash that is its name")
        elif sha256 not in self.contracts:
            # Kept for a filing that then did not come about; it leads nowhere and says what its name says.
            self.findings.counts["idle"] += 1
        self.contracts.discard(sha256)

    def _due(self, key: str) -> None:
        parts = key.split("/")
        number, _, what = parts[-1].partition("_")
        try:
            day = date.fromisoformat(parts[1])
            fits = key == deadlines.key(day, parse(number), what) and self._is_empty(key)
        except (NotANumber, ValueError):
            fits = False
        self._way(key, number, self.due, fits=fits)

    def _owed(self, key: str) -> None:
        self._way(key, owed.number_of(key), self.owed, fits=owed.is_entry(key) and self._is_empty(key))

    def _way(self, key: str, number: str, wanted: set[str], *, fits: bool) -> None:
        """Judge an entry that leads to a filing on a day."""
        if self._is_broken(number):
            return
        if not fits:
            self.findings.misfit(key, "is no day on which to look at a filing")
        elif number not in self.lengths:
            # Made on the day of an attempt to file, before its event, and swept when that day is over.
            over, now = datetime.combine(date.fromisoformat(key.split("/")[-2]), time.max, CHINA), self.findings.now
            self.findings.left(key, min(over, now) if over.date() <= now.astimezone(CHINA).date() else None, "leads to no filing")
        elif key not in wanted:
            # Of a day that is over, of what came in time, or of somebody who was overtaken: whoever looks finds nothing.
            self.findings.counts["idle"] += 1
        wanted.discard(key)

    def _outbox(self, key: str) -> None:
        entry = outbox.parsed(key)
        if entry is None or not self._is_empty(key):
            self.findings.misfit(key, "is no entry of the outbox")
        elif not self._is_broken(str(entry.number)) and entry.position > self.lengths.get(str(entry.number), 0):
            self.findings.left(key, entry.at, _UNNAMED)

    def _person(self, key: str) -> None:
        person, number = key.split("/")[1], number_in(key)
        if not self._is_empty(key) or key.count("/") != 2:
            self.findings.misfit(key, "is no entry of a person")
        elif entry := self.people.get((person, number)):
            entry.is_met = True
            if not entry.is_wanted:
                self.findings.left(key, entry.last, "is still there, and a tombstone says that its filing was erased")
        elif not self._is_broken(number):
            self.findings.left(key, time_of(key.rpartition("/")[2]), _UNNAMED)

    def _marker(self, key: str) -> None:
        try:
            marker = parse_marker(key)
        except ValueError:
            self.findings.misfit(key, "is no queue marker")
            return
        if self._is_broken(marker.number):
            return
        if self.reader.read(key) != marker.at.encode():
            self.findings.misfit(key, "does not say what its name says")
        elif key not in self.waiting:
            made = self.markers.get(key, datetime.fromisoformat(marker.at))
            self.findings.left(key, made, "is in the queue, and nothing of its filing waits")
        self.waiting.discard(key)

    def _is_empty(self, key: str) -> bool:
        return self.reader.read(key) == _EMPTY

    def _is_broken(self, number: str) -> bool:
        """Say whether the filing's own log does not fit: what points at it cannot be judged then."""
        return number.replace("-", "")[4:12] in self.broken

    def _hash(self, key: str) -> str:
        return hashlib.sha256(self.reader.read(key)).hexdigest()
