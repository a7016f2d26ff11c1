"""What an officer writes to the person in words of their own: it may hold something personal, so it is sealed and can be erased.

A fresh content key seals the text into the event; that key is an object of its own, sealed under a key that the service's secret
gives, so that the status door can show the text to whoever has the lookup code. Removing that one object erases the text.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from filings.numbers import Number, fingerprint
from filings.seal import ContentKey
from filings.stamps import stamped
from filings.storage import NoSuchKey, Storage


def lay(store: Storage, secret: bytes, number: Number, note: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Seal a note ({text, language}) and store its key; return the event's member `note`. Raises StoreUnavailable."""
    key = ContentKey()
    wrapped = _wrapping(secret).seal(key.raw).encode()
    sha256 = hashlib.sha256(wrapped).hexdigest()
    name = f"filings/{number.serial}/{stamped(now, sha256[:16])}.note.jwe"
    store.settle(name, wrapped)
    return {"key": name, "sha256": sha256, "sealed": key.seal(note["text"].encode()), "language": note["language"]}


def read(store: Storage, secret: bytes, note: Mapping[str, Any] | None) -> dict[str, str] | None:
    """Open what `lay` made; None where there is none, or where it has been erased. Raises NotOpened and StoreUnavailable."""
    if note is None:
        return None
    try:
        wrapped = store.read(note["key"]).decode()
    except NoSuchKey:
        return None
    text = ContentKey(_wrapping(secret).open(wrapped)).open(note["sealed"])
    return {"text": text.decode(), "language": note["language"]}


def _wrapping(secret: bytes) -> ContentKey:
    return ContentKey(bytes.fromhex(fingerprint(secret, "note", b"")))
