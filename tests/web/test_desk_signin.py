"""Officers sign in with a real OpenID provider, machines come with its access tokens: who is let in and who is not."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deskwork import AUDITOR, YANGZHOU, agencies, signed_in
from filings.agencies import Agencies
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from provider import AUDIENCE, CLIENT, OFFICERS, PUBLIC_CLIENT, SECRET, SITE_URL, RunningProvider
from running import free_port

PAGE = {"Accept": "text/html"}
AUDIT = f"/v1/desk/audit?place={YANGZHOU}"


@pytest.fixture(scope="module")
def known(provider: RunningProvider) -> Agencies:
    """The desk as an operator sets it up with the running provider."""
    return agencies(
        issuer=provider.issuer,
        client_id=CLIENT,
        client_secret=SECRET,
        audience=AUDIENCE,
        places_claim="org",
        roles={"mi-review": "officer", "mi-audit": "auditor"},
        places={"yangzhou": (YANGZHOU,), "changchun": ("2201",)},
    )


@pytest.fixture
def opened(settings: Settings, known: Agencies, store: MemoryStorage) -> Callable[..., FlaskClient]:
    """Open a browser at the service; `changes` are of the desk's settings."""

    def make(now: Callable[[], datetime] = lambda: datetime.now(UTC), **changes: Any) -> FlaskClient:
        desk = replace(known, **changes)
        return create_app(replace(settings, desk=desk, site_url=SITE_URL), {}, store=store, now=now).test_client()

    return make


@pytest.fixture
def browser(opened: Callable[..., FlaskClient]) -> FlaskClient:
    return opened()


def sign_in(browser: FlaskClient, provider: RunningProvider, user: str, back: str = "/en/desk/?place=3210") -> TestResponse:
    there = browser.get("/v1/desk/session/start", query_string={"back": back}, headers=PAGE)
    assert there.status_code == 302, there.data
    address = provider.sign_in(there.headers["Location"], user)
    assert address.startswith(SITE_URL)
    return browser.get(address.removeprefix(SITE_URL.rstrip("/")), headers=PAGE)


def officer(browser: FlaskClient) -> Any:
    return json.loads(browser.get("/v1/desk/session").data)["officer"]


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]


def entries(store: MemoryStorage, place: str) -> list[Any]:
    return [json.loads(store.read(key)) for key in store.keys(f"audit/{place}/")]


# --- officers


def test_an_officer_is_let_in_with_what_the_settings_make_of_the_claims(
    browser: FlaskClient, provider: RunningProvider, store: MemoryStorage
) -> None:
    answer = sign_in(browser, provider, "chen")
    assert answer.headers["Location"] == f"{SITE_URL}en/desk/?place=3210"
    told = officer(browser)
    assert (told["id"], told["name"]) == ("chen", OFFICERS["chen"]["name"])
    assert (told["roles"], told["places"]) == (["officer"], [YANGZHOU])
    [entry] = entries(store, YANGZHOU)
    assert (entry["act"], entry["officer"]) == ("signed-in", {"id": "chen", "name": OFFICERS["chen"]["name"]})


def test_a_public_client_lets_officers_in_by_pkce_alone(opened: Callable[..., FlaskClient], provider: RunningProvider) -> None:
    browser = opened(client_id=PUBLIC_CLIENT, client_secret=None)
    sign_in(browser, provider, "zhou")
    assert officer(browser)["places"] == ["2201"]


@pytest.mark.parametrize("missing", ["role", "place"])
def test_whoever_has_no_role_or_no_place_is_told_so_and_not_let_in(
    browser: FlaskClient, provider: RunningProvider, store: MemoryStorage, missing: str
) -> None:
    answer = sign_in(browser, provider, f"{missing}less")
    assert answer.headers["Location"] == f"{SITE_URL}en/desk/?place=3210&signin=not-allowed"
    assert officer(browser) is None
    [entry] = entries(store, YANGZHOU if missing == "role" else "-")
    assert (entry["act"], entry["what"], entry["why"]) == ("refused", "sign-in", missing)


def test_whoever_files_is_no_officer_though_the_provider_knows_both(browser: FlaskClient, provider: RunningProvider) -> None:
    sign_in(browser, provider, "zhang")
    assert officer(browser) is None


def test_an_officers_attempt_is_none_of_a_person(browser: FlaskClient, provider: RunningProvider) -> None:
    there = browser.get("/v1/desk/session/start").headers["Location"]
    back = provider.sign_in(there, "chen").removeprefix(SITE_URL.rstrip("/"))
    assert browser.get(back.replace("/v1/desk/session", "/v1/session")).status_code == 404
    assert code(browser.get(back.replace("state=", "state=x"))) == (400, "signin-failed")
    assert browser.get(back).status_code == 302
    assert code(browser.get(back)) == (400, "signin-failed")


@pytest.mark.parametrize("back", ["//evil.example", "/v1/desk/session/end", ""])
def test_nobody_is_led_anywhere_but_to_a_page_and_else_to_the_desk(
    browser: FlaskClient, provider: RunningProvider, back: str
) -> None:
    assert sign_in(browser, provider, "chen", back).headers["Location"] == f"{SITE_URL}desk/"


def test_a_provider_that_is_down_is_said(opened: Callable[..., FlaskClient]) -> None:
    browser = opened(issuer=f"http://127.0.0.1:{free_port()}")
    assert code(browser.get("/v1/desk/session/start")) == (503, "signin-unavailable")
    led = browser.get("/v1/desk/session/start?back=/desk/", headers=PAGE)
    assert led.headers["Location"] == f"{SITE_URL}desk/?signin=signin-unavailable"


def test_without_a_provider_there_is_no_way_in(settings: Settings, store: MemoryStorage) -> None:
    browser = create_app(settings, {}, store=store).test_client()
    told = json.loads(browser.get("/v1/desk/session").data)
    assert told == {"configured": False, "local": False, "officer": None}
    for address in ("/v1/desk/session/start", "/v1/desk/session/callback"):
        assert code(browser.get(address)) == (404, "not-found")
    assert code(browser.get(AUDIT)) == (401, "officer-required")


# --- machines


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_machine_may_do_what_its_roles_allow(browser: FlaskClient, provider: RunningProvider, store: MemoryStorage) -> None:
    token = provider.access_token("figures-machine")
    answer = browser.get(AUDIT, headers=bearing(token))
    assert answer.status_code == 200, answer.data
    assert [entry["officer"]["id"] for entry in entries(store, YANGZHOU)] == ["figures-machine"]
    assert code(browser.get("/v1/desk/audit?place=2201", headers=bearing(token))) == (403, "not-allowed")


def test_a_machine_without_roles_is_refused_and_noted(
    browser: FlaskClient, provider: RunningProvider, store: MemoryStorage
) -> None:
    assert code(browser.get(AUDIT, headers=bearing(provider.access_token("idle-machine")))) == (403, "not-allowed")
    assert [entry["why"] for entry in entries(store, YANGZHOU)] == ["role"]


def test_a_token_that_is_none_for_this_service_lets_nobody_in(
    browser: FlaskClient, provider: RunningProvider, opened: Callable[..., FlaskClient]
) -> None:
    good = provider.access_token("figures-machine")
    head, body, _ = good.split(".")
    for name, token in {
        "made for another service": provider.access_token("figures-machine", "https://elsewhere.example/"),
        "no JWT": provider.access_token("figures-machine", None),
        "without a signature": f"{head}.{body}.",
        "with another's": f"{head}.{body}.{'A' * 342}",
        "empty": "",
        "not even dots": "x",
    }.items():
        assert code(browser.get(AUDIT, headers=bearing(token))) == (401, "officer-required"), name
    late = opened(now=lambda: datetime.now(UTC) + timedelta(minutes=12))
    assert code(late.get(AUDIT, headers=bearing(good))) == (401, "officer-required")
    assert code(opened(audience=None).get(AUDIT, headers=bearing(good))) == (401, "officer-required")
    down = opened(issuer=f"http://127.0.0.1:{free_port()}")
    assert code(down.get(AUDIT, headers=bearing(good))) == (503, "signin-unavailable")


def test_a_request_with_a_token_is_the_machines_and_not_the_browsers(
    settings: Settings, known: Agencies, store: MemoryStorage
) -> None:
    both = replace(settings, desk=replace(known, roles={"auditor": "auditor"}, places={YANGZHOU: (YANGZHOU,)}), site_url=SITE_URL)
    browser = signed_in(create_app(both, {}, store=store), both, AUDITOR)
    assert browser.get(AUDIT).status_code == 200
    assert code(browser.get(AUDIT, headers=bearing("x"))) == (401, "officer-required")
    assert code(browser.get(AUDIT, headers={"Authorization": "Basic eDp5"})) == (401, "officer-required")
