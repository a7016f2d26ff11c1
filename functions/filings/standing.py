"""How a filing stands: what its events, read one after another, mean for the person. Everybody reads the log through this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from filings.days import day_in_china
from filings.model import NOTES, Event

APPROVING = frozenset({"approved", "approved-on-commitment"})
_DECIDING = APPROVING | {"refused"}
ENDED = frozenset({"withdrawn", "cancelled", "expired"})
# What a person does to a filing that an officer has approved; a refusal then refuses that, and not the filing.
_CHANGES = frozenset({"changed", "renewed"})

_AWAITING = frozenset({"submitted", "corrected", "in-review"})
# What was approved and then changed, or had papers added, waits for an officer only where something has to be looked at.
_AWAITING_WHERE_ASKED = frozenset({"changed", "approved-on-commitment"})

# What happens next, by status. Where a status alone does not tell, `next_step` looks closer.
NEXT = {
    "submitted": "await-review",
    "in-review": "await-decision",
    "correction-requested": "correct",
    "corrected": "await-review",
    "approved": "go-for-treatment",
    "approved-on-commitment": "hand-in-papers",
    "changed": "go-for-treatment",
    "refused": "see-reason",
}


@dataclass(frozen=True)
class Claim:
    """Who has taken a filing into review, as the event names them, since when, and what the filing was before."""

    officer: Mapping[str, str]
    at: str
    before: str


@dataclass(frozen=True)
class Standing:
    """What a log amounts to.

    `approved_on` is the day in China from which the filing has been approved without a break, None where it is not; `promised`
    says that papers are still to follow, `papers_due` by when; `waiting` names what has been done since the last decision and
    waits for an officer; `starts` are the start dates that hold, `asked_starts` those that were asked for last; `covers` and
    `asked_covers` the same of the blinded places of treatment with their periods.
    `by_letter` says that the filing rests on a commitment letter; `events` counts the log. `claim` is there while an officer has
    it in review; `held` says that nothing of it may be erased.
    """

    status: str
    approved_on: date | None = None
    promised: bool = False
    papers_due: date | None = None
    waiting: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    asked_starts: tuple[str, ...] = ()
    covers: tuple[Mapping[str, Any], ...] = ()
    asked_covers: tuple[Mapping[str, Any], ...] = ()
    by_letter: bool = False
    events: int = 1
    claim: Claim | None = None
    held: bool = False

    @property
    def awaits(self) -> bool:
        """Say whether it waits for an officer to decide."""
        return self.status in _AWAITING or (self.status in _AWAITING_WHERE_ASKED and bool(self.waiting))

    @property
    def lives(self) -> bool:
        """Say whether it holds or may yet come to hold: it has not ended, and was not refused as a whole."""
        return self.status not in ENDED and (self.status != "refused" or self.in_force)

    @property
    def in_force(self) -> bool:
        """Say whether something was approved that still holds."""
        return self.approved_on is not None and self.status not in ENDED

    @property
    def next_step(self) -> str | None:
        """Name what happens next, None where nothing does."""
        if self.in_force and self.status == "refused":
            return "as-before"
        if self.status in {"changed", "approved-on-commitment"} and self.waiting:
            return "await-review"
        if self.status == "changed" and self.promised:
            return "hand-in-papers"
        return NEXT.get(self.status)


def name(event: Event) -> str:
    """Name what happened: an amendment's own name, or the status where the two are one."""
    return str(event.fields.get("event", event.status))


def last_of(events: Sequence[Event]) -> Event:
    """Return the last event that is about the filing itself, and no note about its record."""
    return next(event for event in reversed(events) if name(event) not in NOTES)


def standing(events: Sequence[Event]) -> Standing:
    """Read a filing's whole log, which has at least one event."""
    starts = tuple(events[0].fields["starts"])
    covers = tuple(events[0].fields.get("covers", ()))
    by_letter = bool(events[0].fields.get("commitment"))
    stands = Standing(
        events[0].status,
        starts=starts,
        asked_starts=starts,
        covers=covers,
        asked_covers=covers,
        by_letter=by_letter,
        events=len(events),
    )
    for event in events[1:]:
        stands = _after(stands, event)
    return stands


def _after(stands: Standing, event: Event) -> Standing:
    what = name(event)
    if what in NOTES:
        return replace(stands, held=what == "hold-set" or (stands.held and what != "hold-lifted"))
    claim = _claimed(stands, event) if what == "claimed" else None
    if event.status in _DECIDING and what == event.status:
        stands = _decided(stands, event)
    elif "review" in event.fields:
        stands = _amended(stands, event)
    elif what == "lapsed":
        # What was asked of papers that came goes unanswered: they are still to come.
        stands = replace(stands, waiting=stands.waiting - {"papers-added"})
    return replace(stands, status=event.status, claim=claim)


def _claimed(stands: Standing, event: Event) -> Claim:
    # Who takes it over from somebody gives it back to where it was before both.
    return Claim(event.fields["officer"], event.at, stands.claim.before if stands.claim else stands.status)


def _decided(stands: Standing, event: Event) -> Standing:
    if event.status == "refused":
        if stands.waiting & _CHANGES and stands.in_force:
            # Only the change is refused; it keeps its name in `waiting`, so that an appeal decides on the same.
            return stands
        return replace(stands, approved_on=None, promised=False, papers_due=None)
    due = event.fields.get("papers_due")
    promised = event.status == "approved-on-commitment"
    return replace(
        stands,
        approved_on=stands.approved_on or day_in_china(event.at),
        promised=promised,
        papers_due=date.fromisoformat(due) if due else None,
        waiting=frozenset(),
        starts=stands.asked_starts,
        covers=stands.asked_covers,
        by_letter=promised,
    )


def _amended(stands: Standing, event: Event) -> Standing:
    told = event.fields
    refused = stands.status == "refused"
    asked = tuple(told["starts"]) if "starts" in told else stands.starts if refused else stands.asked_starts
    covers = _covers(told, stands.covers if refused else stands.asked_covers)
    return replace(
        stands,
        waiting=(frozenset() if refused else stands.waiting) | ({name(event)} if told["review"] else set()),
        asked_starts=asked,
        starts=stands.starts if stands.in_force else asked,
        asked_covers=covers,
        covers=stands.covers if stands.in_force else covers,
        by_letter=stands.by_letter or bool(told.get("commitment")),
    )


def _covers(told: Mapping[str, Any], before: tuple[Mapping[str, Any], ...]) -> tuple[Mapping[str, Any], ...]:
    """Return the places that an amendment asks for: other ones, or until when where it renews; else those of before."""
    if "covers" in told:
        return tuple(told["covers"])
    return tuple({**cover, "until": told["until"]} for cover in before) if "until" in told else before
