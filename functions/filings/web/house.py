"""What the doors of one process share, so that a contract is read once and all see the same store and the same clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from filings.contract import Contracts
from filings.lookup import Lookup
from filings.scanner import Clamd, Scan
from filings.settings import Settings
from filings.storage import Storage


@dataclass(frozen=True)
class House:
    """Settings, store and clock of a process; `environ` holds the store's own credentials. Nothing is asked for anything yet."""

    settings: Settings
    environ: Mapping[str, str] = field(repr=False)
    store: Storage
    now: Callable[[], datetime]
    lookup: Lookup = field(init=False)

    def __post_init__(self) -> None:
        """Make what finds a filing by its number, which holds the contracts too."""
        appeals = self.settings.desk.appeals if self.settings.desk else {}
        lookup = Lookup(self.store, self.settings.secret, Contracts(self.settings.contracts), self.now, appeals)
        object.__setattr__(self, "lookup", lookup)

    @property
    def contracts(self) -> Contracts:
        """The compiled contracts."""
        return self.lookup.contracts

    @property
    def scan(self) -> Scan | None:
        """The malware scanner, where an operator has set one."""
        return Clamd(self.settings.clamd).is_infected if self.settings.clamd else None
