"""Every published example of a decision is taken by the door, or refused with the findings that stand beside it.

An example is sent about a temporary filing at Yangzhou that has come to where its action is possible. In the examples `after` is
written as zeros and a day that lies ahead as TODAY, because the real ones are never the same.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deskwork import OFFICER, SUPERVISOR
from documents import document
from filings.days import CHINA
from filings.model import read_log
from filings.numbers import parse
from filings.officers import Officer
from filings.storage.memory import MemoryStorage
from guide.content import Content
from papers import with_files

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "schemas/api/examples/decision"
ACCEPTED = sorted(EXAMPLES.glob("accepted/*.json"))
REFUSED = sorted(path for path in EXAMPLES.glob("refused/*.json") if not path.name.endswith(".findings.json"))
SCHEMA = json.loads((ROOT / "schemas/api/decision.json").read_text("utf-8"))
# What has to be done first, so that an action is possible.
BEFORE = {
    "release": {"action": "claim"},
    "reopen": {"action": "refuse", "reason": "filed-already"},
    "lift-hold": {"action": "hold"},
}
AS_SUPERVISOR = frozenset({"reopen", "hold", "lift-hold"})

AsOfficer = Callable[[Officer], FlaskClient]


def send(client: FlaskClient, store: MemoryStorage, number: str, body: Any, key: str) -> TestResponse:
    """Send a body about a filing, with the last event's hash in the place of the zeros, and today's date in that of TODAY."""
    today = datetime.now(CHINA).date() + timedelta(days=1)
    last = read_log(store, parse(number).serial)[-1].sha256
    text = json.dumps(body, ensure_ascii=False).replace("0" * 64, last).replace("TODAY", today.isoformat())
    headers = {"Idempotency-Key": key}
    return client.post(f"/v1/desk/filings/{number}/events", data=text.encode(), content_type="application/json", headers=headers)


Send = Callable[[Path, bool], TestResponse]


@pytest.fixture
def decided(desk_app: Flask, as_officer: AsOfficer, store: MemoryStorage, forms: dict[str, Any]) -> Send:
    """Files something, brings it to where the example's action is possible where it is to be, and sends the example."""

    def decide(path: Path, ready: bool) -> TestResponse:
        return _decided(desk_app, as_officer, (store, forms), path, ready=ready)

    return decide


def _decided(
    desk_app: Flask, as_officer: AsOfficer, given: tuple[MemoryStorage, dict[str, Any]], path: Path, *, ready: bool
) -> TestResponse:
    store, forms = given
    body = json.loads(path.read_text("utf-8"))
    action = body.get("action", "") if isinstance(body, dict) else ""
    letter = ready and action == "approve-on-commitment"
    filing = with_files(store, document(forms["3210"], "long-term-resident" if letter else "other-temporary", letter=letter))
    headers = {"Idempotency-Key": "a-filing-of-the-tests"}
    number = desk_app.test_client().post("/v1/filings", json=filing, headers=headers).get_json()["number"]
    client = as_officer(SUPERVISOR if action in AS_SUPERVISOR else OFFICER)
    if ready and action in BEFORE:
        assert send(client, store, number, {**BEFORE[action], "after": "0" * 64}, "what-comes-before").status_code == 201
    return send(client, store, number, body, "an-example-of-the-tests")


@pytest.mark.parametrize("path", ACCEPTED, ids=lambda path: path.stem)
def test_each_accepted_example_is_taken(decided: Send, path: Path) -> None:
    answer = decided(path, True)
    assert answer.status_code == 201, answer.get_json()


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_each_refused_example_gets_the_findings_beside_it(decided: Send, path: Path) -> None:
    answer = decided(path, False)
    assert answer.status_code == 422
    assert answer.get_json()["findings"] == json.loads(path.with_suffix(".findings.json").read_text("utf-8"))


def test_every_action_has_an_example_that_is_accepted() -> None:
    assert {json.loads(path.read_text("utf-8"))["action"] for path in ACCEPTED} == set(SCHEMA["properties"]["action"]["enum"])


def test_every_findings_file_stands_beside_an_example() -> None:
    beside = {path.name.removesuffix(".findings.json") for path in EXAMPLES.glob("refused/*.findings.json")}
    assert beside == {path.stem for path in REFUSED}


def test_an_officer_may_choose_every_reason_of_the_vocabulary_that_time_alone_does_not_give(content: Content) -> None:
    chosen = [reason["id"] for reason in content.vocabulary["reasons"] if "automatic" not in reason]
    assert SCHEMA["properties"]["reason"]["enum"] == chosen
