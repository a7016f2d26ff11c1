"""Where anybody may choose to be an officer, every page says so in red and in its own language; elsewhere no page does."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from filings import cli
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app

PAGE = '<!doctype html>\n<html lang="{}">\n<head>\n<title>{}</title>\n</head>\n<body>\n<p>…</p>\n</body>\n</html>\n'
SAID = {"zh-Hans": {"title": "测试", "text": "不是真的"}, "en": {"title": "Test <1>", "text": "nothing is real"}}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, language in {"index.html": "zh-Hans", "404.html": "zh-Hans", "en/a/index.html": "en", "en/404.html": "en"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(PAGE.format(language, name), "utf-8")
    for name, text in {"words/local.json": json.dumps(SAID), "assets/a.css": "<body>{}"}.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def client(settings: Settings, site: Path, *, local: bool) -> FlaskClient:
    return create_app(replace(settings, site=site, desk_local=local), {}, store=MemoryStorage()).test_client()


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/", 200, "<strong>测试</strong> 不是真的"),
        ("/en/a/", 200, "<strong>Test &lt;1&gt;</strong> nothing is real"),
        ("/nothing/", 404, "<strong>测试</strong> 不是真的"),
        ("/en/nothing/", 404, "<strong>Test &lt;1&gt;</strong> nothing is real"),
    ],
)
def test_every_page_says_so_in_its_language(settings: Settings, site: Path, path: str, status: int, said: str) -> None:
    answer = client(settings, site, local=True).get(path, buffered=True)
    page = answer.data.decode()
    assert (answer.status_code, page.count("local-notice"), page.count("/assets/local.css")) == (status, 1, 1)
    assert page.index("<body>") < page.index(said) < page.index("<p>…</p>")


def test_a_browser_keeps_neither_such_a_page_nor_the_one_without(settings: Settings, site: Path) -> None:
    plain = client(settings, site, local=False).get("/", buffered=True)
    assert plain.data == (site / "index.html").read_bytes()
    known = {"If-None-Match": plain.headers["ETag"]}
    answer = client(settings, site, local=True).get("/", headers=known, buffered=True)
    assert (answer.status_code, answer.headers["Cache-Control"], answer.headers.get("ETag")) == (200, "no-store", None)


def test_what_is_no_page_is_served_as_it_is(settings: Settings, site: Path) -> None:
    assert client(settings, site, local=True).get("/assets/a.css", buffered=True).data == b"<body>{}"


def test_a_site_without_the_words_is_not_served_silently(settings: Settings, site: Path) -> None:
    (site / "words/local.json").unlink()
    with pytest.raises(FileNotFoundError):
        client(settings, site, local=True)


@pytest.mark.parametrize(
    ("environ", "local"),
    [
        ({}, True),
        ({"BEIAN_STORE": "folder:data"}, True),
        ({"BEIAN_STORE": "s3://filings"}, False),
        ({"BEIAN_DESK": "desk.json"}, False),
        ({"BEIAN_SITE_URL": "https://beian.example/"}, False),
    ],
)
def test_the_development_service_offers_it_unless_something_could_mean_real_filings(
    environ: dict[str, str], *, local: bool
) -> None:
    assert (cli._desk(Path("keys"), environ).get("BEIAN_DESK_LOCAL") == "1") == local


def test_foreign_public_keys_are_not_joined_with_the_development_services_own_private_ones() -> None:
    assert "BEIAN_PRIVATE_KEYS" in cli._desk(Path("keys"), {})
    assert "BEIAN_PRIVATE_KEYS" not in cli._desk(Path("keys"), {"BEIAN_KEYS": "theirs.json"})
