"""A botocore client for what neither obstore nor a signature can do: making a bucket, and the doctor's second opinion.

No door imports it: it takes as long to load as all the rest of one, several times over.
"""

from functools import lru_cache
from typing import Any

from botocore.config import Config  # type: ignore[import-untyped]
from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]
from botocore.session import Session  # type: ignore[import-untyped]

from filings.storage import StoreUnavailable
from filings.storage.opening import Bucket

_CLOSED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


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
    """Return botocore's client for a bucket, with one way of signing and addressing for all of its uses."""
    # Making one takes longer than anything that it is asked here.
    return _session().create_client(
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


@lru_cache(maxsize=1)
def _session() -> Any:
    """Return the session of all clients: what they know of AWS is read once."""
    return Session()
