"""A filing in a store with both sides of the table: the person who amends it, and the officer who decides on it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from filings import numbers
from filings.amend import Amending
from filings.model import Event, read_log
from filings.storage import Storage
from filings.waiting import drop, parse, waits
from officer import decide
from papers import png, uploaded


@dataclass
class Desk:
    """A filing in a store, and both sides of the table."""

    store: Storage
    number: str
    code: str
    amending: Amending

    def ask(self, key: str = "an-amendment-key-1", **body: Any) -> dict[str, Any]:
        """Amend the filing as the person; return the answer."""
        return self.amending.take(self.number, self.code, key, body)

    def decide(self, status: str, at: datetime | None = None, **members: Any) -> None:
        """Decide as the officer, now or at another time."""
        decide(self.store, self.number, status, at or self.amending.lookup.now(), **members)

    def leave(self) -> None:
        """Take the filing out of the queue, as a decision does."""
        drop(self.store, waits(self.events()))

    def told(self) -> dict[str, Any]:
        """Look the filing up with its code."""
        return self.amending.lookup.status(self.number, self.code)

    def paper(self, material: str = "residence-permit") -> dict[str, Any]:
        """Upload a file and declare it as a paper."""
        return {"material": material, "files": [uploaded(self.store, png(), now=self.amending.lookup.now())]}

    def events(self) -> list[Event]:
        """Read the log, which is verified by that."""
        return read_log(self.store, numbers.parse(self.number).serial)


def queue(store: Storage) -> list[str]:
    """List the numbers in the queues, the oldest first; a filing may stand there more than once."""
    return [parse(key).number for key in store.keys("waiting/")]


NewDesk = Callable[..., Desk]
