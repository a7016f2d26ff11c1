"""What every storage backend does alike. A new backend is one more parameter of the `store` fixture."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filings.storage import KeyTaken, NoSuchKey, Storage

MALFORMED = [
    "", "/", "a/", "/a", "a//b", ".", "..", "a/..", "../a", "a/./b", "a b", "a\n", "é", "备", "a+", "a%2Fb", "a\\b", "a\0",
    "a" * 201, "/".join("a" * 129 for _ in range(4)),
]  # fmt: skip
MIXED = ["-", "0", "A", "_", "a", "a-1/x", "a-1/x-1", "a.1/x", "a1/.x", "a1/x", "a1/x.json", "a_1/x", "b-", "b.", "b0", "c/-"]

segments = st.text("-.0a", min_size=1, max_size=2).filter(lambda text: text not in {".", ".."})
keys = st.lists(segments, min_size=1, max_size=4).map("/".join)


def fill(store: Storage, names: list[str]) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: store.create(name, name.encode()), names))


@pytest.mark.parametrize("body", [b"", b"\0\xff\r\n{}", bytes(range(256)) * 20_480], ids=["empty", "binary", "5 MB"])
def test_what_is_read_is_what_was_created(store: Storage, body: bytes) -> None:
    store.create("filings/7K3Q9FXM/0001.json", body)
    assert store.read("filings/7K3Q9FXM/0001.json") == body


@pytest.mark.parametrize("key", ["a", "a" * 200, "/".join(["a" * 127] * 4), "...", ".a", "a..b", "-", "_", "a/.tmp/b"])
def test_every_well_formed_key_holds_an_object(store: Storage, key: str) -> None:
    store.create(key, b"x")
    assert (store.keys(""), store.read(key)) == ([key], b"x")


def test_a_second_create_is_refused(store: Storage) -> None:
    store.create("a/b", b"first")
    with pytest.raises(KeyTaken):
        store.create("a/b", b"second")


def test_a_refused_create_leaves_the_first_body(store: Storage) -> None:
    store.create("a/b", b"first")
    with pytest.raises(KeyTaken):
        store.create("a/b", b"second")
    assert store.read("a/b") == b"first"


def test_an_absent_key_cannot_be_read(store: Storage) -> None:
    store.create("a/b/c", b"x")
    with pytest.raises(NoSuchKey):
        store.read("a/b")


def test_an_absent_key_cannot_be_deleted(store: Storage) -> None:
    store.create("a/b/c", b"x")
    with pytest.raises(NoSuchKey):
        store.delete("a/b")


def test_a_deleted_key_holds_nothing(store: Storage) -> None:
    store.create("a/b", b"x")
    store.delete("a/b")
    assert store.keys("") == []
    with pytest.raises(NoSuchKey):
        store.read("a/b")


def test_a_deleted_key_can_be_created_again(store: Storage) -> None:
    store.create("a/b", b"x")
    store.delete("a/b")
    store.create("a/b", b"y")
    assert store.read("a/b") == b"y"


def test_a_key_and_a_key_below_it_exist_side_by_side(store: Storage) -> None:
    store.create("a", b"above")
    store.create("a/b", b"below")
    assert (store.keys(""), store.read("a"), store.read("a/b")) == (["a", "a/b"], b"above", b"below")


def test_listing_goes_on_below_a_key_that_is_also_a_folder(store: Storage) -> None:
    fill(store, ["a"])
    fill(store, ["a/b", "b"])
    assert store.keys("", after="a") == ["a/b", "b"]


def test_keys_come_in_the_order_of_their_characters(store: Storage) -> None:
    fill(store, MIXED)
    assert store.keys("") == sorted(MIXED)


def test_listing_goes_on_after_every_key(store: Storage) -> None:
    fill(store, MIXED)
    found = {after: store.keys("", after=after) for after in MIXED}
    assert found == {after: sorted(key for key in MIXED if key > after) for after in MIXED}


@pytest.mark.parametrize(
    "prefix", ["a", "a1", "a1/", "a1/x", "a1/x.", "a-", "a-1/x-", "a.", "-", "b", "b-", "c", "c/", "c/-", "d", "."]
)
def test_a_prefix_need_not_end_where_a_segment_ends(store: Storage, prefix: str) -> None:
    fill(store, MIXED)
    assert store.keys(prefix) == sorted(key for key in MIXED if key.startswith(prefix))


@pytest.mark.parametrize("after", ["-", "0", "a1/0", "a1/x", "a1/x.jso", "a1/z", "b"])
def test_after_may_be_absent_and_outside_the_prefix(store: Storage, after: str) -> None:
    fill(store, MIXED)
    assert store.keys("a1/", after=after) == [key for key in sorted(MIXED) if key.startswith("a1/") and key > after]


def test_a_limit_keeps_the_first_keys(store: Storage) -> None:
    fill(store, MIXED)
    assert store.keys("a", limit=3) == sorted(key for key in MIXED if key.startswith("a"))[:3]


def test_pages_of_more_than_a_thousand_keys_join_without_gap_or_repeat(store: Storage) -> None:
    names = [f"waiting/3210/{number:05}" for number in range(1010)]
    fill(store, [*names, "waiting/3211/00000"])
    pages = [store.keys("waiting/3210/")]
    pages.append(store.keys("waiting/3210/", after=pages[0][-1]))
    assert pages == [names[:1000], names[1000:]]


def test_a_listing_may_be_longer_than_a_page_of_the_store(store: Storage) -> None:
    names = [f"a/{number:05}" for number in range(1010)]
    fill(store, names)
    assert store.keys("a/", limit=5000) == names


def test_of_sixteen_threads_creating_one_key_one_wins(store: Storage) -> None:
    start = Barrier(16)

    def attempt(number: int) -> int | None:
        start.wait()
        try:
            store.create("contended", str(number).encode())
        except KeyTaken:
            return None
        return number

    with ThreadPoolExecutor(16) as pool:
        winners = [number for number in pool.map(attempt, range(16)) if number is not None]
    assert [str(number).encode() for number in winners] == [store.read("contended")]


def test_of_sixteen_threads_settling_one_key_all_are_told_the_same(store: Storage) -> None:
    start = Barrier(16)

    def attempt(number: int) -> bytes:
        start.wait()
        return store.settle("contended", str(number).encode())

    with ThreadPoolExecutor(16) as pool:
        told = set(pool.map(attempt, range(16)))
    assert told == {store.read("contended")}


def test_a_key_settles_on_what_came_first(store: Storage) -> None:
    assert store.settle("a/b", b"first") == b"first"
    assert (store.settle("a/b", b"second"), store.read("a/b")) == (b"first", b"first")


def test_a_key_that_was_created_is_settled(store: Storage) -> None:
    store.create("a/b", b"first")
    assert store.settle("a/b", b"second") == b"first"


def test_what_is_created_is_read_and_listed_at_once_while_others_write(store: Storage) -> None:
    def write(thread: int) -> list[str]:
        missed = []
        for number in range(12):
            key = f"at-once/{thread}/{number:02}"
            store.create(key, key.encode())
            if store.read(key) != key.encode() or key not in store.keys(f"at-once/{thread}/"):
                missed.append(key)
        return missed

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(write, range(8))) == [[]] * 8


def test_what_is_deleted_is_neither_read_nor_listed_while_others_write(store: Storage) -> None:
    def come_and_go(thread: int) -> list[str]:
        seen = []
        for number in range(8):
            key = f"gone/{thread}/{number:02}"
            store.create(key, b"x")
            store.delete(key)
            seen += store.keys(f"gone/{thread}/")
            with pytest.raises(NoSuchKey):
                store.read(key)
        return seen

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(come_and_go, range(8))) == [[]] * 8


def test_pages_that_are_turned_while_others_write_meet_every_key_that_was_there_before(store: Storage) -> None:
    names = [f"turned/{number:03}" for number in range(0, 120, 2)]
    fill(store, names)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(fill, store, [f"turned/{number:03}" for number in range(1, 120, 2)])
        met: list[str] = []
        while page := store.keys("turned/", after=met[-1] if met else "", limit=7):
            met += page
        writing.result()
    assert met == sorted(set(met))
    assert set(names) <= set(met)


@pytest.mark.parametrize("key", MALFORMED)
@pytest.mark.parametrize("verb", ["create", "settle", "read", "delete"])
def test_a_malformed_key_is_a_value_error(store: Storage, verb: str, key: str) -> None:
    arguments = (key, b"x") if verb in {"create", "settle"} else (key,)
    with pytest.raises(ValueError, match="not a storage key"):
        getattr(store, verb)(*arguments)


@pytest.mark.parametrize("prefix", ["/", "/a", "a//", "../", "a/../", "a b", "备", "a" * 201, "a/" * 257])
def test_a_malformed_prefix_is_a_value_error(store: Storage, prefix: str) -> None:
    with pytest.raises(ValueError, match="not the beginning of a storage key"):
        store.keys(prefix)


def test_a_malformed_after_is_a_value_error(store: Storage) -> None:
    with pytest.raises(ValueError, match="not a storage key"):
        store.keys("a/", after="a/")


def test_a_limit_below_one_is_a_value_error(store: Storage) -> None:
    with pytest.raises(ValueError, match="limit"):
        store.keys("", limit=0)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.sets(keys, max_size=12),
    data=st.data(),
    limit=st.integers(1, 12),
)
def test_fast_stores_list_any_keys_exactly(
    new_fast_store: Callable[[], Storage], names: set[str], data: st.DataObject, limit: int
) -> None:
    store = new_fast_store()
    for name in names:
        store.create(name, b"")
    known = st.sampled_from(["", *sorted(names)])
    after = data.draw(known | keys, label="after")
    prefix = data.draw(known.flatmap(lambda key: st.integers(0, len(key)).map(lambda end: key[:end])), label="prefix")
    expected = sorted(key for key in names if key.startswith(prefix) and key > after)[:limit]
    assert store.keys(prefix, after, limit) == expected
