"""Takes the filings of a place and a period out of the service: their clear facts, or the rows of the agencies' table."""

from collections.abc import Mapping
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
    """What was taken out: a file's name and content, its rows, and how many filings were left out because they stay closed."""

    name: str
    content: bytes
    rows: int
    left_out: int = 0


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
        name = f"{table}-{place}-{period.since}-{period.until}"
        if table == "filings":
            listed: list[Mapping[str, Any]] = list(facts.facts(every))
            return Sheet(f"{name}.{form}", written(form, facts.COLUMNS, listed), len(listed))
        if self.document_of is None:
            raise ValueError("opening filings needs private keys")
        found = list(agency.agency_rows(every, self.document_of, self.codes))
        listed = [row for row in found if row is not None]
        # Whoever keeps the file sees from its name what is not as it should be.
        left_out = len(found) - len(listed)
        name += ("-sample-codes" if self.codes.sample else "") + (f"-without-{left_out}" if left_out else "")
        return Sheet(f"{name}.{form}", written(form, agency.COLUMNS, listed), len(listed), left_out)
