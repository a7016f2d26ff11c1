"""No role may do more than its door does: everything that the template grants is used by a journey that somebody makes."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

import granted
from deskwork import AUDITOR, CLERK, NOBODY, SUPERVISOR, YANGZHOU, agencies, signed_in
from documents import INSURED, document
from filings import waiting
from filings.contract import Contracts
from filings.figures.daily import aggregate
from filings.figures.monthly import publish
from filings.model import event_key, read_log
from filings.numbers import parse
from filings.officers import Officer
from filings.people import Person
from filings.proof.ledger import close, events_of
from filings.proof.records import closed_days
from filings.provider import Provider
from filings.seal import Keys
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.telling.message import Message
from filings.telling.port import Gone, Later, Never
from filings.telling.recipient import Recipients
from filings.telling.worker import Worker
from filings.upkeep.retention import Retention
from filings.upkeep.sweeping import sweep_all
from filings.web.app import create_app
from filings.web.sessions import Sessions
from lists import person, saved
from papers import declared, png, uploaded, with_files
from storehouse import SIGNING

PERSON = Person(INSURED["name"], **INSURED["document"])
# What no journey comes to: a rule that no place records yet (when it decides), and an object that goes while somebody looks.
UNMET = {
    *((door, granted.CREATE, "due/*") for door in ("submit", "amend", "sweep")),
    *((door, granted.LIST, "contracts/") for door in ("submit", "amend", "review", "sweep")),
    ("submit", granted.REMOVE, "waiting/*"),
}


@dataclass
class Town:
    """A store, its application, and the time, which moves when somebody says so."""

    store: MemoryStorage
    settings: Settings
    forms: dict[str, Any]
    now: datetime
    keys: int = 0
    asked: Any = field(default=None, init=False)
    promised: Any = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        """Start the application anew: what a process remembers is gone."""
        self.app = create_app(self.settings, {}, store=self.store, now=lambda: self.now)

    def send(self, client: FlaskClient, path: str, body: Any, key: str = "", **headers: str) -> Any:
        """Post something under a key of its own, and expect that it is taken."""
        self.keys += 1
        named = {"Idempotency-Key": key or f"a-request-of-the-journey-{self.keys}", **headers}
        answer = client.post(path, json=body, headers=named)
        assert answer.status_code < 300, answer.data
        return answer.json

    def file(self, kind: str = "other-temporary", key: str = "", *, letter: bool = False) -> Any:
        """File something with papers; return the receipt."""
        filing = with_files(self.store, document(self.forms[YANGZHOU], kind, letter=letter), self.now)
        return self.send(self.app.test_client(), "/v1/filings", filing, key)

    def officer(self, who: Officer) -> FlaskClient:
        """Open a browser of an officer."""
        return signed_in(self.app, self.settings, who, self.now)

    def last(self, number: str) -> str:
        """Return the hash of a filing's last event."""
        return read_log(self.store, parse(number).serial)[-1].sha256

    def decide(self, number: str, action: str, who: Officer = SUPERVISOR, **members: Any) -> Any:
        """Decide as an officer."""
        body = {"action": action, "after": self.last(number), **members}
        return self.send(self.officer(who), f"/v1/desk/filings/{number}/events", body)

    def amend(self, receipt: Any, key: str = "", **body: Any) -> Any:
        """Amend a filing as its person."""
        path, code = f"/v1/filings/{receipt['number']}/events", receipt["lookup_code"]
        return self.send(self.app.test_client(), path, body, key, **{"Lookup-Code": code})

    def lose(self, receipt: Any) -> None:
        """Have a filing's first event not have been written: the request that wrote it was cut off."""
        self.store.delete(event_key(parse(receipt["number"]).serial, 1))


NOTE = {"text": "请补充电话", "language": "zh-Hans"}
POINTS = [{"pointer": "/contact/phone", "what": "incorrect"}]
RETENTION = Retention.read([{"status": "withdrawn", "months": 1, "what": ["sealed", "papers"], "rule": "a month"}])


@pytest.fixture
def town(store: MemoryStorage, desk_settings: Settings, forms: dict[str, Any], clock: datetime) -> Town:
    people = Provider("https://people.example", "beian", "number")
    settings = replace(desk_settings, desk=agencies(appeals={YANGZHOU: {"en": "Ask."}}), provider=people)
    return Town(store, settings, forms, clock)


def test_every_grant_is_used(town: Town) -> None:
    granted.used.clear()
    _filing(town)
    _at_the_desk(town)
    _looking_up(town)
    _amending(town)
    _by_the_clock(town)
    _afterwards(town)
    have = {(door, grant.action, grant.pattern) for door, its in granted.grants().items() for grant in its}
    # Signing a form asks the store nothing: the browser's own request is held to the role.
    have -= {("upload", granted.CREATE, "quarantine/*")}
    # Who creates or removes something has to be able to see that it is there.
    have -= {(door, granted.READ, its) for door, action, its in have if action in {granted.CREATE, granted.REMOVE}}
    assert have - granted.used - UNMET == set()


def _filing(town: Town) -> None:
    # Every process asks at its start for the doctor's verdict.
    for door in granted.grants().keys() - {"missing"}:
        with granted.at_work(door):
            town.store.keys("doctor/verdict/", limit=2)
    receipt = town.file(key="a-filing-that-is-repeated")
    town.lose(receipt)
    town.open()
    town.file(key="a-filing-that-is-repeated")
    lost = document(town.forms[YANGZHOU], "other-temporary")
    lost["materials"][0]["files"][0]["upload"] = "20261120T0400-" + "0" * 32
    headers = {"Idempotency-Key": "a-paper-that-is-lost"}
    assert town.app.test_client().post("/v1/filings", json=lost, headers=headers).status_code == 422
    refused = {**lost, "clerk": {"staff": "somebody"}}
    assert town.officer(NOBODY).post("/v1/filings", json=refused, headers=headers).status_code == 403


def _at_the_desk(town: Town) -> None:
    officer = town.officer(SUPERVISOR)
    receipts = [town.file() for _ in range(2)]
    for receipt in receipts:
        path = f"/v1/desk/filings/{receipt['number']}"
        assert officer.get(path).status_code == 200
        assert officer.get(f"{path}/papers/1/1/original").status_code == 200
    town.decide(receipts[0]["number"], "ask", points=POINTS, by="2026-12-04", note=NOTE)
    town.decide(receipts[1]["number"], "approve")
    letters = [town.file("long-term-resident", letter=True) for _ in range(2)]
    for letter in letters:
        town.decide(letter["number"], "approve-on-commitment", papers_due="2026-12-27")
    assert officer.get("/v1/desk/queue", query_string={"place": YANGZHOU}).status_code == 200
    assert officer.get("/v1/desk/overdue", query_string={"place": YANGZHOU}).status_code == 200
    document_of = {"kind": PERSON.kind, "number": PERSON.number}
    assert officer.post("/v1/desk/search", json=document_of).status_code == 200
    auditor = town.officer(AUDITOR)
    for _ in range(2):
        assert auditor.get("/v1/desk/audit", query_string={"place": YANGZHOU, "day": "2026-11-20"}).status_code == 200
    notice = json.loads((town.settings.contracts / "lists.json").read_text("utf-8"))["notice"]["sha256"]
    said = {"place": YANGZHOU, "notice": notice, "language": "ko", "consent": "1"}
    imported = town.officer(CLERK).post("/v1/desk/import", query_string=said, data=saved([person(1)]), content_type="text/csv")
    assert imported.status_code == 201
    town.asked, town.promised = receipts[0], letters[0]


def _looking_up(town: Town) -> None:
    browser = town.app.test_client()
    sessions = Sessions(town.settings, lambda: town.now)
    cookie = sessions.session.seal(asdict(PERSON), town.now)
    browser.set_cookie(sessions.session.sent_as, cookie, domain="localhost")
    told = browser.get(f"/v1/filings/{town.asked['number']}", headers={"Lookup-Code": town.asked["lookup_code"]}).get_json()
    assert told["asked"]["note"]["text"] == NOTE["text"]
    assert len(browser.get("/v1/mine").get_json()["filings"]) > 0


def _amending(town: Town) -> None:
    paper = {"material": "residence-permit", "files": [uploaded(town.store, png(), now=town.now)]}
    changes = {"contact": {"phone": "13912345678"}, "insured": INSURED}
    correction = {"action": "correct", "changes": changes, "materials": [paper]}
    town.amend(town.asked, key="a-correction-that-is-repeated", **correction)
    town.decide(town.asked["number"], "ask", points=POINTS, by="2026-12-04", note=NOTE)
    town.amend(town.asked, key="a-correction-that-is-repeated", **correction)
    withdrawn = town.file()
    waiting.drop(town.store, waiting.waits(read_log(town.store, parse(withdrawn["number"]).serial)))
    town.amend(withdrawn, action="withdraw")
    path, headers = f"/v1/filings/{town.promised['number']}/events", {"Lookup-Code": town.promised["lookup_code"]}
    clerk = {"action": "withdraw", "clerk": {"staff": "somebody"}}
    refused = town.officer(NOBODY).post(path, json=clerk, headers={**headers, "Idempotency-Key": "not-a-clerks-change"})
    assert refused.status_code == 403
    lost = {"action": "add-papers", "materials": [{"material": "residence-permit", "files": [declared(png(), now=town.now)]}]}
    missing = town.app.test_client().post(path, json=lost, headers={**headers, "Idempotency-Key": "a-lost-paper-later"})
    assert missing.status_code == 422


def _by_the_clock(town: Town) -> None:
    contracts, way = Contracts(town.settings.contracts), _Way(town)
    uploaded(town.store, png(), now=town.now)
    town.lose(town.file())
    for days in (1, 2, 3, 30, 45):
        town.now += timedelta(days=days)
        with granted.at_work("close"):
            close(town.store, SIGNING, town.now)
        with granted.at_work("figures"):
            aggregate(town.store, list(closed_days(town.store)), events_of)
            publish(town.store)
        with granted.at_work("tell"):
            Worker(town.store, [way], lambda: town.now).run()
            way.troubles = way.troubles[1:]
            Worker(town.store, [way], lambda: town.now + timedelta(minutes=6)).run()
        with granted.at_work("sweep"):
            sweep_all(town.store, contracts, lambda: town.now, RETENTION)
        if days == 3:
            paper = {"material": "residence-permit", "files": [uploaded(town.store, png(), now=town.now)]}
            town.amend(town.promised, action="add-papers", materials=[paper])


def _afterwards(town: Town) -> None:
    supervisor, auditor = town.officer(SUPERVISOR), town.officer(AUDITOR)
    asked = {"place": YANGZHOU, "from": "2026-11-20", "until": "2026-12-10"}
    for address in ("figures", "export"):
        assert supervisor.get(f"/v1/desk/{address}", query_string=asked).status_code == 200
    assert auditor.get(f"/v1/desk/filings/{town.asked['number']}/proof").status_code == 200
    assert town.app.test_client().get(f"/v1/figures/{YANGZHOU}").get_json()["months"]


@dataclass
class _Way:
    """A way of telling people by mail, of which nobody hears the first time, and which is then told to stop."""

    town: Town
    troubles: list[Exception] = field(default_factory=lambda: [Later("nobody there"), Gone()])
    name: str = "way"
    peer: str = "somebody"

    def deliver(self, message: Message) -> None:
        assert self.town.settings.private_keys is not None
        recipients = Recipients(self.town.store, Keys.from_file(self.town.settings.private_keys))
        with suppress(Never):
            recipients.of(message.number, message.log)
        if self.troubles:
            raise self.troubles[0]

    def close(self) -> None:
        """Nothing is held."""
