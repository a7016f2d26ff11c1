"""Signing in, against a real OpenID provider: there and back, what holds a session and what breaks one."""

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from documents import document
from filings.people import KINDS
from filings.provider import Provider
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from filings.web.openid import Attempt
from filings.web.sessions import Sessions
from provider import CLIENT, PUBLIC_CLIENT, SECRET, SITE_URL, USERS, RunningProvider
from running import ROOT, free_port

PAGE = {"Accept": "text/html"}


class Clock:
    """A clock that can be moved."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def signed(settings: Settings, provider: RunningProvider) -> Settings:
    """Settings with the running provider."""
    known = Provider(provider.issuer, CLIENT, "id_number", client_secret=SECRET)
    return replace(settings, site_url=SITE_URL, provider=known)


@pytest.fixture
def app(signed: Settings, store: MemoryStorage, clock: Clock) -> Flask:
    return create_app(signed, {}, store=store, now=clock)


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    """A browser that keeps cookies."""
    return app.test_client()


def local(address: str) -> str:
    """Return path and query of an address to which a browser is sent back."""
    assert address.startswith(SITE_URL), address
    return address.removeprefix(SITE_URL.rstrip("/"))


def start(browser: FlaskClient, back: str = "/file/") -> str:
    answer = browser.get("/v1/session/start", query_string={"back": back}, headers=PAGE)
    assert answer.status_code == 302
    return answer.headers["Location"]


def sign_in(browser: FlaskClient, provider: RunningProvider, user: str = "zhang", back: str = "/file/") -> TestResponse:
    return browser.get(local(provider.sign_in(start(browser, back), user)), headers=PAGE)


def person(browser: FlaskClient) -> Any:
    return json.loads(browser.get("/v1/session").data)["person"]


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]


# --- there and back


def test_whoever_signs_in_is_known_by_name_and_number_and_is_back_on_their_page(
    browser: FlaskClient, provider: RunningProvider
) -> None:
    answer = sign_in(browser, provider, back="/en/file/?place=3210")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{SITE_URL}en/file/?place=3210")
    known = {"kind": USERS["zhang"]["id_kind"], "number": USERS["zhang"]["id_number"]}
    assert person(browser) == {"name": "张三", "document": known}


def test_a_public_client_signs_in_with_pkce_alone(signed: Settings, store: MemoryStorage, provider: RunningProvider) -> None:
    public = replace(signed, provider=Provider(provider.issuer, PUBLIC_CLIENT, "id_number"))
    browser = create_app(public, {}, store=store).test_client()
    sign_in(browser, provider)
    assert person(browser)["name"] == "张三"


def test_a_kind_of_document_may_come_in_a_claim(signed: Settings, store: MemoryStorage, provider: RunningProvider) -> None:
    assert signed.provider is not None
    kinds = replace(signed, provider=replace(signed.provider, kind_claim="id_kind"))
    browser = create_app(kinds, {}, store=store).test_client()
    sign_in(browser, provider, "passport")
    assert person(browser)["document"] == {"kind": "passport", "number": "AB1234567"}
    sign_in(browser, provider, "odd")
    assert person(browser)["document"]["kind"] == "passport"


def test_the_provider_is_asked_with_state_nonce_and_a_hashed_verifier(browser: FlaskClient) -> None:
    one, other = (parse_qs(urlsplit(start(browser)).query) for _ in range(2))
    assert one["code_challenge_method"] == ["S256"]
    assert one["redirect_uri"] == [f"{SITE_URL}v1/session/callback"]
    for name in ("state", "nonce", "code_challenge"):
        assert one[name] != other[name]
        assert len(one[name][0]) >= 43


def test_signing_out_ends_the_session(browser: FlaskClient, provider: RunningProvider) -> None:
    sign_in(browser, provider)
    assert browser.post("/v1/session/end", json={}).status_code == 204
    assert person(browser) is None


@pytest.mark.parametrize("sent", [{}, {"data": "{}", "content_type": "text/plain"}, {"data": {"a": "b"}}])
@pytest.mark.parametrize("path", ["/v1/session/end", "/v1/mine/overlaps"])
def test_what_another_sites_form_can_post_changes_nothing(
    browser: FlaskClient, provider: RunningProvider, path: str, sent: dict[str, Any]
) -> None:
    sign_in(browser, provider)
    assert code(browser.post(path, **sent)) == (415, "unsupported-media-type")
    assert person(browser) is not None


@pytest.mark.parametrize(
    "back",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/%0d%0aLocation:https://evil.example",
        "/file/\r\nSet-Cookie: a=b",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "@evil.example",
        "/v1/session/start",
        "/file/#//evil",
        "/" + "a" * 1000,
        "",
    ],
)
def test_nobody_is_led_anywhere_but_to_a_page_of_this_site(browser: FlaskClient, provider: RunningProvider, back: str) -> None:
    answer = sign_in(browser, provider, back=back)
    assert answer.headers["Location"] == SITE_URL


# --- what is not believed


def test_a_state_that_this_browser_did_not_send_signs_nobody_in(browser: FlaskClient, provider: RunningProvider) -> None:
    back = local(provider.sign_in(start(browser), "zhang"))
    assert code(browser.get(back.replace("state=", "state=x"))) == (400, "signin-failed")
    assert person(browser) is None


def test_what_came_back_is_of_no_use_in_another_browser(app: Flask, browser: FlaskClient, provider: RunningProvider) -> None:
    back = local(provider.sign_in(start(browser), "zhang"))
    stranger = app.test_client()
    assert code(stranger.get(back)) == (400, "signin-failed")
    start(stranger)
    assert code(stranger.get(back)) == (400, "signin-failed")
    assert person(stranger) is None


def test_an_attempt_is_good_for_one_answer(browser: FlaskClient, provider: RunningProvider) -> None:
    back = local(provider.sign_in(start(browser), "zhang"))
    assert browser.get(back).status_code == 302
    assert code(browser.get(back)) == (400, "signin-failed")


def kept(browser: FlaskClient, name: str) -> str:
    cookie = browser.get_cookie(name, domain="localhost")
    assert cookie is not None
    return cookie.value


def test_a_code_that_was_used_already_signs_nobody_in(browser: FlaskClient, provider: RunningProvider) -> None:
    back = local(provider.sign_in(start(browser), "zhang"))
    attempt = kept(browser, "beian-attempt")
    browser.get(back)
    browser.post("/v1/session/end", json={})
    browser.set_cookie("beian-attempt", attempt, domain="localhost")
    assert code(browser.get(back)) == (400, "signin-failed")
    assert person(browser) is None


@pytest.mark.parametrize("part", ["nonce", "verifier"])
def test_a_token_that_was_not_made_for_this_attempt_signs_nobody_in(
    browser: FlaskClient, provider: RunningProvider, signed: Settings, clock: Clock, part: str
) -> None:
    back = local(provider.sign_in(start(browser), "zhang"))
    cookie = Sessions(signed, clock).attempt
    attempt = Attempt(**(cookie.open(kept(browser, "beian-attempt"), clock()) or {}))
    other = replace(attempt, **{part: "another-value-that-is-long-enough-for-pkce-1"})
    browser.set_cookie("beian-attempt", cookie.seal(other.as_json(), clock()), domain="localhost")
    assert code(browser.get(back)) == (400, "signin-failed")
    assert person(browser) is None


@pytest.mark.parametrize("sent", ["error=access_denied", "", "code=", "code=x&iss=https://evil.example"])
def test_an_answer_without_a_code_or_of_another_provider_signs_nobody_in(browser: FlaskClient, sent: str) -> None:
    [state] = parse_qs(urlsplit(start(browser)).query)["state"]
    assert code(browser.get(f"/v1/session/callback?state={state}&{sent}")) == (400, "signin-failed")


def test_a_provider_that_does_not_tell_the_number_signs_nobody_in(browser: FlaskClient, provider: RunningProvider) -> None:
    answer = sign_in(browser, provider, "nobody", "/file/?place=3210")
    assert answer.headers["Location"] == f"{SITE_URL}file/?place=3210&signin=signin-failed"
    assert person(browser) is None


def test_an_attempt_of_more_than_ten_minutes_ago_signs_nobody_in(
    browser: FlaskClient, provider: RunningProvider, clock: Clock
) -> None:
    back = local(provider.sign_in(start(browser), "zhang"))
    clock.moved = timedelta(minutes=10, seconds=1)
    assert code(browser.get(back)) == (400, "signin-failed")


# --- the cookie


def test_a_session_ends_after_thirty_minutes_by_the_services_clock(
    browser: FlaskClient, provider: RunningProvider, clock: Clock
) -> None:
    sign_in(browser, provider)
    cookie = kept(browser, "beian-session")
    clock.moved = timedelta(minutes=29)
    assert person(browser) is not None
    clock.moved = timedelta(minutes=31)
    browser.set_cookie("beian-session", cookie, domain="localhost")
    assert person(browser) is None
    assert code(browser.get("/v1/mine")) == (401, "signin-required")


@pytest.mark.parametrize(
    "change",
    [
        lambda cookie: cookie[:-2],
        lambda cookie: cookie[:40] + ("A" if cookie[40] != "A" else "B") + cookie[41:],
        lambda cookie: cookie.rpartition(".")[0] + "." + "A" * 22,
        lambda cookie: "",
        lambda cookie: "....",
        lambda cookie: "a" * 4000,
        lambda cookie: "eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.AAAA.AAAA",
        lambda cookie: '{"content": {}}',
    ],
)
def test_an_altered_cookie_is_nobodys(browser: FlaskClient, provider: RunningProvider, change: Callable[[str], str]) -> None:
    sign_in(browser, provider)
    browser.set_cookie("beian-session", change(kept(browser, "beian-session")), domain="localhost")
    assert person(browser) is None


def test_the_cookie_of_an_attempt_is_no_session(browser: FlaskClient) -> None:
    start(browser)
    browser.set_cookie("beian-session", kept(browser, "beian-attempt"), domain="localhost")
    assert person(browser) is None


def test_a_cookie_of_another_secret_is_nobodys(
    browser: FlaskClient, provider: RunningProvider, signed: Settings, store: MemoryStorage
) -> None:
    sign_in(browser, provider)
    other = create_app(replace(signed, secret=b"another secret of thirty-two byte"), {}, store=store).test_client()
    other.set_cookie("beian-session", kept(browser, "beian-session"), domain="localhost")
    assert person(other) is None


def test_cookies_are_out_of_scripts_reach_and_tell_nothing(browser: FlaskClient, provider: RunningProvider) -> None:
    answer = sign_in(browser, provider)
    session = next(each for each in answer.headers.getlist("Set-Cookie") if each.startswith("beian-session="))
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Max-Age=1800"} <= set(session.split("; "))
    assert "Secure" not in session.split("; ")
    assert not any(value in session for value in ("张三", USERS["zhang"]["id_number"]))


def test_on_https_a_cookie_is_secure_and_bound_to_its_host(signed: Settings, store: MemoryStorage) -> None:
    browser = create_app(replace(signed, site_url="https://beian.example/"), {}, store=store).test_client()
    [cookie] = browser.get("/v1/session/start").headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-beian-attempt=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


# --- without a provider, and with one that is down


def test_without_a_provider_nobody_signs_in_and_the_rest_works(settings: Settings, store: MemoryStorage) -> None:
    browser = create_app(settings, {}, store=store).test_client()
    assert json.loads(browser.get("/v1/session").data) == {"configured": False, "person": None}
    assert code(browser.get("/v1/session/start")) == (404, "not-found")
    assert code(browser.get("/v1/session/callback")) == (404, "not-found")
    assert code(browser.get("/v1/mine")) == (401, "signin-required")


def test_a_session_counts_for_nothing_once_the_provider_is_taken_away(
    browser: FlaskClient, provider: RunningProvider, settings: Settings, store: MemoryStorage
) -> None:
    sign_in(browser, provider)
    without = create_app(replace(settings, site_url=SITE_URL), {}, store=store).test_client()
    without.set_cookie("beian-session", kept(browser, "beian-session"), domain="localhost")
    assert person(without) is None


def test_a_provider_that_is_down_is_said_and_filing_works(
    signed: Settings, store: MemoryStorage, forms: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    down = Provider(f"http://127.0.0.1:{free_port()}", CLIENT, "id_number")
    browser = create_app(replace(signed, provider=down), {}, store=store).test_client()
    answer = browser.get("/v1/session/start?back=/file/")
    assert code(answer) == (503, "signin-unavailable")
    assert answer.headers["Retry-After"]
    led = browser.get("/v1/session/start?back=/file/", headers=PAGE)
    assert led.headers["Location"] == f"{SITE_URL}file/?signin=signin-unavailable"
    headers = {"Idempotency-Key": "while-the-provider-is-down"}
    assert browser.post("/v1/filings", json=document(forms["3210"], "other-temporary"), headers=headers).status_code == 201
    assert '"code": "signin-unavailable", "why": "ConnectionError"' in caplog.text


def test_a_provider_that_goes_down_half_way_is_said_too(
    browser: FlaskClient, signed: Settings, store: MemoryStorage, provider: RunningProvider, clock: Clock
) -> None:
    back = local(provider.sign_in(start(browser), "zhang"))
    down = replace(signed, provider=Provider(f"http://127.0.0.1:{free_port()}", CLIENT, "id_number"))
    other = create_app(down, {}, store=store, now=clock).test_client()
    other.set_cookie("beian-attempt", kept(browser, "beian-attempt"), domain="localhost")
    answer = other.get(back.partition("&iss=")[0], headers=PAGE)
    assert answer.headers["Location"] == f"{SITE_URL}file/?signin=signin-unavailable"


def test_no_log_line_tells_who_signed_in(
    browser: FlaskClient, provider: RunningProvider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        sign_in(browser, provider)
        browser.get("/v1/mine")
    assert not any(value in caplog.text for value in ("张三", USERS["zhang"]["id_number"]))


def test_the_kinds_of_documents_are_those_of_the_registration() -> None:
    schema = json.loads((ROOT / "schemas/registration/v1.json").read_text("utf-8"))
    assert list(KINDS) == schema["$defs"]["document"]["properties"]["kind"]["enum"]
