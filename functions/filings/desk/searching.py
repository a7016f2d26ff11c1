"""Finds a person's filings by the number of their identity document, in an officer's places and through blinded names only."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from filings import numbers
from filings.desk import audit
from filings.desk.rows import Rows
from filings.errors import Code, Finding, Refusal
from filings.model import Event, latest, read_log
from filings.officers import Officer
from filings.people import KINDS, People, Person
from filings.storage import Storage

_NUMBER_MAX = 40


@dataclass(frozen=True)
class Searching:
    """The use case over a store, with the secret that blinds persons; `rows` knows the contracts and the time."""

    store: Storage
    secret: bytes
    rows: Rows

    def filings(self, officer: Officer, asked: Any) -> dict[str, Any]:
        """Return `filings` of whoever has the document {kind, number}, the latest first, as rows.

        Only those of the officer's places; the search stands in the audit log of each, without whom it was for. Raises Refusal
        where `asked` is not such a document, BrokenLog and StoreUnavailable.
        """
        kind, number = _document(asked)
        audit.note_in_each(self.store, officer, "searched", self.rows.now)
        people = People(self.store, self.secret)
        logs = list(self._of(people.blind(kind, number), officer, people.numbers(Person("", kind, number))))
        return {"filings": [self.rows.row(log) for log in sorted(logs, key=lambda log: log[0].at, reverse=True)]}

    def _of(self, person: str, officer: Officer, found: list[str]) -> Iterator[list[Event]]:
        for text in found:
            log = read_log(self.store, numbers.parse(text).serial)
            # An entry may be left without a filing by a crash, or stand for somebody who has been corrected into another.
            if log and log[0].fields["place"] in officer.places and person in {latest(log, "person"), latest(log, "agent")}:
                yield log


def _document(asked: Any) -> tuple[str, str]:
    """Read kind and number of a document; raises Refusal(Code.FINDINGS)."""
    kind, number = (asked.get(member) if isinstance(asked, dict) else None for member in ("kind", "number"))
    wrong = [Finding("/kind", "not-allowed")] if kind not in KINDS else []
    if not isinstance(number, str) or not 0 < len(number.strip()) <= _NUMBER_MAX:
        wrong.append(Finding("/number", "required" if not number else "format"))
    if wrong:
        raise Refusal(Code.FINDINGS, tuple(wrong))
    return str(kind), str(number)
