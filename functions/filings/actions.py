"""What a person may do with a filing now, and if not, why and until when. Pure: a standing, a place's terms and a day in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from filings.days import add_months
from filings.errors import Finding
from filings.standing import Standing

ACTIONS = ("correct", "withdraw", "change", "cancel", "add-papers", "renew")
# The members of a document that an action may replace.
CORRECTABLE = ("scheme", "insured", "filer", "contact", "treatments", "referral", "admission", "letter")
CHANGEABLE = ("treatments", "contact")
# The service's own bound: no filing needs so many, and a log is read whole.
EVENTS_MAX = 60
_ENDING = frozenset({"withdraw", "cancel"})
_BEFORE_REVIEW = frozenset({"submitted", "corrected"})


@dataclass(frozen=True)
class Verdict:
    """Whether an action is possible; if not, `rule` says why and `params` holds the figures of that sentence.

    `members` are those of a document that the action may replace. Where only some of them are held back, the action is
    possible with the others, and `rule` says why not with those.
    """

    action: str
    rule: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    members: tuple[str, ...] = ()

    @property
    def possible(self) -> bool:
        """Say whether the action can be done, at least in part."""
        return self.rule is None or bool(self.members)

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as it stands in an answer."""
        told: dict[str, Any] = {"action": self.action, "possible": self.possible}
        told |= {"rule": self.rule} if self.rule else {}
        told |= {"params": dict(self.params)} if self.params else {}
        return told | ({"members": list(self.members)} if self.members else {})

    def findings(self, changed: Mapping[str, Any]) -> tuple[Finding, ...]:
        """List what stands against the action with the members `changed`: nothing where it can go ahead."""
        if not self.possible:
            return (Finding("/action", str(self.rule), self.params),)
        held = sorted(changed.keys() - set(self.members))
        return tuple(Finding(f"/changes/{member}", self.rule or "not-applicable", self.params) for member in held)


def verdict(action: str, stands: Standing, terms: Mapping[str, Any], today: date) -> Verdict:
    """Judge one of ACTIONS.

    `terms` are those of the filing's type in its place's contract in force today (`x-checks`), empty where the place does not
    take this type any more; `today` is the day in China.
    """
    if not stands.lives:
        return Verdict(action, f"action-{stands.status}")
    judged = _JUDGES[action](action, stands, terms, today)
    if judged.possible and stands.events >= EVENTS_MAX and action not in _ENDING:
        return Verdict(action, "action-too-often")
    return judged


def verdicts(stands: Standing, terms: Mapping[str, Any], today: date) -> list[Verdict]:
    """Judge every action, in the order of ACTIONS."""
    return [verdict(action, stands, terms, today) for action in ACTIONS]


def _correct(action: str, stands: Standing, terms: Mapping[str, Any], today: date) -> Verdict:
    if stands.status in _BEFORE_REVIEW or stands.status == "correction-requested":
        # What an officer sends back of an approved filing is a change, and becomes no other person's filing by being corrected.
        return Verdict(action, members=CHANGEABLE if stands.in_force else CORRECTABLE)
    return Verdict(action, "action-in-review" if stands.status == "in-review" else "action-approved")


def _withdraw(action: str, stands: Standing, terms: Mapping[str, Any], today: date) -> Verdict:
    return Verdict(action, "action-approved" if stands.in_force else None)


def _change(action: str, stands: Standing, terms: Mapping[str, Any], today: date) -> Verdict:
    if (held := _held_by_review(action, stands)) is not None:
        return held
    if (until := _locked_until(stands, terms, today)) is not None:
        # The lock is on where and when one is treated; who moves house or changes the number of a phone has to say so.
        return Verdict(action, "action-locked", {"until": until.isoformat()}, members=("contact",))
    return Verdict(action, members=CHANGEABLE)


def _cancel(action: str, stands: Standing, terms: Mapping[str, Any], today: date) -> Verdict:
    if not stands.in_force:
        return Verdict(action, "action-not-approved")
    if (until := _locked_until(stands, terms, today)) is not None:
        return Verdict(action, "action-locked", {"until": until.isoformat()})
    return Verdict(action)


def _add_papers(action: str, stands: Standing, terms: Mapping[str, Any], today: date) -> Verdict:
    if not stands.in_force:
        return Verdict(action, "action-not-approved")
    if not stands.promised:
        return Verdict(action, "action-no-papers-due")
    return _held_by_review(action, stands) or Verdict(action)


def _renew(action: str, stands: Standing, terms: Mapping[str, Any], today: date) -> Verdict:
    if terms.get("open_ended"):
        return Verdict(action, "action-open-ended")
    if stands.in_force and not terms:
        return Verdict(action, "action-not-offered")
    return _held_by_review(action, stands) or Verdict(action)


def _held_by_review(action: str, stands: Standing) -> Verdict | None:
    """Say what stands in the way of changing what was approved, None where nothing does."""
    if not stands.in_force:
        return Verdict(action, "action-not-approved")
    if stands.status == "correction-requested":
        return Verdict(action, "action-correct-first")
    return Verdict(action, "action-in-review") if stands.status in {"in-review", "corrected"} else None


def _locked_until(stands: Standing, terms: Mapping[str, Any], today: date) -> date | None:
    """Return the first day on which the place's lock holds no more, None where it does not hold today."""
    months = terms.get("lock_months")
    if not months or stands.approved_on is None:
        return None
    until = add_months(stands.approved_on, months)
    return until if today < until else None


_JUDGES = {
    "correct": _correct,
    "withdraw": _withdraw,
    "change": _change,
    "cancel": _cancel,
    "add-papers": _add_papers,
    "renew": _renew,
}
