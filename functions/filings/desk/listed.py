"""Makes a filing of a row of an employer's list, as the form would make it, and says where in the row a finding belongs."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from filings.desk.sheet import Row, Shape
from filings.errors import Finding

# The row that a template shows how to fill in.
EXAMPLE = "示例"
# What a spreadsheet makes of a long number that it takes for a quantity: 3.21002E+17.
_ROUNDED = re.compile(r"[0-9](\.[0-9]+)?[Ee]\+?[0-9]{1,2}")
_DATE = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
# Between papers; the names of some have a comma in them.
_PAPERS = re.compile(r"[、;；/|\n]")
_COMMAS = re.compile("[,，]")
# What whoever brings the list says once for all of it: not to be found in every row.
_ONCE = {"/insured_place": "/place", "/notice": "/notice", "/filer/consent": "/consent", "/filer/mutual_aid": "/agent"}


def filing(row: Row, place: str, shape: Shape) -> dict[str, Any]:
    """Return the filing of a row, filed by the employer's clerk; the notice, the consent and the clerk are not in it yet."""
    made: dict[str, Any] = {
        "insured_place": place,
        "insured": {"document": {}},
        "filer": {"capacity": "agent", "relation": "employer-clerk", "document": {}},
        "contact": {},
        "treatments": [{}],
        "materials": [],
    }
    for column in shape.columns.values():
        if column.id in row.cells:
            _put(made, column.pointer.split("/")[1:], _value(column.kind, row.cells[column.id], shape))
    if made.get("type") == "referred":
        made.setdefault("referral", {})
    return made


def own_findings(row: Row, shape: Shape) -> Iterator[Finding]:
    """Yield what is wrong with a row as a row: the example of the template, and numbers that a spreadsheet has spoilt."""
    if row.cells.get("name", "").startswith(EXAMPLE):
        yield Finding(f"/rows/{row.number}/name", "example-row")
    for column, cell in row.cells.items():
        if shape.columns[column].kind in {"number", "phone"} and _ROUNDED.fullmatch(cell):
            yield Finding(f"/rows/{row.number}/{column}", "number-rounded")


def in_row(finding: Finding, row: Row, shape: Shape) -> Finding:
    """Return a finding of a row's filing with a pointer into the list: `/rows/<n>/<column>`, or what is said once of all."""
    pointer = finding.pointer
    once = next((at for start, at in _ONCE.items() if pointer == start or pointer.startswith(f"{start}/")), None)
    if once:
        return Finding(once, "required" if finding.rule == "required" else finding.rule, finding.params)
    column = _column(pointer, shape)
    return Finding(f"/rows/{row.number}" + (f"/{column}" if column else ""), finding.rule, finding.params)


def _column(pointer: str, shape: Shape) -> str:
    """Find the column that a pointer into a filing is about: its own, the one that holds it, or the first that it holds."""
    columns = shape.columns.values()
    for column in columns:
        if pointer == column.pointer or pointer.startswith(f"{column.pointer}/"):
            return column.id
    return next((column.id for column in columns if column.pointer.startswith(f"{pointer}/")), "")


def _value(kind: str, cell: str, shape: Shape) -> Any:
    if kind == "number":
        return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", cell).upper())
    if kind == "phone":
        return unicodedata.normalize("NFKC", cell)
    if kind == "date":
        return _day(cell)
    if kind == "materials":
        return [{"material": paper, "seen": True} for paper in dict.fromkeys(_papers(cell, shape))]
    if kind == "levels":
        level = shape.meant(kind, cell)
        return int(level) if level in {"1", "2", "3"} else level
    return unicodedata.normalize("NFC", cell) if kind == "text" else shape.meant(kind, cell)


def _papers(cell: str, shape: Shape) -> Iterator[str]:
    for part in filter(str.strip, _PAPERS.split(cell)):
        known = shape.meant("materials", part)
        if known != part:
            yield known
        else:
            yield from (shape.meant("materials", name) for name in _COMMAS.split(part) if name.strip())


def _day(cell: str) -> str:
    """Read a date as spreadsheets of here write it; anything else stays what it is, and is found."""
    text = unicodedata.normalize("NFKC", cell)
    parts = _DATE.fullmatch(text) or re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
    return f"{parts[1]}-{int(parts[2]):02d}-{int(parts[3]):02d}" if parts else text


def _put(part: Any, steps: list[str], value: Any) -> None:
    """Put a value where a pointer leads, making what is between; a list is filled up to it."""
    step, *rest = steps
    if isinstance(part, list):
        while len(part) <= int(step):
            part.append({})
        _put(part[int(step)], rest, value)
    elif rest:
        _put(part.setdefault(step, {}), rest, value)
    else:
        part[step] = value


def content(made: Mapping[str, Any]) -> dict[str, Any]:
    """Return what identifies a row's filing wherever it comes again: all that stands in the list, and nothing else."""
    filer = {name: value for name, value in made["filer"].items() if name != "consent"}
    return {name: value for name, value in made.items() if name not in {"notice", "clerk"}} | {"filer": filer}
