"""Does what falls due by itself: approves where a place does so at once, expires, lapses, reminds.

`due/<day>/…` says when to look at which filing (`deadlines`); what is done is judged anew from its log and its place's rules.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from filings import deadlines
from filings.contract import Contracts
from filings.days import CHINA
from filings.deposit import PATIENCE
from filings.errors import Refusal
from filings.kept import Kept
from filings.model import BrokenLog, Event, moment, read_log
from filings.numbers import Number, parse
from filings.recording import record
from filings.scene import Scene
from filings.storage import NoSuchKey, Storage, each_key
from filings.upkeep.falling import Judged, judge, judge_decision, since

# How often another event may come in between before a filing is left to the next run.
_ATTEMPTS = 5
# Nobody takes longer from an entry to the event that it is for.
LEFT = 2 * PATIENCE
_ENTRY = re.compile("due/([0-9]{4}-[0-9]{2}-[0-9]{2})/([0-9A-Z-]+)_([a-z]+)")


@dataclass
class Fallen:
    """How often each event was written, how many entries nothing could be said of without contracts, and broken filings."""

    events: dict[str, int] = field(default_factory=dict)
    skipped: int = 0
    broken: list[str] = field(default_factory=list)

    def count(self, event: str) -> None:
        """Count an event that was written."""
        self.events[event] = self.events.get(event, 0) + 1


@dataclass(frozen=True)
class Due:
    """The use case with what it needs; without `contracts` nothing is decided that rests on a place's rules."""

    store: Storage
    contracts: Contracts | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def sweep(self) -> Fallen:
        """Do everything that has fallen due; raises StoreUnavailable.

        May run twice, at once or at any moment be cut off: an entry is removed once nothing is left to do, and the log tells
        what has been done. A filing whose log is broken is left alone and named.
        """
        fallen = Fallen()
        for key, day, number, what in self._entries():
            try:
                self._settle(key, day, (number, what), fallen)
            except BrokenLog:
                fallen.broken.append(str(number))
        return fallen

    def _entries(self) -> Iterator[tuple[str, date, Number, str]]:
        today = self.today
        for key in each_key(self.store, "due/"):
            entry = _parsed(key)
            if entry is not None and entry[0] > today:
                # The names are in order of the days: all that follow are later.
                return
            if entry is not None:
                yield key, *entry

    def _settle(self, key: str, day: date, about: tuple[Number, str], fallen: Fallen) -> None:
        number, what = about
        for _ in range(_ATTEMPTS):
            events = read_log(self.store, number.serial)
            judged = self._judge(number, events, what)
            if judged is None:
                fallen.skipped += 1
                return
            if judged.event is None:
                if judged.again is not None:
                    deadlines.enter(self.store, number, {(judged.again, what)})
                self._remove(key, day)
                return
            try:
                self._write(number, events, judged.event)
            except Refusal:
                # Somebody was quicker: what falls due now is another question.
                continue
            fallen.count(str(judged.event["event"]))

    def _judge(self, number: Number, events: Sequence[Event], what: str) -> Judged | None:
        """Say what is to be done; None where that rests on rules and there are none at hand."""
        if not events or what != "decision":
            return judge(events, what, self.today) if events else Judged()
        waiting_since = since(events)
        if waiting_since is None:
            return Judged()
        if self.contracts is None:
            return None
        return judge_decision(events, Scene(events, self.contracts, waiting_since), self.today)

    def _write(self, number: Number, events: Sequence[Event], fields: Mapping[str, Any]) -> None:
        now = self.now()
        if self.contracts is not None:
            contract = self.contracts.for_place(events[0].fields["place"], self.today)
            if contract is not None:
                Kept(self.store).keep(contract)
                fields = {**fields, "contract": contract.sha256}
        record(self.store, number, events, {**fields, "at": moment(now)}, now=now)

    def _remove(self, key: str, day: date) -> None:
        """Remove an entry once its day is over: it was made before its event, and an attempt of that day may still be at work."""
        if day < (self.now() - LEFT).astimezone(CHINA).date():
            with suppress(NoSuchKey):
                self.store.delete(key)

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now().astimezone(CHINA).date()


def _parsed(key: str) -> tuple[date, Number, str] | None:
    """Read an entry's name, None where it is none: what nobody here wrote is not for the sweep to judge."""
    match = _ENTRY.fullmatch(key)
    try:
        return (date.fromisoformat(match[1]), parse(match[2]), match[3]) if match else None
    except ValueError:
        return None
