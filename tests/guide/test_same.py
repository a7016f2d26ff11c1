"""The guide says what the functions do: every place's page, form and contract hold the same papers, limits and options.

Then every rule is changed, one at a time, and the three must have changed and agree again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from filings.contract import Contracts
from guide import facts
from guide.content import Content
from guide.contract import compile_contract
from guide.form import compile_form
from guide.read import content_validator
from guide.rules import Dated, Rulebook
from guide.words import LANGUAGES, Words, load_words
from sameness import CHECKS, DAY, Check, Place, disagreements, drawn, made, table

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def places(content: Content, built: Path, forms: dict[str, Any]) -> list[Place]:
    contracts = Contracts(built / "contracts")

    def tables(code: str) -> dict[str, list[dict[str, Any]]]:
        return {lang: table((built / f"docs/{lang}/places/{code}.md").read_text("utf-8")) for lang in LANGUAGES}

    found = []
    for place in content.insured_places():
        contract = contracts.for_place(place.code, DAY)
        assert contract is not None
        found.append(Place(content, forms[place.code], contract, tables(place.code)))
    return found


def test_every_place_where_one_can_be_insured_is_compared(content: Content, places: list[Place]) -> None:
    assert len(places) == len([place for place in content.places.values() if place.insures]) > 350


def test_every_place_offers_something(places: list[Place]) -> None:
    assert not [place.code for place in places if not place.form["types"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_the_types_of_its_form_and_no_other(places: list[Place], language: str) -> None:
    shown = {place.code: [row["kind"] for row in place.tables[language]] for place in places}
    assert shown == {place.code: [offered["kind"] for offered in place.form["types"]] for place in places}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_page_form_and_contract_of_every_place_agree(places: list[Place], check: Check) -> None:
    wrong = [one for place in places for one in disagreements(place, [check])]
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_lists_the_rules_and_sources_that_its_contract_carries(built: Path, places: list[Place], language: str) -> None:
    def listed(code: str) -> list[tuple[str, str]]:
        root = html.fromstring((built / f"docs/{language}/places/{code}.md").read_text("utf-8").partition("\n---\n\n")[2])
        return sorted((row.attrib["data-rule"], row.attrib["data-source"]) for row in root.iterfind(".//tr[@data-rule]"))

    assert {place.code: listed(place.code) for place in places} == {
        place.code: sorted((fact["rule"], fact["source"]) for fact in place.contract.schema["x-rules"]) for place in places
    }


def test_a_form_lists_the_rules_and_sources_that_its_contract_carries(places: list[Place]) -> None:
    def told(entries: list[dict[str, Any]]) -> list[object]:
        return [(fact["rule"], fact["source"], fact["types"], fact.get("channel")) for fact in entries]

    assert {place.code: told(place.form["facts"]) for place in places} == {
        place.code: told(place.contract.schema["x-rules"]) for place in places
    }


# What a rule's value is changed to; a rule that has one value only is withdrawn.
OTHER: dict[str, list[Any]] = {
    "types_offered": [["referred"], ["long-term-resident", "settled-retiree"]],
    "schemes": [["residents"]],
    "channels": [["counter"]],
    "credential": [["identity-card"]],
    "reach": [{"kind": "everywhere"}],
    "for_others": [{"kind": "anyone"}, {"kind": "family-mutual-aid"}],
    "notice": [{"kind": "before-form"}, {"kind": "after-type"}],
    "materials": [[], [{"any_of": ["social-security-card", "work-certificate"]}, {"any_of": ["residence-permit"]}]],
    "letter": [
        {"kind": "not-offered"},
        {"kind": "by-place"},
        {"kind": "offered", "letter": "long-term-residence-commitment", "min_stay_months": 12, "places_max": 3},
    ],
    "places_max": [1, 4],
    "validity": [{"kind": "open-ended"}, {"kind": "at-least", "months": 3}, {"kind": "exactly", "months": 12}],
    "both_ways": [{"kind": "filed-place-only"}],
    "change_lock": [{"kind": "exactly", "months": 3}],
    "referring_hospital": [{"kind": "at-least", "level": 3}, {"kind": "at-least", "level": 1}],
    "emergency": [{"kind": "counts-as-filed-outpatient-rescue"}],
    "chronic_diseases": [{"kind": "count", "count": 12}, {"kind": "listed", "diseases": ["diabetes"]}],
    "progress": [{"kind": "filing-records"}, {"kind": "progress-query"}],
}
# The rules that a filing is held to; the others are only told.
ENFORCED = {
    *("types_offered", "schemes", "reach", "for_others", "materials", "letter", "places_max"),
    *("validity", "change_lock", "referring_hospital", "after_admission"),
}


@dataclass(frozen=True)
class Change:
    """The content with one value of one rule changed, and the place to look at; `held` if filings here are held to the rule."""

    place: str
    fact: facts.Fact
    line: Dated
    content: Content
    held: bool

    def __str__(self) -> str:
        answer = self.fact.answer
        return f"{self.place}: {answer.place} {answer.rule}/{answer.scope} {self.fact.channel or ''}: {self.line.value}"


def changes_of(content: Content, place: str) -> Iterator[Change]:
    for fact in facts.facts(content, place, DAY):
        answer = fact.answer
        others = [replace(answer.dated, value=value) for value in OTHER.get(answer.rule, []) if value != answer.value]
        for line in others or [replace(answer.dated, value=None, withdrawn=True)]:
            key = (answer.place, answer.rule, answer.scope)
            lines = tuple(line if old is answer.dated else old for old in content.rulebook.lines[key])
            book = Rulebook(content.rulebook.parents, content.rulebook.groups, {**content.rulebook.lines, key: lines})
            yield Change(place, fact, line, replace(content, rulebook=book), held(content, place, fact, line))


def held(content: Content, place: str, fact: facts.Fact, line: Dated) -> bool:
    """Whether filings through this form are held to a value, and its change is more than another word for no letter."""
    answer, channel = fact.answer, facts.FORM_CHANNEL
    kinds = (None, *fact.kinds)
    binding = [content.rulebook.resolve(place, answer.rule, DAY, kind=kind, channel=channel) for kind in kinds]
    no_letter = answer.rule == "letter" and not any(value["kind"] == "offered" for value in (answer.value, line.value))
    return answer.rule in ENFORCED and answer in binding and not no_letter


@pytest.fixture(scope="module")
def changes(content: Content) -> list[Change]:
    """Every value in force at a place with rules of its own and at one that only inherits, changed."""
    return [change for place in ("3210", "4303") for change in changes_of(content, place)]


@pytest.fixture(scope="module")
def words() -> dict[str, Words]:
    return load_words(ROOT)


def test_every_rule_of_city_and_nation_is_changed(content: Content, changes: list[Change]) -> None:
    places = {"3210", "CN"}
    changed = {(change.fact.answer.place, change.fact.answer.rule) for change in changes}
    assert changed == {(place, rule) for place, rule, _ in content.rulebook.lines if place in places}


def test_a_changed_value_is_one_that_content_may_have(changes: list[Change]) -> None:
    validator = content_validator(json.loads((ROOT / "schemas/content/region.json").read_text("utf-8")))
    for change in changes:
        answer, line = change.fact.answer, change.line
        value = {"withdrawn": True} if line.withdrawn else {"value": line.value}
        entry = {"from": line.since.isoformat(), "source": line.source, **value}
        region = {"code": answer.place, "rules": {answer.rule: {answer.scope: [entry]}}}
        assert validator.is_valid(region), str(change)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_rule_changes_the_page(
    content: Content, changes: list[Change], words: Mapping[str, Words], language: str
) -> None:
    before = {code: drawn(content, words[language], code) for code in ("3210", "4303")}
    same = [str(change) for change in changes if drawn(change.content, words[language], change.place) == before[change.place]]
    assert not same


def test_a_changed_rule_changes_the_form(content: Content, changes: list[Change]) -> None:
    before = {code: compile_form(content, code, DAY) for code in ("3210", "4303")}
    assert not [str(change) for change in changes if compile_form(change.content, change.place, DAY) == before[change.place]]


def test_a_changed_rule_changes_what_an_officer_reads_in_the_contract(content: Content, changes: list[Change]) -> None:
    def read(content: Content, code: str) -> Any:
        return compile_contract(content, code, DAY)["x-rules"]

    before = {code: read(content, code) for code in ("3210", "4303")}
    assert not [str(change) for change in changes if read(change.content, change.place) == before[change.place]]


def test_a_changed_rule_changes_what_the_contract_enforces_if_filings_are_held_to_it(
    content: Content, changes: list[Change]
) -> None:
    def enforced(content: Content, code: str) -> Any:
        contract = compile_contract(content, code, DAY)
        return contract["properties"], contract["allOf"], contract["x-checks"]

    before = {code: enforced(content, code) for code in ("3210", "4303")}
    bound = [change for change in changes if change.held]
    assert not [str(change) for change in bound if enforced(change.content, change.place) == before[change.place]]


def test_after_every_change_page_form_and_contract_agree_again(
    changes: list[Change], words: Mapping[str, Words], tmp_path: Path
) -> None:
    for change in changes:
        wrong = disagreements(made(change.content, change.place, words, tmp_path), CHECKS)
        assert not wrong, f"{change}: {wrong[:3]}"
