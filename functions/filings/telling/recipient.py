"""To whom a filing's news go: the address that the person gave, opened with the insured place's private key."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filings.model import Event
from filings.numbers import Number
from filings.seal import Keys, NoKey, NotOpened, Sealed, open_sealed
from filings.storage import NoSuchKey, Storage
from filings.telling.port import Later, Never

# Every filing says in which language its notice was read; whoever reads none of ours gets the original.
_ORIGINAL = "zh-Hans"


@dataclass(frozen=True)
class Recipient:
    """An e-mail address, and the language in which the filing was made."""

    address: str
    language: str


@dataclass(frozen=True)
class Recipients:
    """Opens what was sealed to the places; holds their private keys."""

    store: Storage
    keys: Keys

    def of(self, number: Number, log: Sequence[Event]) -> Recipient:
        """Find the address that was given last.

        Raises Never where none was given or it has been erased, Later where there is no key that opens it; StoreUnavailable.
        """
        first = self._opened(number, log, log[0])
        contact = next((found for found in self._contacts(number, log)), first["contact"])
        if not contact.get("email"):
            raise Never("no-address")
        return Recipient(contact["email"], first.get("notice", {}).get("language", _ORIGINAL))

    def _contacts(self, number: Number, log: Sequence[Event]) -> Any:
        """Yield how the person wanted to be reached, as amendments say it, the last one first."""
        for event in reversed(log[1:]):
            if "contact" in event.fields.get("changed", ()):
                yield self._opened(number, log, event)["changes"]["contact"]

    def _opened(self, number: Number, log: Sequence[Event], event: Event) -> Mapping[str, Any]:
        try:
            sealed = Sealed(event.fields["sealed"], self.store.read(event.fields["content_key"]).decode())
            opened = json.loads(open_sealed(self.keys.opening(log[0].fields["place"], sealed.key), sealed))
        except NoSuchKey:
            raise Never("erased") from None
        except NoKey:
            raise Later("no-key") from None
        except NotOpened:
            raise Later("not-opened") from None
        if opened["number"] != str(number):
            raise Never("another-filing")
        document: Mapping[str, Any] = opened["document"]
        return document
