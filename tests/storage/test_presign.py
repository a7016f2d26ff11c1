"""An upload form lets through the one upload that it was made for; SeaweedFS enforces it."""

import time
from hashlib import sha256

import pytest
import urllib3

from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from filings.storage.presign import Upload, make_bucket, presign_upload

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


def test_making_a_bucket_again_changes_nothing(bucket: Bucket) -> None:
    ObjectStorage.at(bucket).create("a", b"x")
    make_bucket(bucket)
    assert ObjectStorage.at(bucket).read("a") == b"x"
