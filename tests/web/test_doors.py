"""Each door as AWS Lambda calls it: an HTTP API event (payload 2.0) in, an answer out, and nothing behind the other doors."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from filings.settings import Settings

EXAMPLE = Path(__file__).parents[2] / "schemas/registration/examples/accepted/yangzhou-letter-self.json"
DOORS = ("submit", "status", "amend", "session", "review")


@pytest.fixture
def doors(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The modules of the doors, opened over one folder store."""
    monkeypatch.setenv("BEIAN_STORE", f"folder:{tmp_path}")
    monkeypatch.setenv("BEIAN_SECRET", settings.secret.hex())
    monkeypatch.setenv("BEIAN_CONTRACTS", str(settings.contracts))
    monkeypatch.setenv("BEIAN_KEYS", str(settings.keys))
    for name in DOORS:
        monkeypatch.delitem(sys.modules, name, raising=False)
    return {name: importlib.import_module(name).handler for name in DOORS}


def event(method: str, path: str, body: str | None = None, **headers: str) -> dict[str, Any]:
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"host": "beian.example", **headers},
        "requestContext": {"http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}},
        "body": body,
        "isBase64Encoded": False,
    }


def submission() -> dict[str, Any]:
    headers = {"content-type": "application/json", "idempotency-key": "a-door-of-its-own-1"}
    return event("POST", "/v1/filings", EXAMPLE.read_text("utf-8"), **headers)


def test_what_the_submit_door_takes_the_status_door_answers_for(doors: Any) -> None:
    answer = doors["submit"](submission(), None)
    assert answer["statusCode"] == 201
    number = json.loads(answer["body"])["number"]
    found = doors["status"](event("GET", f"/v1/filings/{number}"), None)
    assert (found["statusCode"], json.loads(found["body"])["status"]) == (200, "submitted")


def test_what_the_submit_door_takes_the_amend_door_withdraws_and_the_status_door_tells(doors: Any) -> None:
    filed = json.loads(doors["submit"](submission(), None)["body"])
    headers = {"content-type": "application/json", "idempotency-key": "a-door-of-its-own-2", "lookup-code": filed["lookup_code"]}
    address = f"/v1/filings/{filed['number']}"
    assert doors["amend"](event("POST", f"{address}/events", '{"action": "withdraw"}', **headers), None)["statusCode"] == 201
    assert json.loads(doors["status"](event("GET", address), None)["body"])["status"] == "withdrawn"


def test_the_status_door_takes_no_filing(doors: Any) -> None:
    assert doors["status"](submission(), None)["statusCode"] in {404, 405}


@pytest.mark.parametrize("name", DOORS)
def test_every_door_says_that_it_lives_and_whether_it_can_work(doors: Any, name: str) -> None:
    assert [doors[name](event("GET", f"/v1/{address}"), None)["statusCode"] for address in ("health", "ready")] == [200, 200]


def test_a_door_keeps_the_id_that_the_gateway_gave(doors: Any) -> None:
    asked = event("GET", "/v1/health")
    asked["requestContext"]["requestId"] = "JKJaXmPLvHcESHA="
    assert doors["status"](asked, None)["headers"]["x-request-id"] == "JKJaXmPLvHcESHA="
