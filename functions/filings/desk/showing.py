"""Shows a paper of a filing: drawn anew, or as it was sent, for whoever wants to look at that on a machine of their own."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from filings.desk.pictures import Drawn, draw
from filings.desk.seals import BROKEN, OPEN, NotOpen, Seals
from filings.errors import Code, Refusal
from filings.model import Event
from filings.numbers import Number


@dataclass(frozen=True)
class Original:
    """A paper as it was sent."""

    type: str
    content: bytes


@dataclass(frozen=True)
class Showing:
    """The papers of filings, behind the seals."""

    seals: Seals

    def original(self, number: Number, events: Sequence[Event], position: int, paper: int) -> Original:
        """Open a paper, the `paper`th of an event, both counted from 1; what comes out is what the person declared.

        Raises Refusal(Code.NOT_FOUND) where there is none, NotOpen and StoreUnavailable.
        """
        event = events[position - 1] if 1 <= position <= len(events) else None
        papers = event.fields.get("papers", ()) if event else ()
        if event is None or not 1 <= paper <= len(papers):
            raise Refusal(Code.NOT_FOUND)
        part = self.seals.part(str(number), events, position)
        if part.state != OPEN:
            raise NotOpen(part.state)
        content = self.seals.paper(events, position, papers[paper - 1]["key"])
        _, declared = list(part.files())[paper - 1]
        if hashlib.sha256(content).hexdigest() != declared["sha256"]:
            raise NotOpen(BROKEN)
        return Original(declared["type"], content)

    def drawn(self, number: Number, events: Sequence[Event], position: int, paper: int, page: int = 0) -> Drawn:
        """Draw a page of a paper, or with 0 count its pages; raises what `original` does, and NotDrawn."""
        original = self.original(number, events, position, paper)
        if page == 0 and original.type != "application/pdf":
            return Drawn(1)
        return draw(original.content, original.type, page)
