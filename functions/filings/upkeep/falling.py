"""What falls due for a filing on a day: an event that time or a rule writes, or the day on which to look again. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from filings import workdays
from filings.days import day_in_china
from filings.deadlines import end_of, papers_wanted, reminder, request_of
from filings.model import Event
from filings.scene import Scene
from filings.standing import Standing, name, standing
from filings.waiting import parse, waits

_DAY = timedelta(days=1)
# A rule that takes effect at once does so for what was just handed in; what an officer has sent back an officer looks at again.
_AT_ONCE = frozenset({"submitted", "changed"})


@dataclass(frozen=True)
class Judged:
    """The members of the event to be written, but for its time; without one, the day on which to look again, if on any."""

    event: Mapping[str, Any] | None = None
    again: date | None = None


def since(events: Sequence[Event]) -> date | None:
    """Return the day in China since which the filing waits for a decision, None where it waits for none."""
    markers = waits(events) if standing(events).awaits else []
    return day_in_china(parse(markers[0]).at) if markers else None


def judge(events: Sequence[Event], what: str, today: date) -> Judged:
    """Judge a filing whose log has been read: `correction`, `papers` or `end`; any other word is nothing."""
    return _JUDGES.get(what, _nothing)(events, standing(events), today)


def judge_decision(events: Sequence[Event], scene: Scene, today: date) -> Judged:
    """Judge whether the decision itself is due; `scene` is that of the day since which the filing waits."""
    stands, promised = standing(events), scene.terms.get("decision_time")
    last = workdays.due(promised, scene.today)
    if promised is None or last is None:
        return Judged()
    if promised["kind"] == "at-once" and _takes_effect(stands, events):
        return Judged({"event": "approved", "status": "approved", "automatic": "decision_time", **_sources(scene)})
    if today <= last.day:
        return Judged(again=last.day + _DAY)
    return _remind(events, stands, "decision", scene.today)


def _takes_effect(stands: Standing, events: Sequence[Event]) -> bool:
    """Say whether nothing asks for an officer: no promise to be kept, no paper still to come, and nobody at work on it."""
    untouched = stands.status in _AT_ONCE and stands.claim is None
    return untouched and not stands.by_letter and not stands.promised and not events[0].fields.get("later")


def _sources(scene: Scene) -> dict[str, Any]:
    rules = scene.contract.schema["x-rules"] if scene.contract else ()
    found = {rule["source"] for rule in rules if rule["rule"] == "decision_time" and scene.type in rule["types"]}
    return {"sources": sorted(found)}


def _correction(events: Sequence[Event], stands: Standing, today: date) -> Judged:
    asked = request_of(events)
    if asked is None:
        return Judged()
    by = date.fromisoformat(asked.fields["by"])
    if today > by:
        # A correction that does not come ends what was asked for, and never what was approved before.
        status = "refused" if stands.in_force else "expired"
        return Judged({"event": "lapsed", "status": status, "automatic": "correction", "reason": "correction-unanswered"})
    asked_on = day_in_china(asked.at)
    return _remind(events, stands, "correction", asked_on) if today >= reminder(by, asked_on) else Judged()


def _papers(events: Sequence[Event], stands: Standing, today: date) -> Judged:
    if not papers_wanted(stands) or stands.papers_due is None:
        return Judged()
    promised = next(day_in_china(event.at) for event in reversed(events) if name(event) == "approved-on-commitment")
    return _remind(events, stands, "papers", promised) if today >= reminder(stands.papers_due, promised) else Judged()


def _end(events: Sequence[Event], stands: Standing, today: date) -> Judged:
    last = end_of(stands)
    if last is None or today <= last:
        return Judged()
    if stands.awaits or stands.status == "correction-requested":
        # Who asked in time for it to go on shall not lose it while an officer thinks.
        return Judged(again=today + _DAY)
    return Judged({"event": "expired", "status": "expired", "automatic": "validity"})


def _remind(events: Sequence[Event], stands: Standing, of: str, after: date) -> Judged:
    """Remind of something once from a day on."""
    reminded = any(
        name(event) == "reminded" and event.fields.get("of") == of and day_in_china(event.at) >= after for event in events
    )
    return Judged() if reminded else Judged({"event": "reminded", "status": stands.status, "automatic": of, "of": of})


def _nothing(events: Sequence[Event], stands: Standing, today: date) -> Judged:
    return Judged()


_JUDGES: Mapping[str, Callable[[Sequence[Event], Standing, date], Judged]] = {
    "correction": _correction,
    "papers": _papers,
    "end": _end,
}
