"""Verifies a whole store, offline: every object is what chains and signed ledgers say, and none is missing or too many."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from filings.days import CHINA
from filings.model import canonical, event_key
from filings.proof.book import Book, read_book
from filings.proof.chain import check_filing
from filings.proof.findings import Findings, Misfit
from filings.proof.indexes import Indexes
from filings.proof.reading import Reader
from filings.proof.signing import PublicKeys
from filings.storage import NoSuchKey

# What the parts of the service leave for each other, and figures counted from ledgers: nothing is proved by it, all of it can be
# thrown away. It is counted only.
WORKING = frozenset({"doctor", "figures", "published", "quarantine", "retention", "stopped", "told"})
_GONE = "is gone: a ledger names it"


@dataclass(frozen=True)
class Report:
    """What verifying found: every misfit in the order of keys, and counts; the last closed day and the SHA-256 of its ledger.

    Counted are `objects`, `filings`, `events`, `sealed` objects, `audit` entries and `ledgers`; `uncovered` events and entries
    that stand in no ledger yet; `late` ones that stand in a later one than their day's; `erased` objects; `under-way` and
    `idle` ones that nothing names and nothing rests on; `working` ones that prove nothing.
    """

    misfits: tuple[Misfit, ...]
    counts: Counter[str]
    last: date | None
    head: str | None

    @property
    def first(self) -> Misfit | None:
        """The first object that does not fit, in the order of keys."""
        return self.misfits[0] if self.misfits else None


def verify(reader: Reader, keys: PublicKeys, now: datetime, head: str | None = None) -> Report:
    """Verify everything that `reader` reads; `now` says how old what is under way may be.

    `head` is the SHA-256 of a ledger that somebody kept elsewhere: it has to be among the ledgers. Without one nobody can tell
    from a store alone that its last days were cut off. Raises StoreUnavailable.
    """
    findings = Findings(now)
    book = read_book(reader, keys, findings)
    if head is not None and head not in book.heads:
        findings.misfit(f"ledger/{head}", "is gone: no ledger has the SHA-256 that was given")
    findings.misfits_of(reader.strays(), "is no object of a store")
    store = _Store(reader, book, findings, Indexes(reader, findings))
    # Filings come first, because all else points at them.
    store.filings()
    store.rest()
    store.missing()
    return Report(tuple(sorted(findings.misfits)), findings.counts, book.last, book.heads[-1] if book.heads else None)


@dataclass(frozen=True)
class _Store:
    reader: Reader
    book: Book
    findings: Findings
    indexes: Indexes

    def filings(self) -> None:
        """Verify every filing, and learn what may point at it."""
        for _, its in groupby(self.reader.keys("filings/"), lambda key: key.split("/")[1]):
            keys = list(its)
            self.findings.counts["objects"] += len(keys)
            own = [key for key in keys if key.count("/") == 2]
            self.findings.misfits_of(set(keys) - set(own), "is no object of a filing")
            if own:
                self.findings.counts["filings"] += 1
                self.indexes.learn(check_filing(self.reader, own, self.book, self.findings))

    def rest(self) -> None:
        """Verify everything else."""
        judges: dict[str, Callable[[str], None]] = {**self.indexes.judges(), "audit": self._audit}
        for key in self.reader.keys(""):
            prefix, _, rest = key.partition("/")
            if prefix in {"filings", "ledger"} and rest:
                continue
            self.findings.counts["objects"] += 1
            if prefix in WORKING and rest:
                self.findings.counts["working"] += 1
            elif prefix in judges and rest:
                # Where the store is in use, somebody may have taken a marker away meanwhile.
                with suppress(NoSuchKey):
                    judges[prefix](key)
            else:
                self.findings.misfit(key, "is under no prefix of a store")

    def missing(self) -> None:
        """Name what should be there and is not."""
        if self.book.whole:
            self.findings.misfits_of((event_key(serial, 1) for serial in self.book.events), _GONE)
            self.findings.misfits_of(self.book.audit, _GONE)
        self.indexes.missing()

    def _audit(self, key: str) -> None:
        body = self.reader.read(key)
        self.findings.counts["audit"] += 1
        listed, day = self.book.audit.pop(key, None), _audit_day(key, body)
        if listed is not None and hashlib.sha256(body).hexdigest() != listed[0]:
            self.findings.misfit(key, "is not what the ledger names")
        elif day is None:
            self.findings.misfit(key, "is no entry of the audit log")
        elif listed is not None:
            self.findings.counts["late"] += listed[1] > day
        else:
            self.findings.counts["uncovered"] += 1
            if self.book.whole and self.book.last is not None and day <= self.book.last:
                self.findings.misfit(key, "stands in no ledger, though its day is closed")


def _audit_day(key: str, body: bytes) -> date | None:
    """Return the day of an entry of the audit log, None where its name and what it says do not agree."""
    try:
        entry = json.loads(body)
        at = datetime.fromisoformat(entry["at"]).astimezone(CHINA)
        named = f"audit/{entry['place'] or '-'}/{at:%Y-%m-%d}/{at:%H%M%S}{at.microsecond // 1000:03d}-"
        is_one = key.startswith(named) and key.endswith(".json") and canonical(entry) == body
    except (ValueError, KeyError, TypeError):
        return None
    return at.date() if is_one else None
