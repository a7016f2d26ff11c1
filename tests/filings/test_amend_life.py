"""Whole lives of filings: a person and an officer do what they like, and a small model says what must come of it."""

from collections.abc import Callable
from typing import Any, ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from desk import Desk, NewDesk
from filings.errors import Code, Refusal
from filings.model import FOLLOWS

DECISIONS = ("in-review", "correction-requested", "approved", "approved-on-commitment", "refused", "expired")
BODIES: dict[str, dict[str, Any]] = {
    "withdraw": {"action": "withdraw"},
    "cancel": {"action": "cancel"},
    "correct": {"action": "correct", "changes": {"contact": {"phone": "13911112222"}}},
    "phone": {"action": "change", "changes": {"contact": {"phone": "13911113333"}}},
    "move": {"action": "change", "changes": {"treatments": [{"place": "12"}]}},
    "papers": {"action": "add-papers"},
    "renew": {"action": "renew", "until": "2027-11-20"},
}
KEYS = [f"a-key-of-this-life-{number}" for number in range(6)]
BEFORE_DECISION = {"submitted", "in-review", "correction-requested", "corrected"}
SETTLED = {"approved", "approved-on-commitment", "changed", "refused"}


class Life(RuleBasedStateMachine):
    """The model: a status, whether something approved holds, whether papers are promised, whether a change is undecided."""

    new_desk: ClassVar[Callable[..., Desk]]

    def __init__(self) -> None:
        super().__init__()
        self.desk = type(self).new_desk()
        self.papers = {key: self.desk.paper() for key in KEYS}
        self.status, self.holds, self.promised, self.changing = "submitted", False, False, False
        self.done: dict[str, str] = {}
        self.length = 1

    @rule(decision=st.sampled_from(DECISIONS))
    def decide(self, decision: str) -> None:
        if decision not in FOLLOWS[self.status]:
            return
        self.desk.decide(decision)
        self.length += 1
        if decision == "refused":
            self.holds = self.holds and self.changing
            self.promised = self.promised and self.holds
        elif decision.startswith("approved"):
            self.holds, self.promised, self.changing = True, decision.endswith("commitment"), False
        elif decision == "expired":
            self.holds = False
        self.status = decision

    @rule(key=st.sampled_from(KEYS), what=st.sampled_from(sorted(BODIES)))
    def amend(self, key: str, what: str) -> None:
        told = self.ask(key, what)
        if key in self.done:
            assert told == (self.desk.told() if self.done[key] == what else Code.KEY_REUSED)
        elif not self.possible(what):
            assert told is Code.FINDINGS
        else:
            self.carry_out(what)
            self.done[key] = what
            self.length += 1
            assert told == self.desk.told()

    def ask(self, key: str, what: str) -> dict[str, Any] | Code:
        """Amend the filing; return the answer, or the code of the refusal."""
        try:
            return self.desk.ask(key, **BODIES[what], **({"materials": [self.papers[key]]} if what == "papers" else {}))
        except Refusal as refusal:
            return refusal.code

    def possible(self, what: str) -> bool:
        """Say in the model's words whether something can be done."""
        if what == "correct":
            return self.status in {"submitted", "corrected", "correction-requested"}
        if what == "withdraw":
            return self.status in BEFORE_DECISION and not self.holds
        if what == "cancel":
            return self.holds
        return self.holds and self.status in SETTLED and (what != "papers" or self.promised)

    def carry_out(self, what: str) -> None:
        """Do in the model what was done."""
        was = self.status
        ends = {"withdraw": "withdrawn", "cancel": "cancelled", "correct": "corrected", "papers": "approved-on-commitment"}
        self.status = ends.get(what, "changed")
        if what == "phone" and was == "approved-on-commitment":
            self.status = was
        if was == "refused":
            self.changing = False
        self.changing |= what in {"move", "renew"}
        self.holds = self.holds and what not in {"withdraw", "cancel"}

    @invariant()
    def the_log_verifies_and_the_lookup_says_what_the_model_says(self) -> None:
        assert len(self.desk.events()) == self.length
        told = self.desk.told()
        assert told["status"] == self.status
        possible = {each["action"] for each in told["actions"] if each["possible"]}
        names = {"phone": "change", "move": "change", "papers": "add-papers"}
        assert possible == {names.get(what, what) for what in BODIES if self.possible(what)}

    @invariant()
    def every_key_has_one_event(self) -> None:
        macs = [event.fields["key_mac"] for event in self.desk.events() if "key_mac" in event.fields]
        assert len(macs) == len(set(macs)) == len(self.done) + 1


def test_whatever_a_person_and_an_officer_do_the_filing_is_what_the_model_says(new_desk: NewDesk) -> None:
    class Here(Life):
        pass

    Here.new_desk = staticmethod(new_desk)
    run_state_machine_as_test(Here, settings=settings(max_examples=60, stateful_step_count=20, deadline=None))
