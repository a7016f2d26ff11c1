"""Puts a filing together as it stands: what was submitted, and on top what was corrected, changed and handed in later."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from filings.desk.seals import OPEN, Part
from filings.model import Event
from filings.standing import APPROVING, name, standing


@dataclass(frozen=True)
class Change:
    """One answer that an event has changed; `old` or `new` is None where there was or is none. `pointer` leads to it."""

    pointer: str
    old: Any
    new: Any

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in an answer."""
        return {"pointer": self.pointer, "old": self.old, "new": self.new}


@dataclass(frozen=True)
class Draft:
    """A filing's document; `origins` says of each of its materials by which event it came, and which of that event's it is."""

    document: dict[str, Any]
    origins: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Merged:
    """A filing as it stands.

    `draft` is what there is to decide on, or what holds where nothing is; None where the submission stays closed. `approved` is
    what an officer has approved and still holds, None where nothing is. `changes` are those of each amendment, by its position.
    """

    draft: Draft | None = None
    approved: Draft | None = None
    changes: Mapping[int, Sequence[Change]] = field(default_factory=dict)


def merge(events: Sequence[Event], parts: Mapping[int, Part]) -> Merged:
    """Read a log with its opened parts; what stays closed is passed over."""
    asked, approved = _submitted(parts.get(1)), None
    changes: dict[int, Sequence[Change]] = {}
    for position, event in enumerate(events[1:], 2):
        before = standing(events[: position - 1])
        if event.status in APPROVING and name(event) == event.status:
            approved = asked
        elif "review" in event.fields:
            # A change that was refused is no part of what comes after it.
            base = approved if before.status == "refused" and before.in_force else asked
            asked, changes[position] = _amended(base, position, event, parts.get(position))
            if not event.fields["review"] and approved is not None:
                approved, _ = _amended(approved, position, event, parts.get(position))
    stands = standing(events)
    refused = stands.status == "refused" and stands.in_force
    return Merged(approved if refused else asked, approved if stands.in_force else None, changes)


def _submitted(part: Part | None) -> Draft | None:
    if part is None or part.state != OPEN:
        return None
    return Draft(part.document, tuple((1, i) for i in range(len(part.document["materials"]))))


def _amended(base: Draft | None, position: int, event: Event, part: Part | None) -> tuple[Draft | None, list[Change]]:
    """Apply one amendment; return what it leads to, and the answers that it changes, those about papers left out."""
    body = part.document if part is not None and part.state == OPEN else {}
    document = deepcopy(base.document) if base else {}
    after = {**document, **body.get("changes", {})}
    if "until" in event.fields:
        after["treatments"] = [{**each, "until": event.fields["until"]} for each in after.get("treatments", ())]
    changed = list(_differences(document, after, ""))
    if base is None:
        return None, changed
    added = body.get("materials", ())
    after["materials"] = [*document["materials"], *added]
    return Draft(after, (*base.origins, *((position, i) for i in range(len(added))))), changed


def _differences(old: Any, new: Any, pointer: str) -> Iterator[Change]:
    """Yield the leaves in which two documents differ, in the order in which a reader meets them."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(key), new.get(key), f"{pointer}/{key}")
    elif isinstance(old, list) and isinstance(new, list):
        for i in range(max(len(old), len(new))):
            yield from _differences(_at(old, i), _at(new, i), f"{pointer}/{i}")
    elif isinstance(old, dict | list) or isinstance(new, dict | list):
        empty: Any = [] if isinstance(old if old is not None else new, list) else {}
        yield from _differences(old if old is not None else empty, new if new is not None else empty, pointer)
    elif old != new:
        yield Change(pointer, old, new)


def _at(part: list[Any], i: int) -> Any:
    return part[i] if i < len(part) else None
