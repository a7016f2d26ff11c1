"""An upload form lets through the one upload that it was made for; SeaweedFS enforces it."""

import json
import os
import subprocess
import sys
import time
from base64 import b64decode
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import urllib3

from filings.storage import StoreUnavailable, presign
from filings.storage.client import client, make_bucket
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from filings.storage.presign import Upload, presign_upload

PAPER = b"%PDF-1.7 a paper"


def form(bucket: Bucket, body: bytes = PAPER, seconds: int = 60) -> Upload:
    return presign_upload(
        bucket, "quarantine/1.pdf", content_type="application/pdf", sha256=sha256(body).digest(), min_bytes=2,
        max_bytes=20, seconds=seconds,
    )  # fmt: skip


def send(upload: Upload, body: bytes, **changed: str) -> int:
    fields: dict[str, str | tuple[str, bytes]] = {**upload.fields, **changed, "file": ("paper", body)}
    return urllib3.request("POST", upload.url, fields=fields, timeout=30).status


def test_the_upload_that_was_pinned_is_accepted_and_found_by_the_store(bucket: Bucket) -> None:
    assert send(form(bucket), PAPER) == 204
    assert ObjectStorage.at(bucket).read("quarantine/1.pdf") == PAPER


@pytest.mark.parametrize("body", [b"x" * 21, b"x", b""], ids=["too big", "too small", "empty"])
def test_a_size_outside_the_range_is_refused(bucket: Bucket, body: bytes) -> None:
    assert send(form(bucket, body), body) == 400


def test_other_bytes_are_refused_where_the_store_looks_into_files(bucket: Bucket, server: str) -> None:
    # Ceph does not. Who takes a paper for a filing compares its hash, so nothing rests on this.
    assert send(form(bucket), PAPER.upper()) == (204 if server == "ceph" else 400)


@pytest.mark.parametrize(
    "changed",
    [
        {"Content-Type": "text/html"},
        {"key": "filings/1.pdf"},
        {"x-amz-checksum-sha256": "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="},
        {"x-amz-signature": "0" * 64},
        {"x-amz-storage-class": "GLACIER"},
    ],
    ids=["type", "key", "hash", "signature", "field that was not signed"],
)
def test_a_changed_field_is_refused(bucket: Bucket, changed: dict[str, str]) -> None:
    assert send(form(bucket), PAPER, **changed) in {400, 403}


def test_a_form_without_its_checksum_is_refused(bucket: Bucket) -> None:
    whole = form(bucket)
    fields = {name: value for name, value in whole.fields.items() if name != "x-amz-checksum-sha256"}
    assert send(Upload(whole.url, fields), PAPER) == 403


def test_an_expired_form_is_refused(bucket: Bucket) -> None:
    expired = form(bucket, seconds=1)
    time.sleep(2.1)  # the policy names its end in whole seconds
    assert send(expired, PAPER) == 403


def test_what_was_refused_is_not_stored(bucket: Bucket) -> None:
    send(form(bucket), PAPER + b"x" * 20)
    assert ObjectStorage.at(bucket).keys("") == []


def test_a_form_that_pins_nothing_sensible_is_not_made(bucket: Bucket) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        presign_upload(bucket, "a", content_type="image/png", sha256=b"short", max_bytes=1, seconds=1)


@pytest.mark.parametrize("endpoint", [None, "https://s3.example", "http://127.0.0.1:8333/deep/"])
@pytest.mark.parametrize("region", ["eu-west-1", "cn-north-1", "us-gov-west-1"])
@pytest.mark.parametrize("name", ["bucket", "buc.ket"])
@pytest.mark.parametrize("token", [None, "a session"])
def test_a_form_is_what_a_whole_client_of_botocore_would_make(
    endpoint: str | None, region: str, name: str, token: str | None
) -> None:
    bucket = Bucket(name, "deep", endpoint, region, "nobody", "nothing", token)
    made = form(bucket)
    pinned = {"Content-Type": "application/pdf", "x-amz-checksum-sha256": made.fields["x-amz-checksum-sha256"]}
    conditions = [*({name: value} for name, value in pinned.items()), ["content-length-range", 2, 20]]
    theirs = client(bucket).generate_presigned_post(name, "deep/quarantine/1.pdf", pinned, conditions, 60)
    assert (made.url, list(made.fields)) == (theirs["url"], list(theirs["fields"]))
    own, other = (json.loads(b64decode(fields["policy"])) for fields in (made.fields, theirs["fields"]))
    # Between the two a second may have passed.
    told = [sorted(json.dumps(one) for one in each["conditions"] if "x-amz-date" not in one) for each in (own, other)]
    assert told[0] == told[1]
    assert datetime.fromisoformat(other["expiration"]) - datetime.fromisoformat(own["expiration"]) < timedelta(seconds=5)


def test_in_us_east_1_a_form_goes_where_the_pages_policy_lets_it_go() -> None:
    assert form(Bucket("bucket", access_key="nobody", secret_key="nothing")).url == "https://bucket.s3.us-east-1.amazonaws.com/"


def test_keys_that_no_setting_names_are_found_where_aws_puts_them(tmp_path: Path) -> None:
    found = "[default]\naws_access_key_id = FOUND\naws_secret_access_key = nothing\naws_session_token = a session\n"
    (tmp_path / "credentials").write_text(found)
    script = (
        "from filings.storage.opening import presigner;print(presigner('s3://bucket', {})('a', 'image/png', bytes(32), 1, 60)[1])"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env = clean | {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"), "AWS_EC2_METADATA_DISABLED": "true"}
    said = subprocess.check_output([sys.executable, "-c", script], text=True, env=env)
    assert "'FOUND/" in said
    assert "'x-amz-security-token': 'a session'" in said


def test_without_any_keys_no_form_is_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(presign, "_elsewhere", presign._elsewhere.__wrapped__)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(StoreUnavailable, match="no credentials"):
        form(Bucket("bucket"))


def test_making_a_bucket_again_changes_nothing(bucket: Bucket) -> None:
    ObjectStorage.at(bucket).create("a", b"x")
    make_bucket(bucket)
    assert ObjectStorage.at(bucket).read("a") == b"x"
