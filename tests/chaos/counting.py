"""Counts what a run has cost: holds what the clients know against what is in the store. Every count has to be nought."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from chaos import outside
from chaos.employers import TIMES_MAX
from chaos.journal import Journal
from chaos.tellers import Telling
from chaos.upkeep import RETENTION
from filings import numbers
from filings.model import BrokenLog, Event, event_key, read_log
from filings.parts import kept_parts
from filings.proof.reading import StoreReader
from filings.proof.signing import PublicKeys
from filings.proof.verify import verify
from filings.standing import standing
from filings.storage import Storage, each_key
from filings.waiting import waits

COUNTS = (
    "acknowledged filings lost",
    "filings doubled",
    "filings that no queue shows",
    "acknowledged events lost",
    "events doubled",
    "two decisions on one filing",
    "broken chains",
    "sealed parts lost",
    "orphaned markers",
    "orphaned uploads",
    "orphaned sealed parts",
    "receipts that differ",
    "answers that no fault explains",
    "messages never told",
    "messages told again without a cause",
    "messages of what never happened",
    "erased and in no ledger",
    "due and not erased",
    "findings of beian verify",
)
_WAITS_AGAIN = frozenset({"submitted", "corrected", "changed", "renewed", "papers-added", "reopened"})
_DECIDES = frozenset({"approved", "approved-on-commitment", "refused", "correction-requested"})
_ENDS = frozenset({"withdrawn", "cancelled", "expired"})


@dataclass
class Tally:
    """What was found wrong, by the count it belongs to."""

    found: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in COUNTS})

    def add(self, name: str, what: Iterable[str]) -> None:
        """Add findings to a count."""
        self.found[name] += sorted(what)

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each."""
        return {name: len(found) for name, found in self.found.items()}


@dataclass
class Counting:
    """A run's store after the sweep, with what its clients know. `secret` is the service's own.

    `telling` is what a receiver has heard, where there was one.
    """

    store: Storage
    journal: Journal
    secret: bytes
    keys: PublicKeys
    telling: Telling | None = None

    def count(self, now: datetime) -> Tally:
        """Count everything; `now` lies so late that nothing can be under way any more."""
        tally = Tally()
        stored = self._stored()
        logs = dict(self._logs(stored, tally))
        self._filings(stored, logs, tally)
        self._events(logs, tally)
        self._leftovers(stored, logs, tally)
        tally.add("receipts that differ", self.journal.differing)
        self._outside(logs, tally, now)
        tally.add("answers that no fault explains", (f"{n} × {what}" for what, n in self.journal.unexpected.items()))
        report = verify(StoreReader(self.store), self.keys, now)
        tally.add("findings of beian verify", (f"{each.key} {each.why}" for each in report.misfits))
        return tally

    def _stored(self) -> dict[str, list[str]]:
        """List the objects below `filings/`, by serial."""
        return {serial: list(keys) for serial, keys in groupby(each_key(self.store, "filings/"), lambda key: key.split("/")[1])}

    def _logs(self, stored: dict[str, list[str]], tally: Tally) -> Iterable[tuple[str, list[Event]]]:
        for serial in stored:
            try:
                if log := read_log(self.store, serial):
                    yield serial, log
            except BrokenLog:
                tally.add("broken chains", [serial])

    def _filings(self, stored: dict[str, list[str]], logs: dict[str, list[Event]], tally: Tally) -> None:
        """Every key has one filing at most, every receipt has one, and there are no others."""
        by_key = Counter(log[0].fields["key_mac"] for log in logs.values())
        sent = {numbers.fingerprint(self.secret, "key", filed.key.encode()): filed for filed in self.journal.filings}
        listed = self._listed(logs, tally)
        doubled = (mac[:12] for mac, n in by_key.items() if n > 1 or (mac not in sent and mac not in listed))
        tally.add("filings doubled", doubled)
        for mac, filed in sent.items():
            if filed.receipt is not None and by_key[mac] == 0:
                tally.add("acknowledged filings lost", [filed.number])
            elif filed.receipt is not None and event_key(filed.serial, 1) not in stored.get(filed.serial, ()):
                tally.add("acknowledged filings lost", [f"{filed.number} is another's"])
        numbers_given = Counter(filed.number for filed in self.journal.acknowledged())
        tally.add("filings doubled", (f"{number} was given twice" for number, n in numbers_given.items() if n > 1))

    def _listed(self, logs: dict[str, list[Event]], tally: Tally) -> set[str]:
        """Every row of a list has one filing at most that lives; return the hashes by which events name requests of lists."""
        serials = {log[0].fields["key_mac"]: serial for serial, log in logs.items()}
        macs: set[str] = set()
        for row in self.journal.listed:
            its = {numbers.fingerprint(self.secret, "key", f"list:{n}:{row.name}".encode()) for n in range(1, TIMES_MAX + 1)}
            filed = {serials[mac] for mac in its if mac in serials}
            tally.add("acknowledged filings lost", (n for n, each in row.receipts.items() if each.serial not in filed))
            tally.add("filings doubled", [row.name[:12]] if sum(standing(logs[serial]).lives for serial in filed) > 1 else [])
            macs |= its
        return macs

    def _events(self, logs: dict[str, list[Event]], tally: Tally) -> None:
        """Every acknowledged event is in its log once, and no filing is decided on twice without having waited again."""
        macs = {serial: Counter(event.fields.get("key_mac") for event in log) for serial, log in logs.items()}
        for done in dict.fromkeys(self.journal.done):
            if not macs.get(done.serial, Counter())[done.key_mac]:
                tally.add("acknowledged events lost", [f"{done.serial} {done.action}"])
        for serial, names in macs.items():
            tally.add("events doubled", (f"{serial} {mac[:12]}" for mac, n in names.items() if mac and n > 1))
            tally.add("two decisions on one filing", [serial] if _decided_twice(logs[serial]) else [])

    def _leftovers(self, stored: dict[str, list[str]], logs: dict[str, list[Event]], tally: Tally) -> None:
        """What waits has its marker and nothing else has one; what an event names is there and nothing else is."""
        wanted = {marker for log in logs.values() for marker in waits(log)}
        there = set(each_key(self.store, "waiting/"))
        tally.add("filings that no queue shows", wanted - there)
        tally.add("orphaned markers", there - wanted)
        tally.add("orphaned uploads", each_key(self.store, "quarantine/"))
        for serial, keys in stored.items():
            sealed = {key for key in keys if key.endswith(".jwe")}
            named = {part.key for part in kept_parts(logs.get(serial, []))}
            tally.add("sealed parts lost", named - sealed)
            tally.add("orphaned sealed parts", sealed - named)

    def _outside(self, logs: dict[str, list[Event]], tally: Tally, now: datetime) -> None:
        """What concerns somebody outside was told, once; and what was erased was known to a ledger."""
        if self.telling is not None:
            heard = self.telling.heard
            tally.add("messages never told", outside.untold(logs, heard))
            tally.add("messages told again without a cause", outside.told_again(self.store, heard, self.telling.in_doubt))
            tally.add("messages of what never happened", outside.of_nothing(logs, heard))
        tally.add("erased and in no ledger", outside.uncovered(self.store, logs))
        tally.add("due and not erased", outside.unerased(logs, RETENTION, now.date()))


def _decided_twice(log: list[Event]) -> bool:
    """Say whether something was decided that did not wait: by the events' names alone, not as the service reads them."""
    waiting = False
    for event in log:
        name = str(event.fields.get("event", event.status))
        if name in _DECIDES:
            if not waiting:
                return True
            waiting = False
        elif name in _ENDS:
            waiting = False
        elif name in _WAITS_AGAIN:
            waiting = waiting or bool(event.fields.get("review", True))
    return False
