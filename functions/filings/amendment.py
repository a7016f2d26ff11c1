"""Checks what an amendment says: the changed members under the contract of the filing's place, without the rest.

Whoever takes an amendment cannot read the filing itself: it is sealed. What rests on both is for the officer to see.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from filings import checks
from filings.contract import in_order
from filings.errors import Finding
from filings.scene import Scene

# A place asks for its groups of papers of a whole filing, not of those that come on top.
_GROUPS = frozenset({"materials", "agent-materials"})


def members(body: Mapping[str, Any]) -> set[str]:
    """Name the members of a document that an amendment touches."""
    return {*body.get("changes", {}), *(["materials"] if "materials" in body else [])}


def starts(body: Mapping[str, Any], today: date) -> list[str]:
    """List the start dates of the treatments that an amendment asks for, in order."""
    return sorted(treatment.get("from", today.isoformat()) for treatment in body["changes"]["treatments"])


def findings(body: Mapping[str, Any], scene: Scene) -> tuple[Finding, ...]:
    """List what is wrong with an amendment whose action is possible and whose shape is right, by pointers into `body`."""
    if body["action"] == "renew":
        return in_order(checks.period("/until", scene.today, date.fromisoformat(body["until"]), scene.terms))
    if body["action"] in {"correct", "change"} and not members(body):
        return (Finding("/action", "action-empty"),)
    return in_order(_of_document(body, scene))


def _of_document(body: Mapping[str, Any], scene: Scene) -> Iterator[Finding]:
    """Yield what the contract finds in the changed members of a document that has nothing else."""
    changes, stands = body.get("changes", {}), scene.stands
    document = {"insured_place": scene.place, "type": scene.type, **changes}
    if "materials" in body:
        document["materials"] = body["materials"]
    if stands.by_letter:
        # Its text is sealed; that there is one tells the contract what holds for places and address.
        document.setdefault("letter", {})
    known = {*stands.starts, *stands.asked_starts}
    for finding in scene.contracts.findings(document, scene.today):
        member = finding.pointer.split("/")[1] if finding.pointer else ""
        if member == "materials" and "materials" in body and not (finding.pointer == "/materials" and finding.rule in _GROUPS):
            yield finding
        elif member in changes and not _unknowable(finding, changes, known):
            yield Finding(f"/changes{finding.pointer}", finding.rule, finding.params)


def _unknowable(finding: Finding, changes: Mapping[str, Any], known: set[str]) -> bool:
    """Say whether a finding rests on something that is in the sealed filing, or was let through when that was filed."""
    if finding.rule == "signed-name":
        filer = changes.get("filer")
        return not isinstance(filer, dict) or (filer.get("capacity") == "self" and "insured" not in changes)
    if finding.rule == "start-in-past":
        i = int(finding.pointer.split("/")[2])
        return changes["treatments"][i]["from"] in known
    return False
