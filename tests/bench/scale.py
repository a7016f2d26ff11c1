"""Whether handing in, looking up and the queue take as long with a million filings stored as with a thousand.

`make bench ONLY=scale SIZES=1000,10000,100000`, and `SIZES_S3=` for SeaweedFS. Stores are filled by `bench/seeding.py`; what is
measured goes through the use cases. The queue is asked for twice: of a city in which as many filings wait whatever is stored,
which tells what the store's size does, and of one in which the newest tenth of all waits, which tells what a backlog does.
A filing takes some 29 KB and six inodes in a folder, so that a million want 29 GB; the table says what was found.
"""

import os
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import town
from bench import seeding, subject
from bench.calls import timed
from bench.figures import Figure, Part, table
from deskwork import OFFICER
from filings.desk.queue import Queue
from filings.desk.rows import Rows
from filings.intake import Intake
from filings.lookup import Lookup
from filings.storage import Storage
from filings.storage.client import make_bucket
from filings.storage.folder import FolderStorage
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from weed import Weed


def sizes(name: str, usual: str) -> tuple[int, ...]:
    """Read how many filings are to be stored, for each of the stores to compare."""
    return tuple(int(size) for size in (os.environ.get(name) or usual).split(","))


SIZES = sizes("SIZES", "1000,10000,100000")
SIZES_S3 = sizes("SIZES_S3", "1000,10000")
TENTH = f"queue, one in {seeding.SHARE} waiting"
TIMES = {"submit": 20, "status": 40, "queue": 9, TENTH: 9}
GOAL = 1.2


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
        i = random.randrange(self.count)  # noqa: S311 - not a secret
        self.lookup.status(str(town.number(i, seeding.place(i, self.count))))

    def page(self) -> None:
        """Ask for the first page of what waits where as many wait in every store."""
        self._page(seeding.SAME)

    def long_page(self) -> None:
        """Ask for the first page of what waits where that grows with the store."""
        self._page(seeding.TENTH)

    def _page(self, place: str) -> None:
        found = self.queue.waiting(OFFICER, place)
        if len(found["filings"]) < min(seeding.WAITING, 50):
            raise RuntimeError(f"the queue of {place} shows {len(found['filings'])} filings of {self.count}")


@dataclass(frozen=True)
class Filled:
    """What it took to fill a store: seconds, and of a folder bytes and inodes for each filing."""

    seconds: float
    kilobytes: float | None = None
    inodes: float | None = None

    def told(self) -> list[str]:
        """Write it as cells of the table."""
        each = ["–" if one is None else f"{one:.1f}" for one in (self.kilobytes, self.inodes)]
        return [f"{self.seconds:.0f} s", *each]


Found = tuple[list[dict[str, float]], dict[int, Filled]]


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
        for size, its in filled.items():
            took = [f"{1000 * median(one[f'{what} {size}'] for one in found):.1f}" for what in TIMES]
            rows.append([name, f"{size:,}", *its.told(), *took])
    head = ["store", "filings stored", "made in", "KB a filing", "inodes a filing", *(f"{what}, ms" for what in TIMES)]
    return Part("Scale", tuple(figures), table(head, rows))


def _asked(towns: list[Town], rounds: int) -> list[dict[str, float]]:
    # What the kernel still has to write of the stores would be waited for by the first who hands something in.
    os.sync()
    found: list[dict[str, float]] = [{} for _ in range(rounds)]
    for what, times in TIMES.items():
        calls: dict[str, Callable[[], object]] = {f"{what} {each.count}": _call(each, what) for each in towns}
        for one, more in zip(found, timed(calls, rounds, times), strict=True):
            one.update(more)
    return found


def _call(asked: Town, what: str) -> Callable[[], object]:
    return {"submit": asked.submit, "status": asked.status, "queue": asked.page, TENTH: asked.long_page}[what]


def _folders(folder: Path, rounds: int) -> Found:
    towns, filled = [], {}
    for size in SIZES:
        begun, root = time.monotonic(), folder / str(size)
        seeding.fill_folder(root, size)
        seconds = time.monotonic() - begun
        taken, inodes = seeding.needed(root)
        filled[size] = Filled(seconds, taken / size / 1000, inodes / size)
        towns.append(opened(size, FolderStorage(root), folder / f"settings-{size}"))
    return _asked(towns, rounds), filled


def _buckets(folder: Path, rounds: int) -> Found:
    (folder / "weed").mkdir()
    with _running(Weed(folder / "weed")) as weed:
        towns, filled = [], {}
        for size in SIZES_S3:
            begun, store = time.monotonic(), _bucket(weed, size)
            seeding.fill_bucket(weed.filer, f"bench-{size}", size)
            filled[size] = Filled(time.monotonic() - begun)
            towns.append(opened(size, store, folder / f"settings-{size}"))
        return _asked(towns, rounds), filled


@contextmanager
def _running(weed: Weed) -> Iterator[Weed]:
    weed.start()
    try:
        yield weed
    finally:
        weed.stop()


def _bucket(weed: Weed, size: int) -> Storage:
    s3 = weed.address
    keys = {"access_key": s3.access_key, "secret_key": s3.secret_key}
    bucket = Bucket(f"bench-{size}", endpoint=s3.endpoint, region=s3.region, **keys)
    make_bucket(bucket)
    return ObjectStorage.at(bucket)
