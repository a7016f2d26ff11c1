"""Everything that is done every hour, in the order in which it has to be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from filings import outbox
from filings.contract import Contracts
from filings.due import Due
from filings.storage import Storage
from filings.telling.notes import Notes
from filings.upkeep import Upkeep


@dataclass(frozen=True)
class Told:
    """What was done, in sentences for whoever runs it, and the numbers of the filings whose log is broken."""

    lines: list[str]
    broken: list[str]


def sweep_all(
    store: Storage, contracts: Contracts | None = None, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Told:
    """Do what falls due, then remove what is left behind; without `contracts` what rests on them is left for another run.

    May run twice, at once or at any moment be cut off. Raises StoreUnavailable.
    """
    fallen = Due(store, contracts, now).sweep()
    written = ", ".join(f"{n} {event}" for event, n in sorted(fallen.events.items())) or "nothing"
    lines = [f"fallen due: {written}"]
    if fallen.skipped:
        lines.append(f"BEIAN_CONTRACTS is not set: skipped {fallen.skipped} filings whose decision hangs on their place's rules")
    swept = Upkeep(store, now).sweep()
    lines.append(f"removed {swept.uploads} uploads, {swept.markers} waiting markers, {swept.orphans} sealed objects")
    untold, notes = outbox.forget(store, now()), Notes(store).forget(now())
    if untold or notes:
        lines.append(f"removed {untold} messages that nobody told, {notes} old notes about telling")
    return Told(lines, sorted(set(fallen.broken)))
