"""What must come of a filing, told by a small model that knows neither events nor storage: a person, officers, and the days."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from filings.days import CHINA

LETTER, TEMPORARY = "long-term-resident", "other-temporary"
# How long a colleague's claim keeps others off.
CLAIMED_FOR = timedelta(hours=4)
BEFORE_DECISION = frozenset({"submitted", "in-review", "correction-requested", "corrected"})
SETTLED = frozenset({"approved", "approved-on-commitment", "changed", "refused"})
ENDED = frozenset({"withdrawn", "cancelled", "expired"})
RESULT = {"withdraw": "withdrawn", "cancel": "cancelled", "correct": "corrected", "papers": "approved-on-commitment"}


@dataclass(frozen=True)
class Clerk:
    """Somebody at the desk; a supervisor may take over, reopen and hold."""

    id: str
    supervises: bool = False


@dataclass
class Life:
    """One filing: its status, whether something approved holds and until when, what was asked for since, who has it in review.

    `length` counts the events that are about the filing; `pending` are `change` and `papers` that wait for an officer.
    """

    kind: str
    end: date | None = None
    status: str = "submitted"
    holds: bool = False
    promised: bool = False
    pending: set[str] = field(default_factory=set)
    asked_end: date | None = None
    by: date | None = None
    claim: tuple[Clerk, datetime, str] | None = None
    held: bool = False
    length: int = 1

    @property
    def awaits(self) -> bool:
        """Say whether it waits for an officer."""
        waits_where_asked = self.status in {"changed", "approved-on-commitment"} and bool(self.pending)
        return self.status in {"submitted", "corrected", "in-review"} or waits_where_asked

    def may(self, what: str) -> bool:
        """Say whether the person can do something."""
        if what == "correct":
            return self.status in {"submitted", "corrected", "correction-requested"}
        if what == "withdraw":
            return self.status in BEFORE_DECISION and not self.holds
        if what == "cancel":
            return self.holds
        if what == "renew" and self.kind == LETTER:
            return False
        return self.holds and self.status in SETTLED and (what != "papers" or self.promised)

    def amend(self, what: str, until: date | None = None) -> None:
        """Do as the person what can be done; `until` is the end that a renewal asks for."""
        was = self.status
        self._next(RESULT.get(what, "changed"))
        if what == "phone" and was == "approved-on-commitment":
            self.status = was
        if was == "refused":
            self.pending, self.asked_end = set(), self.end
        if what in {"move", "renew"}:
            self.pending.add("change")
            self.asked_end = until
        elif what == "papers":
            self.pending.add("papers")
        self.end = self.end if self.holds else self.asked_end
        self.holds = self.holds and what not in {"withdraw", "cancel"}

    def can(self, clerk: Clerk, action: str, now: datetime) -> bool:
        """Say whether an officer can do something."""
        if action in {"hold", "lift-hold"}:
            return clerk.supervises and self.held == (action == "lift-hold")
        if action == "reopen":
            return clerk.supervises and self.status == "refused"
        own = self.claim is not None and self.claim[0] == clerk
        if action == "release":
            return self.claim is not None and (own or clerk.supervises)
        if not self.awaits or (action == "approve-on-commitment" and self.kind != LETTER):
            return False
        if action == "claim":
            return self.claim is None or (not own and (clerk.supervises or now >= self.claim[1] + CLAIMED_FOR))
        return self.claim is None or own

    def decide(self, clerk: Clerk, action: str, now: datetime) -> None:
        """Do as an officer what can be done."""
        before, claim = self.status, self.claim
        if action in {"hold", "lift-hold"}:
            self.held = action == "hold"
        elif action == "claim":
            self._next("in-review")
            self.claim = (clerk, now, claim[2] if claim else before)
        elif action == "release":
            self._next(claim[2] if claim else before)
        elif action == "ask":
            self._next("correction-requested")
            self.by = today(now) + timedelta(days=10)
        elif action == "refuse":
            self._next("refused")
            self.holds = self.holds and "change" in self.pending
            self.promised = self.promised and self.holds
        elif action == "reopen":
            self._next("in-review")
        else:
            self._next("approved" if action == "approve" else "approved-on-commitment")
            self.holds, self.promised, self.pending, self.end = True, action != "approve", set(), self.asked_end

    def lapse(self, now: datetime) -> bool:
        """Let a correction lapse that has not come in time; say whether one has."""
        if self.status != "correction-requested" or self.by is None or today(now) <= self.by:
            return False
        self._next("refused" if self.holds else "expired")
        self.pending.discard("papers")
        return True

    def expire(self, now: datetime) -> None:
        """Let what was approved end once its days are over, but not while something waits that was asked for in time."""
        over = self.holds and self.end is not None and today(now) > self.end
        if over and not self.awaits and self.status != "correction-requested":
            self._next("expired")
            self.holds = False

    def _next(self, status: str) -> None:
        self.status, self.claim, self.length = status, None, self.length + 1


def today(now: datetime) -> date:
    """Return the day in China."""
    return now.astimezone(CHINA).date()
