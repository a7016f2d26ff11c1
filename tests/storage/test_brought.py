"""An operator's files come from a bucket where a process has no disk of theirs."""

import stat
from pathlib import Path

import pytest

from filings.brought import brought
from filings.settings import BadSettings
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from weed import S3Address


def test_files_are_laid_down_for_nobody_else_and_secrets_are_put_in(s3: S3Address, bucket: Bucket) -> None:
    store, address = ObjectStorage.at(bucket), f"s3://{bucket.name}/{bucket.prefix}"
    store.create("public.json", b'{"keys": []}')
    store.create("secret", b"abc\n")
    named = {"BEIAN_KEYS": f"{address}/public.json", "BEIAN_SECRET": f"{address}/secret", "BEIAN_STORE": address}
    found = brought(s3.environ() | named | {"BEIAN_CONTRACTS": "contracts"})
    assert (found["BEIAN_SECRET"], found["BEIAN_STORE"], found["BEIAN_CONTRACTS"]) == ("abc", address, "contracts")
    path = Path(found["BEIAN_KEYS"])
    assert path.read_bytes() == b'{"keys": []}'
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_file_that_is_not_there_is_named(s3: S3Address, bucket: Bucket) -> None:
    with pytest.raises(BadSettings, match="BEIAN_KEYS: there is nothing to be read at s3://"):
        brought({**s3.environ(), "BEIAN_KEYS": f"s3://{bucket.name}/{bucket.prefix}/absent.json"})


def test_without_such_settings_nothing_is_fetched() -> None:
    environ = {"BEIAN_STORE": "s3://bucket", "BEIAN_KEYS": "/etc/beian/public.json", "BEIAN_DESK": ""}
    assert brought(environ) == environ
