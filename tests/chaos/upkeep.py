"""Those who sweep, close days and erase while everybody works: machines of which each has a clock of its own."""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from chaos.journal import Journal
from chaos.world import Clock
from filings.contract import Contracts
from filings.proof.ledger import close
from filings.proof.signing import SigningKey
from filings.storage import Storage, StoreUnavailable
from filings.upkeep.erasing import Erasing
from filings.upkeep.retention import Retention
from filings.upkeep.sweeping import sweep_all

DAY = timedelta(days=1)
# As far as the clocks of two machines may differ: a minute less than the half hour of decision 47.
APART = timedelta(minutes=29)
_ENDED = ("refused", "withdrawn", "cancelled", "expired")
# Whatever has ended is erased as soon as a ledger names it, and of what was approved the papers.
RETENTION = Retention.read(
    [
        *({"status": status, "months": 0, "what": ["sealed", "papers"], "rule": "what has ended"} for status in _ENDED),
        {"status": "approved", "months": 0, "what": ["papers"], "rule": "papers of what was approved"},
    ]
)


@dataclass
class Upkeep:
    """One machine's upkeep over a store that may fail in the middle of it; its clock goes `apart` from the run's."""

    store: Storage
    contracts: Contracts
    signing: SigningKey
    clock: Clock
    journal: Journal
    every: float = 2.0
    apart: timedelta = timedelta(0)
    nights: int = 0

    def work(self) -> None:
        """Sweep once, and every third time close the days up to another one and erase what they cover; whatever breaks off is
        gone on with next time."""
        with suppress(StoreUnavailable):
            self.sweep(self.apart)
            self.nights += 1
            if self.nights % 3 == 0:
                self.night(self.apart + self.nights // 3 * DAY)
        time.sleep(self.every)

    def sweep(self, ahead: timedelta = timedelta(0)) -> None:
        """Sweep by the run's clock, or so far ahead of it; raises StoreUnavailable."""
        told = sweep_all(self.store, self.contracts, lambda: self.clock.now() + ahead)
        self.journal.count("swept")
        if told.broken:
            self.journal.refuse(f"the sweep met a broken log: {', '.join(told.broken)}")

    def night(self, ahead: timedelta) -> None:
        """Close the days and erase as if it were so much later; raises StoreUnavailable."""
        close(self.store, self.signing, self.clock.now() + ahead)
        self.journal.count("closed a day")
        erased = Erasing(self.store, RETENTION, lambda: self.clock.now() + ahead).sweep()
        self.journal.count("erased", erased.tombstones)
        if erased.broken:
            self.journal.refuse(f"the eraser met a broken log: {', '.join(erased.broken)}")
