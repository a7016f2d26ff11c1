"""Whether handing in, looking up and the queue take as long with a million filings stored as with a thousand.

`make bench ONLY=scale SIZES=1000,10000,100000`, and `SIZES_S3=` for SeaweedFS; a million in a folder takes some 25 GB, four
million files and an hour. The filings are written as objects of the shape and size of real ones, past the use case and without
fsync: of each an entry of its person, a sealed key and the event; one in ten waits, the others were approved. What is measured
goes through the use cases.
"""

import os
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import town
from bench import subject
from bench.calls import timed
from bench.figures import Figure, Part, table
from deskwork import OFFICER
from filings.desk.queue import Queue
from filings.desk.rows import Rows
from filings.intake import Intake
from filings.lookup import Lookup
from filings.model import canonical, event_key, moment
from filings.stamps import stamped
from filings.storage import KeyTaken, Storage
from filings.storage.client import make_bucket
from filings.storage.folder import FolderStorage
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from weed import S3Address, seaweed


def sizes(name: str, usual: str) -> tuple[int, ...]:
    """Read how many filings are to be stored, for each of the stores to compare."""
    return tuple(int(size) for size in (os.environ.get(name) or usual).split(","))


SIZES = sizes("SIZES", "1000,10000,100000")
# SeaweedFS takes some hundred objects a second: a hundred thousand filings are half an hour.
SIZES_S3 = sizes("SIZES_S3", "1000,10000")
YEAR, WAITING = timedelta(days=365), 10
TIMES = {"submit": 20, "status": 40, "queue": 5}
GOAL = 1.2


def filing(i: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Make the objects of the i-th of `count` filings of a year."""
    at = town.NOON - YEAR + YEAR * i / count
    marker, since, key, body = town.submission(i, at, sealed="x" * 3400, content_key="x" * 60, content_key_sha256="0" * 64)
    number = town.number(i)
    yield f"people/{sha256(str(i).encode()).hexdigest()}/{stamped(at, str(number))}", b"{}"
    yield f"filings/{number.serial}/{stamped(at, '0123456789abcdef')}.key.jwe", b"x" * 460
    yield key, body
    if i % WAITING == 0:
        yield marker, since
    else:
        decided = {"event": "approved", "status": "approved", "at": moment(at), "by": {"id": "o", "name": "O"}}
        yield event_key(number.serial, 2), canonical(decided | {"previous": sha256(body).hexdigest()})


@dataclass
class Town:
    """A store with so many filings, and the use cases over it."""

    count: int
    store: Storage
    intake: Intake
    lookup: Lookup
    queue: Queue
    document: Any = field(default_factory=subject.document)

    def submit(self) -> None:
        """Hand something in."""
        self.intake.take(secrets.token_urlsafe(24), self.document)

    def status(self) -> None:
        """Look one of the filings up."""
        self.lookup.status(str(town.number(random.randrange(self.count))))  # noqa: S311 - not a secret

    def page(self) -> None:
        """Ask for the first page of what waits."""
        self.queue.waiting(OFFICER, subject.PLACE)


def opened(count: int, store: Storage, folder: Path) -> Town:
    """Put the use cases over a store that holds `count` filings."""
    intake = subject.intake(subject.settings(folder), store)
    rows = Rows(subject.contracts(), town.NOON)
    return Town(count, store, intake, Lookup(store, intake.secret, subject.contracts()), Queue(store, rows))


def part(rounds: int) -> Part:
    """Fill stores of every size, and ask all of them in turn."""
    figures: list[Figure] = []
    rows: list[list[str]] = []
    for name, fill in (("folder", _folders), ("SeaweedFS", _buckets)):
        with tempfile.TemporaryDirectory(prefix="beian-bench-", ignore_cleanup_errors=True) as folder:
            found, filled = fill(Path(folder), max(rounds, 5))
        first, last = min(filled), max(filled)
        for what in TIMES:
            grown = [one[f"{what} {last}"] / one[f"{what} {first}"] for one in found]
            figures.append(Figure(f"{what}, {last:,} filings stored: {name}", f"the same, {first:,} stored", grown, GOAL))
        for size, seconds in filled.items():
            took = [f"{1000 * median(one[f'{what} {size}'] for one in found):.1f}" for what in TIMES]
            rows.append([name, f"{size:,}", f"{seconds:.0f} s", *took])
    head = ["store", "filings stored", "made in", *(f"{what}, ms" for what in TIMES)]
    return Part("Scale", tuple(figures), table(head, rows))


Found = tuple[list[dict[str, float]], dict[int, float]]


def _asked(towns: list[Town], rounds: int) -> list[dict[str, float]]:
    found: list[dict[str, float]] = [{} for _ in range(rounds)]
    for what, times in TIMES.items():
        calls: dict[str, Callable[[], object]] = {
            f"{what} {each.count}": {"submit": each.submit, "status": each.status, "queue": each.page}[what] for each in towns
        }
        for one, more in zip(found, timed(calls, rounds, times), strict=True):
            one.update(more)
    return found


def _folders(folder: Path, rounds: int) -> Found:
    towns, filled = [], {}
    for size in SIZES:
        begun, root = time.monotonic(), folder / str(size)
        write(root, size)
        filled[size] = time.monotonic() - begun
        towns.append(opened(size, FolderStorage(root), folder / f"settings-{size}"))
    return _asked(towns, rounds), filled


def write(root: Path, size: int) -> None:
    """Write filings as FolderStorage lays them out."""
    for i in range(size):
        for key, body in filing(i, size):
            *folders, last = key.split("/")
            path = root.joinpath(*(f"{part}+" for part in folders))
            path.mkdir(parents=True, exist_ok=True)
            (path / last).write_bytes(body)


def _buckets(folder: Path, rounds: int) -> Found:
    (folder / "weed").mkdir()
    with seaweed(folder / "weed") as s3:
        towns, filled = [], {}
        for size in SIZES_S3:
            begun, store = time.monotonic(), _bucket(s3, size)
            objects = (each for i in range(size) for each in filing(i, size))
            with ThreadPoolExecutor(16) as pool:
                while batch := list(islice(objects, 2000)):
                    list(pool.map(lambda one, store=store: _put(store, *one), batch))
            filled[size] = time.monotonic() - begun
            towns.append(opened(size, store, folder / f"settings-{size}"))
        return _asked(towns, rounds), filled


def _bucket(s3: S3Address, size: int) -> Storage:
    keys = {"access_key": s3.access_key, "secret_key": s3.secret_key}
    bucket = Bucket(f"bench-{size}", endpoint=s3.endpoint, region=s3.region, **keys)
    make_bucket(bucket)
    return ObjectStorage.at(bucket)


def _put(store: Storage, key: str, body: bytes) -> None:
    with suppress(KeyTaken):
        store.create(key, body)
