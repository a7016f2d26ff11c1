"""What only boto3 can do: upload forms for browsers, and making a bucket. No other module imports it, and none at start."""

from base64 import b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import boto3  # type: ignore[import-untyped]
from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]

from filings.storage import StoreUnavailable
from filings.storage.keys import check_key
from filings.storage.opening import Bucket

_CLOSED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


@dataclass(frozen=True)
class Upload:
    """A form that a browser sends: POST to `url` with `fields` in this order, the file last under the name `file`."""

    url: str
    fields: dict[str, str]


def presign_upload(  # noqa: PLR0913 - each is one limit that the store enforces
    bucket: Bucket, key: str, *, content_type: str, sha256: bytes, min_bytes: int = 1, max_bytes: int, seconds: int
) -> Upload:
    """Return a form that uploads these very bytes (by their 32-byte SHA-256) to this key and nothing else.

    Sizes are in bytes, both included; the form holds for `seconds`. A form can be sent again, but only with the same
    bytes. Makes no request to the store. Raises ValueError; StoreUnavailable if no credentials are found.
    """
    check_key(key)
    if len(sha256) != 32:
        raise ValueError("a SHA-256 is 32 bytes")
    if not 0 <= min_bytes <= max_bytes or seconds < 1:
        raise ValueError("sizes must be 0 <= min_bytes <= max_bytes, and seconds at least 1")
    fields = {"Content-Type": content_type, "x-amz-checksum-sha256": b64encode(sha256).decode()}
    pinned = [{name: value} for name, value in fields.items()]
    try:
        form = client(bucket).generate_presigned_post(
            Bucket=bucket.name,
            Key=f"{bucket.prefix}/{key}" if bucket.prefix else key,
            Fields=fields,
            Conditions=[*pinned, ["content-length-range", min_bytes, max_bytes]],
            ExpiresIn=seconds,
        )
    except BotoCoreError as error:
        raise StoreUnavailable(str(error)) from error
    return Upload(url=form["url"], fields=form["fields"])


def warm_up(bucket: Bucket) -> None:
    """Make the client that forms are signed with, which takes longer than a hundred forms; makes no request."""
    client(bucket)


def make_bucket(bucket: Bucket) -> None:
    """Make the bucket unless it is ours already, and close it to the public; raises StoreUnavailable.

    A store that does not know AWS's public access block (501) is left as it is. Outside AWS, ACLs are ignored
    but not refused: Ceph takes that for a refusal of every write.
    """
    s3 = client(bucket)
    closed = _CLOSED | {"BlockPublicAcls": bucket.endpoint is None}
    place = {} if bucket.region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
    try:
        _tolerating("BucketAlreadyOwnedByYou", s3.create_bucket, Bucket=bucket.name, **place)
        _tolerating("NotImplemented", s3.put_public_access_block, Bucket=bucket.name, PublicAccessBlockConfiguration=closed)
    except (BotoCoreError, ClientError) as error:
        raise StoreUnavailable(str(error)) from error


def _tolerating(code: str, call: Any, **arguments: Any) -> None:
    try:
        call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            raise


@lru_cache(maxsize=4)
def client(bucket: Bucket) -> Any:
    """Return boto3's client for a bucket, with one way of signing and addressing for all of its uses."""
    # Making one takes longer than anything that it is asked here.
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint,
        region_name=bucket.region,
        aws_access_key_id=bucket.access_key,
        aws_secret_access_key=bucket.secret_key,
        aws_session_token=bucket.session_token,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path" if bucket.endpoint else "virtual"},
            connect_timeout=3,
            read_timeout=75,
            retries={"total_max_attempts": 3, "mode": "standard"},
        ),
    )
