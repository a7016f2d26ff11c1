"""What an officer sees of a filing: the answers as they stand, what changed them, the rules of the day, and what is closed."""

import copy
import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import Desk, NewDesk
from deskwork import NANJING, YANGZHOU, officer
from documents import document
from filings import numbers
from filings.contract import Contracts
from filings.desk.opened import Opening
from filings.desk.rules import Rules
from filings.desk.seals import NotOpen, Seals
from filings.desk.showing import Showing
from filings.intake import Intake
from filings.lookup import Lookup
from filings.model import append, moment, read_log
from filings.seal import Keys, make_pair
from filings.storage import Storage
from filings.storage.memory import MemoryStorage
from papers import with_files

NewIntake = Callable[..., Intake]
MOVE: dict[str, Any] = {"action": "change", "changes": {"treatments": [{"place": "12"}]}}
OFFICER = officer("officer")


def opened(desk: Desk, keys: Keys, who: Any = OFFICER) -> dict[str, Any]:
    """Open the filing of a desk."""
    number = numbers.parse(desk.number)
    return Opening(desk.amending.lookup, keys).file(who, number, desk.events())


# --- the answers as they stand


def test_a_filing_is_opened_as_it_was_submitted(desk: Desk, private: Keys) -> None:
    file = opened(desk, private)
    assert file["document"]["insured"]["name"] == "张三"
    assert file["history"][0]["seal"] == "open"
    assert [(paper["event"], paper["paper"], paper["belongs_to"]) for paper in file["papers"]] == [(1, 1, 0)]


def test_a_correction_stands_in_the_document_and_old_beside_new_in_its_event(desk: Desk, private: Keys) -> None:
    desk.ask(action="correct", changes={"contact": {"phone": "13911111111"}})
    file = opened(desk, private)
    assert file["document"]["contact"]["phone"] == "13911111111"
    [amendment] = file["amendments"]
    assert amendment["changes"] == [{"pointer": "/contact/phone", "old": "13800000000", "new": "13911111111"}]


def test_a_paper_that_comes_on_top_belongs_to_the_material_that_it_was_handed_in_for(desk: Desk, private: Keys) -> None:
    desk.ask(action="correct", materials=[desk.paper("residence-permit")])
    file = opened(desk, private)
    assert [paper["material"] for paper in file["papers"]] == ["identity-card", "residence-permit"]
    assert [(paper["event"], paper["belongs_to"]) for paper in file["papers"]] == [(1, 0), (2, 1)]
    assert [each["material"] for each in file["document"]["materials"]] == ["identity-card", "residence-permit"]


def test_a_change_of_what_was_approved_is_what_there_is_to_decide_on_until_it_is_refused(desk: Desk, private: Keys) -> None:
    desk.decide("approved")
    desk.ask(**MOVE)
    asked = opened(desk, private)
    desk.decide("refused", reason="other")
    refused = opened(desk, private)
    assert [each["document"]["treatments"][0]["place"] for each in (asked, refused)] == ["12", "11"]
    assert refused["amendments"][0]["changes"][0] == {"pointer": "/treatments/0/place", "old": "11", "new": "12"}


def test_a_refused_change_is_no_part_of_the_next_one(desk: Desk, private: Keys) -> None:
    desk.decide("approved")
    desk.ask("an-amendment-key-1", action="change", materials=[desk.paper()], changes=MOVE["changes"])
    desk.decide("refused", reason="other")
    desk.ask("an-amendment-key-2", action="change", changes={"treatments": [{"place": "31"}]})
    file = opened(desk, private)
    assert file["amendments"][1]["changes"] == [{"pointer": "/treatments/0/place", "old": "11", "new": "31"}]
    assert [paper["belongs_to"] for paper in file["papers"]] == [0, None]


def test_a_new_telephone_while_a_change_waits_stays_where_the_change_is_refused(desk: Desk, private: Keys) -> None:
    desk.decide("approved")
    desk.ask("an-amendment-key-1", **MOVE)
    desk.ask("an-amendment-key-2", action="change", changes={"contact": {"phone": "13911111111"}})
    desk.decide("refused", reason="other")
    found = opened(desk, private)["document"]
    assert (found["treatments"][0]["place"], found["contact"]["phone"]) == ("11", "13911111111")


def test_a_renewal_shows_the_new_end_beside_the_old_one(new_desk: NewDesk, clock: datetime, private: Keys) -> None:
    desk = new_desk()
    desk.decide("approved")
    until = (clock + timedelta(days=300)).date().isoformat()
    desk.ask(action="renew", until=until)
    assert opened(desk, private)["amendments"][0]["changes"] == [{"pointer": "/treatments/0/until", "old": None, "new": until}]


# --- what stays closed is said


def erase(desk: Desk, clock: datetime, *what: str) -> None:
    """Write the tombstone that says what is erased, as retention does before it removes anything."""
    events = desk.events()
    last = events[-1]
    fields = {
        "event": "erased",
        "status": last.status,
        "at": moment(clock),
        "automatic": "retention",
        "what": what,
    }
    append(desk.store, numbers.parse(desk.number).serial, events, fields)


def test_what_was_erased_is_said_to_be_and_the_history_stays(desk: Desk, clock: datetime, private: Keys) -> None:
    erase(desk, clock, "sealed", "papers")
    file = opened(desk, private)
    assert (file["document"], file["checklist"]) == (None, None)
    assert [paper["state"] for paper in file["papers"]] == ["erased"]
    assert [each["seal"] for each in file["history"]] == ["erased", None]
    assert file["rules"]


def test_where_only_papers_are_erased_the_answers_are_still_there(desk: Desk, clock: datetime, private: Keys) -> None:
    erase(desk, clock, "papers")
    desk.store.delete(desk.events()[0].fields["papers"][0]["key"])
    file = opened(desk, private)
    assert (file["document"]["insured"]["name"], [paper["state"] for paper in file["papers"]]) == ("张三", ["erased"])
    with pytest.raises(NotOpen) as closed:
        Showing(Seals(desk.store, private)).original(numbers.parse(desk.number), desk.events(), 1, 1)
    assert closed.value.state == "erased"


def test_a_key_that_is_gone_without_an_event_is_called_missing_and_not_erased(desk: Desk, private: Keys) -> None:
    desk.store.delete(desk.events()[0].fields["content_key"])
    assert opened(desk, private)["history"][0]["seal"] == "missing"


def test_a_key_that_was_altered_is_called_broken(desk: Desk, private: Keys) -> None:
    key = desk.events()[0].fields["content_key"]
    body = desk.store.read(key)
    desk.store.delete(key)
    desk.store.create(key, body[:-4] + b"AAAA")
    file = opened(desk, private)
    assert (file["document"], file["history"][0]["seal"]) == (None, "broken")


def test_another_places_key_opens_nothing_and_no_key_is_said_too(desk: Desk, private: Keys) -> None:
    assert opened(desk, Keys({"CN": make_pair("CN")[1]}))["history"][0]["seal"] == "broken"
    assert opened(desk, Keys({}))["history"][0]["seal"] == "no-key"


def test_a_part_that_was_sealed_for_another_filing_is_broken(new_desk: NewDesk, private: Keys) -> None:
    desk = new_desk()
    part = Seals(desk.store, private).part("3210-0000-0000-0", desk.events(), 1)
    assert (part.state, part.document) == ("broken", None)


def test_a_closed_correction_is_passed_over_and_said(desk: Desk, private: Keys) -> None:
    desk.ask(action="correct", changes={"contact": {"phone": "13911111111"}})
    desk.store.delete(desk.events()[1].fields["content_key"])
    file = opened(desk, private)
    assert file["document"]["contact"]["phone"] == "13800000000"
    assert [(each["state"], each["changes"]) for each in file["amendments"]] == [("missing", [])]


# --- the rules of its day


@pytest.fixture
def tomorrow(folder: Path, tmp_path: Path) -> Contracts:
    """The contracts after a change of the content: what was six months in Yangzhou is twelve."""
    newer = shutil.copytree(folder, tmp_path / "contracts")
    contract = json.loads((newer / f"{YANGZHOU}.json").read_text("utf-8"))
    [validity] = [each for each in contract["x-rules"] if each["rule"] == "validity" and "other-temporary" in each["types"]]
    validity |= {"value": {"kind": "at-least", "months": 12}, "params": {"months": 12}}
    (newer / f"{YANGZHOU}.json").write_text(json.dumps(contract), "utf-8")
    return Contracts(newer)


def test_a_filing_of_yesterday_is_shown_beside_the_rules_of_yesterday(
    new_desk: NewDesk, tomorrow: Contracts, private: Keys
) -> None:
    file = opened(new_desk(contracts=tomorrow), private)
    assert (file["contract"]["kept"], file["contract"]["is_current"]) == (True, False)
    told = {each["rule"]: (each["params"], each["holds"]) for each in file["rules"]}
    assert told["validity"] == ({"months": 6}, False)
    assert told["materials"][1] is True


def test_a_contract_is_kept_once_however_many_file_under_it(
    new_intake: NewIntake, forms: dict[str, Any], clock: datetime
) -> None:
    store = MemoryStorage()
    intake = new_intake(store)
    for key in ("a-filing-of-the-tests", "another-of-the-tests"):
        intake.take(key, with_files(store, document(forms[YANGZHOU], "other-temporary"), clock))
    [kept] = store.keys("contracts/")
    assert (
        kept
        == f"contracts/{read_log(store, numbers.serial(intake.secret, 'a-filing-of-the-tests', 0))[0].fields['contract']}.json"
    )


def test_a_contract_whose_bytes_were_altered_is_not_shown_as_the_rules(desk: Desk, private: Keys, tmp_path: Path) -> None:
    [key] = desk.store.keys("contracts/")
    body = desk.store.read(key)
    desk.store.delete(key)
    desk.store.create(key, body.replace(b'"months":6', b'"months":9'))
    lookup = desk.amending.lookup
    number = numbers.parse(desk.number)
    gone = Lookup(lookup.store, lookup.secret, Contracts(tmp_path), lookup.now)
    file = Opening(gone, private).file(OFFICER, number, desk.events())
    assert (file["contract"]["kept"], file["rules"], file["checklist"]) == (False, [], None)


def test_every_rule_names_a_source_that_is_told(desk: Desk, private: Keys) -> None:
    file = opened(desk, private)
    assert {each["source"] for each in file["rules"]} == set(file["sources"])
    assert all(source["title"]["zh-Hans"] for source in file["sources"].values())


def test_an_amendment_of_another_day_tells_which_of_its_rules_are_others(
    new_desk: NewDesk, tomorrow: Contracts, private: Keys
) -> None:
    desk = new_desk(contracts=tomorrow)
    desk.ask(action="correct", changes={"contact": {"phone": "13911111111"}})
    [amendment] = opened(desk, private)["amendments"]
    assert [(each["rule"], each["params"]) for each in amendment["rules"]] == [("validity", {"months": 12})]


# --- the checklist


@pytest.fixture
def base(contracts: Contracts, clock: datetime) -> Any:
    contract = contracts.for_place(YANGZHOU, clock.date())
    assert contract
    return contract.schema


def states(schema: Any, kind: str, filing: dict[str, Any]) -> Any:
    groups = Rules(schema, kind).checklist(filing)
    return None if groups is None else [(group["state"], group["materials"]) for group in groups]


@pytest.mark.parametrize(
    ("papers", "wanted"),
    [
        ([{"material": "residence-permit", "files": []}], [("given", [0])]),
        ([{"material": "residence-permit", "seen": True}], [("seen", [0])]),
        ([{"material": "residence-permit", "later": True}], [("later", [0])]),
        (
            [{"material": "residence-permit", "later": True}, {"material": "property-certificate", "files": []}],
            [("given", [0, 1])],
        ),
        ([{"material": "identity-card", "files": []}], [("missing", [])]),
    ],
)
def test_the_checklist_says_how_each_group_is_met(base: Any, forms: dict[str, Any], papers: list[Any], wanted: Any) -> None:
    filing = document(forms[YANGZHOU], "long-term-resident") | {"materials": papers}
    assert states(base, "long-term-resident", filing) == wanted


def test_a_letter_stands_in_the_place_of_proof_but_not_of_an_agents_papers(base: Any, forms: dict[str, Any]) -> None:
    filing = document(forms[YANGZHOU], "long-term-resident", letter=True, agent=True)
    schema = copy.deepcopy(base)
    schema["x-checks"]["long-term-resident"]["agent_papers"] = [["identity-card"]]
    assert states(schema, "long-term-resident", filing) == [("letter", []), ("missing", [])]


def test_where_no_source_says_which_papers_there_is_no_checklist(base: Any, forms: dict[str, Any]) -> None:
    schema = copy.deepcopy(base)
    del schema["x-checks"]["referred"]["papers"]
    assert states(schema, "referred", document(forms[YANGZHOU], "referred")) is None


def test_the_checklist_is_drawn_from_the_record_that_makes_the_form(
    contracts: Contracts, forms: dict[str, Any], clock: datetime
) -> None:
    for place, form in forms.items():
        if "." in place:
            continue
        for offered in form["types"]:
            checks = contracts.terms(place, offered["kind"], clock.date())
            assert (checks.get("papers"), checks.get("agent_papers")) == (offered["materials"], offered["agent_materials"])


# --- the same person


def test_earlier_filings_of_the_same_person_are_listed_only_of_the_officers_places(
    new_desk: NewDesk, new_intake: NewIntake, forms: dict[str, Any], clock: datetime, private: Keys
) -> None:
    store: Storage = MemoryStorage()
    desk = new_desk(store=store)
    taken = {}
    for place, key in ((YANGZHOU, "an-earlier-one-here"), (NANJING, "an-earlier-one-there")):
        filing = with_files(store, document(forms[place], "long-term-resident"), clock)
        taken[place] = new_intake(store, lambda: clock - timedelta(days=1)).take(key, filing)["number"]
    other = with_files(store, document(forms[YANGZHOU], "other-temporary"), clock)
    other["insured"]["document"]["number"] = "321002198505050025"
    new_intake(store).take("of-somebody-else-here", other)

    [earlier] = opened(desk, private)["earlier"]
    assert (earlier["number"], earlier["overlaps"], earlier["lives"]) == (taken[YANGZHOU], [0], True)
    both = opened(desk, private, officer("officer", places=(YANGZHOU, NANJING)))["earlier"]
    assert {each["number"] for each in both} == set(taken.values())
