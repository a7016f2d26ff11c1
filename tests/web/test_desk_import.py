"""Bringing a list over HTTP: who may, what is sent, and what comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from deskwork import CHANGCHUN, CLERK, OFFICER, YANGZHOU
from filings.officers import Officer
from filings.settings import Settings
from lists import person, saved

AsOfficer = Callable[[Officer], FlaskClient]
DRY = {"dry": "1"}
LIST = saved([person(1), person(2)])


@pytest.fixture
def said(settings: Settings) -> dict[str, str]:
    """What whoever brings a list says once, as the page sends it."""
    notice = json.loads((settings.contracts / "lists.json").read_text("utf-8"))["notice"]["sha256"]
    return {"notice": notice, "language": "ko", "consent": "1"}


def bring(
    client: FlaskClient,
    content: bytes = LIST,
    query: dict[str, str] | None = None,
    *,
    place: str = YANGZHOU,
    kind: str = "text/csv",
) -> Any:
    return client.post("/v1/desk/import", query_string={"place": place} | (query or DRY), data=content, content_type=kind)


def test_a_clerk_checks_a_list_and_files_it(as_officer: AsOfficer, said: dict[str, str]) -> None:
    client = as_officer(CLERK)
    checked = bring(client)
    assert (checked.status_code, [row["new"] for row in checked.get_json()["rows"]]) == (200, [True, True])
    filed = bring(client, query=said)
    assert (filed.status_code, filed.get_json()["left"]) == (201, 0)
    receipts = [(row["number"], row["lookup_code"]) for row in filed.get_json()["rows"]]
    for number, code in receipts:
        assert client.get(f"/v1/filings/{number}", headers={"Lookup-Code": code}).get_json()["status"] == "submitted"
    assert [(row["number"], row["lookup_code"]) for row in bring(client, query=said).get_json()["rows"]] == receipts


def test_what_a_list_files_is_counted_once_by_place_type_and_origin(
    as_officer: AsOfficer, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[dict[str, str]] = []
    note = lambda _, name, value=1, **labels: noted.append(labels) if name == "filings" else None  # noqa: E731
    monkeypatch.setattr("filings.watch.meter.Nowhere.note", note)
    client = as_officer(CLERK)
    for query in (None, said, said):
        bring(client, query=query)
    assert noted == [{"place": YANGZHOU, "type": "stationed-worker", "origin": "list"}] * 2


def test_findings_come_by_row_and_hold_nothing_of_what_was_typed(as_officer: AsOfficer, said: dict[str, str]) -> None:
    answer = bring(as_officer(CLERK), saved([person(1), person(2, phone="SECRET")]), said)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "findings")
    assert {finding["pointer"] for finding in answer.get_json()["findings"]} == {"/rows/3/phone"}
    assert "SECRET" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(("who", "place"), [(OFFICER, YANGZHOU), (CLERK, CHANGCHUN), (CLERK, "")])
def test_only_a_clerk_of_the_place_brings_lists(as_officer: AsOfficer, who: Officer, place: str) -> None:
    answer = bring(as_officer(who), place=place)
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (LIST, "application/json", "unsupported-media-type"),
        (LIST, "application/x-www-form-urlencoded", "unsupported-media-type"),
        (b"x" * (512 * 1024 + 1), "text/csv", "too-large"),
    ],
)
def test_what_is_no_list_is_not_taken(as_officer: AsOfficer, content: bytes, kind: str, code: str) -> None:
    assert bring(as_officer(CLERK), content, kind=kind).get_json()["code"] == code


def test_a_list_as_long_as_lists_may_be_is_taken(as_officer: AsOfficer) -> None:
    # More than what other addresses take.
    content = saved(person(n, address="示例路1号" * 30) for n in range(500))
    assert len(content) > 256 * 1024
    assert bring(as_officer(CLERK), content).status_code == 200
