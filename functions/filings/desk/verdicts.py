"""What an officer may do with a filing now, and if not, why. Pure: an officer, a standing, a place's terms and a time in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from filings.errors import Finding
from filings.model import moment
from filings.officers import Officer
from filings.standing import ENDED, Standing

ACTIONS = ("claim", "release", "approve", "approve-on-commitment", "ask", "refuse", "reopen", "hold", "lift-hold")
# The act (officers.ROLES) that an action is, where it is more than deciding.
ACTS = {"reopen": "reopen", "hold": "hold", "lift-hold": "hold"}
# How long somebody's claim keeps others off: after that a colleague may take the filing over. A supervisor need not wait.
CLAIMED_FOR = timedelta(hours=4)
_VERIFIED = frozenset({"verified", "agent-verified"})


@dataclass(frozen=True)
class Verdict:
    """Whether an action is possible; if not, `rule` says why (words `desk-action.<rule>`), with the figures of that sentence.

    A claim that is possible and has a rule takes the filing over from somebody.
    """

    action: str
    possible: bool = True
    rule: str | None = None
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the verdict as it stands in an answer."""
        told: dict[str, Any] = {"action": self.action, "possible": self.possible}
        told |= {"rule": self.rule} if self.rule else {}
        return told | ({"params": dict(self.params)} if self.params else {})

    def findings(self) -> tuple[Finding, ...]:
        """List what stands against the action: nothing where it can go ahead."""
        return () if self.possible else (Finding("/action", str(self.rule), self.params),)


@dataclass(frozen=True)
class Bench:
    """What a verdict rests on: who decides, in which place, how the filing stands, the terms of its type today, and the time."""

    officer: Officer
    place: str
    stands: Standing
    terms: Mapping[str, Any]
    now: datetime

    def verdict(self, action: str) -> Verdict:
        """Judge one of ACTIONS."""
        rule = self._role(action) or _JUDGES[action](self)
        if rule in {None, "take-over"}:
            return Verdict(action, True, rule, self._claimant() if rule else {})
        return Verdict(action, False, rule, self._claimant() if rule == "claimed" else {})

    def verdicts(self) -> list[Verdict]:
        """Judge every action, in the order of ACTIONS."""
        return [self.verdict(action) for action in ACTIONS]

    def together(self, submission: Mapping[str, Any]) -> Verdict:
        """Judge whether the filing may be approved together with others, unseen; `submission` are its first event's members."""
        alone = self.verdict("approve")
        if not alone.possible:
            return alone
        rule = asks_a_look(self.stands, submission)
        return Verdict("approve", rule is None, rule)

    def _role(self, action: str) -> str | None:
        act = ACTS.get(action, "decide")
        if self.officer.may(act, self.place):
            return None
        return "supervisor" if act != "decide" else "role"

    def _claimant(self) -> dict[str, str]:
        claim = self.stands.claim
        return {} if claim is None else {"officer": claim.officer["name"], "from": moment(_until(self.stands))}

    @property
    def is_own(self) -> bool:
        """Say whether this officer has the filing in review."""
        return self.stands.claim is not None and self.stands.claim.officer["id"] == self.officer.id

    @property
    def can_take_over(self) -> bool:
        """Say whether somebody else's claim does not hold against this officer any more."""
        return self.officer.may("reopen", self.place) or self.now >= _until(self.stands)


def asks_a_look(stands: Standing, submission: Mapping[str, Any]) -> str | None:
    """Say by a rule why a filing that waits asks for a look of its own, None where it may be approved with others, unseen.

    That is so where it is as it was first handed in, rests on papers and not on a letter, all papers are there, and either the
    identity is verified or a clerk has seen the papers. `submission` are its first event's members, which the log has in clear.
    """
    rules = {
        "amended": stands.status != "submitted" and not (stands.claim and stands.claim.before == "submitted"),
        "commitment": stands.by_letter,
        "later": bool(submission.get("later")),
        "unverified": submission.get("identity") not in _VERIFIED and not submission.get("seen"),
    }
    return next((rule for rule, holds in rules.items() if holds), None)


def _until(stands: Standing) -> datetime:
    return datetime.fromisoformat(stands.claim.at if stands.claim else "") + CLAIMED_FOR


def _not_waiting(bench: Bench) -> str | None:
    """Say why there is nothing to decide, None where there is."""
    if bench.stands.awaits:
        return None
    if bench.stands.status in ENDED:
        return "ended"
    return "asked" if bench.stands.status == "correction-requested" else "decided"


def _claim(bench: Bench) -> str | None:
    if (rule := _not_waiting(bench)) is not None or bench.stands.claim is None:
        return rule
    if bench.is_own:
        return "yours"
    return "take-over" if bench.can_take_over else "claimed"


def _release(bench: Bench) -> str | None:
    if bench.stands.claim is None:
        return _not_waiting(bench) or "unclaimed"
    return None if bench.is_own or bench.officer.may("reopen", bench.place) else "claimed"


def _decide(bench: Bench) -> str | None:
    # Who takes a filing over says so first, by a claim: nobody overrides a colleague without knowing.
    claimed = bench.stands.claim is not None and not bench.is_own
    return _not_waiting(bench) or ("claimed" if claimed else None)


def _approve_on_commitment(bench: Bench) -> str | None:
    rests = bench.stands.by_letter or "min_stay_months" in bench.terms or "papers_due_days" in bench.terms
    return _decide(bench) or (None if rests else "no-commitment")


def _reopen(bench: Bench) -> str | None:
    if bench.stands.status == "refused":
        return None
    return _not_waiting(bench) or "open"


def _hold(bench: Bench) -> str | None:
    return "held" if bench.stands.held else None


def _lift_hold(bench: Bench) -> str | None:
    return None if bench.stands.held else "not-held"


_JUDGES = {
    "claim": _claim,
    "release": _release,
    "approve": _decide,
    "approve-on-commitment": _approve_on_commitment,
    "ask": _decide,
    "refuse": _decide,
    "reopen": _reopen,
    "hold": _hold,
    "lift-hold": _lift_hold,
}
