"""The sealed objects that events name: keys of contents and of notes, and papers; and which of them are erased."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from filings.model import Event

# Classes of what is sealed, as a tombstone names them: what was typed (its keys), and papers.
SEALED, PAPERS = "sealed", "papers"


@dataclass(frozen=True)
class Part:
    """A sealed object that an event names: its key, the SHA-256 of its bytes where the event has it, and its class."""

    key: str
    sha256: str | None
    kind: str


def parts_of(fields: Mapping[str, Any]) -> Iterator[Part]:
    """Yield the sealed objects that an event names."""
    if "content_key" in fields:
        yield Part(fields["content_key"], fields.get("content_key_sha256"), SEALED)
    if fields.get("note"):
        yield Part(fields["note"]["key"], fields["note"].get("sha256"), SEALED)
    for paper in fields.get("papers", ()):
        yield Part(paper["key"], paper.get("sha256"), PAPERS)


def with_erased(events: Sequence[Event]) -> list[tuple[Event, frozenset[str]]]:
    """Return each event with the classes of what it sealed that a later tombstone says are erased."""
    gone: frozenset[str] = frozenset()
    found: list[tuple[Event, frozenset[str]]] = []
    for event in reversed(events):
        if event.fields.get("event") == "erased":
            gone |= frozenset(event.fields["what"])
        found.append((event, gone))
    return found[::-1]


def kept_parts(events: Sequence[Event]) -> Iterator[Part]:
    """Yield the sealed objects that a log names and no tombstone says are erased."""
    for event, gone in with_erased(events):
        yield from (part for part in parts_of(event.fields) if part.kind not in gone)
