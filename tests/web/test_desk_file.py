"""A filing is opened by officers of its place only, and whatever is shown of it is noted before."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

import papers
from deskwork import AUDITOR, CLERK, ELSEWHERE, NOBODY, OFFICER, SUPERVISOR, YANGZHOU, signed_in
from documents import document
from filings import numbers
from filings.model import event_key, read_log
from filings.officers import Officer
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from papers import uploaded

AsOfficer = Callable[[Officer], FlaskClient]
# By which a process knows that it runs there.
ON_LAMBDA = {"AWS_LAMBDA_FUNCTION_NAME": "beian-review"}
UNKNOWN = "/v1/desk/filings/3210-0000-0000-0"


@pytest.fixture
def filed(desk_app: Any, store: MemoryStorage, forms: dict[str, Any]) -> str:
    """The number of a filing with one paper: a PDF of two pages, and a picture."""
    filing = document(forms[YANGZHOU], "other-temporary")
    files = [uploaded(store, papers.pdf(2), "application/pdf"), uploaded(store, papers.png())]
    filing["materials"] = [{"material": "identity-card", "files": files}]
    answer = desk_app.test_client().post("/v1/filings", json=filing, headers={"Idempotency-Key": "a-filing-of-the-tests"})
    return str(json.loads(answer.data)["number"])


def audited(store: MemoryStorage, place: str = YANGZHOU) -> list[Any]:
    return [json.loads(store.read(key)) for key in store.keys(f"audit/{place}/")]


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]


def test_an_officer_opens_a_filing_and_that_is_noted(as_officer: AsOfficer, filed: str, store: MemoryStorage) -> None:
    answer = as_officer(OFFICER).get(f"/v1/desk/filings/{filed}")
    file = json.loads(answer.data)
    assert (answer.status_code, file["document"]["insured"]["name"]) == (200, "张三")
    assert {each["action"] for each in file["actions"] if each["possible"]} >= {"claim"}
    [entry] = audited(store)
    assert (entry["act"], entry["number"], entry["officer"]) == ("opened", filed, OFFICER.signed())
    assert "张三" not in json.dumps(entry, ensure_ascii=False)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_supervisor_opens_it_too(as_officer: AsOfficer, filed: str) -> None:
    assert as_officer(SUPERVISOR).get(f"/v1/desk/filings/{filed}").status_code == 200


ADDRESSES = ("", "/papers/1/1", "/papers/1/1/1", "/papers/1/1/original")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", [ELSEWHERE, CLERK, AUDITOR, NOBODY], ids=lambda who: who.name)
def test_whoever_may_not_open_it_is_refused_and_that_is_noted(
    as_officer: AsOfficer, filed: str, store: MemoryStorage, who: Officer, address: str
) -> None:
    answer = as_officer(who).get(f"/v1/desk/filings/{filed}{address}")
    assert code(answer) == (403, "not-allowed")
    assert "refused" in {entry["act"] for place in (*who.places, YANGZHOU, "-") for entry in audited(store, place)}
    assert not {"opened", "paper-shown"} & {entry["act"] for entry in audited(store)}


def test_that_an_officer_of_another_city_was_refused_stands_in_the_log_of_the_filings_city(
    as_officer: AsOfficer, filed: str, store: MemoryStorage
) -> None:
    as_officer(ELSEWHERE).get(f"/v1/desk/filings/{filed}")
    [entry] = audited(store)
    assert (entry["act"], entry["why"], entry["number"], entry["officer"]["id"]) == ("refused", "place", filed, ELSEWHERE.id)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nobody_is_answered_who_has_not_signed_in(desk_app: Any, filed: str, address: str) -> None:
    assert code(desk_app.test_client().get(f"/v1/desk/filings/{filed}{address}")) == (401, "officer-required")


@pytest.mark.parametrize("address", ["", "/papers/1/1", "/papers/1/1/original"])
def test_what_is_not_there_is_not_found(as_officer: AsOfficer, address: str) -> None:
    assert code(as_officer(OFFICER).get(f"{UNKNOWN}{address}")) == (404, "not-found")


@pytest.mark.parametrize("which", ["2/1", "1/3", "1/0", "0/1"])
def test_a_paper_that_is_not_there_is_not_found(as_officer: AsOfficer, filed: str, which: str) -> None:
    assert code(as_officer(OFFICER).get(f"/v1/desk/filings/{filed}/papers/{which}/original")) == (404, "not-found")


def test_a_page_is_shown_as_a_picture_that_was_drawn_anew_and_each_showing_is_noted(
    as_officer: AsOfficer, filed: str, store: MemoryStorage
) -> None:
    client, base = as_officer(OFFICER), f"/v1/desk/filings/{filed}/papers/1"
    assert [json.loads(client.get(f"{base}/{paper}").data) for paper in (1, 2)] == [{"pages": 2}, {"pages": 1}]
    answer = client.get(f"{base}/1/2")
    assert answer.content_type == "image/jpeg"
    assert Image.open(BytesIO(answer.data)).format == "JPEG"
    assert (answer.headers["X-Content-Type-Options"], answer.headers["Cache-Control"]) == ("nosniff", "no-store")
    shown = [(entry["event"], entry["paper"], entry["page"]) for entry in audited(store) if entry["act"] == "paper-shown"]
    assert shown == [(1, 1, 2)]


def test_the_original_is_handed_over_and_not_opened(as_officer: AsOfficer, filed: str, store: MemoryStorage) -> None:
    answer = as_officer(OFFICER).get(f"/v1/desk/filings/{filed}/papers/1/1/original")
    assert answer.data.startswith(b"%PDF")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{filed}-1-1.pdf"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [entry["original"] for entry in audited(store)] == [True]


def test_a_page_that_cannot_be_drawn_says_so(as_officer: AsOfficer, filed: str) -> None:
    assert code(as_officer(OFFICER).get(f"/v1/desk/filings/{filed}/papers/1/1/3")) == (422, "paper-not-drawn")


def test_a_paper_whose_key_is_gone_says_so_and_nothing_is_noted_as_shown(
    as_officer: AsOfficer, filed: str, store: MemoryStorage
) -> None:
    [first] = read_log(store, numbers.parse(filed).serial)
    store.delete(first.fields["content_key"])
    assert code(as_officer(OFFICER).get(f"/v1/desk/filings/{filed}/papers/1/2/1")) == (500, "seal-broken")
    assert audited(store) == []


def test_a_record_that_was_altered_is_called_so_and_not_a_failure_of_the_service(
    as_officer: AsOfficer, filed: str, store: MemoryStorage
) -> None:
    key = event_key(numbers.parse(filed).serial, 1)
    body = store.read(key)
    store.delete(key)
    store.create(key, body.replace(b'"previous":null', b'"previous":"00"'))
    assert code(as_officer(OFFICER).get(f"/v1/desk/filings/{filed}")) == (500, "seal-broken")


def test_a_paper_that_was_put_in_another_ones_place_is_not_shown(as_officer: AsOfficer, filed: str, store: MemoryStorage) -> None:
    [first] = read_log(store, numbers.parse(filed).serial)
    one, other = (paper["key"] for paper in first.fields["papers"])
    body = store.read(other)
    store.delete(one)
    store.create(one, body)
    assert code(as_officer(OFFICER).get(f"/v1/desk/filings/{filed}/papers/1/1/original")) == (500, "seal-broken")


def test_the_file_opens_what_was_sent_through_the_page_of_changes(
    as_officer: AsOfficer, filed: str, store: MemoryStorage, settings: Any
) -> None:
    lookup_code = numbers.lookup_code(settings.secret, numbers.parse(filed))
    paper = {"material": "identity-card", "files": [uploaded(store, papers.jpeg(), "image/jpeg")]}
    body = {"action": "correct", "changes": {"contact": {"phone": "13911111111"}}, "materials": [paper]}
    client = as_officer(OFFICER)
    headers = {"Idempotency-Key": "an-amendment-key-1", "Lookup-Code": lookup_code}
    assert client.post(f"/v1/filings/{filed}/events", json=body, headers=headers).status_code == 201
    file = json.loads(client.get(f"/v1/desk/filings/{filed}").data)
    assert [(paper["event"], paper["type"]) for paper in file["papers"]][2] == (2, "image/jpeg")
    assert client.get(f"/v1/desk/filings/{filed}/papers/2/1/1").status_code == 200


@pytest.mark.parametrize(
    "case",
    [({}, 5 << 20, 200), (ON_LAMBDA, 5 << 20, "answer-too-large"), (ON_LAMBDA, 4 << 20, 200)],
    ids=["own", "large", "small"],
)
def test_on_aws_lambda_what_is_too_large_to_be_handed_over_is_told_so(
    desk_settings: Settings, store: MemoryStorage, forms: dict[str, Any], case: tuple[dict[str, str], int, int | str]
) -> None:
    environ, size, told = case
    app = create_app(desk_settings, environ, store=store)
    filing = document(forms[YANGZHOU], "other-temporary")
    filing["materials"] = [{"material": "identity-card", "files": [uploaded(store, papers.png(size))]}]
    filed = app.test_client().post("/v1/filings", json=filing, headers={"Idempotency-Key": "a-filing-of-the-tests"})
    number = json.loads(filed.data)["number"]
    answer = signed_in(app, desk_settings, OFFICER).get(f"/v1/desk/filings/{number}/papers/1/1/original")
    assert (answer.status_code if answer.status_code == 200 else json.loads(answer.data)["code"]) == told
