"""Answers somebody who has proved who they are: all filings that are theirs, and what a new one would overlap with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from filings import numbers
from filings.contract import Contract
from filings.errors import Code, Refusal
from filings.lookup import Lookup
from filings.model import Event, latest, read_log
from filings.people import People, Person, last_day, meet, period
from filings.standing import Standing, standing

_ASKED = ("/insured_place", "/type", "/treatments")


@dataclass(frozen=True)
class Filing:
    """One filing of a person, by its log."""

    number: numbers.Number
    events: Sequence[Event]

    @cached_property
    def stands(self) -> Standing:
        """How it stands."""
        return standing(self.events)

    @property
    def type(self) -> str:
        """Its type."""
        return str(self.events[0].fields["type"])

    @property
    def place(self) -> str:
        """Its insured place."""
        return str(self.events[0].fields["place"])

    @property
    def insured(self) -> Any:
        """The insured person, blinded."""
        return latest(self.events, "person")

    def concerns(self, person: str) -> bool:
        """Say whether it is this person's filing, as the insured one or as an agent who had signed in."""
        return person in {self.insured, latest(self.events, "agent")}

    def covers(self) -> list[Mapping[str, Any]]:
        """Return what it covers and what it is asked to cover, each place blinded and with its period."""
        held = list(self.stands.covers)
        return held + [cover for cover in self.stands.asked_covers if cover not in held]


@dataclass(frozen=True)
class Mine:
    """The use case with whom it asks for filings."""

    lookup: Lookup

    @property
    def people(self) -> People:
        """The index of persons."""
        return People(self.lookup.store, self.lookup.secret)

    def filings(self, person: Person) -> list[dict[str, Any]]:
        """List a person's filings, the latest first: `filing`, what the lookup answers with the code, and `lookup_code`.

        Raises BrokenLog and StoreUnavailable.
        """
        listed = [
            {"filing": self.lookup.answer(filing.number, filing.events, with_code=True), "lookup_code": self._code(filing)}
            for filing in self._of(person)
        ]
        return sorted(listed, key=lambda each: str(each["filing"]["received_at"]), reverse=True)

    def overlaps(self, person: Person, wanted: Any) -> dict[str, Any]:
        """Say which living filings of an insured person a new one would overlap with, and how many places they would make.

        `wanted` has insured_place, type and treatments as a filing has them; anything else in it is passed over. `filings` are
        the overlaps: number, lookup_code, type, status, treatment (its position), from and until (or null). `places`, where the
        insured place sets a limit: limit, living (how many places living filings of the type's group use) and together.
        Raises Refusal, BrokenLog and StoreUnavailable.
        """
        today = self.lookup.today
        contract = self._contract(wanted, today)
        terms = contract.schema["x-checks"]
        new = [{"code": each["place"], **period(each, terms[wanted["type"]], today)} for each in wanted["treatments"]]
        own = self.people.blind(person.kind, person.number)
        living = [filing for filing in self._of(person) if filing.stands.lives and filing.insured == own]
        found = [overlap for filing in living for overlap in self._overlaps(filing, new)]
        limit = terms[wanted["type"]].get("places_max")
        if limit is None:
            return {"filings": found, "places": None}
        group = {kind for kind, its in terms.items() if its["group"] == terms[wanted["type"]]["group"]}
        same = [filing for filing in living if filing.place == wanted["insured_place"] and filing.type in group]
        used = {place for filing in same for place in self._places(filing, contract, today)}
        together = used | {each["code"] for each in new}
        return {"filings": found, "places": {"limit": limit, "living": len(used), "together": len(together)}}

    def _contract(self, wanted: Any, today: date) -> Contract:
        """Find the contract that `wanted` is read under; raises Refusal where what is asked about does not meet it."""
        contracts = self.lookup.contracts
        found = contracts.findings(wanted, today)
        contract = contracts.for_place(wanted.get("insured_place") if isinstance(wanted, dict) else None, today)
        findings = tuple(each for each in found if not each.pointer or each.pointer.startswith(_ASKED))
        if findings or contract is None:
            raise Refusal(Code.FINDINGS, findings or found)
        return contract

    def _of(self, person: Person) -> Iterator[Filing]:
        own = self.people.blind(person.kind, person.number)
        for text in self.people.numbers(person):
            number = numbers.parse(text)
            filing = Filing(number, read_log(self.lookup.store, number.serial))
            # A submission that was cut off leaves an entry and no filing; repeated for somebody else, another person's filing.
            if filing.events and filing.concerns(own):
                yield filing

    def _code(self, filing: Filing) -> str:
        return numbers.lookup_code(self.lookup.secret, filing.number)

    def _overlaps(self, filing: Filing, new: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        for i, wanted in enumerate(new):
            blinded = self.people.cover(filing.number, wanted["code"])
            for cover in filing.covers():
                if cover["place"] == blinded and meet(cover, wanted):
                    yield {
                        "number": str(filing.number),
                        "lookup_code": self._code(filing),
                        "type": filing.type,
                        "status": filing.stands.status,
                        "treatment": i,
                        **{end: cover[end] for end in ("from", "until")},
                    }

    def _places(self, filing: Filing, contract: Contract, today: date) -> Iterator[str]:
        """Name the places that a filing covers from today on: by code, or blinded where the contract knows the code no more."""
        codes = contract.schema["properties"]["treatments"]["items"]["properties"]["place"]["enum"]
        known = {self.people.cover(filing.number, code): code for code in codes}
        for cover in filing.covers():
            if last_day(cover) >= today.isoformat():
                yield known.get(cover["place"], cover["place"])
