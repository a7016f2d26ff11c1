"""Everything that is done every hour, in the order in which it has to be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from filings import outbox
from filings.contract import Contracts
from filings.days import CHINA
from filings.storage import Storage
from filings.telling.notes import Notes
from filings.upkeep.due import Due
from filings.upkeep.erasing import Erasing
from filings.upkeep.leftovers import Upkeep
from filings.upkeep.retention import Retention

# Days are closed every night; one that was missed is no reason to say anything.
_LATE = timedelta(days=3)


@dataclass(frozen=True)
class Told:
    """What was done, in sentences for whoever runs it, the numbers of the filings whose log is broken, and what is counted."""

    lines: list[str]
    broken: list[str]
    figures: dict[str, float]


def sweep_all(
    store: Storage,
    contracts: Contracts | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    retention: Retention | None = None,
) -> Told:
    """Do what falls due, erase what was kept long enough, then remove what is left behind.

    Without `contracts` what rests on them is left for another run; without `retention` everything is kept. May run twice, at once
    or at any moment be cut off. Raises StoreUnavailable, and BrokenLedger where something is to be erased.
    """
    fallen = Due(store, contracts, now).sweep()
    written = ", ".join(f"{n} {event}" for event, n in sorted(fallen.events.items())) or "nothing"
    lines = [f"fallen due: {written}"]
    if fallen.skipped:
        lines.append(f"BEIAN_CONTRACTS is not set: skipped {fallen.skipped} filings whose decision hangs on their place's rules")
    broken = list(fallen.broken)
    if retention is not None:
        erased = Erasing(store, retention, now).sweep()
        lines.append(f"erased {erased.objects} sealed objects and index entries, with {erased.tombstones} tombstones")
        broken += erased.broken
        if erased.last is None or erased.last < (now() - _LATE).astimezone(CHINA).date():
            lines.append("nothing is erased that no signed ledger covers, and the last days are not closed: run beian close")
    swept = Upkeep(store, now).sweep()
    lines.append(f"removed {swept.uploads} uploads, {swept.markers} waiting markers, {swept.orphans} sealed objects")
    # Looked at before what nobody tells is taken away.
    ages = _ages(store, swept.waits_since, now())
    untold, notes = outbox.forget(store, now()), Notes(store).forget(now())
    if untold or notes:
        lines.append(f"removed {untold} messages that nobody told, {notes} old notes about telling")
    return Told(lines, sorted(set(broken)), ages | {"broken_logs": len(set(broken))})


def _ages(store: Storage, waits_since: str | None, now: datetime) -> dict[str, float]:
    """Say for how many seconds the oldest filing has waited, and for how many the oldest message has been due."""
    message = next(outbox.entries(store, now), None)
    waited = now - datetime.fromisoformat(waits_since) if waits_since else timedelta(0)
    due = now - message.at if message else timedelta(0)
    return {"oldest_waiting_seconds": waited.total_seconds(), "oldest_message_seconds": due.total_seconds()}
