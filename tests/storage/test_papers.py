"""The whole way of a paper over the real S3 server: form, upload to the bucket, filing, and opened by the insured place."""

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
import urllib3
from flask import Flask

from documents import document
from filings.seal import Sealed, open_sealed
from filings.settings import Settings
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from filings.web.app import create_app
from papers import FILES, declared, png


@pytest.fixture
def app(settings: Settings, bucket: Bucket) -> Flask:
    environ = {
        "AWS_ENDPOINT_URL": str(bucket.endpoint),
        "AWS_REGION": bucket.region,
        "AWS_ACCESS_KEY_ID": str(bucket.access_key),
        "AWS_SECRET_ACCESS_KEY": str(bucket.secret_key),
    }
    return create_app(replace(settings, store=f"s3://{bucket.name}/{bucket.prefix}"), environ)


def sent(app: Flask, content: bytes, kind: str) -> dict[str, Any]:
    """Upload a file as a browser does, and declare it."""
    wish = {name: its for name, its in declared(content, kind).items() if name != "upload"}
    form = app.test_client().post("/v1/uploads", json=wish).json
    assert form is not None
    fields = {**form["fields"], "file": ("paper", content)}
    assert urllib3.request("POST", form["url"], fields=fields, timeout=30).status == 204
    return {"upload": form["upload"], **wish}


def test_the_insured_place_opens_the_very_bytes_that_were_sent_to_the_bucket(
    app: Flask, bucket: Bucket, forms: dict[str, Any], key_pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    filing = document(forms["3210"], "other-temporary")
    filing["materials"] = filing["materials"][:1]
    contents = [make() for make in FILES.values()]
    filing["materials"][0]["files"] = [sent(app, content, kind) for kind, content in zip(FILES, contents, strict=True)]
    answer = app.test_client().post("/v1/filings", json=filing, headers={"Idempotency-Key": "papers-over-a-bucket"})
    assert answer.status_code == 201
    store = ObjectStorage.at(bucket)
    [key] = [key for key in store.keys("filings/") if key.endswith(".json")]
    event = json.loads(store.read(key))
    content_key = store.read(event["content_key"]).decode()
    opened = [open_sealed(key_pair[1], Sealed(store.read(paper["key"]).decode(), content_key)) for paper in event["papers"]]
    assert opened == contents
    assert store.keys("quarantine/") == []


def test_the_bucket_refuses_what_the_form_does_not_pin(app: Flask, bucket: Bucket) -> None:
    wish = {name: its for name, its in declared(png()).items() if name != "upload"}
    form = app.test_client().post("/v1/uploads", json=wish).json
    assert form is not None
    for content in (png() + b"x", png()[:-1], hashlib.sha256(b"").digest()):
        fields = {**form["fields"], "file": ("paper", content)}
        assert urllib3.request("POST", form["url"], fields=fields, timeout=30).status == 400
    assert ObjectStorage.at(bucket).keys("quarantine/") == []


def test_a_bucket_takes_files_itself_and_nobody_else_does(app: Flask) -> None:
    assert app.test_client().post("/v1/uploads/20261120T0400-" + "0" * 32).status_code == 404
