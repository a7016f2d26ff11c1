"""The file that an officer decides on: answers, rules, papers, what came before, and everything that has happened to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from filings import notes
from filings.desk.earlier import Earlier
from filings.desk.merging import Change, Merged, merge
from filings.desk.rules import Rules
from filings.desk.seals import BROKEN, ERASED, OPEN, Part, Seals, erased_of
from filings.kept import Kept
from filings.lookup import Lookup
from filings.model import Event
from filings.numbers import Number
from filings.officers import Officer
from filings.parts import PAPERS
from filings.scene import Scene
from filings.seal import Keys, NotOpened
from filings.standing import name

# What the history tells of an event: nothing that is keyed, sealed or blinded.
_CLEAR = (
    *("officer", "automatic", "channel", "counter", "identity", "commitment", "review", "changed", "reason", "rule", "sources"),
    *("asked", "by", "papers_due", "until", "of", "what", "contract"),
)


@dataclass(frozen=True)
class Opening:
    """The use case with what it needs: where filings are looked up, and the places' private keys."""

    lookup: Lookup
    keys: Keys
    kept: Kept = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Read contracts from the same store."""
        object.__setattr__(self, "kept", Kept(self.lookup.store))

    @property
    def seals(self) -> Seals:
        """What opens sealed parts."""
        return Seals(self.lookup.store, self.keys)

    def document(self, number: Number, events: Sequence[Event]) -> dict[str, Any] | None:
        """Return a filing's document as it stands, None where the submission stays closed. Raises StoreUnavailable."""
        draft = merge(events, self.seals.parts(str(number), events)).draft
        return draft.document if draft else None

    def file(self, officer: Officer, number: Number, events: Sequence[Event]) -> dict[str, Any]:
        """Return the file (schemas/api/desk-file.json, but for `actions`) as this officer may see it.

        That the officer may open it is for the caller to see to. Raises BrokenLog and StoreUnavailable.
        """
        scene, parts = self.lookup.scene(events), self.seals.parts(str(number), events)
        merged = merge(events, parts)
        document = merged.draft.document if merged.draft else None
        stands = scene.stands
        return {
            **scene.summary,
            "next": stands.next_step,
            "approved_on": stands.approved_on and stands.approved_on.isoformat(),
            "papers_due": stands.papers_due and stands.papers_due.isoformat(),
            "waiting": sorted(stands.waiting),
            "after": events[-1].sha256,
            **self._rules(scene, document),
            "document": document,
            "amendments": [self._amendment(scene, position, merged, parts) for position in _amending(events)],
            "papers": _papers(events, parts, merged),
            "earlier": Earlier(self.lookup).of(officer, scene, document),
            "history": [self._told(position, event, parts) for position, event in enumerate(events, 1)],
            "holds": _holds(events),
        }

    def contract(self, sha256: str | None, scene: Scene) -> Mapping[str, Any] | None:
        """Return the contract with a hash: of today, or as the store has kept it; None where nobody knows it any more."""
        if scene.contract and scene.contract.sha256 == sha256:
            return scene.contract.schema
        return self.kept.read(sha256) if sha256 else None

    def _rules(self, scene: Scene, document: Mapping[str, Any] | None) -> dict[str, Any]:
        sha256 = scene.events[0].fields["contract"]
        schema = self.contract(sha256, scene)
        if schema is None:
            # Filed before contracts were kept: today's rules would be other rules.
            known: dict[str, Any] = {"kept": False, "from": None, "is_current": False}
            return {"contract": {"sha256": sha256, **known}, "rules": [], "sources": {}, "checklist": None}
        rules = Rules(schema, scene.type)
        today = Rules(scene.contract.schema, scene.type) if scene.contract else None
        is_current = bool(scene.contract and scene.contract.sha256 == sha256)
        return {
            "contract": {"sha256": sha256, "kept": True, "from": schema["x-from"], "is_current": is_current},
            "rules": rules.beside(today),
            "sources": rules.sources(),
            "checklist": rules.checklist(document) if document else None,
        }

    def _amendment(self, scene: Scene, position: int, merged: Merged, parts: Mapping[int, Part]) -> dict[str, Any]:
        """Tell what one event changed, and which of its day's rules are others than those of the submission."""
        event, first = scene.events[position - 1], scene.events[0]
        sha256 = event.fields.get("contract")
        rules: dict[str, Any] = {"rules": [], "sources": {}}
        then = self.contract(first.fields["contract"], scene)
        now = self.contract(sha256, scene) if sha256 != first.fields["contract"] else None
        if then and now:
            since = Rules(now, scene.type)
            rules = {"rules": Rules(then, scene.type).since(since), "sources": since.sources()}
        part = parts.get(position)
        changes: Sequence[Change] = merged.changes.get(position, ())
        return {
            "position": position,
            "event": name(event),
            "at": event.at,
            "state": part.state if part else None,
            "changes": [change.as_json() for change in changes],
            **rules,
        }

    def _told(self, position: int, event: Event, parts: Mapping[int, Part]) -> dict[str, Any]:
        part = parts.get(position)
        told = {"position": position, "event": name(event), "status": event.status, "at": event.at, "sha256": event.sha256}
        told |= {"previous": event.fields["previous"], "seal": part.state if part else None, "note": self._note(event)}
        return told | {member: event.fields[member] for member in _CLEAR if event.fields.get(member) is not None}

    def _note(self, event: Event) -> dict[str, Any] | None:
        """Open what an officer has written to the person; `text` is None where it was erased or does not open."""
        sealed = event.fields.get("note")
        if sealed is None:
            return None
        try:
            opened = notes.read(self.lookup.store, self.lookup.secret, sealed)
        except NotOpened:
            return {"text": None, "language": sealed["language"], "state": BROKEN}
        return {**opened, "state": OPEN} if opened else {"text": None, "language": sealed["language"], "state": ERASED}


def _amending(events: Sequence[Event]) -> list[int]:
    return [position for position, event in enumerate(events, 1) if position > 1 and "review" in event.fields]


def _papers(events: Sequence[Event], parts: Mapping[int, Part], merged: Merged) -> list[dict[str, Any]]:
    """List every paper of every event: by event and paper from 1; which material of the document as it stands it belongs to."""
    origins = merged.draft.origins if merged.draft else ()
    listed = []
    for position, event in enumerate(events, 1):
        part = parts.get(position)
        named = list(part.files()) if part and part.state == OPEN else []
        for i, paper in enumerate(event.fields.get("papers", ())):
            which = named[i][0] if i < len(named) else None
            origin = (position, which)
            listed.append({
                "event": position,
                "paper": i + 1,
                "type": paper["type"],
                "size": paper["size"],
                "state": ERASED if PAPERS in erased_of(events, position) else part.state if part else None,
                "material": None if part is None or which is None else part.document["materials"][which]["material"],
                "belongs_to": origins.index(origin) if origin in origins else None,
            })  # fmt: skip
    return listed


def _holds(events: Sequence[Event]) -> list[dict[str, Any]]:
    """List the legal hold that nobody has lifted: since when and by whom."""
    last = next((event for event in reversed(events) if name(event) in {"hold-set", "hold-lifted"}), None)
    if last is None or name(last) == "hold-lifted":
        return []
    return [{"at": last.at, "officer": last.fields.get("officer")}]
