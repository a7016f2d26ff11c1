"""Verifies one filing: its chain of events, what the ledgers say of them, and every sealed object that they name."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from filings.days import day_in_china
from filings.model import BrokenLog, Event, canonical, event_key, follows, parse_event
from filings.numbers import NotANumber, number_for, parse
from filings.parts import Part, parts_of, with_erased
from filings.proof.book import Book
from filings.proof.findings import Findings
from filings.proof.reading import Reader
from filings.stamps import time_of
from filings.storage import NoSuchKey


@dataclass
class Chain:
    """One filing's log as far as it fits; `whole` says that all of it does."""

    serial: str
    events: list[Event] = field(default_factory=list)
    whole: bool = True


def check_filing(reader: Reader, keys: Sequence[str], book: Book, findings: Findings) -> Chain:
    """Verify all objects of one filing, `keys`, of which there is at least one; raises StoreUnavailable."""
    serial = keys[0].split("/")[1]
    logs = sorted(key for key in keys if key.endswith(".json"))
    chain = _events(reader, serial, logs, book, findings)
    if chain.whole:
        _parts(reader, [key for key in keys if key not in set(logs)], chain, findings)
    return chain


def _events(reader: Reader, serial: str, keys: Sequence[str], book: Book, findings: Findings) -> Chain:
    chain = Chain(serial)
    listed = book.events.pop(serial, [])
    day = date.min
    for position in range(1, max(len(keys), len(listed)) + 1):
        key = event_key(serial, position)
        try:
            body = reader.read(key)
        except NoSuchKey:
            if position <= len(listed):
                return _broken(chain, key, "is gone: a ledger names it", findings)
            break
        findings.counts["events"] += 1
        signed = listed[position - 1][0] if position <= len(listed) else None
        why, event = _judged(chain, body, signed, serial)
        if event is None:
            return _broken(chain, key, why, findings)
        day = max(day, day_in_china(event.at))
        if signed is None:
            findings.counts["uncovered"] += 1
            if book.whole and book.last is not None and day <= book.last:
                return _broken(chain, key, "stands in no ledger, though its day is closed", findings)
        elif listed[position - 1][1] > day:
            findings.counts["late"] += 1
        chain.events.append(event)
    if extra := [key for key in keys if key not in {event_key(serial, i) for i in range(1, len(chain.events) + 1)}]:
        return _broken(chain, extra[0], "does not go on from the events before", findings)
    return chain


def _judged(chain: Chain, body: bytes, signed: str | None, serial: str) -> tuple[str, Event | None]:
    """Judge the event that comes next; return why it does not fit, or the event."""
    before = chain.events[-1] if chain.events else None
    if signed is not None and hashlib.sha256(body).hexdigest() != signed:
        return "is not what the ledger names", None
    try:
        event = parse_event(body)
        day_in_china(event.at)
        is_ours = before is not None or parse(event.fields["number"]) == number_for(event.fields["place"], serial)
    except (BrokenLog, NotANumber, ValueError, KeyError, TypeError, AttributeError):
        return "is no event", None
    if event.fields["previous"] != (before.sha256 if before else None):
        return "does not carry the hash of the event before", None
    if not follows(event.fields, before.status if before else None):
        return "leads to a status that may not follow", None
    if not is_ours or canonical(event.fields) != body:
        return "is not written as this filing's events are", None
    return "", event


def _broken(chain: Chain, key: str, why: str, findings: Findings) -> Chain:
    findings.misfit(key, why)
    chain.whole = False
    return chain


def _parts(reader: Reader, keys: Sequence[str], chain: Chain, findings: Findings) -> None:
    there = set(keys)
    for event, gone in with_erased(chain.events):
        for part in parts_of(event.fields):
            if part.key in there:
                there.discard(part.key)
                _part(reader, part, chain, gone, findings)
            elif part.kind in gone:
                findings.counts["erased"] += 1
            else:
                findings.misfit(part.key, "is gone: an event names it, and no tombstone says that it was erased")
    for key in sorted(there):
        findings.left(key, time_of(key.rpartition("/")[2]), "is named by no event")


def _part(reader: Reader, part: Part, chain: Chain, gone: frozenset[str], findings: Findings) -> None:
    findings.counts["sealed"] += 1
    if part.kind in gone:
        # A run that was cut off; the next one goes on.
        findings.left(part.key, datetime.fromisoformat(chain.events[-1].at), "is still there, and a tombstone says it was erased")
        return
    sha256 = hashlib.sha256(reader.read(part.key)).hexdigest()
    # Before events told the whole hash, an object's name alone had the beginning of it.
    said = part.key.rpartition("/")[2].partition("-")[2].partition(".")[0]
    if not (sha256 == part.sha256 if part.sha256 else sha256.startswith(said) and len(said) == 16):
        findings.misfit(part.key, "is not what the event that names it says")
