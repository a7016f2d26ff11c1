"""Objects in this process's memory: for tests and for trying things out. Nothing outlives the process."""

from heapq import nsmallest
from threading import Lock

from filings.storage import KeyTaken, NoSuchKey
from filings.storage.keys import check_key, check_listing
from filings.storage.settling import settled


class MemoryStorage:
    """A Storage that many threads may use at once."""

    side_by_side = False

    def __init__(self) -> None:
        self._objects: dict[str, bytes] = {}
        self._lock = Lock()

    def create(self, key: str, body: bytes) -> None:
        """Keep `body` under a new key; raises KeyTaken, ValueError."""
        check_key(key)
        with self._lock:
            if key in self._objects:
                raise KeyTaken(key)
            self._objects[key] = bytes(body)

    def settle(self, key: str, body: bytes) -> bytes:
        """Keep `body` unless the key holds something, and return what it holds; raises ValueError."""
        return settled(self, key, body)

    def read(self, key: str) -> bytes:
        """Return the whole object; raises NoSuchKey, ValueError."""
        check_key(key)
        with self._lock:
            if key not in self._objects:
                raise NoSuchKey(key)
            return self._objects[key]

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        """Return at most `limit` keys under `prefix` that come after `after`, in order; raises ValueError."""
        check_listing(prefix, after, limit)
        with self._lock:
            return nsmallest(limit, (key for key in self._objects if key.startswith(prefix) and key > after))

    def delete(self, key: str) -> None:
        """Remove the object; raises NoSuchKey, ValueError."""
        check_key(key)
        with self._lock:
            if self._objects.pop(key, None) is None:
                raise NoSuchKey(key)
