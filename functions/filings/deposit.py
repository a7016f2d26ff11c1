"""Lays down what is personal in an event: sealed to the insured place under a content key of its own, stored apart."""

import hashlib
from dataclasses import dataclass
from typing import Any

from filings.model import canonical
from filings.numbers import Number
from filings.seal import Keys, seal
from filings.storage import KeyTaken, Storage


@dataclass(frozen=True)
class Deposit:
    """What intake and amendments share: the store, and the places' public keys."""

    store: Storage
    keys: Keys

    def lay(self, place: str, number: Number, content: Any) -> dict[str, Any]:
        """Seal `content` to the place and store its content key; return the event's members `content_key` and `sealed`.

        Raises NoKey and StoreUnavailable.
        """
        sealed = seal(self.keys.nearest(place), canonical({"number": str(number), "document": content}))
        content_key = f"filings/{number.serial}/{hashlib.sha256(sealed.key.encode()).hexdigest()[:16]}.key.jwe"
        create_once(self.store, content_key, sealed.key.encode())
        return {"content_key": content_key, "sealed": sealed.data}


def create_once(store: Storage, key: str, body: bytes) -> None:
    """Create an object, or leave the one that an earlier try of the same request made; raises StoreUnavailable."""
    try:
        store.create(key, body)
    except KeyTaken:
        return
