"""Who is let in at the desk, what each may do there, and that every refusal is written down."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse
from werkzeug.wrappers import Request

from deskwork import CHANGCHUN, ELSEWHERE, NOBODY, OFFICER, SUPERVISOR, YANGZHOU, agencies, officer, signed_in
from filings.errors import Refusal
from filings.officers import ROLES, Officer
from filings.samples import SAMPLES
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from filings.web.desk_session import DESK_LIFE, Desk
from filings.web.published import NotProved

AsOfficer = Callable[[Officer], FlaskClient]


def session(client: FlaskClient) -> Any:
    return json.loads(client.get("/v1/desk/session").data)


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]


def entries(store: MemoryStorage, place: str = YANGZHOU) -> list[Any]:
    return [json.loads(store.read(key)) for key in store.keys(f"audit/{place}/")]


# --- who is signed in


def test_an_officer_is_told_who_they_are_and_may_sign_out(as_officer: AsOfficer) -> None:
    client = as_officer(SUPERVISOR)
    known = {
        "id": SUPERVISOR.id,
        "name": SUPERVISOR.name,
        "roles": ["supervisor"],
        "acts": sorted(ROLES["supervisor"]),
        "places": [YANGZHOU],
    }
    assert session(client) == {"configured": True, "local": False, "officer": known}
    assert client.post("/v1/desk/session/end", json={}).status_code == 204
    assert session(client)["officer"] is None


def test_an_officer_of_a_place_of_six_digits_is_told_so_and_let_in_there(desk_settings: Settings, store: MemoryStorage) -> None:
    settings = replace(desk_settings, desk=agencies(places={"429004": ("429004",)}))
    client = signed_in(create_app(settings, {}, store=store), settings, officer("auditor", places=("429004",)))
    assert session(client)["officer"]["places"] == ["429004"]
    assert json.loads(client.get("/v1/desk/audit?place=429004").data)["place"] == "429004"


def test_an_officer_is_signed_out_after_eight_hours(desk_settings: Settings, store: MemoryStorage) -> None:
    now = [datetime.now(UTC)]
    app = create_app(desk_settings, {}, store=store, now=lambda: now[0])
    client = signed_in(app, desk_settings, OFFICER)
    assert session(client)["officer"] is not None
    now[0] += DESK_LIFE + timedelta(seconds=1)
    assert session(client)["officer"] is None


def test_what_the_settings_no_longer_give_is_gone_at_once(desk_settings: Settings, store: MemoryStorage) -> None:
    without = replace(desk_settings, desk=agencies(roles={}, places={}))
    client = signed_in(create_app(without, {}, store=store), without, OFFICER)
    assert session(client)["officer"] == {"id": OFFICER.id, "name": OFFICER.name, "roles": [], "acts": [], "places": []}


def test_a_sign_in_with_another_provider_counts_for_nothing(desk_settings: Settings, store: MemoryStorage) -> None:
    elsewhere = replace(desk_settings, desk=agencies(issuer="https://another.example"))
    client = signed_in(create_app(desk_settings, {}, store=store), elsewhere, OFFICER)
    assert session(client)["officer"] is None


def test_the_cookie_is_out_of_scripts_and_other_sites_reach(desk_settings: Settings, store: MemoryStorage) -> None:
    client = create_app(replace(desk_settings, desk_local=True, desk=None), {}, store=store).test_client()
    answer = client.post("/v1/desk/session/local", json={"officer": "sample-officer"})
    assert {"HttpOnly", "SameSite=Strict", "Secure", "Path=/"} <= set(answer.headers["Set-Cookie"].split("; "))


def test_more_than_a_cookie_holds_lets_nobody_in_instead_of_being_dropped_by_the_browser(
    desk_settings: Settings, store: MemoryStorage
) -> None:
    values = [f"agency-number-{number:04d}" for number in range(340)]
    desk = Desk(replace(desk_settings, desk=agencies(places=dict.fromkeys(values, (YANGZHOU,)))), store)
    with pytest.raises(NotProved):
        desk.enter({"sub": "nation", "roles": "auditor", "places": values}, Response())
    assert entries(store) == []


# --- the sign-in for development


@pytest.fixture
def local(settings: Settings, store: MemoryStorage) -> FlaskClient:
    return create_app(replace(settings, desk_local=True), {}, store=store).test_client()


def test_a_sample_officer_may_be_chosen_and_their_coming_is_noted(local: FlaskClient, store: MemoryStorage) -> None:
    assert {each["id"] for each in session(local)["samples"]} == set(SAMPLES)
    assert local.post("/v1/desk/session/local", json={"officer": "sample-officer"}).status_code == 200
    told = session(local)
    assert (told["local"], told["officer"]["id"]) == (True, "sample-officer")
    [entry] = entries(store)
    assert (entry["act"], entry["officer"]["id"], entry["local"]) == ("signed-in", "sample-officer", True)


@pytest.mark.parametrize("body", [{"officer": "somebody"}, {"officer": ["sample-officer"]}, {}, []])
def test_nobody_can_be_chosen_who_is_no_sample(local: FlaskClient, body: Any) -> None:
    assert code(local.post("/v1/desk/session/local", json=body)) == (404, "not-found")


def test_where_it_is_not_switched_on_nobody_can_be_chosen(desk_settings: Settings, store: MemoryStorage) -> None:
    app = create_app(desk_settings, {}, store=store)
    client = app.test_client()
    assert code(client.post("/v1/desk/session/local", json={"officer": "sample-officer"})) == (404, "not-found")
    assert "samples" not in session(client)
    cookie = Desk(desk_settings, store).cookie
    client.set_cookie(cookie.sent_as, cookie.seal({"sample": "sample-officer"}, datetime.now(UTC)), domain="localhost")
    assert session(client)["officer"] is None


# --- what each may do


@pytest.fixture
def asks(desk_settings: Settings, desk_app: Flask, store: MemoryStorage) -> Callable[..., Officer | str]:
    """Ask as an officer whether something may be done; the officer who may, or the refusal's code."""

    def ask(who: Officer, act: str, place: str | None = None, method: str = "GET", **headers: str) -> Officer | str:
        cookie = signed_in(desk_app, desk_settings, who).get_cookie("__Host-beian-desk", domain="localhost")
        assert cookie is not None
        sent = {"Cookie": f"{cookie.key}={cookie.value}"} | headers
        try:
            request = Request(
                EnvironBuilder(method=method, base_url="https://beian.example/", headers=list(sent.items())).get_environ()
            )
            return Desk(desk_settings, store).officer(request, act, place)  # type: ignore[arg-type]
        except Refusal as refusal:
            return str(refusal.code)

    return ask


def test_an_officer_may_do_what_their_role_allows_in_their_place(asks: Callable[..., Any], store: MemoryStorage) -> None:
    assert asks(OFFICER, "decide", YANGZHOU) == OFFICER
    assert asks(OFFICER, "decide") == OFFICER
    assert entries(store) == []


@pytest.mark.parametrize(
    ("asked", "why", "noted"),
    [
        ((OFFICER, "reopen", YANGZHOU), "role", YANGZHOU),
        ((OFFICER, "reopen"), "role", YANGZHOU),
        ((ELSEWHERE, "decide", YANGZHOU), "place", YANGZHOU),
        ((OFFICER, "decide", "../3210"), "place", YANGZHOU),
        ((OFFICER, "decide", ""), "place", YANGZHOU),
        ((NOBODY, "queue", YANGZHOU), "role", YANGZHOU),
        ((ELSEWHERE, "nothing that there is"), "role", CHANGCHUN),
    ],
)
def test_what_role_or_place_do_not_allow_is_refused_and_noted(
    asks: Callable[..., Any], store: MemoryStorage, asked: Any, why: str, noted: str
) -> None:
    assert asks(*asked) == "not-allowed"
    [entry] = entries(store, noted)
    who, act, *_ = asked
    assert (entry["act"], entry["what"], entry["why"], entry["officer"]) == ("refused", act, why, who.signed())


def test_what_another_sites_page_sends_is_refused_and_noted(asks: Callable[..., Any], store: MemoryStorage) -> None:
    assert asks(OFFICER, "decide", YANGZHOU, "POST", Origin="https://evil.example") == "not-allowed"
    assert [entry["why"] for entry in entries(store)] == ["origin"]
    assert asks(OFFICER, "decide", YANGZHOU, "POST", Origin="null") == "not-allowed"
    assert asks(OFFICER, "decide", YANGZHOU, "POST", Origin="https://beian.example") == OFFICER
    assert asks(OFFICER, "decide", YANGZHOU, "POST") == OFFICER
