"""From where a request comes: a counter with its token, a clerk who has signed in at the desk, or a person's own device."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from flask import Request

from filings.counters import Counters
from filings.errors import Code, Refusal
from filings.officers import Officer
from filings.origin import Origin, staff
from filings.people import Person
from filings.web import guard
from filings.web.desk_session import Desk
from filings.web.house import House
from filings.web.sessions import Sessions


@dataclass(frozen=True)
class Origins:
    """Who may send something, and how each is known; `person` is who has signed in on their own device."""

    counters: Counters
    desk: Desk
    person: Callable[[Request], Person | None] = lambda request: None

    @classmethod
    def of_house(cls, house: House) -> Self:
        """Know counters, officers and people as the settings of a process say."""
        file = house.settings.counters
        desk, sessions = Desk(house.settings, house.store, house.now), Sessions(house.settings, house.now)
        return cls(Counters.from_file(file) if file else Counters({}), desk, sessions.person)

    def of(self, request: Request, said: Any, place: str | None) -> Origin:
        """Return where a filing or an amendment comes from, which concerns the insured place `place`.

        Whoever names a clerk speaks as one, and is held to who has signed in; whoever does not files for themselves, also where
        they work at the desk. Raises Refusal with Code.COUNTER_UNKNOWN and Code.NOT_ALLOWED.
        """
        counter = guard.counter(request, self.counters)
        names_a_clerk = isinstance(said, dict) and "clerk" in said
        known = self.desk.known(request) if names_a_clerk else None
        officer = self.desk.allowed(known, request, "file", place) if known else None
        # Who is signed in at a counter's screen is not who stands at the counter.
        person = None if counter or officer else self.person(request)
        return Origin(counter, person, officer)

    def told(self, request: Request) -> dict[str, Any]:
        """Return what the page of counters needs to know (schemas/api/counter.json); raises Refusal where nobody is one here."""
        counter = guard.counter(request, self.counters)
        officer = self.desk.known(request)
        clerk = officer if officer and officer.may("file") else None
        known = Origin(counter, officer=clerk).desk
        if known is None:
            raise Refusal(Code.COUNTER_UNKNOWN)
        return known.as_json() | {"staff": _named(clerk), "signed_in": counter is None}


def _named(officer: Officer | None) -> str | None:
    return staff(officer) if officer else None
