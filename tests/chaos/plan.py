"""What goes wrong when: drawn by a seed for each kind of request, so that a run can be repeated with the same faults."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock

from chaos.wire import Message


class Fault(StrEnum):
    """What may become of one request to the store."""

    ERROR = "answered 500"
    SLOW_DOWN = "answered 503 SlowDown"
    CONFLICT = "answered 409 ConditionalRequestConflict"
    RESET = "connection reset"
    CUT_REQUEST = "request cut in its middle"
    CUT_ANSWER = "answer cut in its middle"
    LOST = "carried out, answer lost"
    LOST_ERROR = "carried out, answered 500"
    HELD_BEFORE = "held back, then carried out"
    HELD_AFTER = "carried out, answer held back"
    SERVICE_BEFORE = "service killed before"
    SERVICE_AFTER = "service killed after"
    WORKER_BEFORE = "one worker killed before"
    WORKER_AFTER = "one worker killed after"
    STORE_BEFORE = "store killed before"
    STORE_AFTER = "store killed after"


KILLS = frozenset(fault for fault in Fault if "killed" in fault)
HELD = frozenset({Fault.HELD_BEFORE, Fault.HELD_AFTER})
_WRITES_ONLY = frozenset({Fault.CUT_REQUEST, *KILLS})


def kind_of(request: Message) -> str:
    """Name the kind of a request to a bucket by its method and what its key is for: `PUT filings event`, `LIST`."""
    method, parts = request.first[0], request.path.strip("/").split("/")
    if "list-type" in request.query:
        return "LIST"
    if len(parts) < 3:
        return method
    endings = {"json": " event", "key.jwe": " key", "paper.jwe": " paper", "note.jwe": " note"}
    ending = endings.get(parts[-1].partition(".")[2], "") if parts[1] == "filings" else ""
    return f"{method} {parts[1]}{ending}"


def is_write(kind: str) -> bool:
    """Say whether a request of this kind changes something."""
    return kind.startswith(("PUT", "DELETE", "POST"))


@dataclass
class Plan:
    """Draws the faults of a run: of every kind of request the n-th meets the same in every run with this seed.

    `rate` is the part of the requests that meet one, three times as many of those that write. Between two kills lie `calm` writes
    at least, so that there is something to kill, and as many between two requests that are held back; what is drawn too early
    comes as soon as that is over. Faults of a kind come round evenly.
    """

    seed: int
    rate: float
    faults: Sequence[Fault] = tuple(Fault)
    calm: int = 50
    met: Counter[tuple[str, Fault]] = field(default_factory=Counter)
    requests: Counter[str] = field(default_factory=Counter)
    off: bool = False
    _decks: dict[str, "_Deck"] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """Make what keeps kills apart, and what is held back."""
        self._rare = (_Rare(KILLS, self.calm), _Rare(HELD, self.calm))

    def draw(self, kind: str) -> Fault | None:
        """Say what becomes of the next request of a kind, None where nothing does."""
        with self._lock:
            self.requests[kind] += 1
            if self.off:
                return None
            deck = self._decks.setdefault(kind, _Deck(random.Random(f"{self.seed} {kind}"), self._suits(kind)))
            fault = deck.draw(min(1.0, self.rate * (3 if is_write(kind) else 1)))
            for rare in self._rare:
                fault = rare.eased(fault, can_be=is_write(kind))
            if fault is not None:
                self.met[kind, fault] += 1
            return fault

    def _suits(self, kind: str) -> list[Fault]:
        """List what may become of a kind: S3 answers 409 to conditional writes alone, which ours are when they put."""
        suits = {Fault.CONFLICT: kind.startswith("PUT"), **dict.fromkeys(_WRITES_ONLY, is_write(kind))}
        return [fault for fault in self.faults if suits.get(fault, True)]


@dataclass
class _Rare:
    """Faults between which something has to go well."""

    faults: frozenset[Fault]
    calm: int
    since: int = 0
    postponed: list[Fault] = field(default_factory=list)

    def eased(self, fault: Fault | None, *, can_be: bool) -> Fault | None:
        """Put off what comes too early, and say what was put off before where its time has come."""
        self.since += can_be
        if fault in self.faults and self.since < self.calm:
            self.postponed.append(fault)
            fault = None
        if fault is None and self.postponed and can_be and self.since >= self.calm:
            fault = self.postponed.pop(0)
        if fault in self.faults:
            self.since = 0
        return fault


@dataclass
class _Deck:
    rng: random.Random
    faults: list[Fault]
    left: list[Fault] = field(default_factory=list)

    def draw(self, rate: float) -> Fault | None:
        if self.rng.random() >= rate or not self.faults:
            return None
        if not self.left:
            self.left = self.rng.sample(self.faults, len(self.faults))
        return self.left.pop()


# What does the killing, by the fault; each returns when what it killed is gone.
Killers = Mapping[Fault, Callable[[], None]]
