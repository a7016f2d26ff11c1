"""The door for amendments over HTTP; every answer is held to the published description by the test client."""

import json
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from documents import document
from filings.storage.memory import MemoryStorage
from officer import decide
from papers import with_files

UNKNOWN = "3210-0000-0000-G"


@pytest.fixture
def receipt(app: Flask, store: MemoryStorage, forms: dict[str, Any]) -> dict[str, Any]:
    """A filing that has been submitted."""
    filing = with_files(store, document(forms["3210"], "other-temporary"))
    answer = app.test_client().post("/v1/filings", json=filing, headers={"Idempotency-Key": "a-filing-of-the-tests"})
    return dict(json.loads(answer.data))


def amend(app: Flask, number: str, code: str | None, body: Any, **sent: Any) -> TestResponse:
    headers = {"Idempotency-Key": "an-amendment-key-1"} | ({} if code is None else {"Lookup-Code": code})
    sent = {"data": json.dumps(body), "content_type": "application/json", "headers": headers} | sent
    return app.test_client().post(f"/v1/filings/{number}/events", **sent)


def test_an_amendment_is_answered_with_the_status_as_with_the_code(app: Flask, receipt: dict[str, Any]) -> None:
    answer = amend(app, receipt["number"], receipt["lookup_code"], {"action": "withdraw"})
    found = app.test_client().get(f"/v1/filings/{receipt['number']}", headers={"Lookup-Code": receipt["lookup_code"]})
    assert (answer.status_code, answer.data) == (201, found.data)


def test_every_part_of_the_answer_with_the_code_is_published(app: Flask, receipt: dict[str, Any], store: MemoryStorage) -> None:
    headers = {"Lookup-Code": receipt["lookup_code"]}
    decide(store, receipt["number"], "in-review")
    decide(
        store, receipt["number"], "correction-requested", asked=["/contact/phone"], by="2026-12-01", reason="phone-unreachable"
    )
    told = app.test_client().get(f"/v1/filings/{receipt['number']}", headers=headers).get_json()
    assert (told["asked"]["by"], told["reason"]["code"], told["next"]) == ("2026-12-01", "phone-unreachable", "correct")


def test_an_action_that_is_not_possible_is_a_finding(app: Flask, receipt: dict[str, Any]) -> None:
    answer = amend(app, receipt["number"], receipt["lookup_code"], {"action": "cancel"})
    assert (answer.status_code, answer.get_json()["findings"]) == (422, [{"pointer": "/action", "rule": "action-not-approved"}])


def test_an_unknown_number_and_a_wrong_or_missing_code_get_the_same_answer(app: Flask, receipt: dict[str, Any]) -> None:
    body = {"action": "withdraw"}
    answers = [
        amend(app, receipt["number"], None, body),
        amend(app, receipt["number"], "", body),
        amend(app, receipt["number"], "0000-0000", body),
        amend(app, UNKNOWN, receipt["lookup_code"], body),
        amend(app, "none", receipt["lookup_code"], body),
        amend(app, receipt["number"], "0000-0000", {"action": "none"}),
    ]
    assert {(answer.status_code, answer.data) for answer in answers} == {(404, answers[0].data)}


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"content_type": "text/plain"}, 415, "unsupported-media-type"),
        ({"data": b'{"action": "withdraw", "action": "cancel"}'}, 400, "malformed"),
        ({"data": b" " * 300_000}, 413, "too-large"),
        ({"headers": {"Lookup-Code": "0000-0000"}}, 400, "idempotency-key"),
    ],
)
def test_what_cannot_be_read_is_refused_as_of_a_filing(
    app: Flask, receipt: dict[str, Any], sent: dict[str, Any], status: int, code: str
) -> None:
    answer = amend(app, receipt["number"], receipt["lookup_code"], {"action": "withdraw"}, **sent)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
