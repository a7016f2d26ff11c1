"""What the site serves comes packed to whoever takes it packed, and is the same for whoever does not."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app

BODY = "<p>一二三</p>\n" * 200
FILES = {"index.html": BODY, "404.html": BODY, "a.js": BODY, "a.json": BODY, "changes.atom": BODY, "icon.svg": BODY}


@pytest.fixture
def client(settings: Settings, tmp_path: Path) -> FlaskClient:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "a.png").write_bytes(BODY.encode())
    return create_app(replace(settings, site=tmp_path), {}, store=MemoryStorage()).test_client()


def get(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(path, buffered=True, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize("path", ["/", "/nothing/", "/a.js", "/a.json", "/changes.atom", "/icon.svg"])
def test_what_gains_from_it_is_packed_for_whoever_takes_it_so(client: FlaskClient, path: str) -> None:
    packed, plain = get(client, path, Accept_Encoding="br, gzip;q=0.8"), get(client, path)
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert int(packed.headers["Content-Length"]) == len(packed.data) < len(plain.data) / 10
    assert gzip.decompress(packed.data) == plain.data == BODY.encode()
    assert ("Content-Encoding" in plain.headers, plain.headers["Vary"]) == (False, "Accept-Encoding")


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0"])
def test_who_does_not_take_it_packed_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    assert get(client, "/", Accept_Encoding=accepted).data == BODY.encode()


def test_pictures_are_served_as_they_are(client: FlaskClient) -> None:
    answer = get(client, "/a.png", Accept_Encoding="gzip")
    assert (answer.data, "Content-Encoding" in answer.headers, "Vary" in answer.headers) == (BODY.encode(), False, False)


def test_packed_and_plain_have_tags_of_their_own_and_neither_is_sent_twice(client: FlaskClient) -> None:
    tags = {coding: get(client, "/", Accept_Encoding=coding).headers["ETag"] for coding in ("gzip", "identity")}
    assert len(set(tags.values())) == 2
    again = {(has, wants): get(client, "/", Accept_Encoding=wants, If_None_Match=tags[has]) for has in tags for wants in tags}
    assert {key for key, answer in again.items() if answer.status_code == 304} == {("gzip", "gzip"), ("identity", "identity")}
    assert {answer.data for (has, wants), answer in again.items() if has == wants} == {b""}


def test_a_changed_file_is_packed_anew(client: FlaskClient, tmp_path: Path) -> None:
    known = get(client, "/a.js", Accept_Encoding="gzip").headers["ETag"]
    (tmp_path / "a.js").write_text("changed", "utf-8")
    answer = get(client, "/a.js", Accept_Encoding="gzip", If_None_Match=known)
    assert (answer.status_code, gzip.decompress(answer.data)) == (200, b"changed")


def test_a_part_of_a_file_is_a_part_of_the_plain_one(client: FlaskClient) -> None:
    answer = get(client, "/a.js", Accept_Encoding="gzip", Range="bytes=3-9")
    assert (answer.status_code, answer.data, answer.headers["Content-Range"]) == (
        206,
        BODY.encode()[3:10],
        f"bytes 3-9/{len(BODY.encode())}",
    )
