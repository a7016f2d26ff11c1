"""Lays down what is personal in an event: sealed to the insured place under a content key of its own, stored apart."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from filings.model import canonical
from filings.numbers import Number
from filings.papers import Paper
from filings.seal import ContentKey, Keys
from filings.stamps import stamped
from filings.steady import Steady
from filings.storage import Storage, StoreUnavailable
from filings.storage.settling import at_once

# An attempt that has taken longer writes no event any more: the sweep may take what it has laid down for left behind.
PATIENCE = timedelta(minutes=30)


class Patience(Steady):
    """Watches over one attempt: it may not last longer than PATIENCE, nor may the clock be set meanwhile."""

    def check(self) -> None:
        """Raise StoreUnavailable where the attempt may not go on: the client tries again, and begins anew."""
        if self.passed() > PATIENCE:
            raise StoreUnavailable("the attempt took too long")


@dataclass(frozen=True)
class Deposit:
    """What intake and amendments share: the store, the places' public keys, and the attempt whose parts are laid down."""

    store: Storage
    keys: Keys
    patience: Patience

    def lay(self, place: str, number: Number, content: Any, papers: Sequence[Paper] = ()) -> dict[str, Any]:
        """Seal `content` and papers to the place and store content key and papers; return the event's members about them.

        `content_key` with `content_key_sha256`, `sealed`, and `papers`: of each its object's key and `sha256`, media type and
        size in bytes, in the order in which the document names the files. The hashes are those of the objects as they are stored,
        so that the chain of events holds them too. The objects' names begin with the time of the attempt, by which the sweep
        knows those that no event came to name. Raises NoKey and StoreUnavailable.
        """
        public = self.keys.nearest(place)
        key = ContentKey()
        # Before the papers: by a key that nothing names the sweep knows that there is something to look for.
        content_key, key_sha256 = self._create(number, key.sealed_to(public).encode(), "key")
        begun = (partial(self._create, number, key.seal(paper.content).encode(), "paper") for paper in papers)
        laid = [
            {"key": name, "sha256": sha256, "type": paper.type, "size": len(paper.content)}
            for paper, (name, sha256) in zip(papers, at_once(self.store, begun), strict=True)
        ]
        sealed = key.seal(canonical({"number": str(number), "document": content}))
        return {"content_key": content_key, "content_key_sha256": key_sha256, "sealed": sealed, "papers": laid}

    def _create(self, number: Number, body: bytes, kind: str) -> tuple[str, str]:
        sha256 = hashlib.sha256(body).hexdigest()
        key = f"filings/{number.serial}/{stamped(self.patience.begun, sha256[:16])}.{kind}.jwe"
        self.store.settle(key, body)
        self.patience.check()
        return key, sha256
