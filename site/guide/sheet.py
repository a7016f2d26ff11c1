"""Reads a table that somebody saved as CSV, remembering on which line each row begins."""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from guide.read import Problem

Row = tuple[int, dict[str, str]]


def read_sheet(path: Path, root: Path, columns: Mapping[str, str]) -> tuple[list[Row], list[Problem]]:
    """Read a CSV file in UTF-8, with or without a byte order mark, whose first row names the columns.

    `columns` leads from every name that a column may have to its id. Returns the rows as (line, {id: text}) without empty
    cells and empty rows, and what is wrong with the file itself; where that is its encoding or its first row, no rows.
    """
    name = path.relative_to(root).as_posix()
    body = path.read_bytes()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        return [], [Problem(name, line, "is not in UTF-8: save it as “CSV UTF-8”")]
    rows: list[Row] = []
    problems: list[Problem] = []
    lines = _lines(text, name, problems)
    _, header = next(lines, (1, []))
    ids = [columns.get(cell, cell) for cell in header]
    problems += _header_problems(name, ids, columns)
    if problems:
        return [], problems
    for line, cells in lines:
        if len(cells) > len(ids) and any(cells[len(ids) :]):
            problems.append(Problem(name, line, f"the row has {len(cells)} cells, the first row has {len(ids)}"))
        elif any(cells):
            rows.append((line, {key: cell for key, cell in zip(ids, cells, strict=False) if cell}))
    return rows, problems


def _lines(text: str, name: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it begins; a quotation mark left open ends the file with a problem."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            yield line, [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(name, line, f"the row that begins here cannot be read: {error}"))
            return


def _header_problems(name: str, ids: list[str], columns: Mapping[str, str]) -> Iterator[Problem]:
    known = dict.fromkeys(columns.values())
    if not any(ids):
        yield Problem(name, 1, f"the first row must name the columns: {', '.join(known)}")
        return
    for column in dict.fromkeys(ids):
        if column not in known:
            yield Problem(name, 1, f"column {column!r} is not known; the columns are {', '.join(known)}")
        elif ids.count(column) > 1:
            yield Problem(name, 1, f"column {column!r} stands twice")
