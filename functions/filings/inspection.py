"""Says what is wrong with a file by looking at its content: the type, whether it is whole, and for a PDF what it would do."""

import zlib
from collections.abc import Callable

from filings import pdf

# The types of files that are taken, as the document's schema lists them.
TYPES = ("image/jpeg", "image/png", "application/pdf")
_PNG = b"\x89PNG\r\n\x1a\n"


def wrong(content: bytes, kind: str, seconds: float) -> str | None:
    """Return None for a file that may pass, or the finding's rule: file-type, file-broken, file-locked, file-active.

    `kind` is one of TYPES; `seconds` what looking into it may take.
    """
    import puremagic  # noqa: PLC0415 - reads its table of types at import

    try:
        found = {match.mime_type for match in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        found = set()
    if kind not in found:
        return "file-type"
    looks: dict[str, Callable[[bytes], str | None]] = {
        "image/jpeg": lambda content: None if _is_jpeg(content) else "file-broken",
        "image/png": lambda content: None if _is_png(content) else "file-broken",
        "application/pdf": lambda content: pdf.judge(content, seconds),
    }
    return looks[kind](content)


def _is_jpeg(content: bytes) -> bool:
    """Follow the segments of a JPEG to its picture, and look for the picture's end; what a camera adds behind it may stay."""
    at, has_size = 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            has_size = int.from_bytes(content[at + 5 : at + 7], "big") > 0 and int.from_bytes(content[at + 7 : at + 9], "big") > 0
        at += 2 + length
        if marker == 0xDA:
            return has_size and content.find(b"\xff\xd9", at) > 0
        if length < 2:
            return False
    return False


def _is_png(content: bytes) -> bool:
    """Follow the chunks of a PNG from its header over its picture to its end, each with its checksum."""
    at, kind, has_picture = len(_PNG), b"", False
    if content[at + 4 : at + 8] != b"IHDR":
        return False
    while at + 12 <= len(content) and kind != b"IEND":
        end = at + 8 + int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if zlib.crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4], "big"):
            return False
        has_picture = has_picture or kind == b"IDAT"
        at = end + 4
    return has_picture and kind == b"IEND"
