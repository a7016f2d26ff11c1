"""What only a bucket has to do: refuse strangers and wrong secrets, keep the time, and say plainly that a key is taken."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import urllib3
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from filings.doctor.bench import Bench
from filings.doctor.proving import Failed, NotApplicable, Proof
from filings.storage import StoreUnavailable
from filings.storage.client import client
from filings.storage.opening import Bucket, bucket_at
from filings.storage.presign import address, credentials

# Forms name their end, and events and uploads their age: seconds by which store and service may differ.
_SKEW = 60
_REFUSED = (401, 403)
_ANSWER_SECONDS = 90
# Seconds before each attempt at a write that S3 answers with 409 ConditionalRequestConflict, because another is under way.
_PAUSES = (0.05, 0.1, 0.2, 0.4)


def checks(bench: Bench) -> Iterator[tuple[str, Proof]]:
    """Name each check with what carries it out."""
    bucket = bucket_at(bench.address, bench.environ)
    yield "a taken key is told apart from trouble", lambda: _told_apart(bench, bucket)
    yield "what is deleted leaves no earlier version", lambda: _versions(bucket)
    yield "a wrong secret is refused", lambda: _wrong_secret(bench, bucket)
    for what, request in _STRANGERS.items():
        yield f"a stranger cannot {what}", _as_stranger(bench, bucket, request)
    yield "the store's clock is right", lambda: _clock(bucket)


def put_new(s3: Any, bucket: str, key: str, body: bytes) -> str:
    """Put an object under a key that holds nothing with botocore; return `created`, or the code with which the store refused.

    409 (ConditionalRequestConflict) says that another write of that key is under way: it is tried again as AWS asks, and the code
    of the last attempt told. Raises ClientError for any other answer.
    """
    for pause in (*_PAUSES, None):
        try:
            s3.put_object(Bucket=bucket, Key=key, Body=body, IfNoneMatch="*")
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status not in {409, 412}:
                raise
            if status == 412 or pause is None:
                return f"{status} {error.response['Error']['Code']}"
            time.sleep(pause)
        else:
            return "created"
    raise AssertionError


def whole_key(bucket: Bucket, key: str) -> str:
    """Name an object as the bucket knows it, in front of whose keys the store's address may put a prefix."""
    return f"{bucket.prefix}/{key}" if bucket.prefix else key


def base_address(bucket: Bucket) -> str:
    """Return the bucket's address on the web, ending in a slash."""
    return f"{address(bucket).rstrip('/')}/"


def asked(method: str, address: str, **what: Any) -> urllib3.BaseHTTPResponse:
    """Send a request without any credentials, once; raises StoreUnavailable where no answer comes."""
    try:
        return urllib3.request(method, address, timeout=_ANSWER_SECONDS, retries=False, redirect=False, **what)
    except urllib3.exceptions.HTTPError as error:
        raise StoreUnavailable(str(error)) from error


def _told_apart(bench: Bench, bucket: Bucket) -> str:
    key = whole_key(bucket, bench.key("told-apart"))
    with_botocore = client(bucket)
    first, second = (_answered(put_new, with_botocore, bucket.name, key, body) for body in (b"first", b"second"))
    if first != "created" or second == "created":
        raise Failed(f"a new key was answered: {first}; a taken one: {second}")
    return f"a taken key is answered with {second}"


def _versions(bucket: Bucket) -> str:
    try:
        status = client(bucket).get_bucket_versioning(Bucket=bucket.name).get("Status")
    except ClientError as error:
        raise NotApplicable(f"the store does not tell: {_code(error)}") from None
    except BotoCoreError as error:
        raise StoreUnavailable(str(error)) from error
    if status == "Enabled":
        raise Failed("versions are on: what is erased would stay; switch them off, and remove earlier versions")
    return "versions are off" if status is None else f"versions are {status}"


def _wrong_secret(bench: Bench, bucket: Bucket) -> str:
    key = bench.key("wrong-secret")
    bench.store.create(key, b"not for everybody")
    # These may be from where nobody else looks: the environment, the container, the instance.
    known = credentials(bucket)
    wrong = replace(bucket, access_key=known.access_key, secret_key=known.secret_key[::-1] + "x", session_token=known.token)
    try:
        client(wrong).get_object(Bucket=bucket.name, Key=whole_key(bucket, key))
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] in _REFUSED:
            return f"answered with {_code(error)}"
        raise Failed(f"answered with {_code(error)}") from None
    except BotoCoreError as error:
        raise StoreUnavailable(str(error)) from error
    raise Failed("an object was given to somebody with a wrong secret")


_STRANGERS: dict[str, Callable[[str, str], urllib3.BaseHTTPResponse]] = {
    "read an object": lambda base, key: asked("GET", f"{base}{key}"),
    "list": lambda base, _: asked("GET", f"{base.rstrip('/')}?list-type=2"),
    "write an object": lambda base, key: asked("PUT", f"{base}{key}-of-a-stranger", body=b"x"),
    "delete an object": lambda base, key: asked("DELETE", f"{base}{key}"),
}


def _as_stranger(bench: Bench, bucket: Bucket, request: Callable[[str, str], urllib3.BaseHTTPResponse]) -> Proof:
    def proof() -> str:
        key = bench.key("stranger")
        bench.store.settle(key, b"not for everybody")
        status = request(base_address(bucket), whole_key(bucket, key)).status
        if status not in _REFUSED:
            raise Failed(f"answered with {status}, without any credentials")
        return f"answered with {status}"

    return proof


def _clock(bucket: Bucket) -> str:
    before = datetime.now(UTC)
    told = asked("HEAD", base_address(bucket)).headers.get("Date")
    after = datetime.now(UTC)
    if told is None:
        raise NotApplicable("the store does not tell the time")
    theirs = parsedate_to_datetime(told)
    ahead = (theirs - after).total_seconds() if theirs > after else min(0.0, (theirs - before).total_seconds() + 1)
    if abs(ahead) > _SKEW:
        raise Failed(f"its clock and ours differ by {abs(ahead):.0f} s; no more than {_SKEW} s will do")
    return f"differs by {abs(ahead):.0f} s"


def _answered(put: Callable[..., str], *arguments: Any) -> str:
    try:
        return put(*arguments)
    except ClientError as error:
        return _code(error)
    except BotoCoreError as error:
        raise StoreUnavailable(str(error)) from error


def _code(error: ClientError) -> str:
    return f"{error.response['ResponseMetadata']['HTTPStatusCode']} {error.response['Error']['Code']}"
