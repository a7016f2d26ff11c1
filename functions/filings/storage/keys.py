"""Which keys, prefixes and listings are allowed; every backend asks here first, so that all refuse alike."""

import re

KEY_LENGTH = 512
# A name in a folder holds 255 bytes on Linux and in SeaweedFS; the rest is room for what a backend adds to it.
SEGMENT_LENGTH = 200

_SEGMENT = rf"(?!\.{{1,2}}(?:/|\Z))[A-Za-z0-9._-]{{1,{SEGMENT_LENGTH}}}"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_PREFIX = re.compile(rf"(?:{_SEGMENT}/)*[A-Za-z0-9._-]{{0,{SEGMENT_LENGTH}}}")


def check_key(key: str) -> None:
    """Let a well-formed key pass; raises ValueError, naming the key, for any other."""
    if len(key) > KEY_LENGTH or not _KEY.fullmatch(key):
        raise ValueError(f"not a storage key: {key[: KEY_LENGTH + 1]!r}")


def check_prefix(prefix: str) -> None:
    """Let the empty string and every beginning of a well-formed key pass; raises ValueError for any other."""
    if len(prefix) > KEY_LENGTH or not _PREFIX.fullmatch(prefix):
        raise ValueError(f"not the beginning of a storage key: {prefix[: KEY_LENGTH + 1]!r}")


def check_listing(prefix: str, after: str, limit: int) -> None:
    """Let the arguments of `keys` pass: `after` is empty or a key, `limit` at least 1; raises ValueError otherwise."""
    check_prefix(prefix)
    if after:
        check_key(after)
    if limit < 1:
        raise ValueError(f"a listing needs a limit of at least 1, not {limit}")
