"""Every door as AWS Lambda runs it: the package of `make bundle`, read-only, with AWS's own runtime client, over a real store."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import urllib3

from deskwork import SUPERVISOR
from documents import document
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.desk_session import Desk
from lambda_runtime.events import Answer, answered, request
from lambda_runtime.function import Function
from papers import declared, pdf

DOORS = ("submit", "status", "amend", "session", "upload", "review")
Doors = dict[str, Function]


def ask(function: Function, method: str, address: str, body: Any = None, **headers: Any) -> Answer:
    return answered(function.invoke(request(method, address, body, **headers)))


@pytest.fixture(scope="module")
def filed(doors: Doors, forms: dict[str, Any]) -> dict[str, Any]:
    """The receipt of a filing whose paper went to the bucket as the upload door's form says."""
    content = pdf()
    wish = {name: its for name, its in declared(content, "application/pdf").items() if name != "upload"}
    offered = ask(doors["upload"], "POST", "/v1/uploads", wish)
    assert offered.status == 201, offered.body
    form = offered.json
    fields = {**form["fields"], "file": ("paper.pdf", content)}
    assert urllib3.request("POST", form["url"], fields=fields, timeout=30).status == 204
    filing = document(forms["3210"], "other-temporary")
    filing["materials"] = filing["materials"][:1]
    filing["materials"][0]["files"] = [{"upload": form["upload"], **wish}]
    answer = ask(doors["submit"], "POST", "/v1/filings", filing, idempotency_key="over-real-functions-1")
    assert answer.status == 201, answer.body
    receipt: dict[str, Any] = answer.json
    return receipt


@pytest.fixture(scope="module")
def officer(desk_settings: Settings) -> str:
    """The cookie of somebody who works at the desk of the city."""
    cookie = Desk(desk_settings, MemoryStorage()).cookie
    known = {"id": SUPERVISOR.id, "name": SUPERVISOR.name, "roles": sorted(SUPERVISOR.roles), "places": list(SUPERVISOR.places)}
    sealed = cookie.seal({"issuer": "https://officers.example", **known}, datetime.now(UTC))
    return f"{cookie.sent_as}={sealed}"


@pytest.mark.parametrize("door", DOORS)
def test_every_door_starts_once_and_says_that_it_is_ready(doors: Doors, door: str) -> None:
    doors[door].stop()
    outcomes = [doors[door].invoke(request("GET", "/v1/ready")) for _ in range(2)]
    assert [(outcome.cold, answered(outcome).status) for outcome in outcomes] == [(True, 200), (False, 200)]


def test_what_one_door_takes_another_finds_and_a_third_withdraws(doors: Doors, filed: dict[str, Any]) -> None:
    address = f"/v1/filings/{filed['number']}"
    assert ask(doors["status"], "GET", address).json["status"] == "submitted"
    headers = {"lookup_code": filed["lookup_code"], "idempotency_key": "over-real-functions-2"}
    assert ask(doors["amend"], "POST", f"{address}/events", {"action": "withdraw"}, **headers).status == 201
    assert ask(doors["status"], "GET", address, lookup_code=filed["lookup_code"]).json["status"] == "withdrawn"


def test_a_request_that_came_twice_gets_its_receipt_byte_for_byte_from_a_fresh_function(
    doors: Doors, forms: dict[str, Any]
) -> None:
    filing = document(forms["3210"], "long-term-resident", letter=True)
    first = ask(doors["submit"], "POST", "/v1/filings", filing, idempotency_key="over-real-functions-3")
    doors["submit"].stop()
    again = ask(doors["submit"], "POST", "/v1/filings", filing, idempotency_key="over-real-functions-3")
    assert (again.status, again.body) == (first.status, first.body)


def test_a_filing_that_is_wrong_is_answered_with_everything_that_is_wrong(doors: Doors) -> None:
    answer = ask(doors["submit"], "POST", "/v1/filings", {"insured_place": "3210"}, idempotency_key="over-real-functions-4")
    assert (answer.status, answer.json["code"]) == (422, "findings")
    assert {"/type", "/insured"} <= {finding["pointer"] for finding in answer.json["findings"]}


def test_the_status_door_draws_the_code_of_a_receipt(doors: Doors, filed: dict[str, Any]) -> None:
    answer = ask(doors["status"], "POST", "/v1/qr", {"text": f"https://beian.example/status/#{filed['number']}"})
    assert answer.status == 200, answer.body


def test_nobody_is_signed_in_and_the_desk_asks_for_an_officer(doors: Doors, filed: dict[str, Any]) -> None:
    assert ask(doors["session"], "GET", "/v1/session").json["person"] is None
    for address in ("/v1/desk/queue?place=3210", f"/v1/desk/filings/{filed['number']}", "/v1/desk/export?place=3210"):
        assert ask(doors["review"], "GET", address).status == 401


def test_an_officer_opens_the_filing_and_sees_its_paper_drawn_anew(doors: Doors, filed: dict[str, Any], officer: str) -> None:
    address = f"/v1/desk/filings/{filed['number']}"
    opened = ask(doors["review"], "GET", address, cookie=officer)
    assert (opened.status, "张三" in str(opened.json)) == (200, True)
    page = ask(doors["review"], "GET", f"{address}/papers/1/1/1", cookie=officer)
    assert (page.headers["content-type"], page.body[:3]) == ("image/jpeg", b"\xff\xd8\xff")


@pytest.mark.parametrize(("form", "begins"), [("csv", b"\xef\xbb\xbf"), ("parquet", b"PAR1")])
def test_an_export_is_made_in_both_formats(doors: Doors, officer: str, form: str, begins: bytes) -> None:
    answer = ask(doors["review"], "GET", f"/v1/desk/export?place=3210&format={form}", cookie=officer)
    assert (answer.status, answer.body[: len(begins)]) == (200, begins)


def test_what_a_function_logs_is_json_and_nothing_of_the_person(doors: Doors, filed: dict[str, Any]) -> None:
    doors["submit"].stop()
    said = doors["submit"].said
    assert [json.loads(line) for line in said.splitlines()]
    assert "张三".encode() not in said
    assert b"13800000000" not in said
