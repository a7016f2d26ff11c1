"""Stores full of filings, made in bulk: the objects that intake writes, past the use case and without fsync.

Of each filing an entry of its person, a sealed key and the event are there, and either its marker in the queue or a decision.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from hashlib import sha256
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import town
from deskwork import NANJING, YANGZHOU
from filings.model import canonical, event_key, moment
from filings.stamps import stamped

YEAR, MONTH = timedelta(days=365), timedelta(days=30)
# In one city as many filings wait whatever is stored, over a month; in another the newest tenth of all does.
SAME, TENTH = YANGZHOU, NANJING
WAITING, SHARE = 100, 10
Object = tuple[str, bytes]


def place(i: int, count: int) -> str:
    """Say in which of the two cities the i-th of `count` filings was handed in."""
    return TENTH if i >= count - count // SHARE else SAME


def filing(i: int, count: int) -> Iterator[Object]:
    """Make the objects of the i-th of `count` filings of a year; who is served first has come first."""
    city, waits = place(i, count), i < WAITING or place(i, count) == TENTH
    at = town.NOON - MONTH + MONTH * i / WAITING if i < WAITING else town.NOON - YEAR + YEAR * i / count
    sealed: dict[str, Any] = {"sealed": "x" * 3400, "content_key": "x" * 60, "content_key_sha256": "0" * 64}
    marker, since, key, body = town.submission(i, at, city, **sealed)
    number = town.number(i, city)
    yield f"people/{sha256(str(i).encode()).hexdigest()}/{stamped(at, str(number))}", b"{}"
    yield f"filings/{number.serial}/{stamped(at, '0123456789abcdef')}.key.jwe", b"x" * 460
    yield key, body
    if waits:
        yield marker, since
    else:
        decided = {"event": "approved", "status": "approved", "at": moment(at), "by": {"id": "o", "name": "O"}}
        yield event_key(number.serial, 2), canonical(decided | {"previous": sha256(body).hexdigest()})


def fill_folder(root: Path, count: int) -> None:
    """Write filings as FolderStorage lays them out, by as many processes as there are processors."""
    hands = os.cpu_count() or 1
    # Spawned: whoever measures has threads.
    with ProcessPoolExecutor(hands, get_context("spawn")) as pool:
        list(pool.map(_write, *zip(*((str(root), hand, hands, count) for hand in range(hands)), strict=True)))


def _write(root: str, first: int, step: int, count: int) -> None:
    for i in range(first, count, step):
        for key, body in filing(i, count):
            *folders, name = key.split("/")
            folder = "/".join([root, *(f"{part}+" for part in folders)])
            with suppress(FileNotFoundError):
                _put_file(f"{folder}/{name}", body)
                continue
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103 - a million times, text is quicker than a Path
            _put_file(f"{folder}/{name}", body)


def _put_file(path: str, body: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, body)
    finally:
        os.close(descriptor)


def fill_bucket(filer: int, bucket: str, count: int, at_once: int = 16) -> None:
    """Write filings into a bucket of SeaweedFS by its own protocol on port `filer`; S3's asks twice as much of the processor."""

    def write(first: int) -> None:
        connection = HTTPConnection("127.0.0.1", filer)
        for i in range(first, count, at_once):
            for key, body in filing(i, count):
                connection.request("PUT", f"/buckets/{bucket}/{key}", body, {"Content-Type": "application/octet-stream"})
                with connection.getresponse() as answer:
                    answer.read()
                    if answer.status not in {200, 201}:
                        raise OSError(f"SeaweedFS answers {answer.status} to {key}")
        connection.close()

    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(write, range(at_once)))


def needed(root: Path) -> tuple[int, int]:
    """Count bytes on the disk and inodes below a folder."""
    size = inodes = 0
    for folder, _, files in os.walk(root):
        for each in (folder, *(f"{folder}/{name}" for name in files)):
            status = os.lstat(each)
            size, inodes = size + status.st_blocks * 512, inodes + 1
    return size, inodes
