"""`beian serve` over a bucket, with its workers, as an operator runs it."""

import json
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from documents import document
from filings.doctor.proving import Report, Result
from filings.doctor.verdict import record
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from running import ROOT, Service, free_port
from weed import S3Address


def test_it_starts_takes_a_filing_and_answers_for_it(s3: S3Address, bucket: Bucket, tmp_path: Path) -> None:
    filing = document(json.loads((ROOT / "build/forms/3210.json").read_text("utf-8")), "long-term-resident", letter=True)
    settings = {"BEIAN_STORE": f"s3://{bucket.name}/{bucket.prefix}", **s3.environ()}
    service = Service(free_port(), tmp_path, settings=settings, log=tmp_path / "said.log")
    service.start()
    try:
        headers = {"Idempotency-Key": uuid4().hex}
        receipt = requests.post(f"{service.url}/v1/filings", json=filing, headers=headers, timeout=60).json()
        found = requests.get(f"{service.url}/v1/filings/{receipt['number']}", timeout=60).json()
        assert found["status"] == "submitted"
    finally:
        service.stop()
    assert len(ObjectStorage.at(bucket).keys("waiting/")) == 1


def test_it_does_not_start_over_a_store_that_the_doctor_refuses(s3: S3Address, bucket: Bucket, tmp_path: Path) -> None:
    address = f"s3://{bucket.name}/{bucket.prefix}"
    failed = Result("create", "failed", "two of two writers were told that they had made it")
    record(ObjectStorage.at(bucket), Report(address, "2026-11-20T04:00:00Z", (failed,)))
    service = Service(free_port(), tmp_path, settings={"BEIAN_STORE": address, **s3.environ()}, log=tmp_path / "said.log")
    with pytest.raises(RuntimeError, match=f"the store {address} failed its examination"):
        service.start()
    assert service.process is not None
    assert service.process.wait(60) == 1
