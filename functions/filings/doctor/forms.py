"""Whether a bucket holds an upload form to what it pins: a browser may send this file to this place, and nothing else."""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256

from filings.doctor.bench import Bench
from filings.doctor.bucket import asked, whole_key
from filings.doctor.proving import Failed, NotApplicable, Proof
from filings.storage import NoSuchKey
from filings.storage.opening import Bucket, bucket_at
from filings.storage.presign import Upload, presign_upload

_PAPER = b"%PDF-1.7 a paper of the doctor"
_OTHER = _PAPER.upper()
_TYPE = "application/pdf"
_HELD_SECONDS = 600

Attempt = Callable[[Bucket, str], int]


def checks(bench: Bench) -> Iterator[tuple[str, Proof]]:
    """Name each check with what carries it out."""
    bucket = bucket_at(bench.address, bench.environ)
    yield "an upload form takes the file that it was made for", lambda: _accepted(bench, bucket)
    yield "an upload form refuses other bytes of the same size", lambda: _other_bytes(bench, bucket)
    for number, (what, attempt) in enumerate(_ATTEMPTS.items()):
        yield f"an upload form refuses {what}", _refused(bench, bucket, f"form/{number:02}", attempt)


def _form(
    bucket: Bucket, key: str, body: bytes = _PAPER, *, sizes: tuple[int, int] = (0, 0), seconds: int = _HELD_SECONDS
) -> Upload:
    least, most = sizes if any(sizes) else (len(body), len(body))
    return presign_upload(
        bucket, key, content_type=_TYPE, sha256=sha256(body).digest(), min_bytes=least, max_bytes=most, seconds=seconds
    )


def _send(upload: Upload, body: bytes = _PAPER, changed: Mapping[str, str] | None = None) -> int:
    fields: dict[str, str | tuple[str, bytes]] = {**upload.fields, **(changed or {}), "file": ("paper", body)}
    return asked("POST", upload.url, fields=fields).status


def _without(upload: Upload, *names: str) -> Upload:
    return Upload(upload.url, {name: value for name, value in upload.fields.items() if name not in names})


def _late(bucket: Bucket, key: str) -> int:
    form = _form(bucket, key, seconds=1)
    time.sleep(2.1)  # a policy names its end in whole seconds
    return _send(form)


# Each is one limit that is broken while all others are kept.
_ATTEMPTS: dict[str, Attempt] = {
    "a file that is too large": lambda bucket, key: _send(_form(bucket, key, sizes=(1, len(_PAPER) - 1))),
    "a file that is too small": lambda bucket, key: _send(_form(bucket, key, sizes=(len(_PAPER) + 1, 1000))),
    "another hash": lambda bucket, key: _send(
        _form(bucket, key), _OTHER, {"x-amz-checksum-sha256": b64encode(sha256(_OTHER).digest()).decode()}
    ),
    "no hash": lambda bucket, key: _send(_without(_form(bucket, key), "x-amz-checksum-sha256")),
    "another type": lambda bucket, key: _send(_form(bucket, key), changed={"Content-Type": "text/html"}),
    "another key": lambda bucket, key: _send(_form(bucket, f"{key}-pinned"), changed={"key": whole_key(bucket, key)}),
    "a field that was not signed": lambda bucket, key: _send(_form(bucket, key), changed={"x-amz-storage-class": "GLACIER"}),
    "a wrong signature": lambda bucket, key: _send(_form(bucket, key), changed={"x-amz-signature": "0" * 64}),
    "no signature at all": lambda bucket, key: _send(
        _without(_form(bucket, key), "policy", "x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date")
    ),
    "what comes too late": _late,
}


def _accepted(bench: Bench, bucket: Bucket) -> str:
    key = bench.key("form/accepted")
    status = _send(_form(bucket, key))
    if status not in {200, 201, 204}:
        raise Failed(f"answered with {status}")
    if bench.store.read(key) != _PAPER:
        raise Failed("the object is not what was sent")
    return f"answered with {status}, and the object is there"


def _other_bytes(bench: Bench, bucket: Bucket) -> str:
    try:
        return _refused(bench, bucket, "form/other-bytes", lambda bucket, key: _send(_form(bucket, key), _OTHER))()
    except Failed as seen:
        # Ceph does not look into what it is sent. Nothing rests on it: whoever takes a paper compares its hash.
        raise NotApplicable(f"{seen}: its hash is compared when a filing takes it") from None


def _refused(bench: Bench, bucket: Bucket, name: str, attempt: Attempt) -> Proof:
    def proof() -> str:
        key = bench.key(name)
        status = attempt(bucket, key)
        try:
            bench.store.read(key)
        except NoSuchKey:
            if 400 <= status < 500:
                return f"answered with {status}, and nothing is there"
            raise Failed(f"answered with {status}") from None
        raise Failed(f"answered with {status}, and the object is there")

    return proof
