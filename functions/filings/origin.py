"""Where what somebody files or asks for comes from: their own device, a counter, or a clerk who has signed in at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filings.contract import in_order
from filings.counters import Counter, counter_findings
from filings.errors import Finding
from filings.officers import Officer
from filings.people import Person

# As `clerk.staff` has it in the registration schema.
_STAFF_MIN, _STAFF_MAX = 2, 40


@dataclass(frozen=True)
class Origin:
    """The counter that sends it, the clerk who has signed in there, or the person who has signed in on their own device."""

    counter: Counter | None = None
    person: Person | None = None
    officer: Officer | None = None

    @property
    def desk(self) -> Counter | None:
        """The counter that sends it; a signed-in clerk who has no device of a counter is one alone."""
        if self.counter is None and self.officer is not None:
            return Counter(self.officer.id, self.officer.name, "counter", self.officer.places)
        return self.counter

    def in_clear(self) -> dict[str, Any]:
        """Return the members of an event that say so: the channel's id in the vocabulary, which counter, and which officer."""
        told: dict[str, Any] = {"channel": self.desk.channel if self.desk else "place-online"}
        told |= {"counter": self.counter.id} if self.counter else {}
        return told | ({"officer": self.officer.signed()} if self.officer else {})

    def findings(self, said: Mapping[str, Any], place: str) -> tuple[Finding, ...]:
        """List what only others may say, in a filing or an amendment that is sound by the contract of the insured place."""
        found = [*counter_findings(said, self.desk, place)]
        if self.officer and said.get("clerk", {}).get("staff", staff(self.officer)) != staff(self.officer):
            found.append(Finding("/clerk/staff", "own-name"))
        return in_order(found)


ONLINE = Origin()


def staff(officer: Officer) -> str:
    """Return how a filing names a clerk who has signed in, as short as `clerk.staff` has to be."""
    name = officer.name.strip()
    return (name if len(name) >= _STAFF_MIN else f"{name} {officer.id}".strip())[:_STAFF_MAX]
