"""A provider that is not what it should be: nobody is signed in by a token that anything is wrong with."""

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from filings.people import Person
from filings.provider import Provider
from filings.web.bearer import Tokens
from filings.web.openid import Attempt, OpenId
from filings.web.published import NotProved, ProviderDown
from filings.web.session import person_of

NUMBER = "32100219600229001X"
# {"alg":"HS256","kid":"one"}
HS256 = "eyJhbGciOiJIUzI1NiIsImtpZCI6Im9uZSJ9"
ATTEMPT = Attempt("state", "the-nonce-of-this-attempt", "v" * 64, "/")


class Odd:
    """A provider in the tests' hands: what it publishes, the token that it gives, and what it was asked."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
        self.asked: list[str] = []
        self.answers: dict[str, tuple[int, Any]] = {}
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = self.path
                odd.asked.append(path)
                status, body = odd.answers.get(path, (404, {}))
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if status in {302, 307}:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

            do_POST = do_GET  # noqa: N815 - the name that the server looks for

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.publish()
        self.give()

    def publish(self, **changes: Any) -> None:
        published = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        self.answers["/.well-known/openid-configuration"] = (200, published | changes)
        self.answers["/keys"] = (200, KeySet([self.key]).as_dict(private=False))

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(datetime.now(UTC).timestamp())
        own = {"iss": self.issuer, "aud": "beian", "sub": "u", "iat": now, "exp": now + 600, "nonce": ATTEMPT.nonce}
        return {name: value for name, value in (own | {"name": "张三", "id": NUMBER} | changes).items() if value is not None}

    def give(self, token: str | None = None, *, header: dict[str, Any] | None = None, key: Any = None, **changes: Any) -> None:
        header = header or {"alg": "RS256", "kid": "one"}
        allowed = [header["alg"]]
        token = token or jwt.encode(header, self.claims(**changes), key or self.key, algorithms=allowed)
        self.answers["/token"] = (200, {"access_token": "a", "token_type": "Bearer", "id_token": token})


@pytest.fixture(scope="module")
def served() -> Iterator[Odd]:
    odd = Odd()
    thread = Thread(target=odd.server.serve_forever, daemon=True)
    thread.start()
    yield odd
    odd.server.shutdown()
    odd.server.server_close()
    thread.join()


@pytest.fixture
def odd(served: Odd) -> Odd:
    served.asked.clear()
    served.publish()
    served.give()
    return served


class Known(OpenId):
    """Beian, as a client of the provider for people."""

    def __init__(self, odd: Odd, now: Callable[[], datetime]) -> None:
        self.provider = Provider(odd.issuer, "beian", "id")
        super().__init__(self.provider, "http://127.0.0.1:9/v1/session/callback", now)

    def person(self, code: str, attempt: Attempt) -> Person:
        return person_of(self.provider, self.claims(code, attempt))


def known(odd: Odd, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Known:
    return Known(odd, now)


def test_a_token_with_which_nothing_is_wrong_names_a_person(odd: Odd) -> None:
    assert known(odd).person("code", ATTEMPT) == Person("张三", "resident-identity-card", NUMBER)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["beian", "another-client"]},
        {"aud": ["beian", "another-client"], "azp": "another-client"},
        {"aud": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"iat": 4102444800},
        {"nbf": 4102444800},
        {"sub": None},
        {"name": None},
        {"name": "  "},
        {"name": 7},
        {"id": None},
        {"id": ""},
        {"id": [NUMBER]},
        {"at_hash": "AAAA"},
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_or_missing_proves_nothing(odd: Odd, changes: dict[str, Any]) -> None:
    odd.give(**changes)
    with pytest.raises(NotProved):
        known(odd).person("code", ATTEMPT)


def forged(odd: Odd) -> dict[str, Callable[[], None]]:
    # What a library might take for a shared secret that is none.
    public = odd.key.as_pem(private=False)
    stranger = RSAKey.generate_key(2048, {"kid": "one"})
    head, _, _ = jwt.encode({"alg": "RS256", "kid": "one"}, odd.claims(), odd.key).rpartition(".")
    body = head.partition(".")[2]
    unsigned = f"eyJhbGciOiJub25lIn0.{body}"
    shared = f"{HS256}.{body}"
    mac = hmac.digest(public, shared.encode(), "sha256")
    return {
        "another key": lambda: odd.give(key=stranger),
        "an unknown key": lambda: odd.give(header={"alg": "RS256", "kid": "two"}),
        "no signature": lambda: odd.give(f"{unsigned}."),
        "a signature cut off": lambda: odd.give(f"{head}."),
        "the public key as a secret": lambda: odd.give(f"{shared}.{urlsafe_b64encode(mac).decode().rstrip('=')}"),
        "no token at all": lambda: odd.give("no.token.atall"),
        "not even dots": lambda: odd.give("x"),
    }


def test_a_signature_that_is_not_the_providers_proves_nothing(odd: Odd) -> None:
    for name, forge in forged(odd).items():
        forge()
        with pytest.raises(NotProved):
            known(odd).person("code", ATTEMPT)
        assert name


@pytest.mark.parametrize(
    ("path", "answer", "error"),
    [
        ("/token", (200, {"access_token": "a", "token_type": "Bearer"}), NotProved),
        ("/token", (400, {"error": "invalid_grant"}), NotProved),
        ("/token", (401, {"error": "invalid_client"}), ProviderDown),
        ("/token", (200, b"<html>"), ProviderDown),
        ("/token", (500, b""), ProviderDown),
        ("/token", (307, {}), ProviderDown),
        ("/keys", (500, {}), ProviderDown),
        ("/keys", (200, b"[]"), ProviderDown),
        ("/keys", (200, {"keys": "none"}), NotProved),
        ("/keys", (302, {}), ProviderDown),
        ("/.well-known/openid-configuration", (404, {}), ProviderDown),
        ("/.well-known/openid-configuration", (200, b"not json"), ProviderDown),
        ("/.well-known/openid-configuration", (200, {"issuer": "https://evil.example"}), ProviderDown),
    ],
)
def test_an_odd_answer_is_named_and_signs_nobody_in(odd: Odd, path: str, answer: Any, error: type[Exception]) -> None:
    odd.answers[path] = answer
    with pytest.raises(error) as raised:
        known(odd).person("code", ATTEMPT)
    assert NUMBER not in str(raised.value)


@pytest.mark.parametrize("address", ["http://evil.example/auth", "ftp://127.0.0.1/", "", None, 7])
def test_an_address_to_which_others_can_listen_is_not_used(odd: Odd, address: Any) -> None:
    odd.publish(authorization_endpoint=address)
    with pytest.raises(ProviderDown):
        known(odd).address(ATTEMPT)


def test_addresses_and_keys_are_asked_for_once_an_hour(odd: Odd) -> None:
    moved = timedelta()
    openid = known(odd, lambda: datetime.now(UTC) + moved)
    openid.person("code", ATTEMPT)
    openid.person("code", ATTEMPT)
    assert [odd.asked.count(path) for path in ("/.well-known/openid-configuration", "/keys", "/token")] == [1, 1, 2]
    moved = timedelta(minutes=61)
    odd.give(exp=int(datetime.now(UTC).timestamp()) + 7200)
    openid.person("code", ATTEMPT)
    assert odd.asked.count("/keys") == 2


def test_a_key_that_is_new_is_asked_for_but_not_for_every_forged_token(odd: Odd) -> None:
    moved = timedelta()
    openid = known(odd, lambda: datetime.now(UTC) + moved)
    openid.person("code", ATTEMPT)
    new = RSAKey.generate_key(2048, {"kid": "new", "use": "sig"})
    odd.answers["/keys"] = (200, KeySet([odd.key, new]).as_dict(private=False))
    odd.give(header={"alg": "RS256", "kid": "new"}, key=new)
    for _ in range(3):
        with pytest.raises(NotProved):
            openid.person("code", ATTEMPT)
    assert odd.asked.count("/keys") == 1
    moved = timedelta(minutes=2)
    assert openid.person("code", ATTEMPT).number == NUMBER
    assert odd.asked.count("/keys") == 2


# --- access tokens of machines


AUDIENCE = "https://beian.example/desk"


def access_token(odd: Odd, typ: str = "at+jwt", **changes: Any) -> str:
    usual = {"aud": AUDIENCE, "client_id": "machine", "nonce": None}
    return jwt.encode({"alg": "RS256", "kid": "one", "typ": typ}, odd.claims(**usual | changes), odd.key, algorithms=["RS256"])


def tokens(odd: Odd) -> Tokens:
    return Tokens(odd.issuer, AUDIENCE, lambda: datetime.now(UTC))


def test_an_access_token_with_which_nothing_is_wrong_is_believed(odd: Odd) -> None:
    for token in (access_token(odd), access_token(odd, "application/at+JWT"), access_token(odd, aud=[AUDIENCE, "others"])):
        assert tokens(odd).claims(token)["client_id"] == "machine"


@pytest.mark.parametrize(
    "changes",
    [
        {"typ": "JWT"},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "beian"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 4102444800},
        {"nbf": 4102444800},
        {"sub": None},
        {"client_id": None},
    ],
    ids=str,
)
def test_an_access_token_that_is_wrong_in_any_way_is_not(odd: Odd, changes: dict[str, Any]) -> None:
    with pytest.raises(NotProved):
        tokens(odd).claims(access_token(odd, **changes))


def test_an_id_token_is_no_access_token_even_where_the_audience_fits(odd: Odd) -> None:
    odd.give(aud=AUDIENCE, client_id="machine")
    with pytest.raises(NotProved):
        tokens(odd).claims(odd.answers["/token"][1]["id_token"])


def test_what_is_signed_by_another_or_not_at_all_is_not_believed(odd: Odd) -> None:
    for name, forge in forged(odd).items():
        forge()
        with pytest.raises(NotProved):
            tokens(odd).claims(odd.answers["/token"][1]["id_token"])
        assert name
