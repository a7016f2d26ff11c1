"""What the clients of a run know: what they asked, and what was acknowledged. It is held against the store at the end."""

import random
from collections import Counter
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from filings import numbers


@dataclass
class Filed:
    """One filing as its filer knows it: the key, every body that was sent under it, and the receipt once there was one."""

    key: str
    bodies: list[bytes]
    receipt: bytes | None = None
    said: dict[str, Any] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """The number on the receipt."""
        return str(self.said["number"])

    @property
    def serial(self) -> str:
        """Under which it is stored."""
        return numbers.parse(self.number).serial


@dataclass
class Listed:
    """One row of an employer's list, by the name that the desk gives it, with the receipts that were given for it by number.

    There is another filing of a row only where the one before has ended.
    """

    name: str
    receipts: dict[str, Filed] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """An event that was acknowledged: of which filing, what was done, and the keyed hash by which the event names its request."""

    serial: str
    action: str
    key_mac: str


@dataclass
class Journal:
    """Shared by all clients of a run."""

    filings: list[Filed] = field(default_factory=list)
    listed: list[Listed] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    unexpected: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, filed: Filed) -> None:
        """Note a filing before it is sent for the first time."""
        with self._lock:
            self.filings.append(filed)

    def enlist(self, rows: list[Listed]) -> None:
        """Note the rows of a list before it is sent for the first time."""
        with self._lock:
            self.listed += rows

    def note(self, done: Done) -> None:
        """Note an acknowledged event."""
        with self._lock:
            self.done.append(done)

    def count(self, what: str, times: int = 1) -> None:
        """Count something that a client did or met."""
        with self._lock:
            self.asked[what] += times

    def refuse(self, what: str) -> None:
        """Note an answer that no fault of the store explains."""
        with self._lock:
            self.unexpected[what] += 1

    def differs(self, number: str) -> None:
        """Note that a repeat was answered with another receipt."""
        with self._lock:
            self.differing.append(number)

    def acknowledged(self) -> list[Filed]:
        """List the filings of which somebody has a receipt."""
        with self._lock:
            return [filed for filed in self.filings if filed.receipt is not None]

    def any_filing(self, rng: random.Random, *, newest: int = 30) -> Filed | None:
        """Choose one of the newest acknowledged filings."""
        with self._lock:
            known = [filed for filed in self.filings[-2 * newest :] if filed.receipt is not None][-newest:]
        return rng.choice(known) if known else None
