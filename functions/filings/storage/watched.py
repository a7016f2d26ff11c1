"""A store whose calls are counted and timed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from filings.storage import KeyTaken, NoSuchKey, Storage, StoreUnavailable
from filings.watch.meter import Meter


class WatchedStorage:
    """Asks another store, and tells the meter which verb, with which outcome and for how long; never which key."""

    def __init__(self, store: Storage, meter: Meter) -> None:
        self._store, self._meter = store, meter
        self.side_by_side = store.side_by_side

    def create(self, key: str, body: bytes) -> None:
        """As the store does."""
        with self._watched("create"):
            self._store.create(key, body)

    def settle(self, key: str, body: bytes) -> bytes:
        """As the store does."""
        with self._watched("settle"):
            return self._store.settle(key, body)

    def read(self, key: str) -> bytes:
        """As the store does."""
        with self._watched("read"):
            return self._store.read(key)

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        """As the store does."""
        with self._watched("keys"):
            return self._store.keys(prefix, after, limit)

    def delete(self, key: str) -> None:
        """As the store does."""
        with self._watched("delete"):
            self._store.delete(key)

    @contextmanager
    def _watched(self, verb: str) -> Iterator[None]:
        begun, outcome = time.perf_counter(), "failed"
        try:
            yield
            outcome = "done"
        except KeyTaken:
            outcome = "taken"
            raise
        except NoSuchKey:
            outcome = "absent"
            raise
        except StoreUnavailable:
            outcome = "unavailable"
            self._meter.note("store_errors", verb=verb)
            raise
        finally:
            self._meter.note("store_seconds", time.perf_counter() - begun, verb=verb)
            self._meter.note("store_calls", verb=verb, outcome=outcome)
