"""What the doctor found last, kept in the store itself: `doctor/verdict/<time>.passed` or `.failed`, written once.

The name says enough, so that a door asks for one listing and reads nothing. One verdict that failed is enough to refuse the
store, also beside one that passed: somebody was cut off while replacing it.
"""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from filings.storage import NoSuchKey, Storage, StoreUnavailable
from filings.storage.settling import begun
from filings.watch.log import line, where

if TYPE_CHECKING:
    from filings.doctor.proving import Report

PREFIX = "doctor/verdict/"


class StoreRefused(Exception):
    """The store failed the doctor, as its verdict says; the message tells what to do."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"the store {address} failed its examination and is not served: run `beian doctor --store {address}` to see what"
            " it does not do, mend that, and run it again; once it passes, the store is served"
        )


def record(store: Storage, report: "Report") -> str:
    """Put a verdict in the place of those before it; return its key. Raises StoreUnavailable."""
    before = store.keys(PREFIX)
    at = f"{datetime.fromisoformat(report.at).astimezone(UTC):%Y%m%dT%H%M%S%f}"
    key = f"{PREFIX}{at}.{'passed' if report.passed else 'failed'}"
    store.create(key, json.dumps(report.as_json(), ensure_ascii=False, indent=1).encode())
    for old in before:
        with suppress(NoSuchKey):
            store.delete(old)
    return key


def is_known(store: Storage, address: str) -> bool:
    """Say whether a store has passed; raises StoreRefused where it has failed, StoreUnavailable. One small request."""
    verdicts = store.keys(PREFIX, limit=10)
    if any(verdict.endswith(".failed") for verdict in verdicts):
        raise StoreRefused(address)
    return bool(verdicts)


def admitted(store: Storage, address: str) -> Storage:
    """Return a store that is not known to have failed, with a warning where nothing is known; raises StoreRefused.

    A store that does not answer now, or refuses this one question, is let in: what is asked next will tell.
    """
    try:
        if address != "memory:" and not is_known(store, address):
            _warn("nobody has examined the store yet: run beian doctor")
    except StoreUnavailable as error:
        _warn("the store could not be asked whether it has passed beian doctor", error)
    return store


def asked(store: Storage, address: str) -> Callable[[], Storage]:
    """Begin to ask what `admitted` asks, and return what waits for the answer, and returns or raises what that does.

    For who has long to import before a store is wanted: a bucket's first answer, with all that makes a connection, takes as long.
    """
    return begun(partial(admitted, store, address)).result


def _warn(why: str, error: Exception | None = None) -> None:
    failure = {"kind": type(error).__name__, "where": where(error)} if error else {}
    line(logging.WARNING, {"event": "store", "why": why, **failure})
