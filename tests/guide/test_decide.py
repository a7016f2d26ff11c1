"""The decision helper: a verdict rests on what is recorded, and where nothing is recorded it says so."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from documents import copied
from guide.content import Content, load
from guide.decide import decide
from guide.situation import QUESTIONS, Outcome, Situation, where
from guide.tables import compile_table, rulers
from guide.words import LANGUAGES, load_words

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 22)
NATION = "content/regions/CN.yaml"
SITUATIONS = [Situation(*answers) for answers in product(*QUESTIONS.values())]
FAR = Situation("other-province", "own-choice")
NEAR = Situation("same-province", "own-choice")
LINES = {
    "emergency": "      - {from: 2023-01-01, value: {kind: counts-as-filed}, source: nhsa-2022-22}\n",
    "after_admission": "      - {from: 2023-01-01, value: {kind: until-discharge}, source: nhsa-2022-22}\n",
    "filing": "      - {from: 2023-01-01, value: {kind: cross-province}, source: nhsa-guide-2023}\n",
    "elsewhere": "      - {from: 2023-01-01, value: {kind: another-pooling-area}, source: filing-questions}\n",
}


def without(tmp_path: Path, rule: str) -> Content:
    """The content as if the nation had given a rule up."""
    tree = copied(tmp_path / "project")
    tree.edit(NATION, LINES[rule], f"{LINES[rule]}      - {{from: 2024-01-01, withdrawn: true, source: nhsa-2022-22}}\n")
    return load(tree.root)


def walked(node: Any, situation: Situation) -> int:
    while isinstance(node, dict):
        node = node["of"][getattr(situation, node["ask"])]
    return int(node)


@pytest.mark.parametrize("ruler", ["CN", "22", "32", "3210"])
def test_the_table_gives_what_was_decided_for_every_combination_of_answers(content: Content, ruler: str) -> None:
    table = compile_table(content, ruler, DAY)
    for situation in SITUATIONS:
        decided, told = decide(content, ruler, DAY, situation), table["outcomes"][walked(table["tree"], situation)]
        assert (told["verdict"], told["kind"], told["when"], told["steps"], told["form"]) == (
            decided.verdict,
            decided.kind,
            decided.when,
            decided.steps,
            decided.form,
        )
        because = [(table["facts"][number]["rule"], table["facts"][number]["source"]) for number in told["because"]]
        assert because == [(fact.answer.rule, fact.answer.dated.source) for fact in decided.because]


def test_every_place_has_a_table_of_its_ruler(content: Content) -> None:
    assert {content.rulebook.ruler(place.code) for place in content.insured_places()} == set(rulers(content))


def test_places_of_one_ruler_are_answered_alike(content: Content) -> None:
    for place, other in (("4303", "CN"), ("2224", "22"), ("3201", "32")):
        assert [decide(content, place, DAY, each) for each in SITUATIONS] == [
            decide(content, other, DAY, each) for each in SITUATIONS
        ]


def outcomes(content: Content) -> Iterator[Outcome]:
    return (decide(content, ruler, DAY, situation) for ruler in rulers(content) for situation in SITUATIONS)


def test_every_verdict_rests_on_a_recorded_rule(content: Content) -> None:
    assert [outcome for outcome in outcomes(content) if not outcome.because] == []


def test_within_a_province_nothing_rests_on_a_national_rule_but_that_it_is_silent(content: Content) -> None:
    for ruler, situation in product(rulers(content), SITUATIONS):
        outcome = decide(content, ruler, DAY, situation)
        if situation.where == "same-province" and outcome.verdict != "ask-agency":
            assert [fact for fact in outcome.because if fact.answer.place == "CN"] == []


def test_what_can_be_filed_here_is_offered_by_the_places_form(content: Content) -> None:
    for ruler, situation in product(rulers(content), SITUATIONS):
        outcome = decide(content, ruler, DAY, situation)
        if outcome.form:
            assert outcome.kind is not None
            assert situation.where == "other-province"


@pytest.mark.parametrize(
    ("rule", "situation"),
    [
        ("emergency", Situation("other-province", "emergency")),
        ("after_admission", Situation("other-province", "own-choice", hospital="in-hospital")),
        ("after_admission", Situation("other-province", "own-choice", hospital="discharged")),
        ("filing", FAR),
        ("elsewhere", Situation("same-place", "own-choice")),
    ],
)
def test_without_the_rule_that_it_rests_on_nothing_is_claimed(
    content: Content, tmp_path: Path, rule: str, situation: Situation
) -> None:
    assert decide(content, "4303", DAY, situation).verdict != "ask-agency"
    assert decide(without(tmp_path, rule), "4303", DAY, situation).verdict == "ask-agency"


def test_a_province_that_wants_filings_between_its_cities_is_answered_so(tmp_path: Path) -> None:
    tree = copied(tmp_path / "project")
    jiangsu = "content/regions/32.yaml"
    tree.edit(
        jiangsu,
        "rules:\n",
        "rules:\n  filing:\n    all:\n      - {from: 2025-01-01, value: {kind: another-city}, source: yangzhou-guide-2024}\n",
    )
    outcome = decide(load(tree.root), "3201", DAY, NEAR)
    assert (outcome.verdict, outcome.kind) == ("file", "other-temporary")
    # The form follows the national platform, which files across provinces only.
    assert not outcome.form
    assert "file-below" in outcome.steps


def test_a_rule_to_come_makes_a_second_table_and_ends_the_first(tmp_path: Path) -> None:
    tree = copied(tmp_path / "project")
    tree.edit(
        NATION, LINES["emergency"], f"{LINES['emergency']}      - {{from: 2027-03-01, withdrawn: true, source: nhsa-2022-22}}\n"
    )
    changed = load(tree.root)
    first, second = (compile_table(changed, "CN", day) for day in (DAY, date(2027, 3, 1)))
    assert (first["until"], second["from"], second["until"]) == ("2027-03-01", "2027-03-01", None)
    emergency = Situation("other-province", "emergency")
    verdicts = [table["outcomes"][walked(table["tree"], emergency)]["verdict"] for table in (first, second)]
    assert verdicts == ["counts-as-filed", "ask-agency"]


def test_how_far_a_place_is_follows_from_the_codes() -> None:
    pairs = [("11", "11"), ("3210", "3210"), ("3210", "3201"), ("3210", "11"), ("6608", "6501"), ("4290", "429004")]
    assert [where(*pair) for pair in pairs] == [
        *("same-place", "same-place", "same-province", "other-province", "other-province", "same-province"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_an_answer_can_hold_has_its_words(content: Content, language: str) -> None:
    messages = load_words(ROOT)[language].messages
    ids = {f"check.{name}.{answer}" for name, answers in QUESTIONS.items() if name != "where" for answer in answers}
    ids |= {f"check.{part}.{name}" for name in ("insured", "treated", *QUESTIONS) for part in ("ask", "label") if name != "where"}
    for outcome in outcomes(content):
        ids |= {
            f"check.verdict.{outcome.verdict}",
            f"check.told.{outcome.verdict}",
            *(f"check.step.{step}" for step in outcome.steps),
        }
        ids |= {f"check.when.{outcome.when}"} if outcome.when else set()
        ids |= {f"check.part.{part}" for part, _ in outcome.parts}
    assert sorted(ids - messages.keys()) == []
