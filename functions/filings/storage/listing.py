"""The two orders in which S3 stores list, and how to go on in either: whole keys (AWS, Ceph), or folder by folder (SeaweedFS)."""

from filings.storage.keys import SEGMENT_LENGTH

_NAME_CHARACTERS = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"


def already_passed(key: str, after: str) -> bool:
    """Tell whether `after` had passed this key, be the listing by whole keys (S3) or folder by folder (SeaweedFS)."""
    return key <= after and key.split("/") <= after.split("/")


def just_before(text: str) -> str | None:
    """Return what sorts behind all keys that come before `text`, save some that `text` begins with; None if nothing does.

    `text` itself will not do: SeaweedFS takes "after a" to be after all of `a/...` too.
    """
    stem = text.rstrip("-")
    if not stem or stem.endswith("/"):
        return None
    position = _NAME_CHARACTERS.index(stem[-1])
    return stem[:-1] + _NAME_CHARACTERS[position - 1] + _NAME_CHARACTERS[-1] * SEGMENT_LENGTH
