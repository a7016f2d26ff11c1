"""Answers for a filing by its number: status, dates and next step; with the code also what can be done. Nothing of the person."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from filings import notes, numbers
from filings.actions import verdicts
from filings.contract import Contracts
from filings.days import CHINA
from filings.errors import Code, Refusal
from filings.model import NOTES, Event, read_log
from filings.numbers import Number
from filings.scene import Scene
from filings.standing import last_of, name
from filings.storage import Storage

# What is kept of a filing longer than usual, and why, is between the agency and its auditors.
_UNTOLD = frozenset({"hold-set", "hold-lifted"})


@dataclass(frozen=True)
class Lookup:
    """The use case with what it needs; `now` gives the time in UTC.

    `appeals` are the places' own words on how to appeal, by place and language; where there are none nobody makes them up.
    """

    store: Storage
    secret: bytes
    contracts: Contracts
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    appeals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def status(self, text: str, code: str | None = None) -> dict[str, Any]:
        """Return the status document (schemas/api/status.json), with a code also what only the filing's own people are told.

        Raises what `find` raises.
        """
        return self.answer(*self.find(text, code), with_code=code is not None)

    def find(self, text: str, code: str | None = None) -> tuple[Number, list[Event]]:
        """Find a filing by what was typed; return its number and log.

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
        return number, events

    def answer(self, number: Number, events: Sequence[Event], *, with_code: bool) -> dict[str, Any]:
        """Make the status document of a filing whose log has been read."""
        scene = self.scene(events)
        stands = scene.stands
        told = {
            **scene.summary,
            "starts": list(stands.starts),
            "events": [_told(event) for event in _public(events)],
            "next": stands.next_step,
        }
        return told | (self._with_code(scene) if with_code else {})

    def scene(self, events: Sequence[Event]) -> Scene:
        """Set a filing's log beside the rules of today in China."""
        return Scene(events, self.contracts, self.today)

    def _with_code(self, scene: Scene) -> dict[str, Any]:
        last, stands = last_of(scene.events).fields, scene.stands
        asked = stands.status == "correction-requested"
        due = stands.papers_due if stands.in_force and "papers-added" not in stands.waiting else None
        note = notes.read(self.store, self.secret, last.get("note")) if last.get("note") else None
        return {
            "actions": [each.as_json() for each in verdicts(stands, scene.terms, scene.today)],
            "reason": self._reason(scene.place, last, note) if "reason" in last else None,
            "asked": {"points": last.get("asked", []), "by": last.get("by"), "note": note} if asked else None,
            "papers_due": due.isoformat() if due else None,
            "note": note if name(last_of(scene.events)) == "reopened" else None,
        }

    def _reason(self, place: str, fields: Mapping[str, Any], note: Mapping[str, str] | None) -> dict[str, Any]:
        return {
            "code": fields["reason"],
            "rule": fields.get("rule"),
            "sources": fields.get("sources", []),
            "appeal": self.appeals.get(place),
            "note": note,
        }

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now().astimezone(CHINA).date()


def _public(events: Sequence[Event]) -> list[Event]:
    """Pick the events of which the person is told; of a filing that goes from hand to hand only that it is in review."""
    told: list[Event] = []
    claim: Event | None = None
    for event in events:
        what = name(event)
        if what == "released":
            told = [each for each in told if each is not claim]
            claim = None
        elif what not in _UNTOLD and (what != "claimed" or claim is None):
            told.append(event)
            claim = event if what == "claimed" else claim if what in NOTES else None
    return told


def _told(event: Event) -> dict[str, Any]:
    """Say of an event what happened, its status and time; whether it was done by nobody, and of what somebody was reminded."""
    told: dict[str, Any] = {"event": name(event), "status": event.status, "at": event.at}
    told |= {"automatic": True} if "automatic" in event.fields else {}
    return told | ({"of": event.fields["of"]} if "of" in event.fields else {})
