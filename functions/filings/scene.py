"""A filing on a day: how it stands, and what its place's contract in force on that day says of its type."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from filings.contract import Contract, Contracts
from filings.days import day_in_china
from filings.model import Event
from filings.standing import Standing, standing


@dataclass(frozen=True)
class Scene:
    """What every judgement about a filing rests on: its log, the contracts, and the day in China."""

    events: Sequence[Event]
    contracts: Contracts
    today: date

    @property
    def place(self) -> str:
        """The insured place."""
        return str(self.events[0].fields["place"])

    @property
    def type(self) -> str:
        """The type as it was submitted."""
        return str(self.events[0].fields["type"])

    @property
    def filed_on(self) -> date:
        """The day in China on which it was submitted."""
        return day_in_china(self.events[0].at)

    @cached_property
    def stands(self) -> Standing:
        """How the filing stands."""
        return standing(self.events)

    @property
    def contract(self) -> Contract | None:
        """The place's contract, None where nobody can be insured there any more."""
        return self.contracts.for_place(self.place, self.today)

    @property
    def terms(self) -> Mapping[str, Any]:
        """What the contract says of the type (`x-checks`); nothing where the place does not take it any more."""
        return self.contracts.terms(self.place, self.type, self.today)

    @property
    def summary(self) -> dict[str, Any]:
        """Say in an answer which filing it is: number, place, type, status, received_at (RFC 3339, UTC)."""
        first = self.events[0]
        return {
            "number": first.fields["number"],
            "place": self.place,
            "type": self.type,
            "status": self.stands.status,
            "received_at": first.at,
        }
