"""Answers somebody who has proved who they are: all filings that are theirs, and what a new one would overlap with."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from filings import numbers
from filings.contract import Contract, Contracts
from filings.errors import Code, Refusal
from filings.intake import CHINA
from filings.lookup import Lookup
from filings.model import Event, read_log
from filings.people import People, Person
from filings.storage import Storage

# A filing with one of these covers nothing any more.
OVER = frozenset({"refused", "withdrawn", "cancelled", "expired"})
_ASKED = ("/insured_place", "/type", "/treatments")


@dataclass(frozen=True)
class Filing:
    """One filing of a person, by its log."""

    number: numbers.Number
    events: list[Event]

    @property
    def type(self) -> str:
        """The type as it was submitted."""
        return str(self.events[0].fields["type"])

    @property
    def place(self) -> str:
        """The insured place."""
        return str(self.events[0].fields["place"])

    @property
    def insured(self) -> Any:
        """The insured person, blinded."""
        return self._latest("person")

    def covers(self) -> list[Mapping[str, Any]]:
        """Return the blinded places of treatment with their periods."""
        return list(self._latest("covers") or ())

    def concerns(self, person: str) -> bool:
        """Say whether it is this person's filing, as the insured one or as an agent who had signed in."""
        return person in {self.insured, self._latest("agent")}

    def covers_still(self, person: str) -> bool:
        """Say whether it still covers something for this person as the insured one."""
        return self.events[-1].status not in OVER and self.insured == person

    def _latest(self, member: str) -> Any:
        """Return a member as the last event that has it says."""
        return next((event.fields[member] for event in reversed(self.events) if member in event.fields), None)


@dataclass(frozen=True)
class Mine:
    """The use case with what it needs; `now` gives the time in UTC."""

    store: Storage
    secret: bytes
    contracts: Contracts
    lookup: Lookup
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def filings(self, person: Person) -> list[dict[str, Any]]:
        """List a person's filings, the latest first: `filing`, what the lookup answers with the code, and `lookup_code`.

        Raises BrokenLog and StoreUnavailable.
        """
        listed = []
        for filing in self._of(person):
            code = numbers.lookup_code(self.secret, filing.number)
            listed.append({"filing": self.lookup.status(str(filing.number), code), "lookup_code": code})
        return sorted(listed, key=lambda each: str(each["filing"]["received_at"]), reverse=True)

    def overlaps(self, person: Person, wanted: Any) -> dict[str, Any]:
        """Say which living filings of an insured person a new one would overlap with, and how many places they would make.

        `wanted` has insured_place, type and treatments as a filing has them; anything else in it is passed over. `filings` are
        the overlaps: number, lookup_code, type, status, treatment (its position), from and until (or null). `places`, where the
        insured place sets a limit: limit, living (how many places living filings of the type's group use) and together.
        Raises Refusal.
        """
        today = self.now().astimezone(CHINA).date()
        contract = self._contract(wanted, today)
        terms = contract.schema["x-checks"]
        people = People(self.store, self.secret)
        blinded = people.blind(person.kind, person.number)
        new = people.covers(blinded, wanted["treatments"], terms[wanted["type"]], today)
        living = [filing for filing in self._of(person) if filing.covers_still(blinded)]
        found = [overlap for filing in living for overlap in self._overlaps(filing, new)]
        return {"filings": found, "places": _places(living, new, wanted, terms, today)}

    def _contract(self, wanted: Any, today: date) -> Contract:
        """Find the contract that `wanted` is read under; raises Refusal where what is asked about does not meet it."""
        found = self.contracts.findings(wanted, today)
        findings = tuple(each for each in found if not each.pointer or each.pointer.startswith(_ASKED))
        contract = self.contracts.for_place(wanted.get("insured_place") if isinstance(wanted, dict) else None, today)
        if findings:
            raise Refusal(Code.FINDINGS, findings)
        if contract is None:
            raise Refusal(Code.MALFORMED)
        return contract

    def _of(self, person: Person) -> Iterator[Filing]:
        people = People(self.store, self.secret)
        blinded = people.blind(person.kind, person.number)
        for text in people.numbers(person):
            number = numbers.parse(text)
            filing = Filing(number, read_log(self.store, number.serial))
            # A submission that was cut off leaves an entry and no filing; repeated for somebody else, another person's filing.
            if filing.events and filing.concerns(blinded):
                yield filing

    def _overlaps(self, filing: Filing, new: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for i, cover in enumerate(new):
            for old in filing.covers():
                if old["place"] == cover["place"] and _meet(old, cover):
                    yield {
                        "number": str(filing.number),
                        "lookup_code": numbers.lookup_code(self.secret, filing.number),
                        "type": filing.type,
                        "status": filing.events[-1].status,
                        "treatment": i,
                        **{end: old[end] for end in ("from", "until")},
                    }


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two periods have a day in common; one without an end goes on."""
    return _until(one) >= str(other["from"]) and _until(other) >= str(one["from"])


def _until(cover: Mapping[str, Any]) -> str:
    return str(cover["until"] or date.max.isoformat())


def _places(
    living: list[Filing], new: list[dict[str, Any]], wanted: Mapping[str, Any], terms: Mapping[str, Any], today: date
) -> dict[str, int] | None:
    """Count places of treatment against the limit of the type's group; None where no source sets one."""
    own = terms[wanted["type"]]
    if own.get("places_max") is None:
        return None
    used = {
        str(cover["place"])
        for filing in living
        if filing.place == wanted["insured_place"] and terms.get(filing.type, {}).get("group") == own["group"]
        for cover in filing.covers()
        if _until(cover) >= today.isoformat()
    }
    together = used | {str(cover["place"]) for cover in new}
    return {"limit": int(own["places_max"]), "living": len(used), "together": len(together)}
