"""From one line of configuration to a Storage. A backend and its library are imported only when it is the one chosen."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from filings.storage import Storage
from filings.storage.keys import check_key

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
# Makes the form of one upload: key, media type, 32-byte SHA-256, size in bytes, seconds; returns its address and fields.
Presign = Callable[[str, str, bytes, int, int], tuple[str, dict[str, str]]]
_ALLOWED = "memory:, folder:PATH or s3://bucket[/prefix]"


@dataclass(frozen=True)
class Bucket:
    """Where objects lie in an S3 store, and with which keys it is entered.

    `prefix` is empty or a key. What is None here, obstore and botocore still look for themselves where AWS puts it: in the
    process's own environment, the container, the instance; an endpoint found nowhere is AWS's own in that region.
    """

    name: str
    prefix: str = ""
    endpoint: str | None = None
    region: str = "us-east-1"
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    session_token: str | None = field(default=None, repr=False)


def open_storage(address: str, environ: Mapping[str, str]) -> Storage:
    """Open the store at `memory:`, `folder:PATH` or `s3://bucket[/prefix]`; raises ValueError, StoreUnavailable.

    Only S3 reads `environ`, as `bucket_at` says.
    """
    if address == "memory:":
        from filings.storage.memory import MemoryStorage  # noqa: PLC0415

        return MemoryStorage()
    if address.startswith("folder:") and address != "folder:":
        from filings.storage.folder import FolderStorage  # noqa: PLC0415

        return FolderStorage(Path(address.removeprefix("folder:")))
    if address.startswith("s3://"):
        from filings.storage.objects import ObjectStorage  # noqa: PLC0415

        return ObjectStorage.at(bucket_at(address, environ))
    raise ValueError(f"a storage address is {_ALLOWED}, not {address!r}")


def bucket_at(address: str, environ: Mapping[str, str]) -> Bucket:
    """Read `s3://bucket[/prefix]` and the AWS variables of `environ`; raises ValueError.

    AWS_ENDPOINT_URL, AWS_REGION (or AWS_DEFAULT_REGION), AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
    """
    name, _, prefix = address.removeprefix("s3://").partition("/")
    prefix = prefix.removesuffix("/")
    if not address.startswith("s3://") or not _BUCKET.fullmatch(name):
        raise ValueError(f"an S3 address is s3://bucket[/prefix], not {address!r}")
    if prefix:
        check_key(prefix)
    access_key, secret_key = environ.get("AWS_ACCESS_KEY_ID") or None, environ.get("AWS_SECRET_ACCESS_KEY") or None
    if (access_key is None) != (secret_key is None):
        raise ValueError("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY go together: set both or neither")
    return Bucket(
        name=name,
        prefix=prefix,
        endpoint=environ.get("AWS_ENDPOINT_URL") or None,
        region=environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        access_key=access_key,
        secret_key=secret_key,
        session_token=environ.get("AWS_SESSION_TOKEN") or None,
    )


def presigner(address: str, environ: Mapping[str, str]) -> Presign | None:
    """Return what makes upload forms for the bucket at `address`, or None where the store is no bucket; raises ValueError.

    botocore is imported at the first form.
    """
    if not address.startswith("s3://"):
        return None
    bucket = bucket_at(address, environ)

    def presign(key: str, content_type: str, sha256: bytes, size: int, seconds: int) -> tuple[str, dict[str, str]]:
        from filings.storage.presign import presign_upload  # noqa: PLC0415 - only this wants botocore

        form = presign_upload(
            bucket, key, content_type=content_type, sha256=sha256, min_bytes=size, max_bytes=size, seconds=seconds
        )
        return form.url, form.fields

    return presign


def warm(address: str, environ: Mapping[str, str]) -> None:
    """Do now what the first upload form would wait for, and everybody behind it: for servers, which live long.

    Makes no request to the store; nothing is done where that is no bucket. Raises ValueError.
    """
    if address.startswith("s3://"):
        from filings.storage.presign import warm_up  # noqa: PLC0415 - only this wants botocore

        warm_up(bucket_at(address, environ))
