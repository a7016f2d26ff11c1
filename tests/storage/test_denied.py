"""What a role meets that may not list the whole bucket: AWS says 403 to it where others are told 404."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

import pytest

from filings.storage import KeyTaken, NoSuchKey, StoreUnavailable
from filings.storage.objects import ObjectStorage
from stubbed import stubbed

_LIST = b'<?xml version="1.0"?><ListBucketResult>%s<IsTruncated>false</IsTruncated></ListBucketResult>'
_ENTRY = b"<Contents><Key>f/a</Key><LastModified>2026-11-21T21:46:35Z</LastModified><ETag>x</ETag><Size>1</Size></Contents>"
ABSENT, LISTED = _LIST % b"<KeyCount>0</KeyCount>", _LIST % (_ENTRY + b"<KeyCount>1</KeyCount>")


@contextmanager
def denying(listing: bytes | None) -> Iterator[ObjectStorage]:
    """Open a store that refuses every look at an object, answers writes with a conflict, and lists where there is a listing."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            listed = listing if "list-type=2" in self.path else None
            self.send_response(200 if listed else 409 if self.command == "PUT" else 403)
            self.send_header("Content-Length", str(len(listed or b"")))
            self.end_headers()
            self.wfile.write(listed or b"")

        do_PUT = do_HEAD = do_GET = do_DELETE = answer  # noqa: N815 - the names that the base class looks for

        def log_message(self, *_: object) -> None:
            pass

    with stubbed(Handler) as store:
        yield store


@pytest.mark.parametrize("verb", ["read", "delete"])
def test_what_is_not_listed_is_absent(verb: str) -> None:
    with denying(ABSENT) as store, pytest.raises(NoSuchKey):
        getattr(store, verb)("f/a")


def test_what_is_listed_and_cannot_be_read_is_not_absent() -> None:
    with denying(LISTED) as store, pytest.raises(StoreUnavailable):
        store.read("f/a")


@pytest.mark.parametrize("verb", ["read", "delete"])
def test_what_can_be_neither_read_nor_listed_is_not_absent(verb: str) -> None:
    with denying(None) as store, pytest.raises(StoreUnavailable):
        getattr(store, verb)("f/a")


@pytest.mark.parametrize(("listing", "told"), [(LISTED, KeyTaken), (ABSENT, StoreUnavailable)])
def test_a_conflict_is_settled_by_the_listing(listing: bytes, told: type[Exception]) -> None:
    with denying(listing) as store, pytest.raises(told):
        store.create("f/a", b"x")
