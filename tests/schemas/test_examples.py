"""The published examples are tests: what is accepted is accepted, what is refused is refused with exactly its findings."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

EXAMPLES = Path(__file__).parents[2] / "schemas/registration/examples"
ACCEPTED = sorted(EXAMPLES.glob("accepted/*.json"))
REFUSED = [path for path in sorted(EXAMPLES.glob("refused/*.json")) if not path.name.endswith(".findings.json")]


def post(app: Flask, path: Path) -> Any:
    return app.test_client().post(
        "/v1/filings",
        data=path.read_bytes(),
        content_type="application/json",
        headers={"Idempotency-Key": f"example-{path.stem}"[:64].ljust(16, "-")},
    )


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_an_accepted_example_gets_a_number_and_the_same_receipt_again(app: Flask, path: Path) -> None:
    first, second = post(app, path), post(app, path)
    assert (first.status_code, first.json) == (201, first.json | {"place": json.loads(path.read_bytes())["insured_place"]})
    assert second.data == first.data


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_refused_example_gets_exactly_the_findings_beside_it(app: Flask, path: Path) -> None:
    answer = post(app, path)
    assert answer.status_code == 422
    assert answer.json["findings"] == json.loads(path.with_suffix(".findings.json").read_text("utf-8"))


def test_there_are_as_many_examples_as_promised() -> None:
    assert len(ACCEPTED) >= 12
    assert len(REFUSED) >= 40


def test_every_findings_file_stands_beside_an_example() -> None:
    assert {path.name.removesuffix(".findings.json") for path in EXAMPLES.glob("refused/*.findings.json")} == {
        path.stem for path in REFUSED
    }
