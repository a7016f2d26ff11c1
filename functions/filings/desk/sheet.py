"""Reads a list as an office program saved it: CSV in UTF-8 or as Chinese Excel writes it, with the columns in any order."""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from filings.errors import Code, Finding, Refusal

# What one request can check and file; a longer list comes in parts.
ROWS_MAX = 500
BYTES_MAX = 512 * 1024
_COLUMNS_MAX = 100
_DELIMITERS = ",\t;"
# Columns that a list is of no use without; what else a filing wants depends on its type, and is found row by row.
_NEEDED = ("type", "scheme", "name", "document", "number", "phone", "treatment")
_AGENT = ("agent_name", "agent_document", "agent_number", "agent_phone")
# How workbooks begin, which are often sent with the ending of a CSV file: Excel's of today, and of before 2007.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Column:
    """One column that a list may have: where in a filing its cells stand, and what kind of thing they hold."""

    id: str
    pointer: str
    kind: str


@dataclass(frozen=True)
class Shape:
    """What a list may be made of, compiled by the guide; `contracts` is the folder of the contracts."""

    contracts: Path

    @cached_property
    def data(self) -> Mapping[str, Any]:
        """The file that lies beside the contracts, read when it is first wanted."""
        data: Mapping[str, Any] = json.loads((self.contracts / "lists.json").read_bytes())
        return data

    @cached_property
    def columns(self) -> Mapping[str, Column]:
        """The columns by their ids, in the order in which a filing has them."""
        return {each["id"]: Column(each["id"], each["pointer"], each["kind"]) for each in self.data["columns"]}

    @cached_property
    def headings(self) -> Mapping[str, str]:
        """The ids of the columns by what may stand above them, folded."""
        return {name: each["id"] for each in self.data["columns"] for name in each["names"]}

    def meant(self, kind: str, text: str) -> str:
        """Return the id that a word of one kind stands for, or the text as it is where it stands for none."""
        found: str = self.data["words"][kind].get(folded(text), text)
        return found


@dataclass(frozen=True)
class Row:
    """One row with its number as a spreadsheet counts (the heading is 1), and its cells that are not empty, by column."""

    number: int
    cells: Mapping[str, str]


def read(content: bytes, shape: Shape) -> list[Row]:
    """Return the rows of a list that are not empty.

    Raises Refusal with Code.TOO_LARGE, or with Code.FINDINGS where it is no list: at "" what is wrong with the file, at
    `/columns/<n>` (from 1) a heading that is unknown or there twice, at `/columns/<id>` a column that is missing, at `/rows/<n>`
    a row that has more cells than there are headings.
    """
    if len(content) > BYTES_MAX:
        raise Refusal(Code.TOO_LARGE)
    text = _decoded(content)
    table = _table(text, shape)
    header = table[0] if table else []
    columns = [shape.headings.get(folded(heading)) for heading in header]
    wrong = [*_headings(header, columns), *_missing(columns)] if any(header) else [Finding("", "list-empty")]
    if not wrong:
        wrong = [Finding(f"/rows/{n}", "row-too-long") for n, row in enumerate(table[1:], 2) if any(row[len(header) :])]
    rows = [Row(n, _cells(columns, row)) for n, row in enumerate(table[1:], 2) if any(row)]
    if not wrong and not rows:
        wrong = [Finding("", "list-empty")]
    if len(rows) > ROWS_MAX:
        wrong = [Finding("", "list-too-long", {"limit": ROWS_MAX})]
    if wrong:
        raise Refusal(Code.FINDINGS, tuple(wrong))
    return rows


def folded(text: str) -> str:
    """Return a word as it is compared: without spaces, width and case, as `guide.lists` folds what it compiles."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _decoded(content: bytes) -> str:
    """Decode without guessing: what is UTF-8 cannot be GB18030 by chance, with any but a few words in it."""
    if content.startswith(_WORKBOOKS):
        raise Refusal(Code.FINDINGS, (Finding("", "list-workbook"),))
    encodings = [_MARKS[content[:2]]] if content[:2] in _MARKS else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(Code.FINDINGS, (Finding("", "list-unreadable"),))


def _table(text: str, shape: Shape) -> list[list[str]]:
    """Split into cells by the delimiter under which most headings are known."""
    if named := re.match(r"sep=(.)\r?\n", text):
        return _split(text[named.end() :], named[1])
    first = text.partition("\n")[0]
    known = {delimiter: sum(folded(heading) in shape.headings for heading in first.split(delimiter)) for delimiter in _DELIMITERS}
    return _split(text, max(_DELIMITERS, key=lambda delimiter: known[delimiter]))


def _split(text: str, delimiter: str) -> list[list[str]]:
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [[cell.strip() for cell in row] for row in rows]
    except (csv.Error, TypeError, ValueError):
        raise Refusal(Code.FINDINGS, (Finding("", "list-unreadable"),)) from None


def _headings(header: Sequence[str], columns: Sequence[str | None]) -> Iterator[Finding]:
    seen: set[str] = set()
    for n, (heading, column) in enumerate(zip(header[:_COLUMNS_MAX], columns, strict=False), 1):
        if column is None and heading:
            yield Finding(f"/columns/{n}", "column-unknown", {"n": n})
        elif column is not None and column in seen:
            yield Finding(f"/columns/{n}", "column-twice", {"n": n})
        seen |= {column} if column else set()


def _missing(columns: Sequence[str | None]) -> Iterator[Finding]:
    yield from (Finding(f"/columns/{needed}", "column-missing") for needed in (*_NEEDED, *_AGENT) if needed not in columns)


def _cells(columns: Sequence[str | None], row: Sequence[str]) -> dict[str, str]:
    return {column: cell for column, cell in zip(columns, row, strict=False) if column and cell}
