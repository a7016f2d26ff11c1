"""All ledgers of a store, verified: each signature, each hash of the one before, no day left out; and what they name."""

from dataclasses import dataclass, field
from datetime import date

from filings.proof.findings import Findings
from filings.proof.reading import Reader
from filings.proof.records import DAY, PREFIX, BrokenLedger, Ledger, key_of, parse
from filings.proof.signing import NotSigned, PublicKeys


@dataclass
class Book:
    """What the ledgers name: of each serial the hash of each event and on which day it was listed, and of each audit entry.

    `whole` says that every ledger fits; where one does not, nobody knows what else it would have named.
    """

    events: dict[str, list[tuple[str, date]]] = field(default_factory=dict)
    audit: dict[str, tuple[str, date]] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    whole: bool = True

    @property
    def last(self) -> date | None:
        """The last day that is closed, None where none is."""
        return self.days[-1] if self.days else None

    def add(self, ledger: Ledger) -> bool:
        """Take a ledger in; say whether its positions go on where those of the ones before end."""
        fits = True
        for serial, position, sha256 in ledger.filings:
            known = self.events.setdefault(serial, [])
            fits = fits and position == len(known) + 1
            known.append((sha256, ledger.day))
        self.audit |= {key: (sha256, ledger.day) for key, sha256 in ledger.audit}
        self.days.append(ledger.day)
        self.heads.append(ledger.sha256)
        return fits


def read_book(reader: Reader, keys: PublicKeys, findings: Findings) -> Book:
    """Read and verify every ledger; what does not fit goes to `findings`. Raises StoreUnavailable."""
    book = Book()
    expected: date | None = None
    previous: str | None = None
    for key in sorted(reader.keys(PREFIX)):
        findings.counts["objects"] += 1
        try:
            ledger = parse(key, body := reader.read(key))
            keys.open(body)
        except (BrokenLedger, NotSigned) as error:
            why = "is no ledger" if isinstance(error, BrokenLedger) else "carries no signature by a key that was given"
            findings.misfit(key, why)
            book.whole = False
            expected, previous = _day_after(key, expected), None
            continue
        if trouble := _trouble(ledger, expected, previous, first=not book.days and book.whole):
            findings.misfit(*trouble)
            book.whole = False
        if not book.add(ledger):
            findings.misfit(key, "names positions of a filing that do not go on from the ledgers before")
            book.whole = False
        expected, previous = ledger.day + DAY, ledger.sha256
    findings.counts["ledgers"] = len(book.days)
    return book


def _day_after(key: str, expected: date | None) -> date | None:
    """Return which day comes after a ledger that could not be read: its name may still say its day."""
    return expected + DAY if expected is not None and key == key_of(expected) else None


def _trouble(ledger: Ledger, expected: date | None, previous: str | None, *, first: bool) -> tuple[str, str] | None:
    if first:
        return None if ledger.previous is None else (key_of(ledger.day - DAY), "is gone: the ledger after it names its hash")
    if expected is not None and ledger.day != expected:
        return key_of(expected), "is gone: there are ledgers after it"
    if previous is not None and ledger.previous != previous:
        return ledger.key, "does not carry the hash of the ledger before"
    return None
