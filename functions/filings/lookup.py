"""Answers for a filing by its number: status, dates and next step, and nothing about the person."""

from dataclasses import dataclass
from typing import Any

from filings import numbers
from filings.errors import Code, Refusal
from filings.model import read_log
from filings.storage import Storage

# What happens next, by status; the page has the words. The ends of a filing's life have nothing next.
NEXT = {
    "submitted": "await-review",
    "in-review": "await-decision",
    "correction-requested": "correct",
    "corrected": "await-review",
    "approved": "go-for-treatment",
    "approved-on-commitment": "hand-in-papers",
    "changed": "go-for-treatment",
    "refused": "see-reason",
}


@dataclass(frozen=True)
class Lookup:
    """The use case with what it needs."""

    store: Storage
    secret: bytes

    def status(self, text: str, code: str | None = None) -> dict[str, Any]:
        """Return number, place, type, status, received_at, starts, events (status, at) and next (or null).

        Raises Refusal(Code.NOT_FOUND), the same for a number that is none, one that nobody has, and a lookup code that does not
        fit; a code is checked before the store is asked, so that the time tells nothing either. Raises StoreUnavailable.
        """
        try:
            number = numbers.parse(text)
        except numbers.NotANumber:
            raise Refusal(Code.NOT_FOUND) from None
        if code is not None and not numbers.code_fits(self.secret, number, code):
            raise Refusal(Code.NOT_FOUND)
        events = read_log(self.store, number.serial)
        if not events or events[0].fields["number"] != str(number):
            raise Refusal(Code.NOT_FOUND)
        first, last = events[0], events[-1]
        return {
            "number": str(number),
            "place": first.fields["place"],
            "type": first.fields["type"],
            "status": last.status,
            "received_at": first.at,
            "starts": first.fields["starts"],
            "events": [{"status": event.status, "at": event.at} for event in events],
            "next": NEXT.get(last.status),
        }
