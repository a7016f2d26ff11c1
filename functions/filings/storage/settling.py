"""Begin a write, and look meanwhile whether somebody else's is there already; or begin several, whose order does not matter."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait
from contextlib import suppress
from threading import Thread
from typing import TypeVar

from filings.storage import KeyTaken, NoSuchKey, Storage, StoreUnavailable

# How long a store may think about a conditional write before somebody looks for what it thinks about. S3 needs some tens of
# milliseconds; SeaweedFS lets all but one of those who meet wait for whole seconds.
LOOK_SECONDS = 0.25
_PATIENCE_MAX = 2.0
_ATTEMPTS = 5
# How many one caller has under way besides its own; two more may be made, so that five sealed papers are in memory.
_AT_ONCE = 3

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


def at_once(store: Storage, works: Iterable[Callable[[], T]]) -> list[T]:
    """Do what writes to a store, in any order and side by side where that is faster there; return the results in order.

    When it returns or raises, nothing of it is under way any more. Raises what one that failed has raised; others may have been
    done or not. `works` is gone through little by little, so that what is made there is not in memory all at once.
    """
    if not store.side_by_side:
        return [work() for work in works]
    others, writing = iter(works), list[Future[T]]()
    # The last one is for whoever asks: no thread for what is alone.
    if (own := next(others, None)) is None:
        return []
    try:
        for other in others:
            if len(writing) >= _AT_ONCE:
                writing[-_AT_ONCE].result()
            writing.append(begun(own))
            own = other
        last = own()
    finally:
        wait(writing)
    return [each.result() for each in writing] + [last]


def met(write: Callable[[], bool], look: Look[T]) -> tuple[bool, T | None]:
    """Return what `write` says in the end (was it done?), or what `look` sees before that.

    A write that is overtaken so goes on by itself and comes to nothing. Raises what `write` raises; that looking fails is no
    reason to stop waiting.
    """
    writing, patience = begun(write), LOOK_SECONDS
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


def begun(work: Callable[[], T]) -> "Future[T]":
    """Do something in a thread of its own; the future has what it returns or raises."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:
            future.set_exception(error)

    # A process that ends waits for it: what was overtaken holds nothing up but that.
    Thread(target=run, name="settle").start()
    return future
