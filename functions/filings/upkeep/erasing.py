"""Erases what has been kept long enough: first a tombstone in the log, then the content keys, the keys of notes, and the papers.

Which filings to look at the ledgers tell: those of the day that lies a rule's months back, and those of the newest day, because a
hold may have been lifted. A filing to which something was added since is left until a ledger names that too. So nothing is erased
that no signed ledger covers. `retention/<rules>/<months>/<day>` says up to which
ledger that was done under the rules in force.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from filings.days import CHINA, add_months
from filings.errors import Refusal
from filings.model import BrokenLog, Event, moment, read_log
from filings.numbers import Number, parse
from filings.parts import SEALED, kept_parts, parts_of, with_erased
from filings.people import number_in
from filings.proof.ledger import events_of
from filings.proof.records import closed_days
from filings.recording import record
from filings.storage import NoSuchKey, Storage, each_key
from filings.upkeep.retention import Retention, Rule

# How often another event may come in between before a filing is left to the next run.
_ATTEMPTS = 5


@dataclass
class Erased:
    """How many tombstones were written and objects removed; the numbers of filings whose log is broken; the last closed day."""

    tombstones: int = 0
    objects: int = 0
    broken: list[str] = field(default_factory=list)
    last: date | None = None


@dataclass(frozen=True)
class Erasing:
    """The use case with what it needs; `now` gives the time in UTC."""

    store: Storage
    retention: Retention
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def sweep(self) -> Erased:
        """Erase everything that is due; raises BrokenLedger and StoreUnavailable.

        May run twice, at once or at any moment be cut off: the log decides who writes the tombstone, and how far a run has come
        is noted when all of a day is done.
        """
        erased, days = Erased(), list(closed_days(self.store))
        erased.last = days[-1] if days else None
        for months in sorted({0, *(rule.months for rule in self.retention.rules)}):
            self._walk(months, [day for day in days if add_months(day, months) <= self._today], erased)
        return erased

    def _walk(self, months: int, days: Sequence[date], erased: Erased) -> None:
        """Look at the filings of the ledgers of some days that were not looked at yet."""
        folder = f"retention/{self.retention.digest}/{months:04d}/"
        notes = list(each_key(self.store, folder))
        done = max((note.removeprefix(folder) for note in notes), default="")
        for day in (day for day in days if day.isoformat() > done):
            serials = dict(sorted(events_of(self.store, day)))
            for serial, covered in serials.items():
                self._filing(serial, covered, erased)
            if serials or day == days[-1]:
                self.store.settle(f"{folder}{day.isoformat()}", b"{}")
                for note in notes:
                    self._remove(note)
                notes = [f"{folder}{day.isoformat()}"]

    def _filing(self, serial: str, covered: int, erased: Erased) -> None:
        """Erase what is due of a filing of whose log a ledger names so many events."""
        for _ in range(_ATTEMPTS):
            try:
                events = read_log(self.store, serial)
            except BrokenLog:
                erased.broken.append(serial)
                return
            rule = self.retention.due(events, self._today) if events else None
            if rule is None or any(part.kind in rule.what for part in kept_parts(events[covered:])):
                # Also where a run was cut off between the tombstone and the last object.
                erased.objects += sum(map(self._remove, self._gone(events)))
                return
            with suppress(Refusal):
                # Where somebody was quicker, the log is read again: it may be held now, or erased.
                record(self.store, parse(events[0].fields["number"]), events, self._tombstone(events, rule), now=self.now())
                erased.tombstones += 1

    def _tombstone(self, events: Sequence[Event], rule: Rule) -> dict[str, Any]:
        source = {"sources": [rule.source]} if rule.source else {}
        about = {"what": sorted(rule.what), "rule": rule.title, "automatic": "retention", **source}
        return {"event": "erased", "status": events[-1].status, "at": moment(self.now()), **about}

    def _gone(self, events: Sequence[Event]) -> Iterator[str]:
        """Yield the keys of what tombstones say is erased: papers before keys of contents, and the entries of persons last."""
        gone = [(part.kind == SEALED, part.key) for event, classes in with_erased(events) for part in parts_of(event.fields)
                if part.kind in classes]  # fmt: skip
        yield from (key for _, key in sorted(gone))
        people: dict[str, bool] = {}
        for event, classes in with_erased(events):
            for role in ("person", "agent"):
                if person := event.fields.get(role):
                    people[person] = people.get(person, True) and SEALED in classes
        if any(people.values()):
            number = parse(events[0].fields["number"])
            yield from (key for person, is_gone in people.items() if is_gone for key in self._entries(person, number))

    def _entries(self, person: str, number: Number) -> Iterator[str]:
        return (key for key in list(each_key(self.store, f"people/{person}/")) if number_in(key) == str(number))

    def _remove(self, key: str) -> bool:
        with suppress(NoSuchKey):
            self.store.delete(key)
            return True
        return False

    @property
    def _today(self) -> date:
        return self.now().astimezone(CHINA).date()
