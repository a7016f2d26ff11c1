"""What a person may do with a filing: every action in every status, of every type, and the place's lock to the day."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.actions import ACTIONS, CHANGEABLE, EVENTS_MAX, verdict, verdicts
from filings.contract import Contracts
from filings.model import FOLLOWS, Event
from filings.standing import ENDED, standing
from guide.words import DERIVED, LANGUAGES, load_words
from running import ROOT

TODAY = date(2026, 11, 20)
CHANGE = ("changed", "changed")
APPROVED: list[str | tuple[str, str]] = ["in-review", "approved"]
# A way to every status, once without and once with something approved; an officer's event is called as its status.
LOGS: dict[tuple[str, bool], list[str | tuple[str, str]]] = {
    ("submitted", False): [],
    ("in-review", False): ["in-review"],
    ("in-review", True): [*APPROVED, CHANGE, "in-review"],
    ("correction-requested", False): ["in-review", "correction-requested"],
    ("correction-requested", True): [*APPROVED, CHANGE, "in-review", "correction-requested"],
    ("corrected", False): ["in-review", "correction-requested", ("corrected", "corrected")],
    ("corrected", True): [*APPROVED, CHANGE, "in-review", "correction-requested", ("corrected", "corrected")],
    ("approved", True): APPROVED,
    ("approved-on-commitment", True): ["in-review", "approved-on-commitment"],
    ("changed", True): [*APPROVED, CHANGE],
    ("refused", False): ["in-review", "refused"],
    ("refused", True): [*APPROVED, CHANGE, "in-review", "refused"],
    ("withdrawn", False): [("withdrawn", "withdrawn")],
    ("cancelled", False): [*APPROVED, ("cancelled", "cancelled")],
    ("expired", False): [*APPROVED, "expired"],
}
NOT_YET = "not-approved " * 4
FREE = "approved approved yes yes no-papers-due yes"
# By status and whether something approved holds: correct, withdraw, change, cancel, add-papers, renew (of a temporary filing).
TABLE = {
    ("submitted", False): f"yes yes {NOT_YET}",
    ("in-review", False): f"in-review yes {NOT_YET}",
    ("in-review", True): "in-review approved in-review yes no-papers-due in-review",
    ("correction-requested", False): f"yes yes {NOT_YET}",
    ("correction-requested", True): "yes approved correct-first yes no-papers-due correct-first",
    ("corrected", False): f"yes yes {NOT_YET}",
    ("corrected", True): "yes approved in-review yes no-papers-due in-review",
    ("approved", True): FREE,
    ("approved-on-commitment", True): "approved approved yes yes yes yes",
    ("changed", True): FREE,
    ("refused", False): "refused " * 6,
    ("refused", True): FREE,
    ("withdrawn", False): "withdrawn " * 6,
    ("cancelled", False): "cancelled " * 6,
    ("expired", False): "expired " * 6,
}
TYPES = ("settled-retiree", "long-term-resident", "stationed-worker", "referred", "other-temporary")
LOCKED = {"open_ended": False, "lock_months": 6}
OVER = ENDED | {"refused"}


def log(steps: Sequence[str | tuple[str, str]], on: date = date(2026, 11, 2)) -> list[Event]:
    """Make a log whose steps all happened at noon in China on one day."""
    at = datetime(on.year, on.month, on.day, 4, tzinfo=UTC).isoformat()
    events = [Event({"event": "submitted", "status": "submitted", "at": at, "starts": ["2026-11-02"]}, "")]
    for step in steps:
        event, status = (step, step) if isinstance(step, str) else step
        review = {} if isinstance(step, str) else {"review": event not in {"withdrawn", "cancelled"}}
        events.append(Event({"event": event, "status": status, "at": at, **review}, ""))
    return events


def told(events: Sequence[Event], terms: Mapping[str, Any], today: date = TODAY) -> dict[str, str]:
    """Say of each action "yes", or why it is not possible."""
    judged = verdicts(standing(events), terms, today)
    return {each.action: "yes" if each.possible else str(each.rule).removeprefix("action-") for each in judged}


def test_the_table_has_every_status() -> None:
    assert {status for status, _ in TABLE} == set(FOLLOWS) - {None}
    assert TABLE.keys() == LOGS.keys()


@pytest.mark.parametrize(("status", "in_force"), LOGS)
def test_every_way_to_a_status_is_one_that_the_log_allows(status: str, in_force: bool) -> None:
    events = log(LOGS[status, in_force])
    assert all(after.status in FOLLOWS[before.status] for before, after in pairwise(events))
    stands = standing(events)
    assert (stands.status, stands.in_force, stands.events) == (status, in_force, len(events))


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize(("status", "in_force"), TABLE)
def test_every_action_in_every_status_of_every_type(contracts: Contracts, kind: str, status: str, in_force: bool) -> None:
    terms = contracts.terms("3210", kind, TODAY)
    expected = dict(zip(ACTIONS, TABLE[status, in_force].split(), strict=True))
    if terms["open_ended"] and expected["renew"] not in OVER:
        expected["renew"] = "open-ended"
    assert told(log(LOGS[status, in_force]), terms) == expected


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("in-review", "in-review"),
        ("correction-requested", "correct-first"),
        ("corrected", "in-review"),
        ("changed", "yes"),
        ("refused", "yes"),
    ],
)
def test_promised_papers_can_be_handed_in_after_a_change_unless_an_officer_is_at_it(status: str, answer: str) -> None:
    steps = ["approved-on-commitment" if step == "approved" else step for step in LOGS[status, True]]
    assert told(log(steps), {})["add-papers"] == answer


def test_refusing_the_promised_papers_refuses_the_filing() -> None:
    papers = ("papers-added", "approved-on-commitment")
    stands = standing(log(["approved-on-commitment", papers, "in-review", "refused"]))
    assert (stands.in_force, stands.next_step) == (False, "see-reason")


def test_a_refused_change_that_is_refused_again_on_appeal_leaves_what_was_approved() -> None:
    stands = standing(log([*APPROVED, CHANGE, "in-review", "refused", "in-review", "refused"]))
    assert (stands.in_force, stands.next_step) == (True, "as-before")


def test_a_change_that_is_sent_back_is_corrected_as_a_change() -> None:
    judged = verdict("correct", standing(log(LOGS["correction-requested", True])), {}, TODAY)
    assert judged.members == CHANGEABLE
    found = judged.findings({"contact": {}, "insured": {}})
    assert [(each.pointer, each.rule) for each in found] == [("/changes/insured", "not-applicable")]


def test_a_type_that_the_place_does_not_take_any_more_cannot_be_renewed_but_cancelled() -> None:
    answers = told(log(APPROVED), {})
    assert (answers["renew"], answers["cancel"], answers["change"]) == ("not-offered", "yes", "yes")


# --- the lock


@pytest.mark.parametrize(
    ("approved", "until"),
    [
        ("2026-05-21", "2026-11-21"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-03-31", "2026-09-30"),
        ("2026-02-28", "2026-08-28"),
    ],
)
def test_the_lock_holds_until_the_day_that_it_names(approved: str, until: str) -> None:
    events, first = log(APPROVED, date.fromisoformat(approved)), date.fromisoformat(until)
    on_the_eve = verdict("cancel", standing(events), LOCKED, first - timedelta(days=1))
    assert (on_the_eve.possible, on_the_eve.rule, on_the_eve.params) == (False, "action-locked", {"until": until})
    assert verdict("cancel", standing(events), LOCKED, first).possible


def test_the_lock_counts_from_the_first_approval_and_not_from_that_of_a_change() -> None:
    later = log([CHANGE, "in-review", "approved"], date(2026, 11, 1))[1:]
    events = [*log(APPROVED, date(2026, 5, 20)), *later]
    assert verdict("cancel", standing(events), LOCKED, TODAY).possible


def test_the_day_of_approval_is_that_in_china() -> None:
    events = log(APPROVED)
    events[-1] = Event({**events[-1].fields, "at": "2026-05-31T17:00:00.000Z"}, "")
    assert verdict("cancel", standing(events), LOCKED, TODAY).params == {"until": "2026-12-01"}


def test_the_lock_leaves_the_contact_free() -> None:
    locked = verdict("change", standing(log(APPROVED)), LOCKED, TODAY)
    assert (locked.possible, locked.members, locked.rule) == (True, ("contact",), "action-locked")
    assert [(found.pointer, found.rule) for found in locked.findings({"contact": {}, "treatments": []})] == [
        ("/changes/treatments", "action-locked")
    ]
    assert locked.findings({"contact": {}}) == ()


@given(approved=st.dates(date(2020, 1, 1), date(2030, 1, 1)), months=st.integers(1, 6), days=st.integers(0, 400))
def test_what_the_lock_forbids_is_possible_on_the_day_that_it_names(approved: date, months: int, days: int) -> None:
    stands, terms = standing(log(APPROVED, approved)), {"lock_months": months}
    judged = verdict("cancel", stands, terms, approved + timedelta(days=days))
    if not judged.possible:
        assert verdict("cancel", stands, terms, date.fromisoformat(judged.params["until"])).possible


# --- bounds and words


def test_a_filing_with_very_many_events_can_only_be_ended() -> None:
    events = log([*APPROVED, *[CHANGE] * EVENTS_MAX])
    answers = told(events, {})
    assert (answers["change"], answers["cancel"]) == ("too-often", "yes")


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != DERIVED])
def test_every_refusal_of_an_action_has_words(language: str) -> None:
    source = "".join((ROOT / f"functions/filings/{name}.py").read_text("utf-8") for name in ("actions", "amendment"))
    rules = {*re.findall(r'"(action-[a-z-]+)"', source), *(f"action-{status}" for status in OVER)}
    words = load_words(ROOT)[language]
    assert {f"action-{rule}" for row in TABLE.values() for rule in row.split()} - {"action-yes"} <= rules
    assert [rule for rule in sorted(rules) if not words.say(f"finding.{rule}", until="2026-12-01")] == []


def test_every_next_step_is_one_that_the_published_schema_names() -> None:
    schema = json.loads((ROOT / "schemas/api/status.json").read_text("utf-8"))
    assert {standing(log(steps)).next_step for steps in LOGS.values()} <= set(schema["properties"]["next"]["enum"])
