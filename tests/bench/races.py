"""How long those wait who lose a race for one key on SeaweedFS: as the store answers, and as our storage tells them."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from threading import Barrier, Thread
from uuid import uuid4

from bench.figures import Figure, Part, table
from filings.storage import KeyTaken
from filings.storage.client import make_bucket
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from weed import seaweed

RACERS = (2, 4, 8, 16)
RACES = 8
# Writes an object under a key; says whether it was the first.
Write = Callable[[ObjectStorage, str, bytes], bool]


def part(rounds: int) -> Part:
    """Race both ways in turn, RACES times a round and number of racers."""
    waits: dict[tuple[int, str], list[list[float]]] = {(racers, how): [] for racers in RACERS for how in WAYS}
    won: dict[tuple[int, str], list[float]] = {which: [] for which in waits}
    with tempfile.TemporaryDirectory(prefix="beian-bench-") as folder, seaweed(Path(folder)) as s3:
        bucket = Bucket("races", endpoint=s3.endpoint, region=s3.region, access_key=s3.access_key, secret_key=s3.secret_key)
        make_bucket(bucket)
        for racers in RACERS:
            stores = [ObjectStorage.at(bucket) for _ in range(racers)]
            for store in stores:
                store.keys("races/", limit=1)
            for _ in range(rounds):
                for how in WAYS:
                    waits[racers, how].append([])
                for _ in range(RACES):
                    for how, write in WAYS.items():
                        first, lost = _race(stores, write)
                        won[racers, how].append(first)
                        waits[racers, how][-1] += lost
    rows = [_row(racers, won, waits) for racers in RACERS]
    ratios = [max(ours) / max(theirs) for ours, theirs in zip(waits[16, "ours"], waits[16, "store"], strict=True)]
    figure = Figure("16 writers of one key on SeaweedFS: the last to learn that it lost", "as the store answers", ratios)
    head = ("writers", "winner, median", "losers, median", "losers, 90 %", "slowest")
    text = f"Milliseconds, first as the store answers, then as we do.\n\n{table(head, rows)}"
    return Part("Lost races", (figure,), text)


def _as_the_store(store: ObjectStorage, key: str, body: bytes) -> bool:
    return store._put(key, body)


def _as_ours(store: ObjectStorage, key: str, body: bytes) -> bool:
    try:
        store.create(key, body)
    except KeyTaken:
        return False
    return True


WAYS: dict[str, Write] = {"store": _as_the_store, "ours": _as_ours}


def _race(stores: list[ObjectStorage], write: Write) -> tuple[float, list[float]]:
    """Let all write one key at the same moment; return after how many milliseconds the winner knew, and each of the others."""
    start, key = Barrier(len(stores)), f"races/{uuid4().hex}/0002.json"
    won: list[float] = []
    lost: list[float] = []

    def run(number: int) -> None:
        start.wait()
        begun = time.perf_counter()
        is_first = write(stores[number], key, f"{number}".encode())
        (won if is_first else lost).append((time.perf_counter() - begun) * 1000)

    racers = [Thread(target=run, args=(number,)) for number in range(len(stores))]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    return won[0], lost


def _row(racers: int, won: dict[tuple[int, str], list[float]], waits: dict[tuple[int, str], list[list[float]]]) -> list[str]:
    every = {how: sorted(wait for each in waits[racers, how] for wait in each) for how in WAYS}
    told = [
        {how: median(won[racers, how]) for how in WAYS},
        {how: median(every[how]) for how in WAYS},
        {how: every[how][int(len(every[how]) * 0.9)] for how in WAYS},
        {how: every[how][-1] for how in WAYS},
    ]
    return [str(racers), *(f"{each['store']:,.0f} → {each['ours']:,.0f}" for each in told)]
