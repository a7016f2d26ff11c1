"""Kinto as its documentation has it: PostgreSQL for records, cache and permissions, collections validated by their schema."""

import os

from kinto import main  # type: ignore[import-not-found]

_BACKENDS = {f"{part}_backend": f"kinto.core.{part}.postgresql" for part in ("storage", "cache", "permission")}
_ADDRESSES = {f"{part}_url": os.environ["PEER_DATABASE"] for part in ("storage", "cache", "permission")}
SETTINGS = {
    **{f"kinto.{name}": value for name, value in (_BACKENDS | _ADDRESSES).items()},
    "kinto.userid_hmac_secret": "a secret of the bench",
    "kinto.experimental_collection_schema_validation": "true",
    "kinto.bucket_create_principals": "system.Everyone",
    "multiauth.policies": "basicauth",
}
app = main({}, **SETTINGS)
