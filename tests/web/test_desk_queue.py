"""The lists of the desk over HTTP: for officers of the place only; a search stands in the audit log without the person."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

import town
from deskwork import AUDITOR, CHANGCHUN, CLERK, ELSEWHERE, NANJING, NOBODY, OFFICER, SUPERVISOR, YANGZHOU, officer
from documents import AGENT, INSURED, document
from filings.officers import Officer
from filings.storage.memory import MemoryStorage

AsOfficer = Callable[[Officer], FlaskClient]
DOCUMENT = INSURED["document"]


def filed(app: Flask, forms: dict[str, Any], place: str = YANGZHOU, **options: Any) -> str:
    key = f"a-key-of-{place}-{len(options)}-and-more"
    answer = app.test_client().post(
        "/v1/filings", json=document(forms[place], "other-temporary", **options), headers={"Idempotency-Key": key}
    )
    return str(answer.get_json()["number"])


def found(client: FlaskClient, **asked: Any) -> list[str]:
    answer = client.post("/v1/desk/search", json=asked)
    assert answer.status_code == 200
    return [row["number"] for row in answer.get_json()["filings"]]


def audited(store: MemoryStorage) -> list[str]:
    return [store.read(key).decode() for key in store.keys("audit/")]


@pytest.mark.parametrize("who", [CLERK, OFFICER, SUPERVISOR, AUDITOR], ids=lambda who: who.name)
def test_everybody_of_the_place_sees_its_queue(as_officer: AsOfficer, store: MemoryStorage, who: Officer) -> None:
    town.fill(store, town.waiting(2))
    answer = as_officer(who).get("/v1/desk/queue?place=3210&claimed=none&type=")
    assert [row["number"] for row in answer.get_json()["filings"]] == [str(town.number(0)), str(town.number(1))]
    assert as_officer(who).get("/v1/desk/overdue?place=3210").get_json()["filings"] == []


@pytest.mark.parametrize("path", ["queue", "overdue"])
@pytest.mark.parametrize("who", [ELSEWHERE, NOBODY], ids=lambda who: who.name)
def test_nobody_else_does(as_officer: AsOfficer, who: Officer, path: str) -> None:
    assert as_officer(who).get(f"/v1/desk/{path}?place=3210").status_code == 403
    assert as_officer(OFFICER).get(f"/v1/desk/{path}").status_code == 403


@pytest.mark.parametrize("query", ["after=nonsense", "claimed=everybody", "type=%E5%BC%A0"])
def test_what_cannot_be_asked_is_malformed(as_officer: AsOfficer, query: str) -> None:
    answer = as_officer(OFFICER).get(f"/v1/desk/queue?place=3210&{query}")
    assert (answer.status_code, json.loads(answer.data)["code"]) == (400, "malformed")


def test_a_person_is_found_by_the_number_of_their_document_however_it_is_written(
    desk_app: Flask, as_officer: AsOfficer, forms: dict[str, Any]
) -> None:
    number = filed(desk_app, forms)
    client = as_officer(OFFICER)
    assert found(client, **DOCUMENT) == [number]
    assert found(client, kind=DOCUMENT["kind"], number=f" {DOCUMENT['number'][:10]} {DOCUMENT['number'][10:].lower()}") == [
        number
    ]
    assert found(client, kind="passport", number=DOCUMENT["number"]) == []


def test_an_officer_finds_filings_of_their_own_places_only(desk_app: Flask, as_officer: AsOfficer, forms: dict[str, Any]) -> None:
    here, there = filed(desk_app, forms), filed(desk_app, forms, CHANGCHUN)
    assert found(as_officer(OFFICER), **DOCUMENT) == [here]
    assert found(as_officer(ELSEWHERE), **DOCUMENT) == [there]


def test_an_agent_who_had_not_signed_in_is_not_found(desk_app: Flask, as_officer: AsOfficer, forms: dict[str, Any]) -> None:
    filed(desk_app, forms, agent=True)
    assert found(as_officer(OFFICER), **AGENT["document"]) == []


def test_a_search_stands_in_the_log_of_each_place_and_says_nothing_of_the_person(
    desk_app: Flask, as_officer: AsOfficer, store: MemoryStorage, forms: dict[str, Any]
) -> None:
    filed(desk_app, forms)
    found(as_officer(officer("officer", places=(YANGZHOU, NANJING))), **DOCUMENT)
    notes = [json.loads(note) for note in audited(store)]
    assert [(note["act"], note["place"], note["number"]) for note in notes] == [
        ("searched", NANJING, None),
        ("searched", YANGZHOU, None),
    ]
    assert not any(DOCUMENT["number"] in note for note in audited(store))


@pytest.mark.parametrize(
    ("asked", "pointers"),
    [
        ([], ["/kind", "/number"]),
        ({"kind": "identity-card", "number": "1"}, ["/kind"]),
        ({"kind": "passport", "number": ""}, ["/number"]),
        ({"kind": "passport", "number": "9" * 41}, ["/number"]),
        ({"kind": ["passport"], "number": 5}, ["/kind", "/number"]),
    ],
    ids=str,
)
def test_what_is_no_document_is_refused_and_not_noted(
    as_officer: AsOfficer, store: MemoryStorage, asked: Any, pointers: list[str]
) -> None:
    answer = as_officer(OFFICER).post("/v1/desk/search", json=asked)
    assert [finding["pointer"] for finding in json.loads(answer.data)["findings"]] == pointers
    assert audited(store) == []
