"""Every address of the desk, walked: who is let in, who is not, and that each refusal stands in the audit log."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from deskwork import CHANGCHUN, CLERK, ELSEWHERE, NOBODY, YANGZHOU, officer, signed_in
from documents import document
from filings.officers import ROLES, Officer
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app


@dataclass(frozen=True)
class Way:
    """How an address is asked: the act that it is (officers.ROLES), and what is sent; `bound` where it concerns one place."""

    act: str
    sent: dict[str, Any] = field(default_factory=dict)
    bound: bool = True


# Every address and method of the desk but those of signing in, which are for everybody. Whoever adds one adds a line.
FILING = "/v1/desk/filings/<number>"
PAPER = f"{FILING}/papers/<int:event>/<int:paper>"
WAYS = {
    "GET /v1/desk/audit": Way("audit"),
    "GET /v1/desk/queue": Way("queue"),
    "GET /v1/desk/overdue": Way("queue"),
    "POST /v1/desk/search": Way("queue", {"json": {"kind": "passport", "number": "E12345678"}}, bound=False),
    f"GET {FILING}": Way("open"),
    f"GET {PAPER}": Way("open"),
    f"GET {PAPER}/<int:page>": Way("open"),
    f"GET {PAPER}/original": Way("open"),
    f"GET {FILING}/proof": Way("proof"),
    f"POST {FILING}/events": Way("decide", {"json": {"action": "claim", "after": "0" * 64}}),
    "POST /v1/desk/decisions": Way("decide", {"json": {"action": "approve", "filings": []}}, bound=False),
    "POST /v1/desk/import": Way("import", {"data": b"a,b\n", "content_type": "text/csv"}),
    "GET /v1/desk/figures": Way("figures"),
    "GET /v1/desk/export": Way("export"),
}
OPEN = {"session", "session/end", "session/start", "session/callback", "session/local"}
EVERY = pytest.mark.parametrize("name", WAYS)


@pytest.fixture(scope="module")
def filed(desk_settings: Settings, forms: dict[str, Any]) -> tuple[Flask, MemoryStorage, str]:
    """The application over a store in which somebody has filed in Yangzhou; the filing's number."""
    store = MemoryStorage()
    app = create_app(desk_settings, {}, store=store)
    body = document(forms[YANGZHOU], "long-term-resident", letter=True)
    answer = app.test_client().post("/v1/filings", json=body, headers={"Idempotency-Key": "a-filing-for-the-walk"})
    return app, store, json.loads(answer.data)["number"]


class Walk:
    """Somebody who asks at addresses of the desk."""

    def __init__(self, filed: tuple[Flask, MemoryStorage, str], settings: Settings) -> None:
        self.app, self.store, self.number = filed
        self.settings = settings

    def ask(self, name: str, who: Officer | None, **more: Any) -> TestResponse:
        """Ask at an address, filled in so that it is about the filing and its place."""
        client: FlaskClient = signed_in(self.app, self.settings, who) if who else self.app.test_client()
        method, _, rule = name.partition(" ")
        path = rule.replace("<number>", self.number)
        for part, value in (("<int:event>", "1"), ("<int:paper>", "0"), ("<int:page>", "0")):
            path = path.replace(part, value)
        sent: dict[str, Any] = {"headers": {"Idempotency-Key": "a-key-of-the-walk-0001"}, **WAYS[name].sent}
        sent["headers"] = sent["headers"] | more
        return client.open(path, method=method, query_string={"place": YANGZHOU}, buffered=True, **sent)

    def refused(self, place: str) -> list[Any]:
        """Return what stands in the audit log of a place as refused."""
        entries = [json.loads(self.store.read(key)) for key in self.store.keys(f"audit/{place}/", limit=100_000)]
        return [entry for entry in entries if entry["act"] == "refused"]


@pytest.fixture
def walk(filed: tuple[Flask, MemoryStorage, str], desk_settings: Settings) -> Walk:
    return Walk(filed, desk_settings)


def code(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]


def test_every_address_of_the_desk_is_walked(filed: tuple[Flask, MemoryStorage, str]) -> None:
    found = {
        f"{method} {rule.rule}"
        for rule in filed[0].url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/v1/desk/") and rule.rule.removeprefix("/v1/desk/") not in OPEN
    }
    assert found == set(WAYS)


@EVERY
def test_without_signing_in_nobody_is_answered(walk: Walk, name: str) -> None:
    answer = walk.ask(name, None)
    assert code(answer) == (401, "officer-required")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer ")
    assert code(walk.ask(name, None, Authorization="Bearer a.b.c")) == (401, "officer-required")


@EVERY
def test_a_role_that_does_not_allow_it_is_refused_and_that_is_noted(walk: Walk, name: str) -> None:
    way = WAYS[name]
    wrong = [officer(role) for role, acts in ROLES.items() if way.act not in acts]
    for who in (NOBODY, *wrong):
        before = len(walk.refused(YANGZHOU))
        assert code(walk.ask(name, who)) == (403, "not-allowed"), who.name
        *_, entry = walk.refused(YANGZHOU)[before:]
        assert (entry["officer"], entry["what"], entry["why"]) == (who.signed(), way.act, "role")


@EVERY
def test_a_role_that_allows_it_is_let_in(walk: Walk, name: str) -> None:
    for role in (role for role, acts in ROLES.items() if WAYS[name].act in acts):
        before = len(walk.refused(YANGZHOU))
        assert walk.ask(name, officer(role)).status_code not in {401, 403}, role
        assert len(walk.refused(YANGZHOU)) == before


@pytest.mark.parametrize("name", [name for name, way in WAYS.items() if way.bound])
def test_an_officer_of_another_city_is_refused_and_the_city_learns_of_it(walk: Walk, name: str) -> None:
    before = len(walk.refused(YANGZHOU))
    assert code(walk.ask(name, ELSEWHERE)) == (403, "not-allowed")
    [entry] = walk.refused(YANGZHOU)[before:]
    assert (entry["officer"], entry["why"], entry["place"]) == (ELSEWHERE.signed(), "place", YANGZHOU)
    assert entry["number"] == (walk.number if "<number>" in name else None)


@pytest.mark.parametrize("name", [name for name in WAYS if name.startswith("POST ")])
def test_what_a_page_of_another_site_sends_changes_nothing(walk: Walk, name: str) -> None:
    everything = officer(*ROLES, named="everything")
    assert code(walk.ask(name, everything, Origin="https://evil.example")) == (403, "not-allowed")
    assert walk.refused(YANGZHOU)[-1]["why"] == "origin"


@pytest.mark.parametrize("name", [name for name in WAYS if name.startswith("POST ")])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_what_another_sites_form_can_send_is_not_read(walk: Walk, name: str, kind: str) -> None:
    method, _, rule = name.partition(" ")
    client = signed_in(walk.app, walk.settings, officer(*ROLES, named="everything"))
    path = rule.replace("<number>", walk.number)
    answer = client.open(path, method=method, query_string={"place": YANGZHOU}, data=b"{}", content_type=kind)
    assert code(answer) == (415, "unsupported-media-type")


def test_among_several_filings_anothers_is_refused_and_noted(walk: Walk) -> None:
    both = officer("officer", places=(CHANGCHUN,), named="reaching")
    client = signed_in(walk.app, walk.settings, both)
    body = {"action": "approve", "filings": [{"number": walk.number, "after": "0" * 64}]}
    answer = client.post("/v1/desk/decisions", json=body, headers={"Idempotency-Key": "a-key-of-the-walk-0002"})
    assert json.loads(answer.data)["results"] == [{"number": walk.number, "code": "not-allowed"}]
    assert walk.refused(YANGZHOU)[-1]["officer"] == both.signed()


def test_a_filing_that_there_is_not_tells_nobody_of_another_city_anything(walk: Walk) -> None:
    client = signed_in(walk.app, walk.settings, ELSEWHERE)
    assert code(client.get("/v1/desk/filings/3210-0000-0000-G")) == (404, "not-found")
    assert code(signed_in(walk.app, walk.settings, CLERK).get("/v1/desk/filings/3210-0000-0000-G")) == (403, "not-allowed")
