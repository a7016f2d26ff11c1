"""What the doors of one process share, so that a contract is read once and all see the same store and the same clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from filings.settings import Settings
from filings.storage import Storage

if TYPE_CHECKING:
    from filings.contract import Contracts
    from filings.lookup import Lookup
    from filings.scanner import Scan


@dataclass(frozen=True)
class House:
    """Settings, store and clock of a process; `environ` holds the store's own credentials. Nothing is asked for anything yet."""

    settings: Settings
    environ: Mapping[str, str] = field(repr=False)
    store: Storage
    now: Callable[[], datetime]

    @cached_property
    def lookup(self) -> "Lookup":
        """What finds a filing by its number. Where nobody asks for one, as for a file's form, it is not imported either."""
        from filings.lookup import Lookup  # noqa: PLC0415

        appeals = self.settings.desk.appeals if self.settings.desk else {}
        return Lookup(self.store, self.settings.secret, self.contracts, self.now, appeals)

    @cached_property
    def contracts(self) -> "Contracts":
        """The compiled contracts."""
        from filings.contract import Contracts  # noqa: PLC0415

        return Contracts(self.settings.contracts)

    @property
    def scan(self) -> "Scan | None":
        """The malware scanner, where an operator has set one."""
        from filings.scanner import Clamd  # noqa: PLC0415

        return Clamd(self.settings.clamd).is_infected if self.settings.clamd else None
