"""Every published example of an amendment is taken by the door, or refused with the findings that stand beside it.

An example is sent about a filing that has come to where its action is possible, at Yangzhou: a temporary one, and for promised
papers one on a commitment letter.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from documents import document
from filings.papers import quarantined
from filings.storage.memory import MemoryStorage
from officer import decide
from papers import png, with_files

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "schemas/api/examples/amendment"
ACCEPTED = sorted(EXAMPLES.glob("accepted/*.json"))
REFUSED = sorted(path for path in EXAMPLES.glob("refused/*.json") if not path.name.endswith(".findings.json"))
# Where an action is possible; before review where it is not named.
NEEDED = {"change": "approved", "cancel": "approved", "renew": "approved", "add-papers": "approved-on-commitment"}
SCHEMA = json.loads((ROOT / "schemas/api/amendment.json").read_text("utf-8"))
SHAPE = Draft202012Validator(SCHEMA, format_checker=FormatChecker())


def send(app: Flask, store: MemoryStorage, forms: dict[str, Any], path: Path) -> TestResponse:
    """File something, bring it to where the example's action is possible, and send the example."""
    body = json.loads(path.read_text("utf-8"))
    needed = NEEDED.get(body.get("action", "") if isinstance(body, dict) else "")
    letter = needed == "approved-on-commitment"
    kind = "long-term-resident" if letter else "other-temporary"
    filing = with_files(store, document(forms["3210"], kind, letter=letter))
    for paper in body.get("materials", ()) if isinstance(body, dict) else ():
        for file in paper.get("files", ()):
            store.create(quarantined(file["upload"]), png())
    client = app.test_client()
    filed = client.post("/v1/filings", json=filing, headers={"Idempotency-Key": "a-filing-of-the-tests"}).get_json()
    if needed:
        decide(store, filed["number"], needed)
    headers = {"Lookup-Code": filed["lookup_code"], "Idempotency-Key": "an-amendment-key-1"}
    return client.post(f"/v1/filings/{filed['number']}/events", json=body, headers=headers)


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_each_accepted_example_is_taken(app: Flask, store: MemoryStorage, forms: dict[str, Any], path: Path) -> None:
    answer = send(app, store, forms, path)
    assert answer.status_code == 201, answer.get_json()
    assert list(SHAPE.iter_errors(json.loads(path.read_text("utf-8")))) == []


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_each_refused_example_gets_the_findings_beside_it(
    app: Flask, store: MemoryStorage, forms: dict[str, Any], path: Path
) -> None:
    answer = send(app, store, forms, path)
    assert answer.status_code == 422
    assert answer.get_json()["findings"] == json.loads(path.with_suffix(".findings.json").read_text("utf-8"))


def test_every_action_has_an_example_that_is_accepted_and_one_that_is_refused() -> None:
    actions = set(SCHEMA["properties"]["action"]["enum"])
    for paths in (ACCEPTED, REFUSED):
        bodies = [json.loads(path.read_text("utf-8")) for path in paths]
        assert actions <= {body.get("action") for body in bodies if isinstance(body, dict)}


def test_every_findings_file_stands_beside_an_example() -> None:
    beside = {path.name.removesuffix(".findings.json") for path in EXAMPLES.glob("refused/*.findings.json")}
    assert beside == {path.stem for path in REFUSED}
