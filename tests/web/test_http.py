"""What the doors answer over HTTP to whatever comes, and what they never say."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from documents import document
from filings.settings import Settings
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.web.app import DOORS, create_app
from filings.web.guard import BODY_LIMIT

if TYPE_CHECKING:
    from running import Service

KEY = "a-key-of-the-client-1"
SECURITY_HEADERS = {
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cache-Control",
}
UNKNOWN = "3210-0000-0000-G"
# What a server says that knows where a chunked body ends, as granian does.
TERMINATED = {"wsgi.input_terminated": True}


@pytest.fixture(scope="module")
def body(forms: dict[str, Any]) -> bytes:
    """A filing as a client sends it, signed for: it needs no uploads, which every service would have to have."""
    return json.dumps(document(forms["3210"], "long-term-resident", letter=True)).encode()


def post(app: Flask, body: bytes, key: str | None = KEY, **sent: Any) -> TestResponse:
    headers = {} if key is None else {"Idempotency-Key": key}
    sent.setdefault("content_type", "application/json")
    return app.test_client().post("/v1/filings", data=body, headers=headers, **sent)


def fetch(app: Flask, path: str, **sent: Any) -> TestResponse:
    """Get an address with the whole body, so that no file is left open."""
    return app.test_client().get(path, buffered=True, **sent)


def headers_of(answer: TestResponse) -> tuple[tuple[str, str], ...]:
    """Return an answer's headers without the request's id, in which no two are alike."""
    return tuple(pair for pair in answer.headers if pair[0] != "X-Request-Id")


def problem(answer: TestResponse) -> tuple[int, str]:
    """Return status and code of a problem document."""
    assert answer.content_type == "application/problem+json"
    told = json.loads(answer.data)
    assert (told["status"], told["type"]) == (answer.status_code, f"/api/#{told['code']}")
    return answer.status_code, told["code"]


# --- taking a filing


def test_a_filing_gets_its_receipt_and_where_to_ask_for_it(app: Flask, body: bytes) -> None:
    answer = post(app, body)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/v1/filings/{json.loads(answer.data)['number']}")


def test_a_repeated_filing_gets_the_same_bytes(app: Flask, body: bytes) -> None:
    assert post(app, body).data == post(app, body).data


def test_the_quotes_of_a_structured_field_are_not_part_of_the_key(app: Flask, body: bytes) -> None:
    assert post(app, body, KEY).data == post(app, body, f'"{KEY}"').data


def test_the_same_key_with_another_document_is_a_conflict(app: Flask, body: bytes) -> None:
    post(app, body)
    assert problem(post(app, body.replace(b"13800000000", b"13800000001"))) == (409, "key-reused")


def test_a_document_that_does_not_meet_the_contract_gets_its_findings(app: Flask) -> None:
    assert problem(post(app, b"{}")) == (422, "findings")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_json_may_be_announced_with_parameters_and_in_capitals(app: Flask, body: bytes, content_type: str) -> None:
    assert post(app, body, content_type=content_type).status_code == 201


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"],
)
def test_another_media_type_is_refused(app: Flask, body: bytes, content_type: str) -> None:
    assert problem(post(app, body, content_type=content_type)) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "key",
    [
        None,
        "",
        "short",
        "a" * 15,
        "a" * 65,
        "a" * 5000,
        "with a space in it",
        "ümlaut-in-the-key",
        f"{KEY}, {KEY}",
        "../../../etc/passwd",
        f"{KEY};",
    ],
)
def test_a_key_that_is_missing_short_or_odd_is_refused(app: Flask, body: bytes, key: str | None) -> None:
    assert problem(post(app, body, key)) == (400, "idempotency-key")


@pytest.mark.parametrize("key", ["a" * 16, "a" * 64, "123e4567-e89b-12d3-a456-426614174000", "under_score_and-hyphen"])
def test_a_key_of_16_to_64_letters_digits_hyphens_or_underscores_is_taken(app: Flask, body: bytes, key: str) -> None:
    assert post(app, body, key).status_code == 201


# --- size


def test_a_body_of_exactly_256_kib_is_taken(app: Flask, body: bytes) -> None:
    assert post(app, body.ljust(BODY_LIMIT)).status_code == 201


def test_a_body_of_one_byte_more_is_refused(app: Flask, body: bytes) -> None:
    assert problem(post(app, body.ljust(BODY_LIMIT + 1))) == (413, "too-large")


def without_length(app: Flask, body: bytes, **environ: Any) -> TestResponse:
    """Post a body whose length nobody has told, as a chunked request comes."""
    return app.test_client().post(
        "/v1/filings",
        input_stream=BytesIO(body),
        content_type="application/json",
        headers={"Idempotency-Key": KEY, "Transfer-Encoding": "chunked"},
        environ_overrides=environ,
    )


def test_a_body_without_a_length_is_taken(app: Flask, body: bytes) -> None:
    assert without_length(app, body, **TERMINATED).status_code == 201


def test_a_body_without_a_length_may_have_exactly_256_kib(app: Flask, body: bytes) -> None:
    assert without_length(app, body.ljust(BODY_LIMIT), **TERMINATED).status_code == 201


@pytest.mark.parametrize("more", [1, 2, 1000, BODY_LIMIT])
def test_a_body_without_a_length_that_turns_out_too_large_is_refused(app: Flask, body: bytes, more: int) -> None:
    assert problem(without_length(app, body.ljust(BODY_LIMIT + more), **TERMINATED)) == (413, "too-large")


def test_a_body_without_an_end_is_not_waited_for(app: Flask, body: bytes) -> None:
    assert problem(without_length(app, body)) == (400, "malformed")


# --- malformed bodies


@pytest.mark.parametrize(
    "malformed",
    [
        b"",
        b"   ",
        b"{",
        b'{"scheme": NaN}',
        b'{"scheme": Infinity}',
        b'{"scheme": 1e999}',
        b'{"scheme": 1, "scheme": 1}',
        b'{"insured": {"document": {"kind": 1, "kind": 2}}}',
        b'{"treatments": [{"place": "31"}, {"place": "31", "\\u0070lace": "11"}]}',
        b'{"scheme": "\xff"}',
        b'{"scheme": "\xc0\xaf"}',
        b"\xef\xbb\xbf{}",
        '{"scheme": 1}'.encode("utf-16"),
        b'{"scheme": "\\ud800"}',
        b'{"\\udc00": 1}',
        b"[" * 500 + b"]" * 500,
        b'{"insured_place": "3210", "insured": ' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"a":' * 500 + b"1" + b"}" * 500,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 50_000,
        b"1" * 5000,
    ],
    ids=lambda malformed: repr(malformed[:45]),
)
def test_a_body_that_could_be_read_in_two_ways_or_not_at_all_is_malformed(app: Flask, malformed: bytes) -> None:
    assert problem(post(app, malformed)) == (400, "malformed")


@pytest.mark.parametrize("odd", [b"null", b"[]", b'"text"', b"1", b"true", b"-0.0", b'{"\\u0000": 1}'])
def test_json_that_is_no_filing_gets_findings(app: Flask, odd: bytes) -> None:
    assert problem(post(app, odd)) == (422, "findings")


def test_nothing_is_stored_for_what_is_refused(app: Flask, store: MemoryStorage) -> None:
    for refused in (b"", b"{}", b"NaN"):
        post(app, refused)
    assert store.keys("") == []


# --- looking up


def look_up(app: Flask, number: str, code: str | None = None) -> TestResponse:
    return app.test_client().get(f"/v1/filings/{number}", headers={} if code is None else {"Lookup-Code": code})


def test_a_filing_is_found_by_the_address_on_its_receipt(app: Flask, body: bytes) -> None:
    answer = look_up(app, post(app, body).headers["Location"].rpartition("/")[2])
    assert (answer.status_code, json.loads(answer.data)["status"]) == (200, "submitted")


def test_a_filing_is_found_with_its_lookup_code(app: Flask, body: bytes) -> None:
    receipt = json.loads(post(app, body).data)
    assert look_up(app, receipt["number"], receipt["lookup_code"]).status_code == 200


def test_unknown_number_wrong_code_and_no_number_are_answered_with_the_same_bytes_and_headers(app: Flask, body: bytes) -> None:
    number = json.loads(post(app, body).data)["number"]
    answers = [
        look_up(app, UNKNOWN),
        look_up(app, UNKNOWN, "0000-0000"),
        look_up(app, number, "0000-0000"),
        look_up(app, number, ""),
        look_up(app, "nonsense"),
        look_up(app, "0" * 5000),
        look_up(app, "%00%ff"),
    ]
    assert {(answer.status_code, answer.data, headers_of(answer)) for answer in answers} == {
        (404, answers[0].data, headers_of(answers[0]))
    }


# --- methods and addresses


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/v1/filings", {"POST", "OPTIONS"}),
        ("PUT", "/v1/filings", {"POST", "OPTIONS"}),
        ("DELETE", f"/v1/filings/{UNKNOWN}", {"GET", "HEAD", "OPTIONS"}),
        ("POST", "/v1/health", {"GET", "HEAD", "OPTIONS"}),
    ],
)
@pytest.mark.parametrize("behind", ["app", "site"])
def test_another_method_is_refused_with_those_that_are_allowed(
    request: pytest.FixtureRequest, behind: str, method: str, path: str, allowed: set[str]
) -> None:
    answer = request.getfixturevalue(behind).test_client().open(path, method=method)
    assert (*problem(answer), set(answer.headers["Allow"].split(", "))) == (405, "method-not-allowed", allowed)


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v1/", "/v1/filings/", "/v2/filings", "/v1/filings/x/y", "/v1/%2e%2e/v1/nothing", "/favicon.ico"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_address_is_not_found(app: Flask, path: str, method: str) -> None:
    assert problem(app.test_client().open(path, method=method)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/v1/", "/v1/x", "/v1/filings/", "/v1/filings/x/y"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_with_the_site_an_unknown_address_of_the_functions_is_still_not_found(site: Flask, path: str, method: str) -> None:
    assert problem(site.test_client().open(path, method=method)) == (404, "not-found")


@pytest.mark.parametrize("path", ["/v1/health", f"/v1/filings/{UNKNOWN}"])
def test_head_is_get_without_the_body(app: Flask, path: str) -> None:
    head, get = app.test_client().head(path), app.test_client().get(path)
    assert (head.status_code, headers_of(head), head.data) == (get.status_code, headers_of(get), b"")


def test_health_says_that_the_process_lives_and_ready_that_it_can_work(app: Flask) -> None:
    assert app.test_client().get("/v1/health").json == {"status": "ok"}
    parts = {"store": "ok", "contracts": "ok", "keys": "ok"}
    assert app.test_client().get("/v1/ready").json == {"status": "ok", "parts": parts}


# --- when something fails


class Breaking(MemoryStorage):
    """Raises the same error whatever it is asked."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def create(self, key: str, body: bytes) -> None:
        raise self._error

    def read(self, key: str) -> bytes:
        raise self._error

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        raise self._error


NewBroken = Callable[[Exception], Flask]
ASKED = ["post", "look up"]


@pytest.fixture
def broken(settings: Settings) -> NewBroken:
    """Makes an application whose store raises an error."""
    return lambda error: create_app(settings, {}, store=Breaking(error))


def ask(app: Flask, what: str, body: bytes) -> TestResponse:
    if what == "post":
        return post(app, body)
    return app.test_client().get(f"/v1/filings/{UNKNOWN}")


@pytest.mark.parametrize("what", ASKED)
def test_a_store_that_does_not_answer_is_told_with_when_to_try_again(broken: NewBroken, body: bytes, what: str) -> None:
    answer = ask(broken(StoreUnavailable()), what, body)
    assert (*problem(answer), answer.headers["Retry-After"]) == (503, "store-unavailable", "5")


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("error", [RuntimeError, KeyError, OSError, RecursionError, ValueError])
def test_an_unexpected_error_is_answered_without_any_detail(
    broken: NewBroken, app: Flask, body: bytes, what: str, error: type[Exception]
) -> None:
    answer = ask(broken(error("张三 13800000000")), what, body)
    assert json.loads(answer.data) == {
        "type": "/api/#internal",
        "title": "Something failed here",
        "status": 500,
        "code": "internal",
    }


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("error", [RuntimeError, StoreUnavailable])
def test_of_an_error_only_its_kind_and_where_it_arose_are_logged(
    broken: NewBroken, body: bytes, caplog: pytest.LogCaptureFixture, what: str, error: type[Exception]
) -> None:
    caplog.set_level("DEBUG", logger="beian")
    ask(broken(error("张三 13800000000")), what, body)
    [record] = [record for record in caplog.records if record.name == "beian"]
    told = json.loads(record.getMessage())
    assert (told["level"], told["kind"]) == ("error", error.__name__)
    assert re.fullmatch(r"Breaking\.\w+:[0-9]+", told["where"])
    assert (record.exc_info, record.stack_info) == (None, None)


def test_of_what_is_refused_code_and_rules_are_logged_and_nothing_that_was_sent(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="beian")
    post(app, b'{"insured_place": "13800000000"}')
    post(app, b'{"13800000000')
    told = [json.loads(record.getMessage()) for record in caplog.records if record.name == "beian"]
    assert [(each["status"], each["code"], each.get("rules", [])[:1]) for each in told] == [
        (422, "findings", ["format"]),
        (400, "malformed", []),
    ]
    assert "13800000000" not in caplog.text


# --- headers


def every_kind_of_answer(app: Flask, body: bytes) -> Iterator[TestResponse]:
    client = app.test_client()
    yield post(app, b"{}")
    yield post(app, body)
    yield post(app, b"{")
    yield post(app, body, "short")
    yield post(app, body, content_type="text/plain")
    yield post(app, body.ljust(BODY_LIMIT + 1))
    yield post(app, body.replace(b"13800000000", b"13800000001"))
    for method, path in [("GET", "/v1/health"), ("PUT", "/v1/health"), ("OPTIONS", "/v1/filings"), ("HEAD", "/v1/health")]:
        yield client.open(path, method=method)
    for path in (f"/v1/filings/{UNKNOWN}", "/v1/nothing", "/", "/en", "/en/", "/nothing", "/v1//health", "/page.html"):
        yield fetch(app, path)


def test_every_answer_carries_the_headers_that_keep_a_browser_careful(
    app: Flask, site: Flask, broken: NewBroken, body: bytes
) -> None:
    answers = [
        *every_kind_of_answer(app, body),
        *every_kind_of_answer(site, body),
        *(ask(broken(error), what, body) for error in (StoreUnavailable(), RuntimeError()) for what in ASKED),
    ]
    assert {answer.status_code for answer in answers} >= {200, 201, 302, 308, 400, 404, 405, 409, 413, 415, 422, 500, 503}
    assert [
        (answer.request.path, SECURITY_HEADERS - set(answer.headers.keys()))
        for answer in answers
        if SECURITY_HEADERS - set(answer.headers.keys())
    ] == []


def test_what_the_functions_answer_is_never_kept_and_runs_nothing(site: Flask, body: bytes) -> None:
    answers = [answer for answer in every_kind_of_answer(site, body) if answer.request.path.startswith("/v1/")]
    assert {(answer.headers["Cache-Control"], answer.headers["Content-Security-Policy"]) for answer in answers} == {
        ("no-store", "default-src 'none'; frame-ancestors 'none'")
    }


# --- doors


@pytest.mark.parametrize(("doors", "status"), [({"status"}, 404), ({"submit"}, 201), ({"submit", "status"}, 201)])
def test_only_the_submit_door_takes_filings(settings: Settings, body: bytes, doors: set[str], status: int) -> None:
    app = create_app(settings, {}, doors, store=MemoryStorage())
    headers = {"Idempotency-Key": KEY}
    # A client of werkzeug's own: the description speaks of a service with all its doors.
    answer = Client(app).post("/v1/filings", data=body, content_type="application/json", headers=headers)
    assert answer.status_code == status


def test_without_its_door_no_filing_is_answered_for(settings: Settings, store: MemoryStorage, app: Flask, body: bytes) -> None:
    location = post(app, body).headers["Location"]
    doors = [create_app(settings, {}, {door}, store=store).test_client().get(location) for door in ("submit", "status")]
    assert [answer.status_code for answer in doors] == [404, 200]


@pytest.mark.parametrize("door", sorted(DOORS))
def test_health_and_readiness_are_behind_every_door(settings: Settings, door: str) -> None:
    client = create_app(settings, {}, {door}, store=MemoryStorage()).test_client()
    assert [client.get(f"/v1/{address}").status_code for address in ("health", "ready")] == [200, 200]


def test_the_status_door_needs_neither_keys_nor_contracts(settings: Settings) -> None:
    bare = replace(settings, keys=Path("/nowhere"), contracts=Path("/nowhere"))
    assert create_app(bare, {}, {"status"}, store=MemoryStorage()).test_client().get(f"/v1/filings/{UNKNOWN}").status_code == 404


# --- pages


@pytest.fixture
def site(settings: Settings, store: MemoryStorage, tmp_path: Path) -> Flask:
    """The application with a small site, beside which lies what must not be served."""
    pages = tmp_path / "site"
    for name in ("index.html", "404.html", "page.html", "en/index.html", "en/404.html", "en/guide/index.html", "assets/site.css"):
        (pages / name).parent.mkdir(parents=True, exist_ok=True)
        (pages / name).write_text(f"this is {name}")
    for name in ("secret.txt", "404.html", "index.html"):
        (tmp_path / name).write_text("outside")
    return create_app(replace(settings, site=pages), {}, store=store)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/", "index.html"),
        ("/en/", "en/index.html"),
        ("/en/guide/", "en/guide/index.html"),
        ("/page.html", "page.html"),
        ("/assets/site.css", "assets/site.css"),
    ],
)
def test_a_page_is_served(site: Flask, path: str, name: str) -> None:
    answer = fetch(site, path)
    assert (answer.status_code, answer.text) == (200, f"this is {name}")


@pytest.mark.parametrize(("path", "location"), [("/en", "/en/"), ("/en/guide", "/en/guide/"), ("/en?a=1", "/en/")])
def test_a_folder_without_its_slash_leads_to_it(site: Flask, path: str, location: str) -> None:
    answer = fetch(site, path)
    assert (answer.status_code, answer.headers["Location"]) == (302, location)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/nothing", "404.html"),
        ("/nothing/", "404.html"),
        ("/en/nothing", "en/404.html"),
        ("/en/guide/nothing/", "en/404.html"),
        ("/ko/nothing", "404.html"),
        ("/assets/", "404.html"),
        ("/page.html/", "404.html"),
        ("/" + "a" * 300, "404.html"),
        ("/en/" + "a" * 5000 + "/", "en/404.html"),
        ("/%00", "404.html"),
        ("/%ff%fe", "404.html"),
    ],
)
def test_what_is_not_there_is_answered_with_the_404_page_of_its_language(site: Flask, path: str, name: str) -> None:
    answer = fetch(site, path)
    assert (answer.status_code, answer.text) == (404, f"this is {name}")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/en/../../secret.txt",
        "/en/%2e%2e/%2e%2e/secret.txt",
        "/en/..%2f..%2fsecret.txt",
        "/..%5csecret.txt",
        "/en/..\\..\\secret.txt",
        "/%2e%2e/",
        "/..",
        "/%2e%2e/nothing",
        "/.%2e/404.html",
        "/%252e%252e/secret.txt",
        "/%00/../../secret.txt",
        "/en/%00../secret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/file:///etc/passwd",
    ],
)
def test_nothing_outside_the_site_is_served(site: Flask, path: str) -> None:
    answer = fetch(site, path, follow_redirects=True)
    assert (answer.status_code, "outside" in answer.text, "root:" in answer.text) == (404, False, False)


def test_pages_may_be_kept_only_after_asking_and_bring_their_own_policy(site: Flask) -> None:
    answer = fetch(site, "/en/")
    assert (answer.headers["Cache-Control"], answer.headers["Content-Security-Policy"]) == ("no-cache", "frame-ancestors 'none'")


def test_a_page_that_has_not_changed_is_not_sent_again(site: Flask) -> None:
    assert fetch(site, "/en/", headers={"If-None-Match": fetch(site, "/en/").headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/", "/en/", "/nothing"])
def test_pages_take_no_other_method(site: Flask, path: str) -> None:
    assert problem(site.test_client().post(path)) == (405, "method-not-allowed")


# --- the server that carries it all


def exchange(
    service: "Service", method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    connection = HTTPConnection("127.0.0.1", int(service.url.rpartition(":")[2]), timeout=30)
    try:
        connection.request(method, path, body, headers or {}, encode_chunked=True)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def chunked(service: "Service", body: bytes, key: str) -> tuple[int, bytes]:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, "Transfer-Encoding": "chunked"}
    pieces = (body[start : start + 10_000] for start in range(0, len(body), 10_000))
    status, _, answer = exchange(service, "POST", "/v1/filings", pieces, headers)
    return status, answer


def test_the_running_service_takes_a_chunked_filing(service: "Service", body: bytes) -> None:
    assert chunked(service, body, "chunked-just-right")[0] == 201


def test_the_running_service_takes_a_chunked_body_of_exactly_256_kib(service: "Service", body: bytes) -> None:
    assert chunked(service, body.ljust(BODY_LIMIT), "chunked-just-under")[0] == 201


def test_the_running_service_refuses_a_chunked_body_of_one_byte_more(service: "Service", body: bytes) -> None:
    status, answer = chunked(service, body.ljust(BODY_LIMIT + 1), "chunked-just-over")
    assert (status, json.loads(answer)["code"]) == (413, "too-large")


@pytest.mark.parametrize(
    "path", ["//evil.example", "//evil.example/..", "/%2f/evil.example", "/\\evil.example", "//en", "/en//guide"]
)
def test_the_running_service_leads_nobody_to_another_host(service: "Service", path: str) -> None:
    _, headers, _ = exchange(service, "GET", path)
    location = next((value for name, value in headers.items() if name.lower() == "location"), "/")
    assert re.match(rf"/(?!/|\\)|{re.escape(service.url)}/", location)


@pytest.mark.parametrize(
    "path", ["/../pyproject.toml", "/../../../../etc/passwd", "/%2e%2e/%2e%2e/pyproject.toml", "/en/../../../pyproject.toml"]
)
def test_the_running_service_serves_nothing_outside_the_site(service: "Service", path: str) -> None:
    assert exchange(service, "GET", path)[0] == 404


def test_the_running_service_says_on_every_answer_how_careful_to_be(service: "Service") -> None:
    for path in ("/", "/v1/health", "/v1/ready", "/v1/nothing", "/nothing"):
        _, headers, _ = exchange(service, "GET", path)
        assert {name.lower() for name in SECURITY_HEADERS} <= {name.lower() for name in headers}
