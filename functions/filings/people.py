"""Who a filing is about, blinded: an index of persons that recognises somebody again and tells nothing without the secret.

`people/<person>/<minute>-<number>` says that a filing concerns a person; `<person>` is a keyed hash of kind and number of their
identity document, the minute that of the attempt to file, so that the sweep knows entries that no filing came to stand behind.
The event carries the same hash as `person`, and in `covers` keyed hashes of the places of treatment with their periods, so that
an overlap can be told without opening anything.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from filings.days import add_months
from filings.errors import Finding
from filings.model import canonical
from filings.numbers import Number, fingerprint
from filings.stamps import stamped
from filings.storage import Storage
from filings.storage.settling import at_once

# The kinds of identity documents, as the registration schema has them.
KINDS = (
    "resident-identity-card",
    "birth-certificate",
    "hmt-residence-permit",
    "hong-kong-travel-permit",
    "macao-travel-permit",
    "taiwan-travel-permit",
    "foreign-permanent-residence",
    "passport",
)
# How many filings of one person are looked at; the rest would be somebody's mischief.
ENOUGH = 200


@dataclass(frozen=True)
class Person:
    """Somebody who has proved who they are: the name, and kind and number of an identity document."""

    name: str
    kind: str
    number: str

    def is_at(self, part: Any) -> bool:
        """Say whether a member of a filing, `insured` or `filer`, is this person: the same document and the same name."""
        return self.has_document(part) and _written(part.get("name")) == _written(self.name)

    def has_document(self, part: Any) -> bool:
        """Say whether a member of a filing names this person's document."""
        document = part.get("document") if isinstance(part, dict) else None
        if not isinstance(document, dict) or document.get("kind") != self.kind:
            return False
        return plain_number(document.get("number")) == plain_number(self.number)


@dataclass(frozen=True)
class Identity:
    """How sure it is who files: `declared`, `verified` (the insured person signed in) or `agent-verified`; `finding` where the
    person who signed in is neither."""

    level: str
    finding: Finding | None = None


def identity(document: Any, person: Person | None) -> Identity:
    """Compare a filing with whoever signed in; `document` may be anything that JSON can hold."""
    if person is None or not isinstance(document, dict):
        return Identity("declared")
    insured, filer = document.get("insured"), document.get("filer")
    by_agent = isinstance(filer, dict) and filer.get("capacity") == "agent"
    if person.is_at(insured):
        return Identity("verified")
    if by_agent and person.is_at(filer):
        return Identity("agent-verified")
    who = "filer" if by_agent else "insured"
    member = "name" if person.has_document(document.get(who)) else "document/number"
    return Identity("declared", Finding(f"/{who}/{member}", "identity-mismatch"))


@dataclass(frozen=True)
class People:
    """The index, over a store and with the secret that blinds it."""

    store: Storage
    secret: bytes

    def blind(self, kind: str, number: str) -> str:
        """Return the hash under which a person is kept, of the kind and the number of their document."""
        return fingerprint(self.secret, "person", canonical([kind, plain_number(number)]))

    def cover(self, number: Number, place: str) -> str:
        """Return the hash of a place of treatment in one filing; in another filing the same place has another."""
        return fingerprint(self.secret, "cover", canonical([str(number), place]))

    def covers(
        self, number: Number, treatments: Iterable[Mapping[str, Any]], terms: Mapping[str, Any], today: date
    ) -> list[dict[str, Any]]:
        """Blind the places of treatment of a filing: place, from, until (null where no end is known), in the filing's order.

        `terms` are what the contract's `x-checks` say of the filing's type: a period of fixed length ends by itself.
        """
        return [{"place": self.cover(number, each["place"]), **period(each, terms, today)} for each in treatments]

    def enter(self, number: Number, document: Mapping[str, Any], level: str, now: datetime) -> dict[str, str]:
        """Put a filing under its insured person, and under the agent where the agent has signed in; return the event's members.

        An agent who is only declared is not entered: anybody could name anybody. Raises StoreUnavailable.
        """
        roles = {"person": document["insured"]}
        if level == "agent-verified":
            roles["agent"] = document["filer"]
        blinded = {role: self.blind(**part["document"]) for role, part in roles.items()}
        keys = [f"people/{person}/{stamped(now, str(number))}" for person in dict.fromkeys(blinded.values())]
        at_once(self.store, [partial(self.store.settle, key, b"{}") for key in keys])
        return blinded

    def numbers(self, person: Person) -> list[str]:
        """List the numbers under a person, ENOUGH at most; of some there may be no filing, where a submission was cut off."""
        return self.filings_of(self.blind(person.kind, person.number))

    def filings_of(self, blinded: str) -> list[str]:
        """List the same under a person who is known by the hash alone."""
        # An attempt that was cut off and made again has left two entries.
        return list(dict.fromkeys(number_in(key) for key in self.store.keys(f"people/{blinded}/", limit=ENOUGH)))


def number_in(key: str) -> str:
    """Return the filing's number in the name of an entry."""
    return key.rpartition("/")[2].partition("-")[2]


def period(treatment: Mapping[str, Any], terms: Mapping[str, Any], today: date) -> dict[str, str | None]:
    """Return from and until of a place of treatment as they hold: a start left out is today, a fixed length gives the end."""
    start = treatment.get("from", today.isoformat())
    until = treatment.get("until")
    if until is None and terms.get("exact"):
        until = add_months(date.fromisoformat(start), terms["months"]).isoformat()
    return {"from": start, "until": until}


def meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two periods have a day in common; one without an end goes on."""
    return last_day(one) >= str(other["from"]) and last_day(other) >= str(one["from"])


def last_day(part: Mapping[str, Any]) -> str:
    """Return the last day of a period, one that never comes where it has no end."""
    return str(part["until"] or date.max.isoformat())


def plain_number(number: Any) -> str:
    """Write the number of a document in the one way that is compared: no spaces, capitals, no full-width characters."""
    return "".join(unicodedata.normalize("NFKC", str(number)).split()).upper()


def _written(name: Any) -> str:
    return " ".join(unicodedata.normalize("NFKC", str(name)).split()).casefold()
