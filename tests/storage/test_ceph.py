"""A disk of three dies while a race goes on: nothing that was acknowledged is lost, and no key has two winners."""

import time
from collections.abc import Callable
from threading import Thread

from ceph import Ceph
from filings.storage import NoSuchKey
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket

KILLED_AFTER = 4
BACK_AFTER = 14
RACER = """
import os, sys, time
from concurrent.futures import ThreadPoolExecutor
from filings.storage import KeyTaken, StoreUnavailable
from filings.storage.opening import open_storage
store = open_storage(sys.argv[1], os.environ)
def attempt(number):
    key = f"race/{number // 20}/{number:05}"
    try:
        store.create(key, sys.argv[2].encode())
        print(f"won:{key}", flush=True)
    except KeyTaken:
        pass
    except StoreUnavailable:
        print(f"unsure:{key}", flush=True)
print("ready", flush=True)
sys.stdin.readline()
end = time.monotonic() + 25
with ThreadPoolExecutor(4) as pool:
    number = 0
    while time.monotonic() < end:
        list(pool.map(attempt, range(number, number + 20)))
        number += 20
"""


def test_a_disk_that_dies_in_a_race_loses_nothing_and_makes_no_second_winner(
    race: Callable[..., dict[str, list[str]]], cluster: Ceph, bucket: Bucket
) -> None:
    def trouble() -> None:
        time.sleep(KILLED_AFTER)
        cluster.kill(1)
        time.sleep(BACK_AFTER - KILLED_AFTER)
        cluster.revive(1)

    troubling = Thread(target=trouble)
    troubling.start()
    told = race(RACER, f"s3://{bucket.name}/{bucket.prefix}", cluster.address.environ())
    troubling.join()
    won = {name: {line.removeprefix("won:") for line in lines if line.startswith("won:")} for name, lines in told.items()}
    store = ObjectStorage.at(bucket)
    lost = []
    for name, keys in won.items():
        for key in keys:
            try:
                lost += [] if store.read(key).decode() == name else [key]
            except NoSuchKey:
                lost.append(key)
    assert lost == []
    assert won["one"] & won["two"] == set()
    assert len(won["one"]) + len(won["two"]) > 100
    assert set(store.keys("race/", limit=1_000_000)) >= won["one"] | won["two"]
