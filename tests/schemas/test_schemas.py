"""The published schemas are what they say they are."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from openapi import DESCRIPTION

SCHEMAS = Path(__file__).parents[2] / "schemas"
FILES = sorted(path for path in SCHEMAS.rglob("*.json") if "examples" not in path.parts and path != DESCRIPTION)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SCHEMAS).as_posix())
def test_each_is_a_schema_of_2020_12_that_names_itself(path: Path) -> None:
    schema = json.loads(path.read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"https://beian.example/schemas/{path.relative_to(SCHEMAS).as_posix()}"


def test_the_description_of_the_api_is_valid() -> None:
    validate(json.loads(DESCRIPTION.read_text("utf-8")), base_uri=DESCRIPTION.as_uri())


def patterns(part: Any) -> list[str]:
    if isinstance(part, list):
        return [pattern for entry in part for pattern in patterns(entry)]
    if not isinstance(part, dict):
        return []
    own = [part["pattern"]] if isinstance(part.get("pattern"), str) else []
    return own + [pattern for entry in part.values() for pattern in patterns(entry)]


def test_patterns_keep_to_what_every_engine_reads_alike() -> None:
    base = json.loads((SCHEMAS / "registration/v1.json").read_text("utf-8"))
    assert [
        pattern for pattern in patterns(base) if "\\d" in pattern or "\\p" in pattern or "\\w" in pattern or "(?" in pattern
    ] == []
