"""One of the processes that race: reads from standard input what to race for, and says after each key what it was told."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from filings.storage import StoreUnavailable
from filings.storage.opening import open_storage


def main() -> None:
    """Open the store that the first line names, then race for the key of each line that follows."""
    job = json.loads(sys.stdin.readline())
    threads = int(job["threads"])
    stores = [open_storage(job["address"], job["environ"]) for _ in range(threads)]
    barrier = Barrier(threads)

    def race(thread: int, key: str) -> str:
        body = f"{job['name']}-{thread}"
        barrier.wait()
        return stores[thread].settle(key, body.encode()).decode()

    _say({"ready": True})
    with ThreadPoolExecutor(threads) as runners:
        for line in sys.stdin:
            key = json.loads(line)["key"]
            try:
                _say({"told": list(runners.map(race, range(threads), [key] * threads))})
            except StoreUnavailable as error:
                _say({"trouble": str(error)})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(message)}\n")
    sys.stdout.flush()
