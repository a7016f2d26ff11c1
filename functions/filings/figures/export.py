"""Takes the filings of a place and a period out of the service: their clear facts, or the rows of the agencies' table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from filings.figures import agency, facts
from filings.figures.agency import Codes, DocumentOf
from filings.figures.report import Period
from filings.figures.sheets import Format, written
from filings.storage import Storage

Table = Literal["filings", "out_appy_d"]
TABLES: Mapping[str, Mapping[str, str]] = {"filings": facts.COLUMNS, "out_appy_d": agency.COLUMNS}


@dataclass(frozen=True)
class Sheet:
    """What was taken out: a file's name and content, and how many rows it has."""

    name: str
    content: bytes
    rows: int


@dataclass(frozen=True)
class Export:
    """The use case with what it needs; without `document_of`, which opens filings, there is only the table `filings`."""

    store: Storage
    codes: Codes
    document_of: DocumentOf | None = None

    def take(self, place: str, period: Period, table: Table, form: Format) -> Sheet:
        """Write the filings that came in in a period and stand in a daily aggregate, as they are now.

        Raises ValueError where the table cannot be had without keys; BrokenLog, NoKey, NotOpened and StoreUnavailable.
        """
        every = facts.filed(self.store, place, period)
        if table == "filings":
            rows: Iterable[Mapping[str, Any]] = facts.facts(every)
        elif self.document_of is None:
            raise ValueError("opening filings needs private keys")
        else:
            rows = agency.agency_rows(every, self.document_of, self.codes)
        listed = list(rows)
        name = f"{table}-{place}-{period.since}-{period.until}{'-sample-codes' if self._is_sample(table) else ''}.{form}"
        return Sheet(name, written(form, TABLES[table], listed), len(listed))

    def _is_sample(self, table: Table) -> bool:
        return table == "out_appy_d" and self.codes.sample
