"""What an officer does with a filing: each action leads where it should, is refused where it is not possible, is done once."""

from typing import Any

import pytest

from desk import Desk, NewDesk
from filings.desk.deciding import Deciding
from filings.errors import Code, Refusal
from filings.officers import Officer
from filings.standing import standing

LI = Officer("li", "李某", frozenset({"officer"}), ("3210",))
WANG = Officer("wang", "王某", frozenset({"officer"}), ("3210",))
ZHOU = Officer("zhou", "周某", frozenset({"supervisor"}), ("3210",))
CLERK = Officer("sun", "孙某", frozenset({"clerk"}), ("3210",))
NEXT = {"n": 0}


def act(desk: Desk, action: str, officer: Officer = LI, key: str | None = None, **members: Any) -> dict[str, Any]:
    """Do something as an officer who has seen the last event."""
    NEXT["n"] += 1
    body = {"action": action, "after": desk.events()[-1].sha256, **members}
    deciding = Deciding(desk.amending.lookup)
    return deciding.take(officer, desk.number, key or f"a-decision-of-the-tests-{NEXT['n']}", body)


def refused(desk: Desk, action: str, officer: Officer = LI, **members: Any) -> list[tuple[str, str]]:
    """Return pointer and rule of what stands against an action."""
    with pytest.raises(Refusal) as caught:
        act(desk, action, officer, **members)
    return [(finding.pointer, finding.rule) for finding in caught.value.findings]


def test_who_claims_a_filing_has_it_in_review_and_gives_it_back_as_it_was(desk: Desk) -> None:
    assert act(desk, "claim")["status"] == "in-review"
    claim = standing(desk.events()).claim
    assert claim is not None
    assert (claim.officer, claim.before) == ({"id": "li", "name": "李某"}, "submitted")
    assert act(desk, "release")["status"] == "submitted"
    assert standing(desk.events()).claim is None


def test_nobody_decides_what_a_colleague_has_in_review(desk: Desk) -> None:
    act(desk, "claim")
    for action in ("claim", "release", "approve", "refuse"):
        members = {"reason": "papers-missing"} if action == "refuse" else {}
        assert refused(desk, action, WANG, **members) == [("/action", "claimed")]
    assert act(desk, "approve")["status"] == "approved"


def test_a_supervisor_takes_a_filing_over_knowingly(desk: Desk) -> None:
    act(desk, "claim")
    assert refused(desk, "approve", ZHOU) == [("/action", "claimed")]
    act(desk, "claim", ZHOU)
    assert refused(desk, "approve", LI) == [("/action", "claimed")]
    assert act(desk, "release", ZHOU)["status"] == "submitted"


def test_an_approval_names_the_officer_and_the_contract(desk: Desk) -> None:
    act(desk, "approve")
    fields = desk.events()[-1].fields
    assert (fields["event"], fields["officer"]) == ("approved", {"id": "li", "name": "李某"})
    assert fields["contract"] == desk.events()[0].fields["contract"]


def test_the_same_request_is_done_once_and_another_under_its_key_is_refused(desk: Desk) -> None:
    body = {"action": "approve", "after": desk.events()[-1].sha256}
    deciding, key = Deciding(desk.amending.lookup), "a-decision-of-the-tests"
    assert deciding.take(LI, desk.number, key, body) == deciding.take(LI, desk.number, key, body)
    assert len(desk.events()) == 2
    with pytest.raises(Refusal) as caught:
        deciding.take(LI, desk.number, key, {**body, "action": "claim"})
    assert caught.value.code is Code.KEY_REUSED


def test_who_has_not_seen_the_last_event_is_told_that_the_filing_moved(desk: Desk) -> None:
    with pytest.raises(Refusal) as caught:
        act(desk, "approve", after="0" * 64)
    assert caught.value.code is Code.FILING_MOVED


def test_a_clerk_decides_nothing(desk: Desk) -> None:
    assert refused(desk, "approve", CLERK) == [("/action", "role")]
    assert refused(desk, "hold") == [("/action", "supervisor")]


def test_a_filing_without_a_letter_is_not_approved_on_one(desk: Desk) -> None:
    assert refused(desk, "approve-on-commitment") == [("/action", "no-commitment")]


def test_a_filing_on_a_letter_is_approved_until_a_day_that_the_officer_sets(new_desk: NewDesk) -> None:
    desk = new_desk("long-term-resident", letter=True)
    assert refused(desk, "approve-on-commitment") == [("/papers_due", "required")]
    assert refused(desk, "approve-on-commitment", papers_due="2026-11-19") == [("/papers_due", "day-in-past")]
    assert act(desk, "approve-on-commitment", papers_due="2026-12-10")["status"] == "approved-on-commitment"
    assert desk.told()["papers_due"] == "2026-12-10"
