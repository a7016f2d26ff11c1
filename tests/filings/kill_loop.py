"""Kills the running service again and again while filings come in, then counts what was lost and what was doubled.

    python tests/filings/kill_loop.py --seconds 60 --port 8765

The service is this environment's own `beian serve` with a data folder of its own. Several clients file without pause and send
what was not answered again under the same key, as the form's page does; some give up, as people do. At the end every
acknowledged filing must be there, exactly once, with the same receipt. Prints one line of JSON; exits with 1 otherwise.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from secrets import SystemRandom, token_hex
from threading import Event
from typing import Any

from filings import numbers
from filings.model import read_log
from filings.storage import NoSuchKey
from filings.storage.folder import FolderStorage
from filings.waiting import waits

# Run by hand, this script finds what the tests share as pytest finds it.
sys.path.append(str(Path(__file__).resolve().parents[1]))

from documents import document
from running import ROOT, Service, free_port

CLIENTS = 4
LONGEST = 180
random = SystemRandom()


@dataclass
class Client:
    """Files without pause until told to stop; remembers what was acknowledged and what it gave up."""

    port: int
    filing: dict[str, Any]
    stop: Event
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    posted: int = 0
    retried: int = 0
    refused: int = 0
    changed: int = 0

    def run(self) -> None:
        while not self.stop.is_set():
            key = token_hex(16)
            self.posted += 1
            if (receipt := self.file(key)) is None:
                self.given_up.add(key)
                continue
            self.acknowledged[key] = receipt
            if self.posted % 5 == 0 and self.file(key) not in {receipt, None}:
                self.changed += 1

    def file(self, key: str) -> bytes | None:
        """Send a filing until it is answered; now and then give up instead."""
        patience = 1 if random.random() < 0.2 else 10**6
        for attempt in range(patience):
            self.retried += attempt > 0
            status, body = post(self.port, key, self.filing)
            if status == 201:
                return body
            # 503 says: again with the same key. Anything else would be an answer that no client should get here.
            self.refused += status not in {0, 503}
            time.sleep(0.02)
        return None


def send(
    port: int, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Send one request; the status is 0 where no whole answer comes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, HTTPException):
        return 0, b""
    finally:
        connection.close()


def post(port: int, key: str, filing: dict[str, Any]) -> tuple[int, bytes]:
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    return send(port, "POST", "/v1/filings", json.dumps(filing).encode(), headers)


def kill_again_and_again(server: Service, seconds: float, enough: Callable[[int], bool]) -> int:
    """Kill for so many seconds, and on a machine that is busy with other things until it was enough, a few minutes at most."""
    kills, begun = 0, time.monotonic()
    while (took := time.monotonic() - begun) < seconds or (took < LONGEST and not enough(kills)):
        time.sleep(random.uniform(0.6, 2))
        server.kill()
        kills += 1
        server.start()
    return kills


def is_enough(kills: int, clients: list[Client]) -> bool:
    """Say whether the counts can tell anything: of several kills, while filings came in."""
    return kills >= 3 and sum(len(client.acknowledged) for client in clients) > 20 and any(client.retried for client in clients)


def stored_serials(data: Path) -> set[str]:
    """List the serials of every filing in the store, a page of keys at a time."""

    def keys(store: FolderStorage) -> Iterator[str]:
        after = ""
        while page := store.keys("filings/", after):
            yield from page
            after = page[-1]

    return {key.split("/")[1] for key in keys(FolderStorage(data / "store")) if key.endswith("/0001.json")}


def is_lost(port: int, data: Path, filing: dict[str, Any], key: str, receipt: bytes) -> bool:
    """Say whether an acknowledged filing does not answer, does not wait, or gives another receipt."""
    number = numbers.parse(json.loads(receipt)["number"])
    found, _ = send(port, "GET", f"/v1/filings/{number}")
    store = FolderStorage(data / "store")
    waiting = [key for key in waits(read_log(store, number.serial)) if holds(store, key)]
    return found != 200 or len(waiting) != 1 or post(port, key, filing) != (201, receipt)


def holds(store: FolderStorage, key: str) -> bool:
    try:
        store.read(key)
    except NoSuchKey:
        return False
    return True


def count(server: Service, clients: list[Client], kills: int) -> dict[str, int]:
    """Compare what the clients know with what is in the store."""
    acknowledged = {key: receipt for client in clients for key, receipt in client.acknowledged.items()}
    given_up = {key for client in clients for key in client.given_up}
    secret = bytes.fromhex((server.data / "keys/secret").read_text("utf-8"))
    stored = stored_serials(server.data)
    known = {json.loads(receipt)["number"].replace("-", "")[4:12] for receipt in acknowledged.values()}
    unacknowledged = {numbers.serial(secret, key, 0) for key in given_up} & stored

    def lost(key: str) -> bool:
        return is_lost(server.port, server.data, clients[0].filing, key, acknowledged[key])

    with ThreadPoolExecutor(CLIENTS) as pool:
        losses = sum(pool.map(lost, acknowledged))
    return {
        "posted": sum(client.posted for client in clients),
        "acknowledged": len(acknowledged),
        "retried": sum(client.retried for client in clients),
        "given_up": len(given_up),
        "given_up_but_stored": len(unacknowledged),
        "kills": kills,
        "stored": len(stored),
        "refused": sum(client.refused for client in clients),
        "lost": losses + len(known - stored),
        # More filings than keys, fewer numbers than keys, another receipt on a retry, or one more filing after all the retries.
        "doubled": len(stored - known - unacknowledged)
        + (len(acknowledged) - len(known))
        + sum(client.changed for client in clients)
        + len(stored_serials(server.data) - stored),
    }


@contextmanager
def running(port: int) -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="beian-kill-") as data:
        server = Service(port, Path(data))
        try:
            server.start()
            yield server
        finally:
            server.kill()


def run(seconds: float, port: int) -> dict[str, int]:
    """Let clients file and kill the service for so many seconds; return the counts."""
    filing = document(json.loads((ROOT / "build/forms/3210.json").read_text("utf-8")), "long-term-resident", letter=True)
    stop = Event()
    clients = [Client(port, filing, stop) for _ in range(CLIENTS)]
    with running(port) as server, ThreadPoolExecutor(CLIENTS) as pool:
        try:
            working = [pool.submit(client.run) for client in clients]
            kills = kill_again_and_again(server, seconds, lambda kills: is_enough(kills, clients))
        finally:
            stop.set()
        for client in working:
            client.result()
        server.kill()
        server.start()
        return count(server, clients, kills)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--port", type=int, default=0, help="default: one that is free")
    chosen = options.parse_args()
    counts = run(chosen.seconds, chosen.port or free_port())
    sys.stdout.write(json.dumps(counts) + "\n")
    return 1 if counts["lost"] or counts["doubled"] or counts["refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
