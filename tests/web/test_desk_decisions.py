"""Decisions over HTTP: who may, what is noted, and what an answer tells; each answer is held to the description by the client."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from deskwork import CLERK, ELSEWHERE, OFFICER, SECOND, SUPERVISOR, YANGZHOU
from documents import document
from filings.model import read_log
from filings.numbers import parse
from filings.officers import Officer
from filings.storage.memory import MemoryStorage
from papers import with_files

AsOfficer = Callable[[Officer], FlaskClient]


@pytest.fixture
def filed(desk_app: Flask, store: MemoryStorage, forms: dict[str, Any]) -> Callable[..., str]:
    """Files something at Yangzhou and returns its number."""

    def file(key: str = "a-filing-of-the-tests") -> str:
        filing = with_files(store, document(forms["3210"], "other-temporary"))
        headers = {"Idempotency-Key": key}
        return str(desk_app.test_client().post("/v1/filings", json=filing, headers=headers).get_json()["number"])

    return file


def after(store: MemoryStorage, number: str) -> str:
    return read_log(store, parse(number).serial)[-1].sha256


def decide(client: FlaskClient, number: str, key: str = "a-decision-of-the-tests", **body: Any) -> tuple[int, dict[str, Any]]:
    answer = client.post(f"/v1/desk/filings/{number}/events", json=body, headers={"Idempotency-Key": key})
    return answer.status_code, json.loads(answer.data)


def test_the_answer_tells_where_the_filing_stands_and_what_is_possible_now(
    as_officer: AsOfficer, store: MemoryStorage, filed: Callable[..., str]
) -> None:
    number = filed()
    code, told = decide(as_officer(OFFICER), number, action="claim", after=after(store, number))
    assert (code, told["status"], told["after"]) == (201, "in-review", after(store, number))
    possible = {each["action"] for each in told["actions"] if each["possible"]}
    assert possible == {"release", "approve", "ask", "refuse"}
    code, told = decide(as_officer(SECOND), number, action="approve", after=after(store, number))
    assert (code, told["findings"][0]["rule"]) == (422, "claimed")
    code, told = decide(as_officer(SECOND), number, action="approve", after="0" * 64)
    assert (code, told["code"]) == (409, "filing-moved")


@pytest.mark.parametrize(
    ("officer", "action"), [(ELSEWHERE, "approve"), (CLERK, "approve"), (OFFICER, "hold"), (OFFICER, "reopen")]
)
def test_who_may_not_is_refused_and_that_is_noted(
    as_officer: AsOfficer, store: MemoryStorage, filed: Callable[..., str], officer: Officer, action: str
) -> None:
    number = filed()
    code, told = decide(as_officer(officer), number, action=action, after=after(store, number))
    assert (code, told["code"]) == (403, "not-allowed")
    noted = [json.loads(store.read(key)) for key in store.keys("audit/")]
    assert [(each["act"], each["officer"]["id"]) for each in noted] == [("refused", officer.id)]
    assert len(read_log(store, parse(number).serial)) == 1


def test_several_are_approved_at_once_each_by_itself(
    as_officer: AsOfficer, store: MemoryStorage, filed: Callable[..., str]
) -> None:
    number = filed()
    body = {"action": "approve", "filings": [{"number": number, "after": after(store, number)}]}
    answer = as_officer(SUPERVISOR).post("/v1/desk/decisions", json=body, headers={"Idempotency-Key": "a-batch-of-the-tests"})
    # Nobody has signed in for it and no clerk has seen its papers.
    findings = [{"pointer": "/action", "rule": "unverified"}]
    assert json.loads(answer.data) == {"results": [{"number": number, "code": "findings", "findings": findings}]}
    assert [key for key in store.keys(f"waiting/{YANGZHOU}/") if number in key]
