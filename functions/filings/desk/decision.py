"""Checks what a decision says, and picks what of it stays in the clear: days, points, the reason with its rule and sources."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from filings.contract import in_order
from filings.desk.points import named, of_points
from filings.errors import Finding
from filings.scene import Scene

# No day that an officer sets is further away than this: a slip of the pen, not a deadline.
FURTHEST = timedelta(days=366)


def findings(body: Mapping[str, Any], scene: Scene, document: Any = None) -> tuple[Finding, ...]:
    """List what is wrong with a decision whose action is possible and whose shape is right; `document` is the opened filing."""
    return in_order(_FINDINGS.get(body["action"], _nothing)(body, scene, document))


def members(body: Mapping[str, Any], scene: Scene, document: Any = None) -> dict[str, Any]:
    """Return the clear members of the event that the action brings with it; `document` is the opened filing."""
    action = body["action"]
    if action == "approve-on-commitment":
        return {"papers_due": body.get("papers_due") or _papers_due(scene)}
    if action == "ask":
        return {"asked": [named(point, document) for point in body["points"]], "by": body["by"]}
    return {"reason": body["reason"], **reason(body["reason"], scene)} if action == "refuse" else {}


def reason(code: str, scene: Scene) -> dict[str, Any]:
    """Return the rule that a reason rests on, and the sources that set it for this place and type; nothing where it rests on
    none."""
    reasons: Mapping[str, Any] = scene.contract.schema["x-reasons"].get(scene.type, {}) if scene.contract else {}
    return dict(reasons.get(code, {}))


def _nothing(body: Mapping[str, Any], scene: Scene, document: Any) -> Iterator[Finding]:
    yield from ()


def _of_papers_due(body: Mapping[str, Any], scene: Scene, document: Any) -> Iterator[Finding]:
    if "papers_due" in body:
        yield from _of_day("/papers_due", body["papers_due"], scene.today)
    elif _papers_due(scene) is None:
        yield Finding("/papers_due", "required")


def _of_request(body: Mapping[str, Any], scene: Scene, document: Any) -> Iterator[Finding]:
    yield from _of_day("/by", body["by"], scene.today)
    yield from of_points(body["points"], scene, document)


def _of_day(pointer: str, day: str, today: date) -> Iterator[Finding]:
    when = date.fromisoformat(day)
    if when < today:
        yield Finding(pointer, "day-in-past")
    elif when > today + FURTHEST:
        yield Finding(pointer, "day-too-far", {"days": FURTHEST.days})


def _papers_due(scene: Scene) -> str | None:
    days = scene.terms.get("papers_due_days")
    return (scene.today + timedelta(days=days)).isoformat() if days else None


_FINDINGS = {"approve-on-commitment": _of_papers_due, "ask": _of_request}
