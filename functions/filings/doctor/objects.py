"""What every store has to do: create once, tell what was written, list in an order that can be paged, delete."""

from collections.abc import Iterator
from itertools import count

from filings.doctor.bench import Bench
from filings.doctor.proving import Failed, Proof
from filings.doctor.racing import raced
from filings.storage import KeyTaken, NoSuchKey, Storage

# Larger than any object of the service: a paper of ten megabytes, sealed.
_LARGE = 14_000_000
_PAGE = 1000
_NAMES = ["0", "A", "a", "a-1/x", "a-1/x-1", "a.1/x", "a1/x", "a1/x.json", "a1/y/0001.json", "a_1/x", "c-1", "c.1", "c/1", "z/-1"]
_ROUNDS = 20


def checks(bench: Bench) -> Iterator[tuple[str, Proof]]:
    """Name each check with what carries it out."""
    yield "a key is created once", lambda: _once(bench)
    yield "of many who create one key, in two processes, one wins", lambda: raced(bench)
    yield "what was written is read and listed at once", lambda: _at_once(bench)
    yield "a large object comes back whole", lambda: _large(bench)
    yield "a listing has every key once, whatever the page", lambda: _listed(bench)
    yield f"a listing goes on after {_PAGE:,} keys", lambda: _paged(bench)
    yield "what is deleted is gone, and its key free", lambda: _deleted(bench)


def _once(bench: Bench) -> str:
    key = bench.key("once")
    bench.store.create(key, b"first")
    try:
        bench.store.create(key, b"second")
    except KeyTaken:
        if bench.store.read(key) != b"first":
            raise Failed("a second create was refused and changed the object") from None
        return "a second create is refused"
    raise Failed("a second create of a key was accepted: two filings could become one")


def _at_once(bench: Bench) -> str:
    other = bench.another()
    for round_ in range(_ROUNDS):
        key = bench.key(f"at-once/{round_:02}")
        body = f"{round_}".encode()
        bench.store.create(key, body)
        if _body(other, key) != body:
            raise Failed(f"an object was not there when it was read at once (round {round_ + 1})")
        if key not in other.keys(bench.key("at-once/")):
            raise Failed(f"an object was not in the listing that followed (round {round_ + 1})")
    return f"{_ROUNDS} objects, read and listed by another connection"


def _large(bench: Bench) -> str:
    body = bytes(range(251)) * (_LARGE // 251)
    bench.store.create(bench.key("large"), body)
    if bench.store.read(bench.key("large")) != body:
        raise Failed(f"an object of {_LARGE // 1_000_000} MB came back changed")
    return f"{_LARGE // 1_000_000} MB"


def _listed(bench: Bench) -> str:
    bench.fill([f"listed/{name}" for name in _NAMES])
    whole = _pages(bench.store, bench.key("listed/"), _PAGE)
    if sorted(whole) != sorted(bench.key(f"listed/{name}") for name in _NAMES):
        raise Failed(f"a listing has {len(whole)} keys, and {len(_NAMES)} were made")
    for limit in (1, 2, 5):
        if _pages(bench.store, bench.key("listed/"), limit) != whole:
            raise Failed(f"pages of {limit} do not join to the whole listing")
    order = "by characters" if whole == sorted(whole) else "folder by folder"
    if order != "by characters" and whole != sorted(whole, key=lambda key: key.split("/")):
        raise Failed("the order of a listing is neither that of characters nor that of folders")
    return f"{len(_NAMES)} keys, {order}, in pages of 1, 2 and 5"


def _paged(bench: Bench) -> str:
    names = [f"paged/{number:05}" for number in range(_PAGE + 10)]
    bench.fill(names)
    found = _pages(bench.store, bench.key("paged/"), _PAGE)
    if found != [bench.key(name) for name in names]:
        raise Failed(f"{len(names):,} keys were made, and {len(found):,} listed, or not in order")
    return f"{len(names):,} keys, in order"


def _deleted(bench: Bench) -> str:
    other, key = bench.another(), bench.key("deleted/x")
    bench.store.create(key, b"first")
    bench.store.delete(key)
    if _body(other, key) is not None or other.keys(bench.key("deleted/")):
        raise Failed("an object could be read or was listed after it had been deleted")
    bench.store.create(key, b"second")
    if _body(other, key) != b"second":
        raise Failed("a key that was deleted did not take another object")
    return "neither read nor listed; created anew"


def _body(store: Storage, key: str) -> bytes | None:
    try:
        return store.read(key)
    except NoSuchKey:
        return None


def _pages(store: Storage, prefix: str, limit: int) -> list[str]:
    """List all keys page by page; a listing that goes round in circles ends as soon as it repeats itself."""
    found: list[str] = []
    for _ in count():
        page = store.keys(prefix, after=found[-1] if found else "", limit=limit)
        if not page or page[-1] in found:
            return found + page
        found += page
    return found
