"""How long the first page of the queue takes with 100,000 filings waiting, beside the same page with 100: both in one run.

The filings are written as objects, past the use case and without fsync; reading them goes through the use case as an officer's
request does. The folder is measured twice, with a backlog of a month and with everything of one day. In SeaweedFS, which takes
minutes for a hundred thousand objects, only the oldest filings, which a first page can reach, have their event.
"""

import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import islice
from pathlib import Path
from statistics import median

import town
from bench.figures import Figure, Part, table
from deskwork import OFFICER
from filings.contract import Contracts
from filings.desk.queue import Queue
from filings.desk.rows import Rows
from filings.desk.wanted import Wanted
from filings.storage import Storage
from filings.storage.client import make_bucket
from filings.storage.folder import FolderStorage
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from running import ROOT
from weed import seaweed

FEW, MANY = 100, 100_000
GOAL = 1.2
MONTH, DAY = timedelta(days=30), timedelta(days=1)
PAGES, REACHED = 30, 2000
Filings = Iterable[tuple[str, bytes, str, bytes]]


def part(rounds: int) -> Part:
    """Fill the stores, ask for the first page of each in turn, and write what it took."""
    with tempfile.TemporaryDirectory(prefix="beian-bench-") as folder:
        rows = [*_of_folders(Path(folder)), *_of_objects(Path(folder))]
    head = ("store, waiting over", f"made {MANY:,} in", f"first page, {FEW}", f"first page, {MANY:,}", "ratio", "with a filter")
    figures = (
        Figure(f"first page of the queue, {MANY:,} waiting: {row[0]}", f"the same, {FEW} waiting", [float(row[4])], GOAL)
        for row in rows
    )
    return Part("The queue", tuple(figures), table(head, rows))


def _of_folders(folder: Path) -> Iterable[tuple[str, ...]]:
    for name, over in (("a month", MONTH), ("one day", DAY)):
        few, many = (FolderStorage(folder / f"{name}-{size}") for size in (FEW, MANY))
        _write(folder / f"{name}-{FEW}", _filings(FEW, over))
        began = time.monotonic()
        _write(folder / f"{name}-{MANY}", _filings(MANY, over))
        yield (f"folder, {name}", f"{time.monotonic() - began:.0f} s", *_compared(few, many))


def _of_objects(folder: Path) -> Iterable[tuple[str, ...]]:
    (folder / "weed").mkdir()
    with seaweed(folder / "weed") as s3:
        stores = []
        for size in (FEW, MANY):
            keys = {"access_key": s3.access_key, "secret_key": s3.secret_key}
            bucket = Bucket(f"bench-{size}", endpoint=s3.endpoint, region=s3.region, **keys)
            make_bucket(bucket)
            stores.append(ObjectStorage.at(bucket))
        _put(stores[0], _filings(FEW, MONTH))
        began = time.monotonic()
        _put(stores[1], _filings(MANY, MONTH))
        yield ("SeaweedFS, a month", f"{time.monotonic() - began:.0f} s", *_compared(*stores))


def _filings(count: int, over: timedelta) -> Filings:
    return town.waiting(count, town.NOON - over, over / count)


def _write(root: Path, filings: Filings) -> None:
    """Write objects as FolderStorage lays them out."""
    made: set[Path] = set()
    for marker, since, key, body in filings:
        for name, content in ((marker, since), (key, body)):
            *folders, last = name.split("/")
            folder = root.joinpath(*(f"{part}+" for part in folders))
            if folder not in made:
                folder.mkdir(parents=True, exist_ok=True)
                made.add(folder)
            (folder / last).write_bytes(content)


def _put(store: Storage, filings: Filings) -> None:
    """Write objects, many at once."""

    def put(i: int, filing: tuple[str, bytes, str, bytes]) -> None:
        marker, since, key, body = filing
        store.create(marker, since)
        if i < REACHED:
            store.create(key, body)

    with ThreadPoolExecutor(32) as pool:
        waiting = enumerate(filings)
        while batch := list(islice(waiting, 1000)):
            list(pool.map(put, *zip(*batch, strict=True)))


def _compared(few: Storage, many: Storage) -> tuple[str, ...]:
    rows = Rows(Contracts(ROOT / "build/contracts"), town.NOON)
    plain = _medians(*(lambda store=store: Queue(store, rows).waiting(OFFICER, "3210") for store in (few, many)))
    asked = Wanted(type="other-temporary", identity="declared")
    chosen = _medians(*(lambda store=store: Queue(store, rows).waiting(OFFICER, "3210", asked=asked) for store in (few, many)))
    ratios = (f"{many / few:.2f}" for few, many in (plain, chosen))
    return (f"{plain[0] * 1000:.1f} ms", f"{plain[1] * 1000:.1f} ms", *ratios)


def _medians(*asking: Callable[[], object]) -> list[float]:
    """Ask in turn, PAGES times after once to warm up; return the median seconds of each."""
    took: list[list[float]] = [[] for _ in asking]
    for turn in range(PAGES + 1):
        for mine, ask in zip(took, asking, strict=True):
            began = time.perf_counter()
            ask()
            if turn:
                mine.append(time.perf_counter() - began)
    return [median(mine) for mine in took]
