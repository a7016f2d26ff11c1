"""Stores that break a promise, by which the harness is tried; the first one keeps them all."""

import random
import threading
import time

from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage


class Tried(MemoryStorage):
    """A store of these tests; `end` comes when the clients have gone and before anything is counted."""

    def end(self) -> None:
        """Do nothing more."""


class Forgetful(Tried):
    """Says that an event is stored when it is in a cache; after the power was cut, some are not there, of which others heard."""

    def end(self) -> None:
        events = [key for key in self._objects if key.endswith("/0001.json")]
        approved = [key for key, body in self._objects.items() if key.startswith("filings/") and b'"event":"approved"' in body]
        for key in {*events[::3], *approved}:
            del self._objects[key]


class Overwriting(Tried):
    """Takes an object in the place of another: a store that does not know If-None-Match. Forgets that something was told."""

    def create(self, key: str, body: bytes) -> None:
        if key.startswith("told/") and key.endswith(".done"):
            return
        # Long enough for two to meet.
        time.sleep(0.005 if key.endswith(".json") else 0)
        with self._lock:
            self._objects[key] = bytes(body)


class TurnedRound(Tried):
    """Writes a queue's marker after the event that names it, and fails now and then in between. Forgets some of what is told."""

    def __init__(self) -> None:
        super().__init__()
        self.rng, self.here = random.Random(1), threading.local()

    def create(self, key: str, body: bytes) -> None:
        if key.startswith("outbox/") and self.rng.random() < 0.3:
            return
        if key.startswith("waiting/"):
            self.here.later = key, body
            return
        super().create(key, body)
        if key.startswith("filings/") and key.endswith(".json") and (later := vars(self.here).pop("later", None)):
            if self.rng.random() < 0.3:
                raise StoreUnavailable("in between")
            super().create(*later)


class Doubting(Tried):
    """Carries out what it is asked for, and now and then says that it could not, or says so without having done it."""

    def __init__(self) -> None:
        super().__init__()
        self.rng, self.is_over = random.Random(1), False

    def end(self) -> None:
        self.is_over = True

    def create(self, key: str, body: bytes) -> None:
        luck = 0.5 if self.is_over else self.rng.random()
        if luck < 0.05:
            raise StoreUnavailable("before")
        super().create(key, body)
        if luck > 0.95:
            raise StoreUnavailable("after")


class Slow(Tried):
    """Takes a moment between what belongs together."""

    def create(self, key: str, body: bytes) -> None:
        super().create(key, body)
        time.sleep(0.005)
