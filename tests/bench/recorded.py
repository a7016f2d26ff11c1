"""A store that counts what S3 would be asked for, with the bytes that go up and down."""

from collections import Counter

from filings.storage import KeyTaken, NoSuchKey
from filings.storage.memory import MemoryStorage

PAGE = 1000


class RecordedStorage(MemoryStorage):
    """Counts requests as ObjectStorage makes them: a taken key is looked at, and so is an object before it is removed."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: Counter[str] = Counter()
        self.up = self.down = 0

    def taken(self) -> tuple[Counter[str], int, int]:
        """Return what was counted since the last time, and begin anew: requests by kind, bytes up, bytes down."""
        found = (self.requests, self.up, self.down)
        self.requests, self.up, self.down = Counter(), 0, 0
        return found

    def create(self, key: str, body: bytes) -> None:
        """As in memory, counted."""
        self.requests["put"] += 1
        self.up += len(body)
        try:
            super().create(key, body)
        except KeyTaken:
            self.requests["head"] += 1
            raise

    def read(self, key: str) -> bytes:
        """As in memory, counted."""
        self.requests["get"] += 1
        body = super().read(key)
        self.down += len(body)
        return body

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        """As in memory, counted; a page of a listing has a thousand names at most."""
        found = super().keys(prefix, after, limit)
        self.requests["list"] += 1 + max(0, len(found) - 1) // PAGE
        return found

    def delete(self, key: str) -> None:
        """As in memory, counted."""
        self.requests["head"] += 1
        try:
            super().delete(key)
        except NoSuchKey:
            self.requests["get"] += 1
            raise
        self.requests["delete"] += 1
