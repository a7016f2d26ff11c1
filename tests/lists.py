"""Employers' lists as the tests make them: rows by column, and the file that an office program would save."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stdnum.iso7064 import mod_11_2

AGENT = {
    "agent_name": "李四",
    "agent_document": "resident-identity-card",
    "agent_number": "321002198505050025",
    "agent_phone": "13900000000",
}


def card(n: int) -> str:
    """Make the number of an identity card that nobody has, another for each `n` below 30,000."""
    digits = f"321002{1960 + n // 1000}0228{n % 1000:03d}"
    return digits + str(mod_11_2.calc_check_digit(digits))


def person(n: int = 0, **changed: str) -> dict[str, str]:
    """Make a row that Yangzhou's contract accepts, of somebody whom an employer has posted to Beijing."""
    sound = {
        "type": "stationed-worker",
        "scheme": "employees",
        "name": "张三",
        "document": "resident-identity-card",
        "number": card(n),
        "phone": "13800000000",
        "treatment": "11",
        "papers": "posting-letter",
        **AGENT,
    }
    return {column: cell for column, cell in (sound | changed).items() if cell}


def saved(
    rows: Iterable[Mapping[str, str]], *, delimiter: str = ",", encoding: str = "utf-8", names: Mapping[str, str] | None = None
) -> bytes:
    """Save rows as a file; `names` are what stands above the columns, where that is not their ids."""
    rows = list(rows)
    columns: Sequence[str] = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([(names or {}).get(column, column) for column in columns])
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue().encode(encoding)


def as_the_form(cells: Mapping[str, str], columns: Sequence[Mapping[str, Any]], place: str) -> dict[str, Any]:
    """Make the filing that the form's page would send where these are the answers: what is empty is left out."""
    filing: dict[str, Any] = {
        "insured_place": place,
        "insured": {"document": {}},
        "filer": {"capacity": "agent", "relation": "employer-clerk", "document": {}, "consent": True},
        "contact": {},
        "treatments": [{}],
        "materials": [{"material": paper, "seen": True} for paper in cells.get("papers", "").split("、") if paper],
    }
    if cells.get("type") == "referred":
        filing["referral"] = {}
    for column in columns:
        value = cells.get(column["id"], "").strip()
        if value and column["id"] != "papers":
            _put(filing, column["pointer"], int(value) if column["kind"] == "levels" and value in {"1", "2", "3"} else value)
    return filing


def _put(filing: dict[str, Any], pointer: str, value: Any) -> None:
    *steps, last = pointer.split("/")[1:]
    part: Any = filing
    for step, following in zip(steps, [*steps, last][1:], strict=True):
        if isinstance(part, list):
            part.extend({} for _ in range(len(part), int(step) + 1))
            part = part[int(step)]
        else:
            part = part.setdefault(step, [] if following.isdigit() else {})
    part[last] = value
