"""Writes rows as CSV for spreadsheets or as Parquet for programs."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

Format = Literal["csv", "parquet"]
FORMATS: Mapping[str, str] = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}
# What a spreadsheet takes for the beginning of a formula, also in full width as Chinese input methods type it.
_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_KINDS = {"text": "VARCHAR", "number": "BIGINT", "yes-no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMPTZ"}


def written(form: Format, columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write rows in a format; `columns` name each column and what it holds (a word of facts.COLUMNS)."""
    return csv_of(columns, rows) if form == "csv" else parquet_of(columns, rows)


def csv_of(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write CSV as RFC 4180 has it, in UTF-8 with a byte order mark, without which Excel in Chinese takes it for GBK.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name), kind) for name, kind in columns.items()] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(value: Any, kind: str) -> str:
    if value is None:
        return ""
    if kind == "yes-no":
        return "1" if value else "0"
    text = str(value)
    return f"'{text}" if kind == "text" and _FORMULA.match(text) else text


def parquet_of(columns: Mapping[str, str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write Parquet, each column in its own type; texts are as they are."""
    import duckdb  # noqa: PLC0415 - heavy, and wanted for this only

    values: dict[str, list[Any]] = {name: [] for name in columns}
    for row in rows:
        for name, its in values.items():
            its.append(row.get(name))
    wanted = ", ".join(
        f"CAST(unnest(CAST(${i} AS {'BIGINT' if kind == 'number' else 'BOOLEAN' if kind == 'yes-no' else 'VARCHAR'}[])) "
        f'AS {_KINDS[kind]}) AS "{name}"'
        for i, (name, kind) in enumerate(columns.items(), 1)
    )
    # DuckDB writes to a file only. What is in it may be personal: nobody else can look into the folder, and it is gone at once.
    with TemporaryDirectory() as folder, duckdb.connect(":memory:", config={"autoinstall_known_extensions": False}) as connection:
        path = Path(folder, "rows.parquet")
        connection.execute(f"COPY (SELECT {wanted}) TO '{path}' (FORMAT parquet)", list(values.values()))
        return path.read_bytes()
