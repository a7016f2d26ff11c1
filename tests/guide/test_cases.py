"""content/cases: what a clerk would answer on a day is what the rulebook and the decision helper answer."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from guide.cases import answers, uncovered
from guide.content import Content
from guide.decide import decide
from guide.read import Document, Problem, against_schema, content_validator, read
from guide.situation import QUESTIONS, Situation
from guide.tables import compile_table

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas/content/cases.json").read_text("utf-8"))
RULES = set(json.loads((ROOT / "schemas/content/region.json").read_text("utf-8"))["properties"]["rules"]["properties"])


def _read() -> tuple[list[Document], list[Problem]]:
    documents, problems = [], []
    validator = content_validator(SCHEMA)
    for path in sorted((ROOT / "content/cases").glob("*.yaml")):
        document, unread = read(path, ROOT)
        problems += unread or list(against_schema(document, validator))
        documents.append(document)
    return documents, problems


DOCUMENTS, PROBLEMS = _read()
ALL = [
    pytest.param(case, id=f"{Path(document.file).stem}: {case['about']}")
    for document in DOCUMENTS
    for case in ([] if PROBLEMS else document.data["cases"])
]
CASES = [case for case in ALL if "ask" in case.values[0]]  # type: ignore[operator]
SITUATIONS = [case for case in ALL if "situation" in case.values[0]]  # type: ignore[operator]
TODAY = datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).date()


def test_every_file_of_cases_is_as_its_schema_says() -> None:
    assert not PROBLEMS, "\n".join(map(str, PROBLEMS))


@pytest.mark.parametrize("case", CASES)
def test_the_rulebook_answers_as_the_case_says(content: Content, case: dict[str, Any]) -> None:
    ask = case["ask"]
    found = content.rulebook.resolve(
        case["place"], ask["rule"], date.fromisoformat(case["on"]), kind=ask.get("type"), channel=ask.get("channel")
    )
    answer = (
        {"not_recorded": True}
        if found is None
        else {"value": found.value, "from_place": found.place, "source": found.dated.source}
    )
    assert answer == case["answer"]


@pytest.mark.parametrize("case", SITUATIONS)
def test_the_decision_helper_answers_as_the_case_says(content: Content, case: dict[str, Any]) -> None:
    given = answers(case)
    # What is not asked cannot matter: any answer to it will do.
    situation = Situation(**{name: given.get(name, options[0]) for name, options in QUESTIONS.items()})
    found = decide(content, case["place"], date.fromisoformat(case["on"]), situation)
    because = [f"{fact.answer.rule}@{fact.answer.place}" for fact in found.because]
    assert (found.verdict, found.kind, because) == (
        case["outcome"]["verdict"],
        case["outcome"].get("kind"),
        case["outcome"]["because"],
    )


@pytest.mark.parametrize("case", SITUATIONS)
def test_a_case_answers_just_what_the_decision_helper_asks(content: Content, case: dict[str, Any]) -> None:
    node: Any = compile_table(content, content.rulebook.ruler(case["place"]), date.fromisoformat(case["on"]))["tree"]
    given = answers(case)
    while isinstance(node, dict):
        node = node["of"][given.pop(node["ask"])]
    assert set(given) <= {"where"}


def test_every_outcome_that_can_be_reached_is_told_in_some_case(content: Content) -> None:
    assert uncovered(content, TODAY) == []


def test_an_outcome_that_no_case_tells_is_named(content: Content) -> None:
    untold = {
        code: [case for case in cases if "by-hand" not in str(case.get("outcome"))] for code, cases in content.cases.items()
    }
    assert uncovered(replace(content, cases=untold), TODAY) == ["by-hand"]
    assert "file (referred)" in uncovered(replace(content, cases={}), TODAY)


@pytest.mark.parametrize("case", SITUATIONS)
def test_a_situation_names_only_what_exists(content: Content, case: dict[str, Any]) -> None:
    assert content.places[case["place"]].insures
    assert content.places[case["situation"]["treated"]].insures
    assert {because.partition("@")[0] for because in case["outcome"]["because"]} <= RULES
    assert case["outcome"].get("kind", "emergency") in content.ids("types")


@pytest.mark.parametrize("case", CASES)
def test_a_case_names_only_what_exists(content: Content, case: dict[str, Any]) -> None:
    ask = case["ask"]
    unknown = {ask["rule"]} - RULES
    unknown |= {ask["channel"]} - set(content.ids("channels")) if "channel" in ask else set()
    unknown |= set() if content.places[case["place"]].insures else {case["place"]}
    assert not unknown


def test_no_two_cases_of_a_file_say_the_same() -> None:
    abouts = [(document.file, case["about"]) for document in DOCUMENTS for case in document.data["cases"]]
    assert sorted(abouts) == sorted(set(abouts))


def test_every_region_has_a_file_of_cases() -> None:
    regions = {path.name for path in (ROOT / "content/regions").glob("*.yaml")}
    assert {Path(document.file).name for document in DOCUMENTS} == regions


def test_every_rule_that_has_a_value_is_answered_in_some_case(content: Content) -> None:
    asked = [case for document in DOCUMENTS for case in document.data["cases"] if "ask" in case]
    answered = {case["ask"]["rule"] for case in asked if "value" in case["answer"]}
    assert {rule for _, rule, _ in content.rulebook.lines} == answered
