"""The published examples of an opened file are what the schema says."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

API = Path(__file__).parents[2] / "schemas/api"
EXAMPLES = sorted((API / "examples/desk-file").glob("*.json"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_each_example_meets_the_schema_of_the_opened_file(path: Path) -> None:
    schema = json.loads((API / "desk-file.json").read_text("utf-8"))
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [error.message for error in validator.iter_errors(json.loads(path.read_text("utf-8")))] == []


def test_there_is_an_example_of_a_file_that_is_open_and_of_one_that_is_erased() -> None:
    opened = {json.loads(path.read_text("utf-8"))["history"][0]["seal"] for path in EXAMPLES}
    assert opened == {"open", "erased"}
