"""Where filings are kept: few verbs, each naming its refusal, over memory, a folder or an object store."""

from collections.abc import Iterator
from typing import Protocol


class KeyTaken(Exception):
    """`create` met an object that is already there. The object in the store is unchanged."""


class NoSuchKey(Exception):
    """`read` or `delete` named a key that holds nothing."""


class StoreUnavailable(Exception):
    """The store did not answer, or answered that it cannot work now; what was asked may or may not have happened."""


class Storage(Protocol):
    """Write-once objects under keys such as `filings/7K3Q9FXM/0001.json`; tests/storage/test_contract.py is the specification.

    A key is one or more segments of `[A-Za-z0-9._-]` joined by `/`, each at most 200 characters and neither `.` nor `..`, at most
    512 characters in all; any other key is a ValueError. Never create `a` once `a/b` exists: SeaweedFS refuses it. Every verb may
    raise StoreUnavailable.
    """

    @property
    def side_by_side(self) -> bool:
        """Whether writes that are under way at once are done sooner than one after another: where each waits for a network."""

    def create(self, key: str, body: bytes) -> None:
        """Store `body` under a key that holds nothing yet, durably before it returns; raises KeyTaken.

        KeyTaken comes as soon as another's object is seen there. A store that lets whoever lost wait for seconds (SeaweedFS)
        may still be about to refuse the write then, so nobody may delete a key in the minute in which many want it.
        """

    def settle(self, key: str, body: bytes) -> bytes:
        """Store `body` under the key unless it holds something, and return what it holds then: `body`, or what came before it.

        For what is the same whoever writes it, or where all that counts is what is there: nobody is told who was first.
        """

    def read(self, key: str) -> bytes:
        """Return the whole object; raises NoSuchKey."""

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        """Return at most `limit` keys (at least 1) that start with `prefix` and come after `after` (empty, or a key), in order.

        The order is that of the characters; a store that keeps folders inside (SeaweedFS) may list `a/b` before `a-b`. Paging
        with the last key as `after` meets each key once either way.
        """

    def delete(self, key: str) -> None:
        """Remove the object; raises NoSuchKey."""


def each_key(store: Storage, prefix: str, after: str = "") -> Iterator[str]:
    """Yield every key that starts with `prefix` and comes after `after`, page by page, as they stand; raises StoreUnavailable."""
    while page := store.keys(prefix, after):
        yield from page
        after = page[-1]
