"""What the record puts into a hand-written page: `<!-- rules validity -->` becomes what is recorded of the validity."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from guide import api_page, diagrams, facts, open_page, views
from guide.draw import Drawing
from guide.read import ContentRefused, Problem
from guide.rules import NATION

Contents = list[tuple[str, list[tuple[str, str]]]]
# The markers that ask for what places' rules say.
_RULED = re.compile(r"^<!-- (areas|institutions|papers|rules)\b", re.MULTILINE)
_MARKER = re.compile(r"^<!-- ([a-z]+)((?: [A-Za-z0-9_-]+)*) -->$", re.MULTILINE)


def rests_on_rules(text: str) -> bool:
    """Say whether what a page's markers stand for may be another where a place's rules are."""
    return _RULED.search(text) is not None


def fill(text: str, file: str, drawing: Drawing, contents: Contents) -> str:
    """Replace the markers of a page; raises ContentRefused where one is not known or asks for what is not recorded.

    `file` is the page's path below its language's folder. Known are `finder`, `contents`, `papers` (the nation's table),
    `diagram NAME`, `api operations`, `api webhook` and `api problems` (for integrators), `areas` and `institutions` (what is open
    where) and `rules [PLACE] RULE…` (the sentences of some rules as the nation, or that place, has them).
    """
    root = "./" if file == "index.md" else "../"

    def put(found: re.Match[str]) -> str:
        try:
            return _MARKS[found[1]](drawing, contents, root, found[2].split())
        except LookupError as error:
            line = text.count("\n", 0, found.start()) + 1
            reason = f"{found[0]}: there is no {error.args[0]}"
            raise ContentRefused([Problem(f"content/pages/*/{file}", line, reason)]) from error

    return _MARKER.sub(put, text)


def _finder(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    return drawing.part("finder", root=root)


def _contents(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    return drawing.part("contents", root=root, groups=contents)


def _papers(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    found = views.gather(drawing.content, NATION, drawing.day)
    return drawing.part("papers", root=root, terms=found.terms, basis=drawing.view.basis(found))


def _diagram(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    drawn = diagrams.diagram(arguments[0], drawing.words)
    return drawing.part(
        "diagram", drawn=drawn, width=diagrams.WIDTH, stem=diagrams.STEM, indent=diagrams.INDENT, pad=diagrams.PAD
    )


def _rules(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    place, rules = (arguments[0], arguments[1:]) if arguments[0] in drawing.content.places else (NATION, arguments)
    known = facts.facts(drawing.content, place, drawing.day)
    found = {rule: [fact for fact in known if fact.answer.rule == rule] for rule in rules}
    for rule, its in found.items():
        if not its:
            raise LookupError(f"rule {rule} of {place}")
    rows = drawing.view.rows([fact for its in found.values() for fact in its])
    return drawing.part("said", root=root, rows=rows, place=place)


def _api(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    known = list(api_page.operations(drawing.content.api))
    parts: dict[str, dict[str, Any]] = {
        "operations": {"operations": known},
        "webhook": {"hook": api_page.webhook(drawing.content.api), "events": _events(drawing)},
        "problems": {"problems": api_page.problems(drawing.content.api), "kib": max(operation.kib for operation in known)},
    }
    return drawing.part(arguments[0], **parts[arguments[0]])


def _events(drawing: Drawing) -> list[str]:
    """Name the events of which a webhook is told."""
    named: list[str] = drawing.content.api["notification"]["properties"]["data"]["properties"]["event"]["enum"]
    return named


def _areas(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    return open_page.areas_part(drawing, root)


def _institutions(drawing: Drawing, contents: Contents, root: str, arguments: list[str]) -> str:
    return open_page.institutions_part(drawing, root)


_MARKS: Mapping[str, Callable[[Drawing, Contents, str, list[str]], str]] = {
    "api": _api,
    "areas": _areas,
    "finder": _finder,
    "contents": _contents,
    "diagram": _diagram,
    "institutions": _institutions,
    "papers": _papers,
    "rules": _rules,
}
