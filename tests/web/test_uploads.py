"""The way of a file into quarantine over HTTP, where the store is no bucket: the form, and everything that it refuses."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from urllib3 import encode_multipart_formdata
from werkzeug.test import TestResponse

from documents import document
from filings.settings import Settings
from filings.storage import Storage
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from papers import declared, pdf, png

ROOT = Path(__file__).parents[2]
JSON_LIMIT = 256 * 1024


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return MemoryStorage() if request.param == "memory" else FolderStorage(tmp_path)


@pytest.fixture
def app(settings: Settings, store: Storage, clock: datetime) -> Flask:
    return create_app(settings, {}, store=store, now=lambda: clock)


def wish(content: bytes, kind: str = "image/png") -> dict[str, Any]:
    return {name: its for name, its in declared(content, kind).items() if name != "upload"}


def ask(app: Flask, content: bytes, kind: str = "image/png") -> dict[str, Any]:
    answer = app.test_client().post("/v1/uploads", json=wish(content, kind))
    assert answer.status_code == 201
    return dict(answer.json)  # type: ignore[arg-type]


def send(app: Flask, form: dict[str, Any], content: bytes, **changed: str) -> TestResponse:
    # Encoded here: the test client would leave a temporary file open.
    body, kind = encode_multipart_formdata({**form["fields"], **changed, "file": ("a picture.png", content)})
    return app.test_client().post(form["url"], data=body, content_type=kind)


def problem(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, json.loads(answer.data)["code"]


def test_a_file_is_found_in_quarantine_as_it_was_sent(app: Flask, store: Storage) -> None:
    form = ask(app, png())
    assert send(app, form, png()).status_code == 204
    assert store.read(f"quarantine/{form['upload']}") == png()


def test_a_form_says_until_when_it_can_be_sent_and_its_file_when_it_was_asked_for(app: Flask) -> None:
    form = ask(app, png())
    assert form["upload"].startswith("20261120T0400-")
    assert form["expires_at"] == "2026-11-20T04:10:00.000Z"


def test_sending_the_same_file_again_changes_nothing(app: Flask, store: Storage) -> None:
    form = ask(app, png())
    assert [send(app, form, png()).status_code for _ in range(2)] == [204, 204]
    assert store.keys("") == [f"quarantine/{form['upload']}"]


@pytest.mark.parametrize("content", [png()[:-1], png() + b"x", b"", bytes(len(png()))], ids=["less", "more", "nothing", "other"])
def test_other_bytes_than_the_form_pins_are_refused(app: Flask, store: Storage, content: bytes) -> None:
    assert problem(send(app, ask(app, png()), content)) == (400, "upload-differs")
    assert store.keys("") == []


@pytest.mark.parametrize(
    "changed",
    [
        {"Content-Type": "text/html"},
        {"size": "1"},
        {"size": "many"},
        {"sha256": "0" * 64},
        {"expires": "2099-01-01T00:00:00.000Z"},
        {"signature": "0" * 64},
        {"signature": "ü"},
        {"more": "than was signed"},
    ],
    ids=lambda changed: "=".join(*changed.items()),
)
def test_a_changed_form_is_refused(app: Flask, store: Storage, changed: dict[str, str]) -> None:
    assert problem(send(app, ask(app, png()), png(), **changed)) == (403, "upload-refused")
    assert store.keys("") == []


@pytest.mark.parametrize("name", ["Content-Type", "size", "sha256", "expires", "signature"])
def test_a_form_without_one_of_its_fields_is_refused(app: Flask, name: str) -> None:
    form = ask(app, png())
    del form["fields"][name]
    assert problem(send(app, form, png())) == (403, "upload-refused")


def test_a_form_is_good_for_its_own_file_only(app: Flask) -> None:
    one, other = ask(app, png()), ask(app, png())
    assert problem(send(app, one | {"url": other["url"]}, png())) == (403, "upload-refused")


def test_a_form_is_good_for_ten_minutes(settings: Settings, clock: datetime) -> None:
    times = [clock]
    app = create_app(settings, {}, store=MemoryStorage(), now=lambda: times[-1])
    form = ask(app, png())
    times.append(clock + timedelta(minutes=10))
    assert send(app, form, png()).status_code == 204
    times.append(clock + timedelta(minutes=10, milliseconds=1))
    assert problem(send(app, form, png())) == (403, "upload-refused")


def test_a_form_holds_exactly_one_file(app: Flask) -> None:
    form = ask(app, png())
    client, kind = app.test_client(), "multipart/form-data"
    none = client.post(form["url"], data=form["fields"], content_type=kind)
    two = client.post(
        form["url"], data={**form["fields"], "file": [(BytesIO(png()), "a"), (BytesIO(png()), "b")]}, content_type=kind
    )
    strange = client.post(
        form["url"], data={**form["fields"], "file": (BytesIO(png()), "a"), "b": (BytesIO(b"b"), "b")}, content_type=kind
    )
    assert [problem(answer) for answer in (none, two, strange)] == [(403, "upload-refused")] * 3


def test_a_file_comes_as_a_form_and_in_no_other_way(app: Flask) -> None:
    form = ask(app, png())
    assert problem(app.test_client().post(form["url"], data=png(), content_type="image/png")) == (415, "unsupported-media-type")
    assert problem(app.test_client().post(form["url"], json={})) == (415, "unsupported-media-type")


def test_a_file_of_ten_megabytes_is_taken_and_no_larger_one(app: Flask, store: Storage) -> None:
    largest = png(10 * 1024 * 1024 - len(png(1)) + 1)
    form = ask(app, largest)
    assert send(app, form, largest).status_code == 204
    assert len(store.read(f"quarantine/{form['upload']}")) == 10 * 1024 * 1024
    assert problem(send(app, form, largest + bytes(64 * 1024))) == (413, "too-large")


def test_everything_else_still_takes_no_more_than_it_did(app: Flask) -> None:
    for path in ("/v1/uploads", "/v1/filings"):
        answer = app.test_client().post(path, data=b" " * (JSON_LIMIT + 1), content_type="application/json")
        assert problem(answer) == (413, "too-large")


@pytest.mark.parametrize("upload", ["x", "20261120T0400-", "..%2f..%2fetc", "20261120T0400-" + "0" * 31, "2" * 5000])
def test_no_other_address_takes_a_file(app: Flask, store: Storage, upload: str) -> None:
    form = ask(app, png())
    assert problem(send(app, form | {"url": f"/v1/uploads/{upload}"}, png()))[0] in {403, 404}
    assert store.keys("") == []


# --- what may be uploaded

WISHES: list[Any] = [
    wish(png()),
    wish(pdf(), "application/pdf"),
    wish(png(), "image/heic"),
    wish(png(), "image/svg+xml"),
    wish(png()) | {"size": 0},
    wish(png()) | {"size": -1},
    wish(png()) | {"size": 10 * 1024 * 1024},
    wish(png()) | {"size": 10 * 1024 * 1024 + 1},
    wish(png()) | {"size": "1"},
    wish(png()) | {"size": True},
    wish(png()) | {"size": 1.5},
    wish(png()) | {"size": None},
    wish(png()) | {"sha256": "0" * 63},
    wish(png()) | {"sha256": "A" * 64},
    wish(png()) | {"sha256": "0" * 64 + "\n"},
    wish(png()) | {"sha256": 1},
    wish(png()) | {"type": []},
    wish(png()) | {"more": 1, "a/b~c": 2},
    {"size": 1},
    {},
    [],
    "text",
    None,
    1,
]


@pytest.mark.parametrize("wished", WISHES, ids=lambda wished: json.dumps(wished)[:60])
def test_a_wish_is_refused_exactly_where_the_published_schema_refuses_it(app: Flask, wished: Any) -> None:
    schema = json.loads((ROOT / "schemas/api/upload.json").read_text("utf-8"))
    wrong = set()
    for error in jsonschema.Draft202012Validator(schema).iter_errors(wished):
        at = "".join(f"/{step}" for step in error.absolute_path)
        missing = [name for name in schema["required"] if error.validator == "required" and error.message.startswith(f"'{name}'")]
        extra = sorted(set(wished) - set(schema["properties"])) if error.validator == "additionalProperties" else []
        wrong |= {f"{at}/{name.replace('~', '~0').replace('/', '~1')}" for name in (*missing, *extra)} or {at}
    answer = app.test_client().post("/v1/uploads", data=json.dumps(wished), content_type="application/json")
    found = {finding["pointer"] for finding in answer.json.get("findings", ())}  # type: ignore[union-attr]
    assert (answer.status_code, found) == (422 if wrong else 201, wrong)


# --- the whole way

Way = Callable[[bytes, str], dict[str, Any]]


def test_a_filing_with_an_uploaded_paper_gets_its_receipt(settings: Settings, forms: dict[str, Any], store: Storage) -> None:
    now = datetime.now(UTC)
    app = create_app(settings, {}, store=store, now=lambda: now)
    filing = document(forms["3210"], "other-temporary")
    form = ask(app, png())
    send(app, form, png())
    filing["materials"][0]["files"] = [{"upload": form["upload"], **wish(png())}]
    del filing["materials"][1:]
    answer = app.test_client().post("/v1/filings", json=filing, headers={"Idempotency-Key": "a-filing-with-a-paper"})
    assert answer.status_code == 201
    assert store.keys("quarantine/") == []
