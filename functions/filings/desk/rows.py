"""One line of a list of filings at the desk: what an officer sees of each before opening it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from filings.contract import Contracts
from filings.days import CHINA, day_in_china
from filings.deadlines import papers_wanted
from filings.desk.verdicts import asks_a_look
from filings.model import Event, latest
from filings.scene import Scene
from filings.standing import name
from filings.waiting import parse, waits
from filings.workdays import due


@dataclass(frozen=True)
class Rows:
    """Makes lines from logs, as of a time (UTC)."""

    contracts: Contracts
    now: datetime

    def row(self, events: Sequence[Event], marker: str | None = None) -> dict[str, Any]:
        """Tell of a filing by its log; `marker` is the one of its open markers that brought it here.

        `since` is the time (RFC 3339) from which it has been waiting for an officer and `due` the day in China by which its place
        promises a decision; both are null where it does not wait, `due` also where no source says what the place promises.
        `due_announced` is false where `due` runs into a year whose holidays have not been announced.
        `alone` is the rule by which a filing that waits has to be decided on by itself, null where it may go with others.
        """
        scene = Scene(events, self.contracts, self.today)
        stands, came = scene.stands, _event(events, marker)
        return {
            "number": events[0].fields["number"],
            "place": scene.place,
            "type": scene.type,
            "channel": came.fields.get("channel", events[0].fields["channel"]),
            "counter": came.fields.get("counter"),
            "identity": latest(events, "identity"),
            "commitment": stands.by_letter,
            "event": name(came),
            "status": stands.status,
            "received_at": events[0].at,
            **self._waiting(scene),
            "claimed": {"officer": dict(stands.claim.officer), "at": stands.claim.at} if stands.claim else None,
            "starts": list(stands.asked_starts),
            "papers_due": stands.papers_due.isoformat() if stands.papers_due and papers_wanted(stands) else None,
            "after": events[-1].sha256,
        }

    @property
    def today(self) -> date:
        """The day in China."""
        return self.now.astimezone(CHINA).date()

    def _waiting(self, scene: Scene) -> Mapping[str, Any]:
        markers = waits(scene.events) if scene.stands.awaits else []
        if not markers:
            return {"since": None, "due": None, "due_announced": None, "overdue": False, "alone": None}
        since = parse(markers[0]).at
        last = due(scene.terms.get("decision_time"), day_in_china(since))
        return {
            "since": since,
            "due": last and last.day.isoformat(),
            "due_announced": last and last.announced,
            "overdue": last is not None and last.day < scene.today,
            "alone": asks_a_look(scene.stands, scene.events[0].fields),
        }


def _event(events: Sequence[Event], marker: str | None) -> Event:
    """Return the event that brought a filing here: the one that names the marker, or the last one that has a channel."""
    named = (event for event in events if marker and event.fields.get("waiting") == marker)
    spoken = (event for event in reversed(events) if "channel" in event.fields)
    return next(named, None) or next(spoken, events[0])
