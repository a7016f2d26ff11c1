"""The stores that the contract is tested on: each test gets empty ones."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from ceph import Ceph, ceph
from filings.storage import Storage
from filings.storage.client import make_bucket
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from weed import S3Address, seaweed

Race = Callable[..., dict[str, list[str]]]
NewStore = Callable[[], Storage]


# `ceph:1` or `ceph:3` (its disks) in the place of SeaweedFS, as `make test-ceph` asks for it.
SERVER, _, DISKS = os.environ.get("BEIAN_TEST_STORE", "seaweedfs").partition(":")
collect_ignore = [] if (SERVER, DISKS) == ("ceph", "3") else ["test_ceph.py"]


@pytest.fixture(scope="session")
def server() -> str:
    """Which S3 server it is: `seaweedfs` or `ceph`."""
    return SERVER


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ceph]:
    with ceph(tmp_path_factory.mktemp("ceph"), int(DISKS)) as running:
        yield running


@pytest.fixture(scope="session")
def s3(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Address]:
    if SERVER == "ceph":
        yield request.getfixturevalue("cluster").address
        return
    with seaweed(tmp_path_factory.mktemp("weed")) as address:
        yield address


@pytest.fixture(scope="session")
def whole_bucket(s3: S3Address) -> Bucket:
    bucket = Bucket("contract", endpoint=s3.endpoint, region=s3.region, access_key=s3.access_key, secret_key=s3.secret_key)
    make_bucket(bucket)
    return bucket


@pytest.fixture
def bucket(whole_bucket: Bucket) -> Bucket:
    """A place of its own in the one bucket."""
    return replace(whole_bucket, prefix=f"test/{uuid4().hex}")


@pytest.fixture(params=["memory", "folder", "objects"])
def store(request: pytest.FixtureRequest) -> Storage:
    if request.param == "memory":
        return MemoryStorage()
    if request.param == "folder":
        return FolderStorage(request.getfixturevalue("tmp_path") / "store")
    return ObjectStorage.at(request.getfixturevalue("bucket"))


@pytest.fixture(params=["memory", "folder"])
def new_fast_store(request: pytest.FixtureRequest, tmp_path: Path) -> NewStore:
    """Makes an empty store at every call, quickly enough for generated examples."""
    return MemoryStorage if request.param == "memory" else lambda: FolderStorage(tmp_path / uuid4().hex)


@pytest.fixture
def race() -> Race:
    """Runs a script in two processes, `one` and `two`, with the address and that name; returns the keys each printed.

    The script prints "ready" and reads a line from stdin before it begins, so that both begin together.
    """

    def run(script: str, address: str, environ: Mapping[str, str] | None = None) -> dict[str, list[str]]:
        racers = {
            name: subprocess.Popen(
                [sys.executable, "-c", script, address, name],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environ,
            )
            for name in ("one", "two")
        }  # fmt: skip
        for racer in racers.values():
            assert racer.stdout is not None
            assert racer.stdout.readline() == "ready\n"
        for racer in racers.values():
            assert racer.stdin is not None
            racer.stdin.write("go\n")
            racer.stdin.flush()
        return {name: racer.communicate()[0].split() for name, racer in racers.items()}

    return run
