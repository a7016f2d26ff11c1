"""What an amendment says is held to the place's contract as far as it goes without the sealed rest of the filing."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import Desk, NewDesk
from documents import AGENT, INSURED, document
from filings.amend import Amending
from filings.contract import Contracts
from filings.errors import Code, Refusal

PHONE = {"contact": {"phone": "13911112222"}}
ADDRESS = {"phone": "13911112222", "address": "示例市示例路2号"}


def wrong(desk: Desk, **body: Any) -> list[tuple[str, str]]:
    """Return what is found wrong with an amendment, which then has changed nothing."""
    before = desk.store.keys("filings/")
    with pytest.raises(Refusal) as refusal:
        desk.ask(**body)
    assert refusal.value.code is Code.FINDINGS
    assert desk.store.keys("filings/") == before
    return [(finding.pointer, finding.rule) for finding in refusal.value.findings]


@pytest.mark.parametrize(
    ("changes", "findings"),
    [
        ({"contact": {}}, [("/changes/contact/phone", "required")]),
        ({"contact": {"phone": "1"}}, [("/changes/contact/phone", "too-short")]),
        ({"contact": {"phone": "1380000000"}}, [("/changes/contact/phone", "phone-number")]),
        ({"scheme": "none"}, [("/changes/scheme", "schemes")]),
        ({"treatments": []}, [("/changes/treatments", "too-few")]),
        ({"treatments": [{"place": "32"}]}, [("/changes/treatments/0/place", "reach")]),
        ({"treatments": [{"place": "12"}, {"place": "12"}]}, [("/changes/treatments/1/place", "treatment-twice")]),
        ({"treatments": [{"place": "12", "from": "2026-11-19"}]}, [("/changes/treatments/0/from", "start-in-past")]),
        ({"treatments": [{"place": "12", "until": "2026-12-31"}]}, [("/changes/treatments/0/until", "period-too-short")]),
        ({"referral": {"institution": "示例医院", "level": 3}}, [("/changes/referral", "not-applicable")]),
        ({"letter": {}}, [("/changes/letter", "letter")]),
        ({"filer": {"capacity": "agent"}}, [(f"/changes/filer/{name}", "required") for name in ("consent", "document", "name")]),
        ({"contact": []}, [("/changes/contact", "wrong-type")]),
    ],
)
def test_a_changed_member_is_held_to_the_contract(desk: Desk, changes: dict[str, Any], findings: list[tuple[str, str]]) -> None:
    found = wrong(desk, action="correct", changes=changes)
    assert found[: len(findings)] == findings
    assert all(pointer.startswith(f"/changes/{next(iter(changes))}") for pointer, _ in found)


def test_a_wrong_digit_in_a_corrected_identity_number_is_found(desk: Desk) -> None:
    insured = {**INSURED, "document": {"kind": "resident-identity-card", "number": "321002196002290011"}}
    assert wrong(desk, action="correct", changes={"insured": insured}) == [("/changes/insured/document/number", "check-digit")]


def test_everything_wrong_is_told_at_once(desk: Desk) -> None:
    found = wrong(desk, action="correct", changes={"contact": {}, "scheme": 7}, materials=[desk.paper("none"), 1])
    assert [pointer for pointer, _ in found] == [
        "/changes/contact/phone",
        "/changes/scheme",
        "/materials/0/material",
        "/materials/1",
    ]


def test_the_name_signed_is_compared_only_where_both_are_known(new_desk: NewDesk, forms: dict[str, Any]) -> None:
    desk = new_desk("long-term-resident", letter=True)
    letter = {**document(forms["3210"], "long-term-resident", letter=True)["letter"], "signed_name": AGENT["name"]}
    desk.ask(action="correct", changes={"letter": letter})
    desk.ask("an-amendment-key-2", action="correct", changes={"letter": letter, "insured": INSURED})
    found = wrong(
        desk,
        key="an-amendment-key-3",
        action="correct",
        changes={"letter": letter, "insured": INSURED, "filer": {"capacity": "self"}},
    )
    assert found == [("/changes/letter/signed_name", "signed-name")]


def test_the_place_and_the_type_of_a_filing_stay(desk: Desk) -> None:
    changes = {"insured_place": "2201", "type": "referred", "notice": {}}
    assert wrong(desk, action="correct", changes=changes) == [(f"/changes/{name}", "not-applicable") for name in sorted(changes)]


@pytest.mark.parametrize("member", ["scheme", "insured", "filer", "referral", "admission", "letter"])
def test_after_approval_only_treatments_and_contact_can_be_changed(desk: Desk, member: str) -> None:
    desk.decide("approved")
    assert wrong(desk, action="change", changes={member: {}}) == [(f"/changes/{member}", "not-applicable")]


def test_a_start_that_the_filing_has_already_may_lie_in_the_past_when_another_place_is_added(
    new_desk: NewDesk, clock: datetime
) -> None:
    time = [clock]
    desk = new_desk(now=lambda: time[0])
    desk.decide("approved")
    time[0] = clock + timedelta(days=40)
    kept = {"place": "11", "from": clock.date().isoformat()}
    assert wrong(desk, action="change", changes={"treatments": [{**kept, "from": "2026-11-21"}]}) == [
        ("/changes/treatments/0/from", "start-in-past")
    ]
    told = desk.ask(action="change", changes={"treatments": [kept, {"place": "12", "from": "2027-01-10"}]})
    assert told["status"] == "changed"


def test_a_filing_on_a_letter_stays_bound_by_it(new_desk: NewDesk) -> None:
    desk = new_desk("long-term-resident", letter=True)
    two = [{"place": "11"}, {"place": "12"}]
    assert wrong(desk, action="correct", changes={"treatments": two, **PHONE}) == [
        ("/changes/contact/address", "letter-address"),
        ("/changes/treatments", "letter-places-max"),
    ]


def test_when_the_papers_have_come_the_letter_binds_no_more(new_desk: NewDesk) -> None:
    desk = new_desk("long-term-resident", letter=True)
    desk.decide("approved-on-commitment")
    desk.ask(action="add-papers", materials=[desk.paper()])
    desk.decide("approved")
    two = [{"place": "11"}, {"place": "12"}]
    assert desk.ask("an-amendment-key-2", action="change", changes={"treatments": two})["status"] == "changed"


def test_only_a_clerk_has_seen_a_paper(desk: Desk) -> None:
    papers = [{"material": "identity-card", "seen": True}, {"material": "e-credential", "later": True}]
    found = wrong(desk, action="correct", materials=papers)
    assert found == [("/materials/0/seen", "not-here"), ("/materials/1/later", "not-here")]


@pytest.mark.parametrize("body", [{"action": "correct"}, {"action": "correct", "changes": {}}])
def test_an_empty_amendment_is_refused(desk: Desk, body: dict[str, Any]) -> None:
    assert wrong(desk, **body) == [("/action", "action-empty")]


@pytest.mark.parametrize(
    ("body", "findings"),
    [
        ({}, [("/action", "required")]),
        ({"action": "erase"}, [("/action", "not-allowed")]),
        ({"action": "withdraw", "extra": 1}, [("/extra", "unknown-member")]),
        ({"action": "withdraw", "changes": {}}, [("/changes", "not-applicable")]),
        ({"action": "cancel", "until": "2027-01-01"}, [("/until", "not-applicable")]),
        ({"action": "correct", "changes": {"extra": 1}}, [("/changes/extra", "unknown-member")]),
        ({"action": "correct", "changes": []}, [("/changes", "wrong-type")]),
        ({"action": "add-papers"}, [("/materials", "required")]),
        ({"action": "add-papers", "materials": []}, [("/materials", "too-few")]),
        ({"action": "renew"}, [("/until", "required")]),
        ({"action": "renew", "until": "2027-02-30"}, [("/until", "format")]),
        ({"action": "renew", "until": 7}, [("/until", "wrong-type")]),
    ],
)
def test_a_body_of_another_shape_is_refused(desk: Desk, body: dict[str, Any], findings: list[tuple[str, str]]) -> None:
    assert wrong(desk, **body) == findings


@pytest.mark.parametrize("body", [None, [], "withdraw", 7, [{"action": "withdraw"}]])
def test_a_body_that_is_no_object_is_refused(desk: Desk, body: Any) -> None:
    with pytest.raises(Refusal) as refusal:
        desk.amending.take(desk.number, desk.code, "an-amendment-key-1", body)
    assert [(finding.pointer, finding.rule) for finding in refusal.value.findings] == [("", "wrong-type")]


# --- a place with a lock


@pytest.fixture
def locked(folder: Path, tmp_path: Path) -> Contracts:
    """Yangzhou as it would be with a lock of three months on temporary filings."""
    contract = json.loads((folder / "3210.json").read_text("utf-8"))
    contract["x-checks"]["other-temporary"]["lock_months"] = 3
    (tmp_path / "3210.json").write_text(json.dumps(contract))
    (tmp_path / "amendment.json").write_bytes((folder / "amendment.json").read_bytes())
    return Contracts(tmp_path)


def test_a_lock_is_told_with_its_date_and_opens_on_that_day(new_desk: NewDesk, locked: Contracts, clock: datetime) -> None:
    time = [clock]
    desk = new_desk(contracts=locked, now=lambda: time[0])
    desk.decide("approved")
    told = {each["action"]: each for each in desk.told()["actions"]}
    until = {"until": "2027-02-20"}
    assert told["cancel"] == {"action": "cancel", "possible": False, "rule": "action-locked", "params": until}
    assert told["change"] == {
        "action": "change",
        "possible": True,
        "rule": "action-locked",
        "params": until,
        "members": ["contact"],
    }
    assert wrong(desk, action="cancel") == [("/action", "action-locked")]
    places = {"treatments": [{"place": "12"}]}
    assert wrong(desk, action="change", changes={**places, **PHONE}) == [("/changes/treatments", "action-locked")]
    desk.ask(action="change", changes=PHONE)
    time[0] = datetime.fromisoformat("2027-02-20T00:00:00+08:00")
    assert desk.ask("an-amendment-key-2", action="cancel")["status"] == "cancelled"


def test_the_rules_are_those_in_force_on_the_day_of_the_action(new_desk: NewDesk, locked: Contracts) -> None:
    desk = new_desk()
    desk.decide("approved")
    later = Amending(replace(desk.amending.lookup, contracts=locked), desk.amending.keys)
    assert wrong(replace(desk, amending=later), action="cancel") == [("/action", "action-locked")]


def test_where_a_place_is_no_more_its_filings_can_still_be_ended(new_desk: NewDesk, tmp_path: Path, folder: Path) -> None:
    for name in ("amendment.json", "v1.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    desk = new_desk(contracts=Contracts(tmp_path))
    desk.decide("approved")
    assert desk.ask(action="change", changes=PHONE)["status"] == "changed"
    assert wrong(desk, key="an-amendment-key-2", action="renew", until="2027-06-01") == [("/action", "action-not-offered")]
    assert desk.ask("an-amendment-key-3", action="cancel")["status"] == "cancelled"
