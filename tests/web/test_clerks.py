"""Clerks who have signed in: they file and change under their own name, from any device, and for their own places."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from deskwork import CHANGCHUN, CLERK, ELSEWHERE, OFFICER, YANGZHOU, signed_in
from documents import document
from filings.model import read_log
from filings.numbers import parse
from filings.officers import Officer
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from officer import decide

AsOfficer = Callable[[Officer], FlaskClient]
TOKEN = {"Authorization": "Bearer a token of the tests"}
KEY = {"Idempotency-Key": "a-clerks-own-key-001"}
SIGNED = {"id": CLERK.id, "name": CLERK.name}


@pytest.fixture
def filing(forms: Mapping[str, Any]) -> dict[str, Any]:
    """A filing whose papers a clerk has seen, and signs."""
    made = document(forms[YANGZHOU], "stationed-worker")
    materials = [{"material": paper["material"], "seen": True} for paper in made["materials"]]
    return made | {"materials": materials, "clerk": {"staff": CLERK.name}}


def last(store: MemoryStorage, number: str) -> Mapping[str, Any]:
    return read_log(store, parse(number).serial)[-1].fields


def told(answer: Any) -> set[tuple[str, str]]:
    return {(finding["pointer"], finding["rule"]) for finding in answer.get_json()["findings"]}


def test_a_clerk_is_a_counter_for_their_places_and_nobody_else_is(as_officer: AsOfficer) -> None:
    known = as_officer(CLERK).get("/v1/counter").get_json()
    assert (known["channel"], known["places"], known["staff"], known["signed_in"]) == ("counter", [YANGZHOU], CLERK.name, True)
    assert as_officer(OFFICER).get("/v1/counter").status_code == 401


def test_a_clerk_files_and_the_event_says_who(as_officer: AsOfficer, store: MemoryStorage, filing: dict[str, Any]) -> None:
    receipt = as_officer(CLERK).post("/v1/filings", json=filing, headers=KEY)
    assert receipt.status_code == 201
    event = last(store, receipt.get_json()["number"])
    assert (event["channel"], event["officer"], "counter" in event) == ("counter", SIGNED, False)


def test_a_clerk_cannot_be_another(as_officer: AsOfficer, filing: dict[str, Any]) -> None:
    answer = as_officer(CLERK).post("/v1/filings", json=filing | {"clerk": {"staff": "示例工号 002"}}, headers=KEY)
    assert told(answer) == {("/clerk/staff", "own-name")}


@pytest.mark.parametrize("who", [OFFICER, ELSEWHERE])
def test_an_officer_who_is_no_clerk_of_the_place_does_not_file_there(
    as_officer: AsOfficer, store: MemoryStorage, filing: dict[str, Any], who: Officer
) -> None:
    answer = as_officer(who).post("/v1/filings", json=filing, headers=KEY)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not-allowed")
    [entry] = [json.loads(store.read(key)) for key in store.keys(f"audit/{YANGZHOU}/")]
    assert (entry["act"], entry["what"]) == ("refused", "file")


def test_whoever_works_at_the_desk_files_for_themselves_as_everybody_does(
    as_officer: AsOfficer, store: MemoryStorage, filing: dict[str, Any]
) -> None:
    own = {name: value for name, value in filing.items() if name != "clerk"} | {"materials": []}
    answer = as_officer(CLERK).post("/v1/filings", json=own, headers=KEY)
    # That no clerk is named makes it a person's own: a paper is wanted.
    assert told(answer) == {("/materials", "materials")}


@pytest.fixture
def at_hall(desk_settings: Settings, store: MemoryStorage, tmp_path: Path) -> FlaskClient:
    """The browser of a hall's counter, at which a clerk has signed in."""
    hall = {"id": "hall", "name": "示例大厅", "channel": "counter", "places": [YANGZHOU, CHANGCHUN]}
    file = tmp_path / "counters.json"
    file.write_text(
        json.dumps({"counters": [hall | {"token_sha256": hashlib.sha256(b"a token of the tests").hexdigest()}]}), "utf-8"
    )
    settings = replace(desk_settings, counters=file)
    return signed_in(create_app(settings, {}, store=store), settings, CLERK)


def test_at_a_counter_of_its_own_both_counter_and_clerk_are_known(
    at_hall: FlaskClient, store: MemoryStorage, filing: dict[str, Any]
) -> None:
    known = at_hall.get("/v1/counter", headers=TOKEN).get_json()
    assert (known["id"], known["staff"], known["signed_in"]) == ("hall", CLERK.name, False)
    receipt = at_hall.post("/v1/filings", json=filing, headers=KEY | TOKEN).get_json()
    event = last(store, receipt["number"])
    assert (event["channel"], event["counter"], event["officer"]) == ("counter", "hall", SIGNED)


def test_what_is_changed_at_a_counter_says_where_and_by_whom(
    at_hall: FlaskClient, store: MemoryStorage, filing: dict[str, Any]
) -> None:
    receipt = at_hall.post("/v1/filings", json=filing, headers=KEY | TOKEN).get_json()
    paper = {"material": "employment-contract", "seen": True}
    body = {"action": "correct", "materials": [paper], "clerk": {"staff": CLERK.name}}
    headers = TOKEN | {"Idempotency-Key": "a-clerks-own-key-002", "Lookup-Code": receipt["lookup_code"]}
    address = f"/v1/filings/{receipt['number']}/events"
    nobody = at_hall.post(address, json={name: value for name, value in body.items() if name != "clerk"}, headers=headers)
    assert told(nobody) == {("/clerk/staff", "required")}
    assert at_hall.post(address, json=body, headers=headers).status_code == 201
    event = last(store, receipt["number"])
    assert (event["event"], event["channel"], event["counter"], event["officer"]) == ("corrected", "counter", "hall", SIGNED)
    # On one's own device nobody has seen a paper, and the channel is the site.
    own = {name: value for name, value in headers.items() if name != "Authorization"} | {
        "Idempotency-Key": "a-persons-own-key-01"
    }
    at_home = at_hall.application.test_client()
    assert told(at_home.post(address, json=body, headers=own)) == {("/materials/0/seen", "not-here"), ("/clerk", "not-here")}
    assert at_home.post(address, json={"action": "withdraw"}, headers=own).status_code == 201
    assert last(store, receipt["number"])["channel"] == "place-online"


def test_a_counter_changes_what_is_of_its_own_places(
    desk_settings: Settings, store: MemoryStorage, filing: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "counters.json"
    entry = {"id": "kiosk", "name": "示例", "channel": "self-service-machine", "places": [CHANGCHUN]}
    file.write_text(
        json.dumps({"counters": [entry | {"token_sha256": hashlib.sha256(b"a token of the tests").hexdigest()}]}), "utf-8"
    )
    settings = replace(desk_settings, counters=file)
    app = create_app(settings, {}, store=store)
    receipt = signed_in(app, settings, CLERK).post("/v1/filings", json=filing, headers=KEY).get_json()
    decide(store, receipt["number"], "in-review")
    decide(store, receipt["number"], "approved")
    headers = TOKEN | {"Idempotency-Key": "a-kiosks-own-key-001", "Lookup-Code": receipt["lookup_code"]}
    body = {"action": "change", "changes": {"contact": {"phone": "13900000000"}}}
    answer = app.test_client().post(f"/v1/filings/{receipt['number']}/events", json=body, headers=headers)
    assert told(answer) == {("/action", "not-this-counter")}
