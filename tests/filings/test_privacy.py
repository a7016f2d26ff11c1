"""Nothing about a person is readable in what is stored or logged, and the insured place can read it all."""

import json
import logging
from base64 import b64encode
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from stdnum.iso7064 import mod_11_2

from documents import document
from filings.seal import Sealed, open_sealed
from filings.settings import Settings
from filings.storage import StoreUnavailable
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from guises import readable

FILINGS = 200


def name(number: int) -> str:
    return f"测{chr(0x4E00 + number)}{chr(0x5B00 + number)}"


def identity(number: int) -> str:
    digits = f"321002{date(1940, 1, 1) + timedelta(days=37 * number):%Y%m%d}{number % 1000:03}"
    return digits + mod_11_2.calc_check_digit(digits)


def personal(number: int) -> dict[str, Any]:
    """Make up what is personal of one filing; half of them are sent by an agent."""
    return {
        "name": name(number),
        "identity": identity(number),
        "phone": f"138{number * 7919 + 10_000_000:08}",
        "address": f"示例市第{number}街{number * 31}号{chr(0x6D00 + number)}院",
        "agent": name(number + 500),
        "agent_identity": identity(number + 500),
        "agent_phone": f"+852 5{number * 7919 + 1_000_000:07}",
    }


def filing_of(form: dict[str, Any], person: dict[str, Any], *, agent: bool) -> dict[str, Any]:
    filing = document(form, "long-term-resident", agent=agent, letter=True)
    filing["insured"] = {"name": person["name"], "document": {"kind": "resident-identity-card", "number": person["identity"]}}
    filing["contact"] = {"phone": person["phone"], "address": person["address"]}
    filing["letter"]["signed_name"] = person["agent" if agent else "name"]
    if agent:
        filing["filer"] |= {
            "name": person["agent"],
            "phone": person["agent_phone"],
            "document": {"kind": "resident-identity-card", "number": person["agent_identity"]},
        }
    return filing


def bytes_in(folder: Path) -> bytes:
    """Join every file's name and bytes."""
    return b"\n".join(str(path).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*"))


def post(app: Flask, filing: dict[str, Any], number: int) -> Any:
    headers = {"Idempotency-Key": f"privacy-of-filing-{number}"}
    return app.test_client().post("/v1/filings", json=filing, headers=headers)


class Stored:
    """Two hundred filings in a folder, with what was sent and what was logged meanwhile."""

    def __init__(self, folder: Path, settings: Settings, form: dict[str, Any], clock: datetime) -> None:
        self.folder, self.store = folder, FolderStorage(folder)
        app = create_app(settings, {}, store=self.store, now=lambda: clock)
        self.people = [personal(number) for number in range(FILINGS)]
        self.sent = [filing_of(form, person, agent=number % 2 == 1) for number, person in enumerate(self.people)]
        self.answers = [post(app, filing, number) for number, filing in enumerate(self.sent)]

    def values(self) -> list[str]:
        return [value for person in self.people for value in person.values()]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory, settings: Settings, forms: dict[str, Any], clock: datetime) -> Stored:
    return Stored(tmp_path_factory.mktemp("store"), settings, forms["3210"], clock)


def test_all_the_filings_were_taken(stored: Stored) -> None:
    assert [answer.status_code for answer in stored.answers] == [201] * FILINGS


def test_no_two_people_share_a_value(stored: Stored) -> None:
    assert len(set(stored.values())) == len(stored.values())


def test_no_byte_of_the_store_tells_anything_about_a_person(stored: Stored) -> None:
    assert readable(stored.values(), bytes_in(stored.folder)) == []


def test_the_search_would_find_a_value_in_every_guise() -> None:
    value = "测试街道12号"
    for before in (b"", b"a", b"ab"):
        texts = [b64encode(before + value.encode() + b"rest"), before + quote(value).encode(), before + value.encode("utf-16-le")]
        assert [readable([value], text) for text in texts] == [[value]] * 3


def test_no_receipt_tells_anything_about_a_person(stored: Stored) -> None:
    assert readable(stored.values(), b"".join(answer.data for answer in stored.answers)) == []


def test_every_filing_opened_with_the_private_key_is_what_was_sent(
    stored: Stored, key_pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    for sent, answer in zip(stored.sent, stored.answers, strict=True):
        serial = answer.json["number"].replace("-", "")[4:12]
        event = json.loads(stored.store.read(f"filings/{serial}/0001.json"))
        sealed = Sealed(event["sealed"], stored.store.read(event["content_key"]).decode())
        assert json.loads(open_sealed(key_pair[1], sealed)) == {"number": answer.json["number"], "document": sent}


class TellingStore(MemoryStorage):
    """Breaks with an error whose message is what was to be stored and everything that was sent."""

    def __init__(self, error: type[Exception], message: str) -> None:
        super().__init__()
        self._error = error(message)

    def create(self, key: str, body: bytes) -> None:
        raise self._error


@pytest.mark.parametrize("error", [StoreUnavailable, RuntimeError, KeyError, UnicodeError])
def test_no_log_line_and_no_answer_to_a_failed_filing_tells_anything_about_a_person(
    settings: Settings, forms: dict[str, Any], clock: datetime, caplog: pytest.LogCaptureFixture, error: type[Exception]
) -> None:
    caplog.set_level(logging.DEBUG)
    person = personal(1)
    filing = filing_of(forms["3210"], person, agent=True)
    app = create_app(settings, {}, store=TellingStore(error, json.dumps(filing, ensure_ascii=False)), now=lambda: clock)
    answer = post(app, filing, 1)
    assert (answer.status_code >= 500, error.__name__ in caplog.text) == (True, True)
    assert readable(list(person.values()), caplog.text.encode() + answer.data) == []


@pytest.mark.parametrize(
    "wrong", [{"scheme": "students"}, {"insured_place": "99"}, {"notice": None}, {"filer": {"capacity": "self"}}]
)
def test_no_log_line_and_no_answer_to_a_refused_filing_tells_anything_about_a_person(
    settings: Settings, forms: dict[str, Any], clock: datetime, caplog: pytest.LogCaptureFixture, wrong: dict[str, Any]
) -> None:
    caplog.set_level(logging.DEBUG)
    person = personal(2)
    app = create_app(settings, {}, store=MemoryStorage(), now=lambda: clock)
    answer = post(app, filing_of(forms["3210"], person, agent=True) | wrong, 2)
    assert answer.status_code == 422
    assert readable(list(person.values()), caplog.text.encode() + answer.data) == []
