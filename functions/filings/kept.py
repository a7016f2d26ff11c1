"""Keeps every contract under which something was filed: the build knows the rules of today, the store those of each filing.

`contracts/<sha256>.json` has the bytes whose hash the events name, written once, with the first event that names it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from filings.contract import Contract
from filings.storage import NoSuchKey, Storage


@dataclass(frozen=True)
class Kept:
    """The contracts that a store keeps; a process asks for each to be kept once."""

    store: Storage
    _known: set[str] = field(default_factory=set, init=False, repr=False, compare=False)

    def keep(self, contract: Contract) -> None:
        """Have a contract kept before an event names it; raises StoreUnavailable."""
        if contract.sha256 not in self._known:
            self.store.settle(contract_key(contract.sha256), contract.body)
            self._known.add(contract.sha256)

    def read(self, sha256: str) -> Mapping[str, Any] | None:
        """Return the contract with a hash; None where it is not there or its bytes are not those any more.

        Raises StoreUnavailable.
        """
        try:
            body = self.store.read(contract_key(sha256))
        except NoSuchKey:
            return None
        if hashlib.sha256(body).hexdigest() != sha256:
            return None
        schema: Mapping[str, Any] = json.loads(body)
        return schema


def contract_key(sha256: str) -> str:
    """Name the object of a contract."""
    return f"contracts/{sha256}.json"
