"""What an operator sets about telling: off by default, and nonsense is refused by name without being repeated."""

import json
from pathlib import Path
from typing import Any

import pytest

from filings.settings import BadSettings
from filings.telling.message import read_words
from filings.telling.settings import TellSettings
from telling.conftest import LANGUAGES, SECRET

MAIL = {"host": "mail.agency.example", "from": "notice@agency.example"}
HOOK = {"url": "https://receiver.example/hook", "secret": SECRET}


def given(**members: Any) -> dict[str, Any]:
    return {"site_url": "https://beian.example/", "webhook": HOOK, **members}


def refused(said: Any) -> str:
    with pytest.raises(BadSettings) as bad:
        TellSettings.read(said, LANGUAGES)
    return str(bad.value)


def test_right_settings_are_read_and_what_is_not_said_is_careful() -> None:
    settings = TellSettings.read(given(mail=MAIL), LANGUAGES)
    assert settings.mail is not None
    assert (settings.mail.security, settings.mail.port, settings.mail.user) == ("starttls", 587, None)
    assert settings.webhook is not None
    assert settings.webhook.url == HOOK["url"]


def test_languages_stand_in_folders_of_one_site_or_each_on_its_own() -> None:
    one = TellSettings.read(given(), LANGUAGES)
    assert [one.site(language) for language in ("zh-Hans", "ru")] == ["https://beian.example/", "https://beian.example/ru/"]
    own = TellSettings.read(
        given(site_url={language: f"https://{language.lower()}.example/" for language in LANGUAGES}), LANGUAGES
    )
    assert own.site("zh-Hans") == "https://zh-hans.example/"


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ([], "the file is not an object"),
        ({"mail": MAIL}, "site_url is missing"),
        ({"site_url": "https://beian.example/"}, "names neither mail nor webhook"),
        (given(sms={}), "sms is unknown"),
        (given(site_url="https://beian.example"), "site_url must be"),
        (given(site_url="http://beian.example/"), "site_url must be"),
        (given(site_url={"ru": "https://beian.example/"}), "site_url names not exactly the languages"),
        (given(mail=[]), "mail is not an object"),
        (given(mail={"host": "x"}), "mail.from is missing"),
        (given(mail={**MAIL, "tls": True}), "mail.tls is unknown"),
        (given(mail={**MAIL, "security": "none"}), "mail.security may be none only"),
        (given(mail={**MAIL, "security": "ssl"}), "mail.security is none of"),
        (given(mail={**MAIL, "port": "587"}), "mail.port is no port"),
        (given(mail={**MAIL, "port": 0}), "mail.port is no port"),
        (given(mail={**MAIL, "user": "beian"}), "mail.user and mail.password belong together"),
        (given(mail={**MAIL, "from": "the agency"}), "mail.from is no e-mail address"),
        (given(mail={**MAIL, "from": "notice@agency.example\nBcc: a@b.example"}), "mail.from is no e-mail address"),
        (given(mail={**MAIL, "host": 7}), "mail.host is not a text"),
        (given(mail={**MAIL, "ca": "/nowhere"}), "mail.ca is not a file"),
        (given(webhook={"url": "https://receiver.example/"}), "webhook.secret is missing"),
        (given(webhook={**HOOK, "url": "http://receiver.example/"}), "webhook.url must be"),
        (given(webhook={**HOOK, "secret": "whsec_c2hvcnQ="}), "webhook.secret must be"),
        (given(webhook={**HOOK, "secret": "not a secret at all"}), "webhook.secret must be"),
    ],
)
def test_nonsense_is_refused_by_name(said: Any, wrong: str) -> None:
    assert wrong in refused(said)


def test_no_secret_is_repeated() -> None:
    said = given(mail={**MAIL, "user": "beian", "password": "secret-one", "port": 0}, webhook={**HOOK, "secret": "secret-two"})
    assert "secret-" not in refused(said)
    settings = TellSettings.read(given(mail={**MAIL, "user": "beian", "password": "secret-one"}), LANGUAGES)
    assert [secret for secret in ("secret-one", SECRET) if secret in repr(settings)] == []


@pytest.mark.parametrize("text", ["", "no JSON", "{}", "[]", json.dumps({"en": {}}), json.dumps({"en": None})])
def test_a_file_without_the_sentences_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "telling.json").write_text(text)
    with pytest.raises(BadSettings, match="BEIAN_WORDS"):
        read_words(tmp_path / "telling.json")
