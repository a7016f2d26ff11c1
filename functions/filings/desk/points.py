"""The points that an officer asks to have corrected: each leads to something that the filing has, or that it could have."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from filings.actions import CHANGEABLE, CORRECTABLE
from filings.errors import Finding
from filings.scene import Scene

# Where a paper is wanted that is not among those handed in.
MISSING = "/materials/-"


def of_points(points: Sequence[Mapping[str, Any]], scene: Scene, document: Any) -> Iterator[Finding]:
    """Yield what is wrong with the points; without the opened document only the contract's shape is asked."""
    schema: Mapping[str, Any] = scene.contract.schema if scene.contract else {}
    # What the person will be able to correct; place, type and notice a filing stands and falls with.
    open_to_them = {*(CHANGEABLE if scene.stands.in_force else CORRECTABLE), "materials"}
    seen = set()
    for i, point in enumerate(points):
        pointer, at = point["pointer"], f"/points/{i}"
        if (pointer, point.get("material")) in seen:
            yield Finding(f"{at}/pointer", "not-unique")
        seen.add((pointer, point.get("material")))
        if pointer == MISSING:
            yield from _of_missing(point, at, schema)
        elif "material" in point:
            yield Finding(f"{at}/material", "not-applicable")
        elif not _leads(pointer.split("/")[1:], schema, document):
            yield Finding(f"{at}/pointer", "pointer-unknown")
        elif pointer.split("/")[1] not in open_to_them:
            yield Finding(f"{at}/pointer", "not-correctable")


def named(point: Mapping[str, Any], document: Any) -> dict[str, Any]:
    """Say of a paper that was handed in which one it is: the person cannot see the list that the pointer counts in."""
    steps = str(point["pointer"]).split("/")[1:]
    papers = document.get("materials", ()) if isinstance(document, Mapping) else ()
    if steps[0] != "materials" or len(steps) < 2 or not steps[1].isdigit() or int(steps[1]) >= len(papers):
        return dict(point)
    return {**point, "material": papers[int(steps[1])]["material"]}


def _of_missing(point: Mapping[str, Any], at: str, schema: Mapping[str, Any]) -> Iterator[Finding]:
    known = schema["properties"]["materials"]["items"]["properties"]["material"]["enum"] if schema else []
    if "material" not in point:
        yield Finding(f"{at}/material", "required")
    elif point["material"] not in known:
        yield Finding(f"{at}/material", "not-allowed")


def _leads(steps: Sequence[str], schema: Mapping[str, Any], document: Any) -> bool:
    return bool(steps) and _in_schema(steps, schema, schema) and (document is None or _in_document(steps, document))


def _in_schema(steps: Sequence[str], part: Any, root: Mapping[str, Any]) -> bool:
    """Say whether the contract knows a member of this name, wherever in its alternatives that is said."""
    if not isinstance(part, Mapping):
        return part is True and not steps
    if not steps:
        return True
    step, rest = steps[0], steps[1:]
    if "$ref" in part and _in_schema(steps, _referred(part["$ref"], root), root):
        return True
    if step.isdigit() and "items" in part and _in_schema(rest, part["items"], root):
        return True
    if step in part.get("properties", {}) and _in_schema(rest, part["properties"][step], root):
        return True
    return any(_in_schema(steps, each, root) for name in ("oneOf", "anyOf") for each in part.get(name, ()))


def _referred(reference: str, root: Mapping[str, Any]) -> Any:
    part: Any = root
    for step in reference.removeprefix("#/").split("/"):
        part = part.get(step, {})
    return part


def _in_document(steps: Sequence[str], document: Any) -> bool:
    """Say whether the steps lead into the filing, or to a member that one of its parts could have."""
    part = document
    for i, step in enumerate(steps):
        if isinstance(part, list):
            if not step.isdigit() or int(step) >= len(part):
                return False
            part = part[int(step)]
        elif isinstance(part, dict) and step in part:
            part = part[step]
        else:
            return isinstance(part, dict) and i == len(steps) - 1
    return True
