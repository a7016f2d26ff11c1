"""Brings an operator's files to where a process has no disk of theirs: a setting may name an object of a bucket."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from filings.settings import BadSettings
from filings.storage import NoSuchKey, StoreUnavailable
from filings.storage.opening import open_storage

# What these settings hold is the text itself and not the path of a file.
_TEXTS = frozenset({"BEIAN_SECRET", "BEIAN_OIDC_CLIENT_SECRET"})
_ADDRESS = "s3://"


def brought(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with every `BEIAN_…=s3://bucket/key` but the store's own fetched once.

    A file is laid down in a folder that nobody else may enter, and its setting names the path; a secret is put in as the text
    that the object holds. Raises BadSettings where an object cannot be read.
    """
    named = {
        name: value
        for name, value in environ.items()
        if name.startswith("BEIAN_") and name != "BEIAN_STORE" and value.startswith(_ADDRESS)
    }
    if not named:
        return dict(environ)
    folder = Path(tempfile.mkdtemp(prefix="beian-"))
    return {**environ, **{name: _one(name, address, folder, environ) for name, address in named.items()}}


def _one(name: str, address: str, folder: Path, environ: Mapping[str, str]) -> str:
    bucket, _, key = address.removeprefix(_ADDRESS).rpartition("/")
    try:
        content = open_storage(f"{_ADDRESS}{bucket}", environ).read(key)
    except (NoSuchKey, StoreUnavailable, ValueError) as error:
        raise BadSettings(f"{name}: there is nothing to be read at {address} ({type(error).__name__})") from None
    if name in _TEXTS:
        return content.decode("utf-8").strip()
    path = folder / name
    path.write_bytes(content)
    return str(path)
