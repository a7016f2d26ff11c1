"""Counters over HTTP: a token opens what only a counter may do, and a wrong one opens nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from documents import document
from filings.cli import main
from filings.counters import Counters
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app

TOKEN = {"Authorization": "Bearer a token of the tests"}


@pytest.fixture
def client(settings: Settings, store: MemoryStorage, tmp_path: Path) -> FlaskClient:
    hospital: dict[str, Any] = {"id": "sample-hospital", "name": "示例医院", "channel": "hospital-office", "places": ["3210"]}
    hospital |= {"institution": "示例医院", "level": 2, "token_sha256": hashlib.sha256(b"a token of the tests").hexdigest()}
    file = tmp_path / "counters.json"
    file.write_text(json.dumps({"counters": [hospital]}), "utf-8")
    return create_app(replace(settings, counters=file), {}, store=store).test_client()


def test_a_counter_learns_who_it_is(client: FlaskClient) -> None:
    told = client.get("/v1/counter", headers=TOKEN).get_json()
    assert (told["channel"], told["referral"]) == ("hospital-office", {"institution": "示例医院", "level": 2})


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer another"}, {"Authorization": "Basic a token of the tests"}])
def test_nobody_else_does(client: FlaskClient, headers: Mapping[str, str]) -> None:
    answer = client.get("/v1/counter", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "counter-unknown")


def test_a_hospital_files_for_its_patient(client: FlaskClient, forms: Mapping[str, Any]) -> None:
    filing = document(forms["3210"], "referred") | {"clerk": {"staff": "示例工号 001"}}
    filing["materials"] = [{"material": paper["material"], "seen": True} for paper in filing["materials"]]
    key = {"Idempotency-Key": "a-hospitals-own-key-1"}
    assert client.post("/v1/filings", json=filing, headers=key).status_code == 422
    assert client.post("/v1/filings", json=filing, headers=key | {"Authorization": "Bearer another"}).status_code == 401
    assert client.post("/v1/filings", json=filing, headers=key | TOKEN).status_code == 201


def test_the_command_makes_a_token_and_the_hash_by_which_it_is_known() -> None:
    [token], [sha256] = (line.split()[1:] for line in CliRunner().invoke(main, ["counter-token"]).output.splitlines())
    assert Counters({sha256: "the counter"}).known(token) == "the counter"  # type: ignore[dict-item, comparison-overlap]
