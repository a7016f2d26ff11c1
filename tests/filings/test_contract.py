"""A contract says everything that is wrong at once: where, which rule, which figures, and nothing that was typed."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from documents import document
from filings.contract import ENOUGH, Contracts
from filings.errors import Code, Finding, Refusal

TODAY = date(2026, 11, 20)
KINDS = ["settled-retiree", "long-term-resident", "stationed-worker", "referred", "other-temporary"]
TYPED = "typed-by-somebody-7351"
INSTEAD: list[Any] = [None, True, 735184, 73.5184, TYPED, "", [], {}, [TYPED], [{"place": TYPED}], {TYPED: 1}, {"kind": TYPED}]


@pytest.fixture(params=[*KINDS, "agent", "letter"])
def whole(request: pytest.FixtureRequest, forms: dict[str, Any]) -> dict[str, Any]:
    """A filing of every type, one through an agent, and one with a letter."""
    if request.param in KINDS:
        return document(forms["3210"], request.param)
    return document(forms["3210"], "long-term-resident", agent=request.param == "agent", letter=request.param == "letter")


def told(findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    return [finding.as_json() for finding in findings]


def pairs(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.pointer, finding.rule) for finding in findings]


def replaced(whole: Any, instead: Any) -> Iterator[Any]:
    """Yield the document once for each of its parts, with that part replaced."""
    yield deepcopy(instead)
    steps = whole.items() if isinstance(whole, dict) else enumerate(whole) if isinstance(whole, list) else ()
    for step, part in list(steps):
        for other in replaced(part, instead):
            changed = deepcopy(whole)
            changed[step] = other
            yield changed


def test_a_filing_that_the_form_makes_has_no_findings(contracts: Contracts, whole: dict[str, Any]) -> None:
    assert contracts.findings(whole, TODAY) == ()


def test_a_finding_comes_with_pointer_rule_and_the_figures_of_its_sentence(contracts: Contracts, filing: dict[str, Any]) -> None:
    filing["contact"]["phone"] = "1" * 26
    assert told(contracts.findings(filing, TODAY)) == [
        {"pointer": "/contact/phone", "rule": "too-long", "params": {"limit": 25}},
    ]


def test_of_a_file_without_bytes_is_told_how_large_one_may_be(contracts: Contracts, filing: dict[str, Any]) -> None:
    filing["materials"][0]["files"][0]["size"] = 0
    assert told(contracts.findings(filing, TODAY)) == [
        {"pointer": "/materials/0/files/0/size", "rule": "file-size", "params": {"limit": 10485760}},
    ]


def test_a_place_rule_is_named_with_what_would_satisfy_it(contracts: Contracts, forms: dict[str, Any]) -> None:
    filing = document(forms["3210"], "stationed-worker")
    filing["materials"] = []
    assert told(contracts.findings(filing, TODAY)) == [
        {"pointer": "/materials", "rule": "materials", "params": {"any_of": ["posting-letter"]}},
    ]


def test_what_is_missing_or_too_much_is_found_where_it_would_stand(contracts: Contracts, filing: dict[str, Any]) -> None:
    del filing["contact"]["phone"]
    filing["a/b~c"] = 1
    assert pairs(contracts.findings(filing, TODAY)) == [("/a~1b~0c", "unknown-member"), ("/contact/phone", "required")]


def test_everything_is_found_at_once_and_in_the_order_of_the_pointers(contracts: Contracts, filing: dict[str, Any]) -> None:
    filing["contact"]["phone"] = "110 00"
    filing["insured"] |= {"name": " ", "document": {"kind": "resident-identity-card", "number": "321002196002290011"}}
    filing["scheme"] = "students"
    filing["treatments"] = [{"place": "31", "from": "2026-11-19"}, {"place": "31"}]
    filing["notice"]["sha256"] = "0" * 64
    assert pairs(contracts.findings(filing, TODAY)) == [
        ("/contact/phone", "phone-number"),
        ("/insured/document/number", "check-digit"),
        ("/insured/name", "format"),
        ("/notice/sha256", "notice-current"),
        ("/scheme", "schemes"),
        ("/treatments/0/from", "start-in-past"),
        ("/treatments/1/place", "treatment-twice"),
    ]


@pytest.mark.parametrize("instead", INSTEAD, ids=json.dumps)
def test_whatever_stands_anywhere_only_findings_come_and_none_repeats_it(
    contracts: Contracts, whole: dict[str, Any], instead: Any
) -> None:
    for changed in replaced(whole, instead):
        findings = contracts.findings(changed, TODAY)
        # The pointer to a member that does not belong there is the one thing that names it.
        repeated = [finding for finding in findings if finding.rule != "unknown-member" and re.search("7351", str(finding))]
        assert repeated == []
        assert all(re.fullmatch("[a-z]+(-[a-z]+)*", finding.rule) for finding in findings)
        assert pairs(findings) == sorted(pairs(findings))


@pytest.mark.parametrize(
    "place",
    [
        "99",
        "32",
        "3299",
        "321002",
        "CN",
        "v1",
        "",
        "../x",
        "../contracts/3210",
        "3210/../3210",
        "3210.json",
        "3210\n",
        "３２１０",
        "\x00",
        "3" * 500,
    ],
)
def test_a_place_where_nobody_is_insured_is_found(contracts: Contracts, filing: dict[str, Any], place: str) -> None:
    filing["insured_place"] = place
    assert {pointer for pointer, _ in pairs(contracts.findings(filing, TODAY))} == {"/insured_place"}


@pytest.mark.parametrize("place", [3210, 3210.0, True, None, ["3210"], {"3210": "3210"}])
def test_a_place_that_is_no_text_is_of_the_wrong_type(contracts: Contracts, filing: dict[str, Any], place: Any) -> None:
    filing["insured_place"] = place
    assert pairs(contracts.findings(filing, TODAY)) == [("/insured_place", "wrong-type")]


def test_a_place_that_is_left_out_is_required(contracts: Contracts, filing: dict[str, Any]) -> None:
    del filing["insured_place"]
    assert pairs(contracts.findings(filing, TODAY)) == [("/insured_place", "required")]


def test_with_an_unknown_place_everything_else_that_is_wrong_is_found_too(contracts: Contracts, filing: dict[str, Any]) -> None:
    filing["insured_place"] = "99"
    del filing["scheme"]
    filing["contact"]["phone"] = "110 00"
    assert pairs(contracts.findings(filing, TODAY)) == [
        ("/contact/phone", "phone-number"),
        ("/insured_place", "insured-place"),
        ("/scheme", "required"),
    ]


@pytest.mark.parametrize("whole_document", [None, [], "3210", 3210, True, 1.5])
def test_a_document_that_is_no_object_is_of_the_wrong_type(contracts: Contracts, whole_document: Any) -> None:
    assert pairs(contracts.findings(whole_document, TODAY)) == [("", "wrong-type")]


def test_a_document_nested_too_deeply_to_be_checked_is_malformed(contracts: Contracts, filing: dict[str, Any]) -> None:
    deep: Any = 1
    for _ in range(800):
        deep = [deep]
    filing["contact"] = deep
    with pytest.raises(Refusal) as refused:
        contracts.findings(filing, TODAY)
    assert refused.value.code is Code.MALFORMED


def test_behind_more_findings_than_enough_the_oddest_date_is_no_fault(contracts: Contracts, filing: dict[str, Any]) -> None:
    filing["contact"] |= {f"surplus-{number}": 1 for number in range(ENOUGH)}
    filing["treatments"][0]["from"] = "soon"
    found = pairs(contracts.findings(filing, TODAY))
    assert (len(found), {rule for _, rule in found}) == (ENOUGH, {"unknown-member"})


@pytest.mark.parametrize("name", ["a~b", "a/b", "~", "/", "~1/~0"])
def test_a_name_with_a_tilde_or_a_slash_is_written_as_a_pointer_has_it(
    contracts: Contracts, filing: dict[str, Any], name: str
) -> None:
    filing["contact"][name] = 1
    escaped = name.replace("~", "~0").replace("/", "~1")
    assert pairs(contracts.findings(filing, TODAY)) == [(f"/contact/{escaped}", "unknown-member")]


def test_a_whole_number_too_large_for_any_machine_is_found(contracts: Contracts, filing: dict[str, Any]) -> None:
    filing["scheme"] = 10**4000
    assert {pointer for pointer, _ in pairs(contracts.findings(filing, TODAY))} == {"/scheme"}


# --- which contract is in force


@pytest.fixture
def dated(tmp_path: Path) -> Contracts:
    """A place whose rules change twice, and one whose next contract was lost."""
    days = [None, "2027-01-01", "2027-03-01"]
    for since, until in zip(days, [*days[1:], None], strict=True):
        name = f"3210.{since}.json" if since else "3210.json"
        (tmp_path / name).write_text(json.dumps({"title": since or "first", "x-until": until}))
    (tmp_path / "3211.json").write_text(json.dumps({"title": "first", "x-until": "2027-01-01"}))
    return Contracts(tmp_path)


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2000-01-01", "first"),
        ("2026-12-31", "first"),
        ("2027-01-01", "2027-01-01"),
        ("2027-02-28", "2027-01-01"),
        ("2027-03-01", "2027-03-01"),
        ("2099-12-31", "2027-03-01"),
    ],
)
def test_the_contract_in_force_is_that_of_the_day(dated: Contracts, day: str, title: str) -> None:
    contract = dated.for_place("3210", date.fromisoformat(day))
    assert contract is not None
    assert contract.schema["title"] == title


def test_a_later_day_does_not_change_what_an_earlier_day_gets(dated: Contracts) -> None:
    dated.for_place("3210", date(2028, 1, 1))
    contract = dated.for_place("3210", date(2026, 12, 31))
    assert contract is not None
    assert contract.schema["title"] == "first"


def test_where_the_next_contract_was_lost_nobody_is_insured_there_any_more(dated: Contracts) -> None:
    assert dated.for_place("3211", date(2027, 1, 1)) is None


def test_a_contract_carries_the_hash_of_its_bytes(dated: Contracts, tmp_path: Path) -> None:
    contract = dated.for_place("3210", TODAY)
    assert contract is not None
    assert contract.sha256 == sha256((tmp_path / "3210.json").read_bytes()).hexdigest()


def test_without_the_base_contract_an_unknown_place_is_no_finding_but_a_fault(dated: Contracts) -> None:
    with pytest.raises(FileNotFoundError):
        dated.findings({"insured_place": "99"}, TODAY)
