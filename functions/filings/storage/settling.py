"""Begin a write, and look meanwhile whether somebody else's is there already."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from filings.storage import KeyTaken, NoSuchKey, Storage, StoreUnavailable

# How long a store may think about a conditional write before somebody looks for what it thinks about. S3 needs some tens of
# milliseconds; SeaweedFS lets all but one of those who meet wait for whole seconds.
LOOK_SECONDS = 0.25
_PATIENCE_MAX = 2.0
_ATTEMPTS = 5

T = TypeVar("T")
Look = Callable[[], T | None]


def settled(store: Storage, key: str, body: bytes) -> bytes:
    """Settle a key in a store that refuses at once: create it, or read what is there; raises StoreUnavailable."""
    for _ in range(_ATTEMPTS):
        try:
            store.create(key, body)
        except KeyTaken:
            # Gone again since: nothing is settled then.
            with suppress(NoSuchKey):
                return store.read(key)
        else:
            return body
    raise StoreUnavailable(f"{key} is taken again and again, and nothing is there")


def met(write: Callable[[], bool], look: Look[T]) -> tuple[bool, T | None]:
    """Return what `write` says in the end (was it done?), or what `look` sees before that.

    A write that is overtaken so goes on by itself and comes to nothing. Raises what `write` raises; that looking fails is no
    reason to stop waiting.
    """
    writing, patience = _begun(write), LOOK_SECONDS
    while True:
        try:
            return writing.result(patience), None
        except TimeoutError:
            if writing.done():
                return writing.result(), None
            with suppress(StoreUnavailable):
                if (seen := look()) is not None:
                    return False, seen
            patience = min(2 * patience, _PATIENCE_MAX)


def _begun(work: Callable[[], bool]) -> "Future[bool]":
    future: Future[bool] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    # A process that ends waits for it: what was overtaken holds nothing up but that.
    Thread(target=run, name="settle").start()
    return future
