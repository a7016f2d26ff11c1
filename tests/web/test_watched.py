"""What a request leaves in the log and among the counts, whatever was in it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from documents import INSURED, Stocked, document
from filings.settings import Settings
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.watch.log import MEMBERS
from filings.watch.metrics import METRICS
from filings.web.app import create_app

UUID = "0f0e0d0c-0b0a-0908-0706-050403020100"
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """Return what has been logged since the last time."""
    caplog.set_level("DEBUG", logger="beian")

    def since() -> list[dict[str, Any]]:
        told = [json.loads(record.getMessage()) for record in caplog.records if record.name == "beian"]
        caplog.clear()
        return told

    return since


@pytest.fixture
def counting(settings: Settings) -> Flask:
    """The application with its counts in its lines."""
    return create_app(replace(settings, metrics="emf"), {}, store=Stocked())


def file(app: Flask, forms: dict[str, Any], **headers: str) -> Any:
    sent = {"Idempotency-Key": "a-filing-that-is-watched", **headers}
    return app.test_client().post("/v1/filings", json=document(forms["3210"], "other-temporary"), headers=sent)


def test_a_filing_leaves_one_line_that_says_which_and_nothing_of_whom(app: Flask, forms: dict[str, Any], lines: Lines) -> None:
    receipt = file(app, forms).json
    [told] = lines()
    assert told.items() >= {
        "event": "request", "level": "info", "door": "submit", "route": "/v1/filings", "method": "POST", "status": 201,
        "number": receipt["number"], "place": "3210", "type": "other-temporary",
    }.items()  # fmt: skip
    assert set(told) <= MEMBERS | {"time", "level"}
    assert re.fullmatch("[0-9]{4}(-[0-9]{2}){2}T[0-9]{2}(:[0-9]{2}){2}[.][0-9]{3}Z", told["time"])
    said = json.dumps(told, ensure_ascii=False)
    assert not any(
        value in said for value in (receipt["lookup_code"], INSURED["name"], INSURED["document"]["number"], "13800000000")
    )


def test_an_address_is_logged_as_its_pattern_and_a_number_only_where_it_is_one(
    app: Flask, forms: dict[str, Any], lines: Lines
) -> None:
    number = file(app, forms).json["number"]
    browser = app.test_client()
    for typed in (number, number.replace("-", "").lower(), "张三", "13800000000"):
        browser.get(f"/v1/filings/{typed}?name=张三")
    browser.get("/v1/张三")
    browser.open("/v1/health", method="ZHANGSAN")
    assert [(told["route"], told.get("number"), told["method"]) for told in lines()[1:]] == [
        ("/v1/filings/<number>", number, "GET"),
        ("/v1/filings/<number>", number, "GET"),
        ("/v1/filings/<number>", None, "GET"),
        ("/v1/filings/<number>", None, "GET"),
        ("-", None, "GET"),
        ("-", None, "-"),
    ]


@pytest.mark.parametrize("sent", [UUID, UUID.upper(), "0" * 32])
def test_an_id_that_a_proxy_gave_is_kept(app: Flask, lines: Lines, sent: str) -> None:
    answer = app.test_client().get("/v1/health", headers={"X-Request-Id": sent})
    assert (answer.headers["X-Request-Id"], lines()[0]["id"]) == (sent.lower(), sent.lower())


@pytest.mark.parametrize(
    "sent", ["", "13800000000", "32100219600229001X", "张三".encode().decode("latin-1"), "0" * 33, "a b" * 11]
)
def test_an_id_that_could_be_anything_else_is_not(app: Flask, lines: Lines, sent: str) -> None:
    answer = app.test_client().get("/v1/health", headers={"X-Request-Id": sent})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])
    assert lines()[0]["id"] == answer.headers["X-Request-Id"]


def test_counts_stand_in_the_line_as_cloudwatch_reads_them(counting: Flask, forms: dict[str, Any], lines: Lines) -> None:
    file(counting, forms)
    [told] = lines()
    said = told["_aws"]["CloudWatchMetrics"]
    names = {metric["Name"]: (its["Dimensions"], metric["Unit"]) for its in said for metric in its["Metrics"]}
    assert {its["Namespace"] for its in said} == {"Beian"}
    assert names["requests"] == ([["door"]], "Count")
    assert names["request_seconds"] == ([["door"]], "Seconds")
    assert names["filings"] == ([[]], "Count")
    assert (told["requests"], told["filings"], told["door"]) == (1, 1, "submit")
    assert told["store_calls"] == len(told["store_seconds"]) > 3
    assert set(names) <= set(told)


def test_a_line_counts_what_its_own_request_did(counting: Flask, forms: dict[str, Any], lines: Lines) -> None:
    file(counting, forms)
    counting.test_client().get("/v1/health")
    first, second = lines()
    assert ("store_calls" in first, "store_calls" in second, second["requests"]) == (True, False, 1)


class Silent(MemoryStorage):
    """Does not answer."""

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        raise StoreUnavailable("13800000000")


def test_a_store_that_does_not_answer_is_counted_and_makes_the_service_not_ready_and_nothing_else(
    settings: Settings, lines: Lines
) -> None:
    browser = create_app(replace(settings, metrics="emf"), {}, store=Silent()).test_client()
    assert browser.get("/v1/health").status_code == 200
    answer = browser.get("/v1/ready")
    told = json.loads(answer.data)
    assert (answer.status_code, told["code"]) == (503, "not-ready")
    assert told["parts"] == {"store": "failed", "contracts": "ok", "keys": "ok"}
    said = lines()[1]
    assert (said["level"], said["why"], said["kind"]) == ("error", "failed: store", "StoreUnavailable")
    errors = [its for its in said["_aws"]["CloudWatchMetrics"] if {"Name": "store_errors", "Unit": "Count"} in its["Metrics"]]
    assert [its["Dimensions"] for its in errors] == [[[], ["door"]]]
    assert (said["store_errors"], said["server_errors"], said["refusals"]) == (1, 1, 1)


def test_a_service_whose_store_has_failed_the_doctor_since_it_started_is_not_ready(settings: Settings, store: Stocked) -> None:
    browser = create_app(settings, {}, store=store).test_client()
    store.create("doctor/verdict/20261120T0400.failed", b"{}")
    assert json.loads(browser.get("/v1/ready").data)["parts"] == {"store": "failed", "contracts": "ok", "keys": "ok"}


def test_a_service_without_its_contracts_or_with_keys_that_are_none_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text('{"keys": [{"kid": "CN", "kty": "EC", "crv": "P-256", "x": "", "y": ""}]}')
    bare = create_app(replace(settings, contracts=tmp_path, keys=keys), {}, {"status"}, store=MemoryStorage())
    assert json.loads(bare.test_client().get("/v1/ready").data)["parts"] == {
        "store": "ok",
        "contracts": "failed",
        "keys": "failed",
    }


def test_no_label_takes_what_a_request_chose(counting: Flask, forms: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setattr("filings.watch.meter.Embedded.note", lambda _, name, value=1, **labels: noted.append((name, labels)))
    browser, seen = counting.test_client(), []
    for turn in ("eins", "zwei"):
        noted.clear()
        for path in (
            f"/v1/{turn}",
            f"/v1/filings/{turn}",
            f"/v1/figures/{turn}",
            f"/v1/health?{turn}",
            f"/v1/desk/filings/{turn}",
        ):
            browser.get(path, headers={"X-Request-Id": turn, "Lookup-Code": turn, "User-Agent": turn})
        browser.open("/v1/health", method=turn.upper())
        browser.post("/v1/filings", json={turn: turn, "type": turn, "insured_place": turn}, headers={"Idempotency-Key": turn * 9})
        seen.append(list(noted))
    assert seen[0] == seen[1]
    assert all(set(labels) == set(METRICS[name].labels) for name, labels in seen[0])
