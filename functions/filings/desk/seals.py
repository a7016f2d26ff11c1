"""Opens what is sealed in a filing with its place's private key, and says plainly where that is not possible."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filings.model import Event
from filings.parts import PAPERS, SEALED, with_erased
from filings.seal import Keys, NoKey, NotOpened, Sealed, open_sealed
from filings.storage import NoSuchKey, Storage

OPEN, ERASED, MISSING, BROKEN, NO_KEY = "open", "erased", "missing", "broken", "no-key"


class NotOpen(Exception):
    """Something stays closed; `state` is ERASED, MISSING, BROKEN or NO_KEY."""

    def __init__(self, state: str) -> None:
        self.state = state
        super().__init__(state)


@dataclass(frozen=True)
class Part:
    """What was sealed into one event, the `position`th of its log: the filing's document, or an amendment's body.

    `state` is OPEN, or why it is not: ERASED, because a rule says so; MISSING, its key is not there and no event says why;
    BROKEN, what is stored is not what was sealed; NO_KEY, this service does not hold the place's key.
    """

    position: int
    state: str
    document: Any = None

    def files(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the files that the part names, in the order of its event's papers: position of the material, declaration."""
        for i, material in enumerate((self.document or {}).get("materials", ())):
            yield from ((i, file) for file in material.get("files", ()))


@dataclass(frozen=True)
class Seals:
    """The private keys over a store."""

    store: Storage
    keys: Keys

    def parts(self, number: str, events: Sequence[Event]) -> dict[int, Part]:
        """Open every sealed part of a log, by position; an event in which nothing is sealed has none. Raises StoreUnavailable."""
        sealed = [position for position, event in enumerate(events, 1) if "sealed" in event.fields]
        return {position: self.part(number, events, position) for position in sealed}

    def part(self, number: str, events: Sequence[Event], position: int) -> Part:
        """Open what is sealed in one event of a log. Raises StoreUnavailable."""
        try:
            opened = json.loads(self._content(events, position, events[position - 1].fields["sealed"]))
        except NotOpen as closed:
            return Part(position, closed.state)
        # A part that was taken from another filing of the same place opens as well.
        if opened["number"] != number:
            return Part(position, BROKEN)
        return Part(position, OPEN, opened["document"])

    def paper(self, events: Sequence[Event], position: int, key: str) -> bytes:
        """Open a paper of an event by its object's key; raises NotOpen and StoreUnavailable."""
        if PAPERS in erased_of(events, position):
            raise NotOpen(ERASED)
        try:
            sealed = self.store.read(key).decode("ascii")
        except NoSuchKey:
            raise NotOpen(MISSING) from None
        except UnicodeDecodeError:
            raise NotOpen(BROKEN) from None
        return self._content(events, position, sealed)

    def _content(self, events: Sequence[Event], position: int, sealed: str) -> bytes:
        """Open something that was sealed under the content key of an event; raises NotOpen and StoreUnavailable."""
        # From the tombstone on, even where its objects are still being removed.
        if SEALED in erased_of(events, position):
            raise NotOpen(ERASED)
        try:
            key = self.store.read(events[position - 1].fields["content_key"]).decode("ascii")
            private = self.keys.opening(str(events[0].fields["place"]), key)
            return open_sealed(private, Sealed(sealed, key))
        except NoKey:
            raise NotOpen(NO_KEY) from None
        except NoSuchKey:
            raise NotOpen(MISSING) from None
        except (NotOpened, UnicodeDecodeError):
            raise NotOpen(BROKEN) from None


def erased_of(events: Sequence[Event], position: int) -> frozenset[str]:
    """Return the classes (filings.parts) of what an event sealed that a later tombstone says are erased."""
    return with_erased(events)[position - 1][1]
