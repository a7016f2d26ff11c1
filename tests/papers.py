"""Papers of nobody: small real files, and the way that they take into a store."""

import hashlib
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from typing import Any

from pypdf import PdfWriter

from filings.papers import quarantined
from filings.stamps import stamped
from filings.storage import Storage

_uploads = count(1)


def pdf(pages: int = 1, change: Callable[[PdfWriter], Any] = lambda writer: None) -> bytes:
    """Make a PDF with empty pages; `change` does something to it first."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def png(size: int = 0) -> bytes:
    """Make a PNG of one grey pixel, padded by a private chunk of so many bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    padding = chunk(b"noTe", bytes(size)) if size else b""
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + padding + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")
    )


def jpeg(size: int = 0) -> bytes:
    """Make a JPEG of eight by eight grey pixels, padded by comments of so many bytes."""
    comments = b"".join(b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part for part in _parts(bytes(size)))
    tables = b"\xff\xdb\x00\x43\x00" + b"\x01" * 64
    frame = b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    huffman = b"".join(b"\xff\xc4\x00\x14" + bytes([kind]) + b"\x01" + bytes(15) + b"\x00" for kind in (0x00, 0x10))
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00\x3f"
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + comments
        + tables
        + frame
        + huffman
        + scan
        + b"\xff\xd9"
    )


def _parts(body: bytes) -> list[bytes]:
    return [body[start : start + 60_000] for start in range(0, len(body), 60_000)]


FILES: dict[str, Callable[[], bytes]] = {"image/jpeg": jpeg, "image/png": png, "application/pdf": pdf}


def declared(content: bytes, kind: str = "image/png", now: datetime | None = None) -> dict[str, Any]:
    """Declare a file as a document does, uploaded at a time (now where none is given)."""
    name = stamped(now or datetime.now(UTC), f"{next(_uploads):032x}")
    return {"upload": name, "type": kind, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def uploaded(store: Storage, content: bytes, kind: str = "image/png", now: datetime | None = None) -> dict[str, Any]:
    """Put a file into quarantine as an upload does, and declare it."""
    file = declared(content, kind, now)
    store.create(quarantined(file["upload"]), content)
    return file


def with_files(store: Storage, filing: dict[str, Any], now: datetime | None = None) -> dict[str, Any]:
    """Upload a file for every material of a filing, and declare them in it, instead of the sample; returns the same filing."""
    for material in filing["materials"]:
        material["files"] = [uploaded(store, png(), now=now)]
    return filing
