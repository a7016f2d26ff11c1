"""What is done to a filing afterwards: checked, sealed, written once, and seen by an officer where an officer has to see it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from desk import Desk, NewDesk, queue
from documents import INSURED
from filings.errors import Code, Refusal
from filings.mine import Mine
from filings.model import latest
from filings.people import Person
from filings.seal import Sealed, open_sealed
from filings.standing import standing

PHONE = {"contact": {"phone": "13911112222"}}


def refused(desk: Desk, **body: Any) -> list[tuple[str, str]]:
    """Return what is found wrong with an amendment."""
    with pytest.raises(Refusal) as refusal:
        desk.ask(**body)
    assert refusal.value.code is Code.FINDINGS
    return [(finding.pointer, finding.rule) for finding in refusal.value.findings]


# --- each action


def test_a_submitted_filing_can_be_withdrawn(desk: Desk) -> None:
    told = desk.ask(action="withdraw")
    assert (told["status"], told["next"]) == ("withdrawn", None)


def test_an_approved_filing_can_be_cancelled(desk: Desk) -> None:
    desk.decide("approved")
    assert desk.ask(action="cancel")["status"] == "cancelled"


def test_a_submitted_filing_can_be_corrected_and_corrected_again(desk: Desk) -> None:
    assert desk.ask(action="correct", changes=PHONE)["status"] == "corrected"
    told = desk.ask("an-amendment-key-2", action="correct", materials=[desk.paper()])
    assert (told["status"], told["next"]) == ("corrected", "await-review")


def test_what_an_officer_asks_is_told_and_can_be_corrected(desk: Desk) -> None:
    desk.decide("in-review")
    desk.decide("correction-requested", asked=["/contact/phone"], by="2026-12-01", reason="phone-unreachable")
    told = desk.told()
    assert told["asked"] == {
        "points": [{"pointer": "/contact/phone", "what": "incorrect"}],
        "by": "2026-12-01",
        "note": None,
    }
    assert told["reason"]["code"] == "phone-unreachable"
    told = desk.ask(action="correct", changes=PHONE)
    assert (told["status"], told["asked"], told["reason"]) == ("corrected", None, None)


def test_a_new_phone_number_changes_nothing_about_going_for_treatment(desk: Desk) -> None:
    desk.decide("approved")
    told = desk.ask(action="change", changes=PHONE)
    assert (told["status"], told["next"]) == ("changed", "go-for-treatment")


def test_a_new_place_of_treatment_waits_for_review(desk: Desk) -> None:
    desk.decide("approved")
    told = desk.ask(action="change", changes={"treatments": [{"place": "12"}]})
    assert (told["status"], told["next"]) == ("changed", "await-review")


def test_a_change_that_is_approved_holds_from_then_on(desk: Desk) -> None:
    desk.decide("approved")
    before = desk.told()["starts"]
    assert desk.ask(action="change", changes={"treatments": [{"place": "12", "from": "2026-12-24"}]})["starts"] == before
    desk.decide("in-review")
    desk.decide("approved")
    told = desk.told()
    assert (told["status"], told["next"], told["starts"]) == ("approved", "go-for-treatment", ["2026-12-24"])


def test_a_change_that_is_refused_leaves_what_was_approved(desk: Desk) -> None:
    desk.decide("approved")
    before = desk.told()["starts"]
    desk.ask(action="change", changes={"treatments": [{"place": "12", "from": "2026-12-24"}]})
    desk.decide("refused", reason="not-far-enough")
    told = desk.told()
    assert (told["status"], told["next"], told["starts"]) == ("refused", "as-before", before)
    assert desk.ask("an-amendment-key-2", action="change", changes=PHONE)["next"] == "go-for-treatment"


def test_promised_papers_are_asked_for_handed_in_and_reviewed(new_desk: NewDesk) -> None:
    desk = new_desk("long-term-resident", letter=True)
    desk.decide("approved-on-commitment", papers_due="2026-12-20")
    assert (desk.told()["next"], desk.told()["papers_due"]) == ("hand-in-papers", "2026-12-20")
    told = desk.ask(action="add-papers", materials=[desk.paper()])
    assert (told["status"], told["next"], told["papers_due"]) == ("approved-on-commitment", "await-review", None)
    assert told["events"][-1]["event"] == "papers-added"
    desk.decide("approved")
    assert desk.told()["next"] == "go-for-treatment"


def test_who_owes_papers_and_has_a_new_phone_still_owes_them(new_desk: NewDesk) -> None:
    desk = new_desk("long-term-resident", letter=True)
    desk.decide("approved-on-commitment", papers_due="2026-12-20")
    told = desk.ask(action="change", changes={"contact": {"phone": "13911112222", "address": "示例市示例路2号"}})
    assert (told["status"], told["next"], told["papers_due"]) == ("approved-on-commitment", "hand-in-papers", "2026-12-20")


def test_a_temporary_filing_can_be_renewed(desk: Desk) -> None:
    desk.decide("approved")
    told = desk.ask(action="renew", until="2027-05-20")
    assert (told["status"], told["next"], told["events"][-1]["event"]) == ("changed", "await-review", "renewed")


def test_a_renewal_is_held_to_the_places_months_from_today(desk: Desk) -> None:
    desk.decide("approved")
    assert refused(desk, action="renew", until="2027-05-19") == [("/until", "period-too-short")]
    assert refused(desk, action="renew", until="2026-11-19") == [("/until", "until-before-start")]


def test_a_filing_without_an_end_has_nothing_to_renew(new_desk: NewDesk) -> None:
    desk = new_desk("settled-retiree")
    desk.decide("approved")
    assert refused(desk, action="renew", until="2027-05-20") == [("/action", "action-open-ended")]


# --- what is written


def test_an_amendment_says_nothing_of_the_person_in_the_clear_and_can_be_opened_by_the_place(
    desk: Desk, key_pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    other = {"name": "王五", "document": {"kind": "passport", "number": "E12345678"}}
    body: dict[str, Any] = {"action": "correct", "changes": {**PHONE, "insured": other}}
    desk.ask(**body)
    event = desk.events()[-1].fields
    assert not any(typed in json.dumps(dict(event), ensure_ascii=False) for typed in ("13911112222", "王五", "E12345678"))
    sealed = Sealed(event["sealed"], desk.store.read(event["content_key"]).decode())
    assert json.loads(open_sealed(key_pair[1], sealed)) == {"number": desk.number, "document": body}


def test_an_amendment_for_the_officers_eyes_puts_the_filing_back_into_the_queue(desk: Desk) -> None:
    desk.leave()
    desk.decide("approved")
    desk.ask(action="change", changes=PHONE)
    assert desk.store.keys("waiting/") == []
    desk.ask("an-amendment-key-2", action="change", changes={"treatments": [{"place": "12"}]})
    assert desk.store.keys("waiting/") == [desk.events()[-1].fields["waiting"]]
    assert desk.store.keys("waiting/")[0].endswith(f"_{desk.number}_changed.other-temporary.place-online.declared.papers")


@pytest.mark.parametrize("action", ["withdraw", "cancel"])
def test_who_ends_a_filing_takes_everything_of_it_out_of_the_queue(desk: Desk, action: str) -> None:
    if action == "cancel":
        desk.leave()
        desk.decide("approved")
        desk.ask("an-amendment-key-2", action="change", changes={"treatments": [{"place": "12"}]})
    else:
        desk.ask("an-amendment-key-2", action="correct", changes=PHONE)
    assert set(queue(desk.store)) == {desk.number}
    desk.ask(action=action)
    assert queue(desk.store) == []


def test_a_withdrawal_seals_nothing(desk: Desk) -> None:
    before = len(desk.store.keys("filings/"))
    desk.ask(action="withdraw")
    assert len(desk.store.keys("filings/")) == before + 1


# --- who may


@pytest.mark.parametrize("code", ["", "0000-0000", "é"])
def test_without_the_code_there_is_no_such_filing(desk: Desk, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        desk.amending.take(desk.number, code, "an-amendment-key-1", {"action": "withdraw"})
    assert refusal.value.code is Code.NOT_FOUND
    assert len(desk.events()) == 1


# --- once


def test_the_same_key_with_the_same_body_changes_nothing_again(desk: Desk) -> None:
    first = desk.ask(action="withdraw")
    assert desk.ask(action="withdraw") == first
    assert len(desk.events()) == 2


def test_the_same_key_with_another_body_is_refused(desk: Desk) -> None:
    desk.ask(action="correct", changes=PHONE)
    with pytest.raises(Refusal) as refusal:
        desk.ask(action="withdraw")
    assert refusal.value.code is Code.KEY_REUSED


def test_the_key_of_the_filing_itself_is_none_for_an_amendment(desk: Desk) -> None:
    with pytest.raises(Refusal) as refusal:
        desk.ask("a-filing-of-the-tests", action="withdraw")
    assert refusal.value.code is Code.KEY_REUSED


# --- whose filing it is


@pytest.fixture
def mine(desk: Desk) -> Callable[[str], list[str]]:
    """Lists the numbers of the filings of whoever has proved to have a passport with this number, or the insured's own card."""
    lookup = desk.amending.lookup

    def listed(number: str) -> list[str]:
        kind = "passport" if number.startswith("E") else INSURED["document"]["kind"]
        found = Mine(lookup).filings(Person("", kind, number))
        return [str(each["filing"]["number"]) for each in found]

    return listed


def test_a_filing_that_was_corrected_to_somebody_else_is_theirs_and_nobody_elses(
    desk: Desk, mine: Callable[[str], list[str]]
) -> None:
    own = INSURED["document"]["number"]
    assert (mine(own), mine("E12345678")) == ([desk.number], [])
    desk.ask(action="correct", changes={"insured": {"name": "王五", "document": {"kind": "passport", "number": "E12345678"}}})
    assert (mine(own), mine("E12345678")) == ([], [desk.number])


def test_whoever_puts_another_persons_data_in_is_only_declared(desk: Desk) -> None:
    desk.ask(action="correct", changes={"insured": INSURED})
    assert latest(desk.events(), "identity") == "declared"


def test_what_a_filing_covers_follows_its_changes_and_its_renewal(desk: Desk) -> None:
    desk.decide("approved")
    [before] = standing(desk.events()).covers
    desk.ask(action="change", changes={"treatments": [{"place": "12"}, {"place": "11"}]})
    other, same = standing(desk.events()).asked_covers
    assert same["place"] == before["place"] != other["place"]
    desk.ask("an-amendment-key-2", action="renew", until="2027-06-01")
    assert [cover["until"] for cover in standing(desk.events()).asked_covers] == ["2027-06-01"] * 2
