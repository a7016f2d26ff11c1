"""Upload forms for browsers, which botocore signs. Nothing imports it at start, and nothing here makes one of its clients.

A client wants AWS's description of S3, its rules for addresses and a dozen modules more, which together take as long to load as
all the rest of a door three times over; a signature wants none of them.
"""

from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from botocore.auth import S3SigV4PostAuth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError  # type: ignore[import-untyped]

from filings.storage import StoreUnavailable
from filings.storage.keys import check_key
from filings.storage.opening import Bucket

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Upload:
    """A form that a browser sends: POST to `url` with `fields` in this order, the file last under the name `file`."""

    url: str
    fields: dict[str, str]


class _Credentials(NamedTuple):
    """What botocore's signer asks for, under its names."""

    access_key: str
    secret_key: str
    token: str | None


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
    fields = {
        "Content-Type": content_type,
        "x-amz-checksum-sha256": b64encode(sha256).decode(),
        "key": f"{bucket.prefix}/{key}" if bucket.prefix else key,
    }
    pinned: list[Any] = [{"bucket": bucket.name}, *({name: value} for name, value in fields.items())]
    policy = {
        "expiration": f"{datetime.now(UTC) + timedelta(seconds=seconds):{_MOMENT}}",
        "conditions": [*pinned, ["content-length-range", min_bytes, max_bytes]],
    }
    request = AWSRequest(method="POST", url=address(bucket))
    # The signer adds its own fields and conditions to both.
    request.context |= {"s3-presign-post-fields": fields, "s3-presign-post-policy": policy}
    S3SigV4PostAuth(credentials(bucket), "s3", bucket.region).add_auth(request)
    return Upload(request.url, fields)


def address(bucket: Bucket) -> str:
    """Return the bucket's address on the web: below its endpoint, or a host of its own on AWS, as obstore has it too.

    AWS's certificates are not for names with a dot in them, so such a bucket is a folder of AWS's host.
    """
    if bucket.endpoint:
        return f"{bucket.endpoint.rstrip('/')}/{bucket.name}"
    host = f"s3.{bucket.region}.amazonaws.com{'.cn' if bucket.region.startswith('cn-') else ''}"
    return f"https://{host}/{bucket.name}" if "." in bucket.name else f"https://{bucket.name}.{host}/"


def credentials(bucket: Bucket) -> _Credentials:
    """Return the keys with which a bucket is entered; raises StoreUnavailable where there are none, or nobody gives them out."""
    if bucket.access_key and bucket.secret_key:
        return _Credentials(bucket.access_key, bucket.secret_key, bucket.session_token)
    try:
        held = _elsewhere().get_frozen_credentials()
    except BotoCoreError as error:
        raise StoreUnavailable(str(error)) from error
    return _Credentials(held.access_key, held.secret_key, held.token)


def warm_up(bucket: Bucket) -> None:
    """Find credentials where the settings name none, which takes longer than a hundred forms; none found is no trouble yet."""
    with suppress(StoreUnavailable):
        credentials(bucket)


@lru_cache(maxsize=1)
def _elsewhere() -> Any:
    """Return the credentials of the process's environment, the container or the instance, which are renewed in time."""
    from botocore.session import Session  # type: ignore[import-untyped]  # noqa: PLC0415 - takes long, and on AWS Lambda the environment has the keys

    found = Session().get_credentials()
    if found is None:
        raise StoreUnavailable("there are no credentials for the bucket")
    return found
