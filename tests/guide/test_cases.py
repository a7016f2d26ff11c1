"""content/cases: what a clerk would answer on a day is what the rulebook answers."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from guide.content import Content
from guide.read import Document, Problem, against_schema, content_validator, read

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
CASES = [
    pytest.param(case, id=f"{Path(document.file).stem}: {case['about']}")
    for document in DOCUMENTS
    for case in ([] if PROBLEMS else document.data["cases"])
]


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
    answered = {case["ask"]["rule"] for document in DOCUMENTS for case in document.data["cases"] if "value" in case["answer"]}
    assert {rule for _, rule, _ in content.rulebook.lines} == answered
