"""What else there is of the same person: earlier filings at an officer's places, found by the blinded index alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from filings import numbers
from filings.lookup import Lookup
from filings.model import latest, read_log
from filings.numbers import Number
from filings.officers import Officer
from filings.people import People, meet, period
from filings.scene import Scene


@dataclass(frozen=True)
class Earlier:
    """The index of persons, as an officer may read it."""

    lookup: Lookup

    def of(self, officer: Officer, scene: Scene, document: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        """List the other filings of a filing's insured person at the officer's places, the latest first.

        Of each: number, place, type, status, received_at, starts, lives (whether it holds or may come to hold) and `overlaps`:
        the positions of the treatments of `document`, the filing as it stands, that it has at the same place at the same time.
        Raises BrokenLog and StoreUnavailable.
        """
        person = latest(scene.events, "person")
        found = [self._told(number, other, scene, document) for number, other in self._others(officer, scene, person)]
        return sorted(found, key=lambda each: str(each["received_at"]), reverse=True)

    def _others(self, officer: Officer, scene: Scene, person: Any) -> Iterator[tuple[Number, Scene]]:
        own = scene.events[0].fields["number"]
        for text in self._people.filings_of(person) if person else ():
            number = numbers.parse(text)
            events = read_log(self.lookup.store, number.serial) if text != own else []
            # An entry may be left without its filing, or lead to one that was corrected to be another person's.
            if events and latest(events, "person") == person and officer.may("open", events[0].fields["place"]):
                yield number, self.lookup.scene(events)

    def _told(self, number: Number, other: Scene, scene: Scene, document: Mapping[str, Any] | None) -> dict[str, Any]:
        stands = other.stands
        return {
            **other.summary,
            "starts": list(stands.starts),
            "lives": stands.lives,
            "overlaps": self._overlaps(number, other, scene, document) if document and stands.lives else [],
        }

    def _overlaps(self, number: Number, other: Scene, scene: Scene, document: Mapping[str, Any]) -> list[int]:
        held = [*other.stands.covers, *other.stands.asked_covers]
        found = []
        for i, treatment in enumerate(document["treatments"]):
            blinded = self._people.cover(number, treatment["place"])
            wanted = period(treatment, scene.terms, scene.filed_on)
            if any(cover["place"] == blinded and meet(cover, wanted) for cover in held):
                found.append(i)
        return found

    @property
    def _people(self) -> People:
        return People(self.lookup.store, self.lookup.secret)
