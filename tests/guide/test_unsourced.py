"""Rules that places are known to have, but of which no source that we could read says which: once one is found and recorded,
page, form and contract follow it. Proved on a copy of the content in which a city has such rules.
"""

import json
from datetime import date
from pathlib import Path

import pytest
from lxml import html

from documents import Tree, copied, document, offer
from filings.contract import Contracts
from filings.workdays import Due, due
from guide import facts
from guide.build import build
from guide.content import Content, load
from guide.words import LANGUAGES, load_words
from sameness import CHECKS, Place, disagreements, table

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 21)
KIND = "long-term-resident"
# In the manner of content/regions/3210.yaml, after its last line.
RULES = """
  agent_materials:
    all:
      - from: 2024-08-15
        value: [{any_of: [identity-card, social-security-card]}, {any_of: [household-register-front-page]}]
        source: yangzhou-guide-2024
    referred:
      - {from: 2024-08-15, value: [], source: yangzhou-guide-2024}
  papers_due:
    long-term:
      - {from: 2024-08-15, value: {kind: within, days: 20}, source: yangzhou-guide-2024}
  decision_time:
    all:
      - {from: 2024-08-15, value: {kind: within, working_days: 3}, source: yangzhou-guide-2024}
    referred:
      - {from: 2024-08-15, value: {kind: at-once}, source: yangzhou-guide-2024}
  change_lock:
    long-term:
      - {from: 2024-08-15, value: {kind: exactly, months: 3}, source: yangzhou-guide-2024}
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    found, region = copied(tmp_path_factory.mktemp("copy")), "content/regions/3210.yaml"
    anyone = "channels: [national-platform], value: {kind: anyone}"
    found.edit(region, anyone, "channels: [national-platform], value: {kind: family-mutual-aid}")
    path = found.root / region
    path.write_text(path.read_text("utf-8").rstrip() + RULES, "utf-8")
    return found


@pytest.fixture(scope="module")
def content(tree: Tree) -> Content:
    return load(tree.root)


@pytest.fixture(scope="module")
def out(tree: Tree, content: Content, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("build")
    build(tree.root, folder, DAY, content=content)
    return folder


def page(out: Path, language: str, code: str) -> str:
    return (out / f"docs/{language}/places/{code}.md").read_text("utf-8")


@pytest.fixture(scope="module")
def place(content: Content, out: Path) -> Place:
    contract = Contracts(out / "contracts").for_place("3210", DAY)
    assert contract is not None
    form = json.loads((out / "forms/3210.json").read_text("utf-8"))
    return Place(content, form, contract, {language: table(page(out, language, "3210")) for language in LANGUAGES})


def test_the_form_carries_the_rules(place: Place) -> None:
    term, referred = offer(place.form, KIND), offer(place.form, "referred")
    assert term["agent_materials"] == [["identity-card", "social-security-card"], ["household-register-front-page"]]
    assert (term["papers_due_days"], term["lock_months"], term["mutual_aid"]) == (20, 3, True)
    assert term["decision_time"] == {"kind": "within", "working_days": 3}
    # What is recorded of one kind stands before what is recorded of all.
    assert (referred["agent_materials"], referred["decision_time"]) == ([], {"kind": "at-once"})
    assert (referred["papers_due_days"], referred["lock_months"]) == (None, None)


def test_page_form_and_contract_agree(place: Place) -> None:
    assert disagreements(place, CHECKS) == []


def test_an_agent_who_signs_the_letter_still_hands_in_the_papers_of_agents(place: Place) -> None:
    filing = document(place.form, KIND, agent=True, letter=True)
    assert place.refused(filing) == set()
    assert place.refused({**filing, "materials": []}) == {("/materials", "agent-materials")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_the_rules_in_the_row_of_each_kind(out: Path, language: str) -> None:
    say = load_words(ROOT)[language].say
    root = html.fromstring(page(out, language, "3210").partition("---\n\n")[2])
    said = {row.attrib["data-type"]: row.text_content() for row in root.iterfind(".//tr[@data-type]")}
    long_term = [say("table.agent-papers"), say("table.papers-due", n=20), say("rule.for_others.family-mutual-aid")]
    long_term += [say("rule.decision_time.within", working_days=3), say("rule.change_lock.exactly", months=3)]
    assert [sentence for sentence in long_term if sentence not in said[KIND]] == []
    referred = [say("rule.agent_materials.none"), say("rule.decision_time.at-once")]
    assert [sentence for sentence in referred if sentence not in said["referred"]] == []


def test_what_is_recorded_is_no_longer_listed_as_missing(content: Content) -> None:
    rules = {"agent_materials", "papers_due", "decision_time"}
    assert not rules & set(facts.not_recorded(content, "3210", DAY))
    assert rules <= set(facts.not_recorded(content, "4303", DAY))


def test_the_contract_tells_the_desk_when_a_decision_is_promised_and_what_a_reason_rests_on(place: Place, out: Path) -> None:
    checks, reasons = place.contract.schema["x-checks"], place.contract.schema["x-reasons"]
    contracts = Contracts(out / "contracts")
    assert due(contracts.terms("3210", KIND, DAY)["decision_time"], DAY) == Due(date(2026, 11, 25))
    assert due(contracts.terms("4303", KIND, DAY).get("decision_time"), DAY) is None
    assert (checks["referred"]["decision_time"], checks[KIND]["papers_due_days"]) == ({"kind": "at-once"}, 20)
    assert reasons[KIND]["commitment-not-kept"] == {"rule": "papers_due", "sources": ["yangzhou-guide-2024"]}
    assert reasons["referred"]["commitment-not-kept"] == {"rule": "papers_due"}
