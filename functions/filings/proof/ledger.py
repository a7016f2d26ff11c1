"""The ledger: closes days, each once, whoever runs it how often; and tells which events came to be known on a day."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from filings.days import CHINA, day_in_china
from filings.model import BrokenLog, canonical, event_key, follows, parse_event
from filings.proof.records import DAY, BrokenLedger, Ledger, key_of, parse, read_all, read_one
from filings.proof.signing import NotSigned, PublicKeys, SigningKey, header_of
from filings.storage import KeyTaken, NoSuchKey, Storage, each_key

# A day is closed one hour after its end: whoever began on that day has written its event by then (deposit.PATIENCE).
GRACE = timedelta(hours=1)


@dataclass(frozen=True)
class Closed:
    """What was done: the days whose ledgers were written, the objects that were left out because they do not fit, and the last
    ledger's key and SHA-256, which anybody may keep elsewhere to hold the store to later."""

    days: tuple[date, ...]
    left_out: tuple[str, ...]
    head: tuple[str, str]


@dataclass
class _Known:
    """What all ledgers together say."""

    last: Ledger | None = None
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    audit: set[str] = field(default_factory=set)

    def learn(self, ledger: Ledger) -> None:
        self.last = ledger
        self.heads |= {serial: (position, sha256) for serial, position, sha256 in ledger.filings}
        self.audit |= {key for key, _ in ledger.audit}


@dataclass(frozen=True)
class _New:
    """What no ledger names yet, each with its day; `unfit` are the keys of objects that fit into no ledger."""

    events: list[tuple[date, str, int, str]]
    audit: list[tuple[date, str, str]]
    unfit: list[str]


def close(store: Storage, key: SigningKey, now: datetime) -> Closed:
    """Write the ledger of every day in China that is over and has none; a day is over GRACE after its end.

    Lists the whole store, reads all ledgers and what they do not name yet. May run twice, at once, or be cut off: whoever creates
    a day's object first has decided what stands in it, and the other goes on from there. An event whose chain does not fit is
    left out and named. Raises BrokenLedger where the ledgers themselves do not fit, and StoreUnavailable.
    """
    written: list[date] = []
    while True:
        known = _known(store, key)
        new = _new(store, known)
        try:
            for day in _missing(known, new, now):
                known.learn(_write(store, key, day, known.last, new))
                written.append(day)
        except KeyTaken:
            # Another run has closed that day: what its ledger names is not new any more.
            continue
        if known.last is None:
            raise RuntimeError("a day is over, and yet none was closed")
        return Closed(tuple(written), tuple(sorted(new.unfit)), (known.last.key, known.last.sha256))


def events_of(store: Storage, day: date) -> Iterator[tuple[str, int]]:
    """Yield serial and position of every event that came to be known on a day in China, in order of both.

    Raises NotClosed where the day has no ledger, BrokenLedger where that is none, StoreUnavailable. Signatures are for
    `proof.verify` to check.
    """
    yield from ((serial, position) for serial, position, _ in read_one(store, day).filings)


def _known(store: Storage, key: SigningKey) -> _Known:
    known = _Known()
    for ledger in read_all(store):
        known.learn(ledger)
    if known.last is not None:
        _check_signature(store, key, known.last)
    return known


def _check_signature(store: Storage, key: SigningKey, last: Ledger) -> None:
    """Never sign what follows a ledger that claims to be ours and is not; one by an older key is for `verify` to judge."""
    body = store.read(last.key)
    if header_of(body).get("kid") == key.kid:
        try:
            PublicKeys((key.public,)).open(body)
        except NotSigned:
            raise BrokenLedger(last.key) from None


def _missing(known: _Known, new: _New, now: datetime) -> Iterator[date]:
    last = (now - GRACE).astimezone(CHINA).date() - DAY
    days = [entry[0] for entry in new.events] + [entry[0] for entry in new.audit]
    day = known.last.day + DAY if known.last else min([last, *days])
    while day <= last:
        yield day
        day += DAY


def _write(store: Storage, key: SigningKey, day: date, before: Ledger | None, new: _New) -> Ledger:
    """Write a day's ledger, and take what stands in it from what is new."""
    payload = {
        "day": day.isoformat(),
        "previous": before.sha256 if before else None,
        "filings": sorted(list(entry[1:]) for entry in new.events if entry[0] <= day),
        "audit": sorted(list(entry[1:]) for entry in new.audit if entry[0] <= day),
    }
    body = key.sign(canonical(payload)).encode()
    store.create(key_of(day), body)
    new.events[:] = [entry for entry in new.events if entry[0] > day]
    new.audit[:] = [entry for entry in new.audit if entry[0] > day]
    return parse(key_of(day), body)


def _new(store: Storage, known: _Known) -> _New:
    new = _New([], [], [])
    logs = (key for key in each_key(store, "filings/") if key.endswith(".json"))
    for serial, keys in groupby(logs, lambda key: key.split("/")[1]):
        new.events.extend(_events(store, serial, list(keys), known.heads.pop(serial, None), new.unfit))
    # Filings that a ledger names and the store does not have any more.
    new.unfit.extend(event_key(serial, 1) for serial in known.heads)
    for key in each_key(store, "audit/"):
        if key not in known.audit:
            new.audit.extend(_entry(store, key, new.unfit))
    return new


def _events(
    store: Storage, serial: str, keys: list[str], head: tuple[int, str] | None, unfit: list[str]
) -> Iterable[tuple[date, str, int, str]]:
    """Read what a filing's log has beyond what ledgers know of it; what does not fit goes to `unfit`, with all that follows."""
    covered, previous = head or (0, None)
    if len(keys) <= covered:
        unfit.extend([event_key(serial, len(keys) + 1)] if len(keys) < covered else [])
        return
    status, day = None, date.min
    # The last event that is known is read again: what is new has to follow it, as it was signed.
    for position in range(max(covered, 1), len(keys) + 1):
        key = event_key(serial, position)
        try:
            event = parse_event(store.read(key))
            is_known = position == covered
            fits = (
                event.sha256 == previous if is_known else event.fields["previous"] == previous and follows(event.fields, status)
            )
            # A clock that went back between two events puts neither before the one that it follows.
            day = max(day, day_in_china(event.at))
        except (BrokenLog, NoSuchKey, ValueError, KeyError):
            fits = False
        if not fits:
            unfit.append(key)
            return
        status, previous = event.status, event.sha256
        if not is_known:
            yield day, serial, position, event.sha256


def _entry(store: Storage, key: str, unfit: list[str]) -> Iterable[tuple[date, str, str]]:
    try:
        day = date.fromisoformat(key.split("/")[2])
        yield day, key, hashlib.sha256(store.read(key)).hexdigest()
    except (ValueError, IndexError, NoSuchKey):
        unfit.append(key)
