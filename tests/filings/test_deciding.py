"""What an officer does with a filing: each action leads where it should, is refused where it is not possible, is done once."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import Desk, NewDesk
from filings.desk.deciding import Deciding
from filings.desk.opened import Opening
from filings.errors import Code, Refusal
from filings.officers import Officer
from filings.seal import Keys
from filings.standing import standing
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage

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


def test_what_is_asked_is_told_to_who_has_the_code_with_the_officers_words(desk: Desk) -> None:
    note = {"text": "请重拍一张,谢谢张三。", "language": "zh-Hans"}
    points = [{"pointer": "/contact/phone", "what": "incorrect"}]
    points += [{"pointer": "/materials/-", "what": "incomplete", "material": "residence-permit"}]
    act(desk, "ask", points=points, by="2026-12-01", note=note)
    assert desk.told()["asked"] == {"points": points, "by": "2026-12-01", "note": note}
    stored = str(desk.events()[-1].fields)
    assert "张三" not in stored
    desk.store.delete(desk.events()[-1].fields["note"]["key"])
    assert desk.told()["asked"]["note"] is None


@pytest.mark.parametrize(
    ("pointer", "rule"),
    [
        ("/contact/mobile", "pointer-unknown"),
        ("/treatments/x", "pointer-unknown"),
        ("/insured_place", "not-correctable"),
        ("/materials/0", None),
        ("/treatments/0/place", None),
        ("/insured/document/number", None),
        ("/contact/address", None),
    ],
)
def test_a_point_leads_to_something_that_can_be_corrected(desk: Desk, pointer: str, rule: str | None) -> None:
    points = [{"pointer": pointer, "what": "incorrect"}]
    if rule is None:
        assert act(desk, "ask", points=points, by="2026-12-01")["status"] == "correction-requested"
    else:
        assert refused(desk, "ask", points=points, by="2026-12-01") == [("/points/0/pointer", rule)]


def test_a_point_at_a_paper_that_was_handed_in_says_which_one_it_is(desk: Desk, private: Keys) -> None:
    """Also one that came later, and whatever its place among the others is: the opened document has them all."""
    desk.ask(action="correct", materials=[desk.paper("residence-permit")])
    deciding = Deciding(desk.amending.lookup, Opening(desk.amending.lookup, private).document)
    points = [{"pointer": pointer, "what": "outdated"} for pointer in ("/materials/1", "/contact/phone", "/materials/0/files/0")]
    body = {"action": "ask", "after": desk.events()[-1].sha256, "points": points, "by": "2026-12-01"}
    deciding.take(LI, desk.number, "a-decision-on-papers", body)
    which = [{"material": "residence-permit"}, {}, {"material": "identity-card"}]
    named = [point | material for point, material in zip(points, which, strict=True)]
    assert (desk.events()[-1].fields["asked"], desk.told()["asked"]["points"]) == (named, named)


def test_a_point_at_a_paper_that_nobody_handed_in_is_refused(desk: Desk, private: Keys) -> None:
    deciding = Deciding(desk.amending.lookup, Opening(desk.amending.lookup, private).document)
    points = [{"pointer": "/materials/1", "what": "incorrect"}]
    body = {"action": "ask", "after": desk.events()[-1].sha256, "points": points, "by": "2026-12-01"}
    with pytest.raises(Refusal) as caught:
        deciding.take(LI, desk.number, "a-decision-on-papers", body)
    assert [(finding.pointer, finding.rule) for finding in caught.value.findings] == [("/points/0/pointer", "pointer-unknown")]


def test_a_refusal_carries_the_rule_and_the_source_and_the_agencys_way_of_appeal(desk: Desk, new_desk: NewDesk) -> None:
    act(desk, "refuse", reason="papers-missing")
    assert desk.told()["reason"] == {
        "code": "papers-missing",
        "rule": "materials",
        "sources": ["yangzhou-guide-2024"],
        "appeal": None,
        "note": None,
    }
    with_words = replace(desk.amending.lookup, appeals={"3210": {"zh-Hans": "可以在六十日内申请行政复议。"}})
    assert with_words.status(desk.number, desk.code)["reason"]["appeal"] == {"zh-Hans": "可以在六十日内申请行政复议。"}


def test_a_reason_whose_rule_no_source_sets_names_no_source(desk: Desk) -> None:
    act(desk, "refuse", reason="commitment-not-kept")
    assert (desk.told()["reason"]["rule"], desk.told()["reason"]["sources"]) == ("papers_due", [])


def test_nothing_is_refused_without_a_reason_of_the_vocabulary(desk: Desk) -> None:
    assert refused(desk, "refuse") == [("/reason", "required")]
    assert refused(desk, "refuse", reason="bad-luck") == [("/reason", "not-allowed")]
    assert refused(desk, "refuse", reason="correction-unanswered") == [("/reason", "not-allowed")]


def test_a_supervisor_reopens_a_refused_filing_with_a_note_that_the_person_reads(desk: Desk) -> None:
    note = {"text": "复核后重新审核。", "language": "zh-Hans"}
    act(desk, "refuse", reason="filed-already")
    assert refused(desk, "reopen", note=note) == [("/action", "supervisor")]
    assert refused(desk, "reopen", ZHOU) == [("/note", "required")]
    assert act(desk, "reopen", ZHOU, note=note)["status"] == "in-review"
    assert (desk.told()["note"], desk.told()["reason"]) == (note, None)
    assert act(desk, "approve")["status"] == "approved"


def test_a_hold_leaves_the_status_and_is_not_told_to_the_person(desk: Desk) -> None:
    assert refused(desk, "lift-hold", ZHOU) == [("/action", "not-held")]
    act(desk, "hold", ZHOU)
    assert standing(desk.events()).held
    assert [event["event"] for event in desk.told()["events"]] == ["submitted"]
    act(desk, "approve")
    assert standing(desk.events()).held
    act(desk, "lift-hold", ZHOU)
    assert (standing(desk.events()).held, desk.told()["status"]) == (False, "approved")


def test_a_decision_during_which_the_clock_is_set_is_made_again_because_its_note_may_be_swept(
    new_desk: NewDesk, clock: datetime
) -> None:
    times = [clock]

    class Jumping(MemoryStorage):
        def create(self, key: str, body: bytes) -> None:
            super().create(key, body)
            if key.endswith(".note.jwe"):
                times[0] = clock + timedelta(hours=3)

    desk = new_desk(store=Jumping(), now=lambda: times[0])
    note = {"text": "请补充。", "language": "zh-Hans"}
    with pytest.raises(StoreUnavailable):
        act(desk, "refuse", reason="papers-missing", note=note)
    assert [event.status for event in desk.events()] == ["submitted"]
