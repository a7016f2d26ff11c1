"""The functions as an operator deploys them: the packages of `make bundle`, unpacked, over a real S3 store."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deskwork import WRITTEN
from filings.settings import Settings
from filings.storage.client import make_bucket
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from lambda_runtime.function import Function
from running import ROOT
from weed import S3Address, seaweed


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The folders into which AWS unpacks both packages, by their names."""
    folders = {}
    for name in ("functions", "review"):
        made = ROOT / f"build/{name}.zip"
        assert made.is_file(), "run `make bundle` first"
        folders[name] = tmp_path_factory.mktemp(name)
        with zipfile.ZipFile(made) as archive:
            archive.extractall(folders[name])
    return folders


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Address]:
    """A real S3 store."""
    with seaweed(tmp_path_factory.mktemp("weed")) as address:
        yield address


@pytest.fixture(scope="session")
def bucket(s3: S3Address) -> Bucket:
    """The bucket of the filings."""
    return _bucket(s3, "beian")


@pytest.fixture(scope="session")
def environ(s3: S3Address, bucket: Bucket, settings: Settings, key_pair: tuple[dict[str, Any], ...]) -> dict[str, str]:
    """The variables that the template sets, with the operator's files in a bucket of their own."""
    operator = ObjectStorage.at(_bucket(s3, "settings"))
    sets = {name: json.dumps({"keys": [key]}) for name, key in zip(("public.json", "private.json"), key_pair, strict=True)}
    for name, text in {**sets, "secret": settings.secret.hex(), "desk.json": json.dumps(WRITTEN)}.items():
        operator.create(name, text.encode())
    return {
        **s3.environ(),
        "BEIAN_STORE": f"s3://{bucket.name}",
        "BEIAN_SECRET": "s3://settings/secret",
        "BEIAN_KEYS": "s3://settings/public.json",
        "BEIAN_DESK": "s3://settings/desk.json",
        "BEIAN_CONTRACTS": "/var/task/contracts",
        "BEIAN_WORDS": "/var/task/words/telling.json",
        "BEIAN_SITE_URL": "https://beian.example/",
        "BEIAN_METRICS": "emf",
    }


@pytest.fixture(scope="session")
def doors(packages: dict[str, Path], environ: dict[str, str]) -> Iterator[dict[str, Function]]:
    """Every door as a function of its own, started by its first event; only review has the private keys."""
    made = {
        door: Function(packages["functions"], f"{door}.handler", environ)
        for door in ("submit", "status", "amend", "session", "upload")
    }
    made["review"] = Function(
        packages["review"], "review.handler", environ | {"BEIAN_PRIVATE_KEYS": "s3://settings/private.json"}
    )
    yield made
    for function in made.values():
        function.stop()


def _bucket(s3: S3Address, name: str) -> Bucket:
    bucket = Bucket(name, endpoint=s3.endpoint, region=s3.region, access_key=s3.access_key, secret_key=s3.secret_key)
    make_bucket(bucket)
    return bucket
