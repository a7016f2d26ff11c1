"""What a ledger is: for each day in China one signed list of the hash of every new event and audit entry.

`ledger/<day>.jws` is a compact JWS over canonical JSON: `day`; `previous`, the SHA-256 of the ledger of the day before;
`filings`, `[serial, position, sha256]` for every event that no ledger names yet, position after position; `audit`, `[key,
sha256]` of every entry of the audit log likewise. A day without anything has one too: it proves that nothing was there. What
arrives after its day was closed stands in the next ledger.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from filings.storage import NoSuchKey, Storage, each_key

PREFIX = "ledger/"
DAY = timedelta(days=1)


class NotClosed(LookupError):
    """There is no ledger for the day (yet)."""


class BrokenLedger(Exception):
    """A ledger is not one, a day is missing, or it does not carry the hash of the one before; `args[0]` is the key."""


@dataclass(frozen=True)
class Ledger:
    """What one ledger says, and the SHA-256 of its bytes, which the next one carries."""

    day: date
    previous: str | None
    filings: tuple[tuple[str, int, str], ...]
    audit: tuple[tuple[str, str], ...]
    sha256: str

    @property
    def key(self) -> str:
        """Its object's key."""
        return key_of(self.day)


def key_of(day: date) -> str:
    """Name the object of a day's ledger."""
    return f"{PREFIX}{day.isoformat()}.jws"


def closed_days(store: Storage) -> Iterator[date]:
    """Yield every day that has a ledger, in order; raises BrokenLedger and StoreUnavailable."""
    for key in each_key(store, PREFIX):
        yield _day(key)


def read_one(store: Storage, day: date) -> Ledger:
    """Read a day's ledger without checking its signature; raises NotClosed, BrokenLedger and StoreUnavailable."""
    try:
        body = store.read(key_of(day))
    except NoSuchKey:
        raise NotClosed(day.isoformat()) from None
    return parse(key_of(day), body)


def read_all(store: Storage) -> Iterator[Ledger]:
    """Read every ledger in order, each held to the one before; raises BrokenLedger and StoreUnavailable."""
    before: Ledger | None = None
    for day in closed_days(store):
        ledger = read_one(store, day)
        if before and (ledger.day != before.day + DAY or ledger.previous != before.sha256):
            raise BrokenLedger(ledger.key)
        if before is None and ledger.previous is not None:
            raise BrokenLedger(ledger.key)
        yield ledger
        before = ledger


def parse(key: str, body: bytes) -> Ledger:
    """Read a ledger's bytes without checking its signature; raises BrokenLedger."""
    try:
        _, middle, _ = body.decode("ascii").split(".")
        payload = base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4))
        said = json.loads(payload)
        ledger = Ledger(_day(key), said["previous"], _events(said["filings"]), _entries(said["audit"]), _sha256(body))
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise BrokenLedger(key) from None
    if said["day"] != ledger.day.isoformat():
        raise BrokenLedger(key)
    return ledger


def _day(key: str) -> date:
    try:
        day = date.fromisoformat(key.removeprefix(PREFIX).removesuffix(".jws"))
    except ValueError:
        raise BrokenLedger(key) from None
    if key != key_of(day):
        raise BrokenLedger(key)
    return day


def _events(listed: Any) -> tuple[tuple[str, int, str], ...]:
    events = tuple((str(serial), int(position), str(sha256)) for serial, position, sha256 in listed)
    _check_order([event[:2] for event in events])
    return events


def _entries(listed: Any) -> tuple[tuple[str, str], ...]:
    entries = tuple((str(key), str(sha256)) for key, sha256 in listed)
    _check_order([entry[:1] for entry in entries])
    return entries


def _check_order(names: Sequence[tuple[Any, ...]]) -> None:
    """Nothing stands twice, and each list can be written in one way only."""
    if any(one >= other for one, other in pairwise(names)):
        raise ValueError("not in order")


def _sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
