"""What only an S3 store can show: SeaweedFS for what holds, a stub on loopback for answers that it never gives."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from filings.storage import KeyTaken, NoSuchKey, Storage, StoreUnavailable
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from stubbed import stubbed
from weed import S3Address

RACER = """
import os, sys
from filings.storage import KeyTaken
from filings.storage.opening import open_storage
store = open_storage(sys.argv[1], os.environ)
print("ready", flush=True)
sys.stdin.readline()
for number in range(30):
    try:
        store.create(f"race/{number // 20}/{number:04}", sys.argv[2].encode())
        print(f"race/{number // 20}/{number:04}")
    except KeyTaken:
        pass
"""


@contextmanager
def stub(answers: dict[str, list[int]], thinks: float = 0) -> Iterator[tuple[ObjectStorage, list[str]]]:
    """Open a store whose server gives each method its statuses in turn, the last one for ever; yield what it was asked.

    It thinks for so many seconds before it answers a write.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked.append(self.command)
            time.sleep(thinks if self.command == "PUT" else 0)
            left = answers[self.command]
            self.send_response(left.pop(0) if len(left) > 1 else left[0])
            self.send_header("ETag", '"x"')
            self.send_header("Last-Modified", "Sat, 21 Nov 2026 21:46:35 GMT")
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_HEAD = do_GET = do_DELETE = answer  # noqa: N815 - the names that the base class looks for

        def log_message(self, *_: object) -> None:
            pass

    with stubbed(Handler) as store:
        yield store, asked


def test_a_conflict_without_an_object_is_tried_once_more() -> None:
    with stub({"PUT": [409, 200], "HEAD": [404]}) as (store, asked):
        store.create("a", b"x")
    assert asked == ["PUT", "HEAD", "PUT"]


def test_conflicts_without_an_object_are_tried_for_a_while_and_never_called_taken() -> None:
    with stub({"PUT": [409], "HEAD": [404]}) as (store, asked), pytest.raises(StoreUnavailable):
        store.create("a", b"x")
    assert asked.count("PUT") == 5


def test_a_conflict_settles_on_the_object_that_is_there() -> None:
    with stub({"PUT": [409], "GET": [200]}) as (store, asked):
        assert store.settle("a", b"x") == b""
    assert asked == ["PUT", "GET"]


def test_a_conflict_without_an_object_is_settled_by_another_attempt() -> None:
    with stub({"PUT": [409, 200], "GET": [404]}) as (store, asked):
        assert store.settle("a", b"x") == b"x"
    assert asked == ["PUT", "GET", "PUT"]


def test_whoever_loses_is_told_while_the_store_still_thinks() -> None:
    with stub({"PUT": [412], "GET": [404, 200]}, thinks=1.5) as (store, asked):
        assert store.settle("a", b"x") == b""
        assert asked == ["PUT", "GET", "GET"]


def test_a_create_that_another_won_is_refused_while_the_store_still_thinks() -> None:
    with stub({"PUT": [412], "GET": [404, 200]}, thinks=1.5) as (store, asked):
        with pytest.raises(KeyTaken):
            store.create("a", b"x")
        assert asked == ["PUT", "GET", "GET"]


def test_of_the_same_bytes_nobody_can_tell_whose_they_are_and_the_store_is_waited_for() -> None:
    with stub({"PUT": [200], "GET": [200]}, thinks=0.6) as (store, _):
        store.create("a", b"")


def test_whoever_wins_is_told_although_the_store_is_slow() -> None:
    with stub({"PUT": [200], "GET": [404]}, thinks=0.6) as (store, _):
        assert store.settle("a", b"x") == b"x"


def test_a_look_that_fails_is_no_answer() -> None:
    with stub({"PUT": [200], "GET": [403]}, thinks=0.6) as (store, _):
        assert store.settle("a", b"x") == b"x"


def test_a_conflict_with_an_object_is_called_taken() -> None:
    with stub({"PUT": [409], "HEAD": [200]}) as (store, _), pytest.raises(KeyTaken):
        store.create("a", b"x")


@pytest.mark.parametrize("verb", ["create", "settle"])
def test_a_write_that_may_have_happened_is_never_repeated_and_settles_nothing(verb: str) -> None:
    with stub({"PUT": [500, 412], "HEAD": [200], "GET": [200]}) as (store, asked):
        with pytest.raises(StoreUnavailable):
            getattr(store, verb)("a", b"x")
        assert asked == ["PUT"]


def test_a_read_is_repeated_when_the_store_stumbles() -> None:
    with stub({"GET": [503, 200]}) as (store, _):
        assert store.read("a") == b""


@pytest.mark.parametrize("verb", ["create", "settle", "read", "keys", "delete"])
def test_an_endpoint_where_nobody_listens_makes_the_store_unavailable(verb: str) -> None:
    store = ObjectStorage.at(Bucket("nobody", endpoint="http://127.0.0.1:1", access_key="a", secret_key="b"))
    arguments = ("a", b"x") if verb in {"create", "settle"} else ("a",)
    with pytest.raises(StoreUnavailable):
        getattr(store, verb)(*arguments)


@pytest.mark.parametrize("verb", ["create", "settle", "read", "keys", "delete"])
@pytest.mark.parametrize("wrong", [{"secret_key": "wrong"}, {"name": "absent-bucket"}], ids=["secret", "bucket"])
def test_a_wrong_secret_or_bucket_makes_the_store_unavailable(bucket: Bucket, wrong: dict[str, str], verb: str) -> None:
    store = ObjectStorage.at(replace(bucket, **wrong))
    arguments = ("a", b"x") if verb in {"create", "settle"} else ("a",)
    with pytest.raises(StoreUnavailable):
        getattr(store, verb)(*arguments)


def test_of_two_processes_creating_the_same_keys_exactly_one_wins_each(
    race: Callable[..., dict[str, list[str]]], s3: S3Address, bucket: Bucket
) -> None:
    won = race(RACER, f"s3://{bucket.name}/{bucket.prefix}", s3.environ())
    store = ObjectStorage.at(bucket)
    held = {key: store.read(key).decode() for key in store.keys("race/")}
    assert sorted((key, name) for name, keys in won.items() for key in keys) == sorted(held.items())
    assert len(held) == 30


def test_one_prefix_does_not_see_another(bucket: Bucket) -> None:
    one, two = (ObjectStorage.at(replace(bucket, prefix=f"{bucket.prefix}/{name}")) for name in ("one", "one-two"))
    two.create("a", b"x")
    assert one.keys("") == []
    with pytest.raises(NoSuchKey):
        one.read("a")


def pages(store: Storage, limit: int, count: int) -> list[str]:
    found: list[str] = []
    for _ in range(count):
        found += store.keys("", after=found[-1] if found else "", limit=limit)
    return found


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_paging_meets_every_key_once_even_where_seaweedfs_lists_folder_by_folder(bucket: Bucket, limit: int) -> None:
    names = ["a", "a-", "a-b", "a-b/c", "a.b", "a.c/x", "a/-", "a/b", "a/b/c", "a0", "a0/z", "a_"]
    store = ObjectStorage.at(bucket)
    for name in names:
        store.create(name, b"")
    assert sorted(pages(store, limit, count=len(names))) == sorted(names)
