"""Goes through the outbox and tells: what was not heard is told again, for a day; then it is given up, and that is said.

Each message is handed over at least once in each way, or given up. Twice it is handed over only where a worker died or stood
still between the handing over and its note, or where the other side's answer got lost; it then bears the same id.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from filings import outbox
from filings.model import BrokenLog, read_log
from filings.outbox import LEFT, STALE, TOLD, Entry
from filings.storage import Storage
from filings.telling.message import Message
from filings.telling.notes import Notes, State
from filings.telling.port import Gone, Later, Never, Port

# How long after each attempt the next one may begin: six within a day. The first is longer than any attempt takes.
DELAYS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5), timedelta(hours=16))
# A way on which that many attempts in a row found nobody is left alone until the next run.
_DOWN = 3
SENT, LATER, GIVEN_UP, NOT_TOLD, BROKEN = "sent", "later", "given up", "not told", "broken log"


@dataclass
class Tally:
    """What a run has done: how many messages in which way (`sent`, `later`, `given up`, `not told`), how many entries
    of a `broken log` there are, a line for each message that was
    given up, and one for each way that has stopped."""

    counts: Counter[str] = field(default_factory=Counter)
    given_up: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Say what was done, for the log; nothing in it is personal."""
        counts = ", ".join(
            f"{self.counts[what]} {what}" for what in (SENT, LATER, GIVEN_UP, NOT_TOLD, BROKEN) if self.counts[what]
        )
        return [f"told: {counts or 'nothing'}", *(f"given up: {line}" for line in self.given_up), *self.stopped]


@dataclass(frozen=True)
class Worker:
    """The use case with what it needs; `now` gives the time in UTC."""

    store: Storage
    ports: Sequence[Port]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def run(self) -> Tally:
        """Tell everything that is due once; may be cut off at any moment and run twice at once. Raises StoreUnavailable."""
        notes = Notes(self.store)
        since = {port.name: notes.stopped(port) for port in self.ports}
        ports = [port for port in self.ports if since[port.name] is None]
        run = _Run(self.store, notes, list(ports), self.now)
        run.tally.stopped += [f"{way} has stopped: the receiver wanted no more at {at}" for way, at in since.items() if at]
        try:
            if ports:
                for entry in outbox.entries(self.store, self.now()):
                    run.take(entry)
                    if not run.ways:
                        break
        finally:
            for port in ports:
                port.close()
        return run.tally

    def resume(self) -> None:
        """Ask those again that wanted no more; raises StoreUnavailable."""
        for port in self.ports:
            Notes(self.store).resume(port)


@dataclass
class _Run:
    store: Storage
    notes: Notes
    ports: list[Port]
    now: Callable[[], datetime]
    tally: Tally = field(default_factory=Tally)
    down: Counter[str] = field(default_factory=Counter)

    @property
    def ways(self) -> list[Port]:
        """Those that are still worth trying in this run."""
        return [port for port in self.ports if self.down[port.name] < _DOWN]

    def take(self, entry: Entry) -> None:
        """Tell what an entry announces, put it off, or drop it."""
        try:
            log = read_log(self.store, entry.number.serial)
        except BrokenLog:
            # One filing that was tampered with keeps nobody else from hearing; `beian verify` says what is wrong with it.
            self.tally.counts[BROKEN] += 1
            return
        if len(log) < entry.position:
            if self.now() - entry.at > LEFT:
                outbox.drop(self.store, entry)
            return
        message = Message(entry.number, entry.position, log)
        # Whoever announced something may have been overtaken, and another event be in its place.
        due = self._told(message, entry) if message.name in TOLD else []
        if due and min(due) <= self.now():
            return
        if due:
            outbox.put(self.store, str(entry.number), entry.position, min(due))
        outbox.drop(self.store, entry)

    def _told(self, message: Message, entry: Entry) -> list[datetime]:
        """Tell in every way; return when those that are not done are due again."""
        states = self.notes.states(message)
        dues = [self._tried(message, port, states.get(port.name, State()), entry) for port in tuple(self.ports)]
        return [due for due in dues if due is not None]

    def _tried(self, message: Message, port: Port, state: State, entry: Entry) -> datetime | None:
        """Make the attempt that is due, if one is; return when the next one is due, None where there is none."""
        now = self.now()
        if state.done:
            return None
        due = state.last + DELAYS[min(state.attempts, len(DELAYS)) - 1] if state.last else entry.at
        if state.last and due > now:
            return due
        if state.attempts > len(DELAYS) or now - entry.at > STALE:
            self._ended(message, port, GIVEN_UP, "no answer was noted" if state.attempts else "too late")
            return None
        if port not in self.ways or not self.notes.claim(message, port.name, state.attempts + 1, now):
            return now
        try:
            return self._delivered(message, port, state.attempts)
        except Gone:
            self.notes.stop(port, self.now())
            self.ports.remove(port)
            self._ended(message, port, GIVEN_UP, "the other side wants no more messages")
        return None

    def _delivered(self, message: Message, port: Port, before: int) -> datetime | None:
        try:
            port.deliver(message)
        except Never as never:
            self._ended(message, port, NOT_TOLD, never.reason)
        except Later as later:
            self.down[port.name] = self.down[port.name] + 1 if later.down else 0
            if before == len(DELAYS):
                self._ended(message, port, GIVEN_UP, later.reason)
                return None
            self.tally.counts[LATER] += 1
            return self.now() + DELAYS[before]
        else:
            self.down[port.name] = 0
            self._ended(message, port, SENT, SENT)
        return None

    def _ended(self, message: Message, port: Port, what: str, outcome: str) -> None:
        self.notes.done(message, port.name, outcome, self.now())
        self.tally.counts[what] += 1
        if what == GIVEN_UP:
            self.tally.given_up.append(f"{message.number} {message.name} {port.name}: {outcome}")
