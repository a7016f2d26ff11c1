"""The rules beside a filing: those that were in force when it was filed, and which papers they ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TOLD = ("rule", "key", "params", "from", "place", "source", "where", "channel")


@dataclass(frozen=True)
class Rules:
    """What a contract says of one type of filing; `schema` is the contract."""

    schema: Mapping[str, Any]
    kind: str

    def entries(self) -> list[dict[str, Any]]:
        """List the rules that concern the type: each with the message that tells it, from when, whose, and its source."""
        return [{name: rule[name] for name in _TOLD if name in rule} for rule in self._of_kind()]

    def beside(self, today: "Rules | None") -> list[dict[str, Any]]:
        """List them, each with `holds`: whether the place's contract of today still says the same."""
        current = [_meaning(rule) for rule in today._of_kind()] if today else []
        return [{**told, "holds": _meaning(rule) in current} for told, rule in zip(self.entries(), self._of_kind(), strict=True)]

    def since(self, other: "Rules") -> list[dict[str, Any]]:
        """List the rules of `other` that say something else than these, or that these do not have."""
        own = [_meaning(rule) for rule in self._of_kind()]
        return [told for told, rule in zip(other.entries(), other._of_kind(), strict=True) if _meaning(rule) not in own]

    def sources(self) -> dict[str, Any]:
        """Name the sources that the rules of the type rest on."""
        named = self.schema.get("x-sources", {})
        return {source: named[source] for source in dict.fromkeys(rule["source"] for rule in self._of_kind()) if source in named}

    def checklist(self, document: Mapping[str, Any]) -> list[dict[str, Any]] | None:
        """Say of each group of papers that the type asks for which of the filing's materials meet it, and how.

        None where no source says which papers are wanted. `state`: `given`, `seen` by the clerk, promised for `later`, `letter`
        where a commitment letter stands in its place, `missing`. `materials` are the positions of the papers that count.
        """
        checks = self.schema.get("x-checks", {}).get(self.kind, {})
        if "papers" not in checks:
            return None
        materials, by_letter = document["materials"], "letter" in document
        groups = [_group(group, "insured", materials, by_letter=by_letter) for group in checks["papers"]]
        if document["filer"]["capacity"] == "agent":
            groups += [_group(group, "agent", materials, by_letter=False) for group in checks.get("agent_papers", ())]
        return groups

    def _of_kind(self) -> Iterator[Mapping[str, Any]]:
        return (rule for rule in self.schema.get("x-rules", ()) if self.kind in rule["types"])


def _meaning(rule: Mapping[str, Any]) -> tuple[Any, ...]:
    return rule["rule"], rule["value"], rule.get("channel")


def _group(wanted: Sequence[str], whose: str, materials: Sequence[Mapping[str, Any]], *, by_letter: bool) -> dict[str, Any]:
    there = [i for i, paper in enumerate(materials) if paper["material"] in wanted]
    states = {_state(materials[i]) for i in there}
    state = next((each for each in ("given", "seen", "later") if each in states), "letter" if by_letter else "missing")
    return {"any_of": list(wanted), "whose": whose, "state": state, "materials": there}


def _state(paper: Mapping[str, Any]) -> str:
    return "seen" if paper.get("seen") else "later" if paper.get("later") else "given"
