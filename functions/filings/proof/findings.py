"""What verifying finds: objects that do not fit, and how much there is of everything else."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# What an attempt or a crash leaves behind is swept after an hour, by a sweep that runs every hour: what is older should be gone.
UNDER_WAY = timedelta(hours=3)


@dataclass(frozen=True, order=True)
class Misfit:
    """An object that does not fit, or is not there: its key, and why in English."""

    key: str
    why: str


@dataclass
class Findings:
    """Gathers misfits and counts on a day; `now` says how old what is under way may be."""

    now: datetime
    misfits: list[Misfit] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def misfit(self, key: str, why: str) -> None:
        """Note an object that does not fit."""
        self.misfits.append(Misfit(key, why))

    def misfits_of(self, keys: Iterable[str], why: str) -> None:
        """Note several for one reason."""
        for key in keys:
            self.misfit(key, why)

    def left(self, key: str, made: datetime | None, why: str) -> None:
        """Note something that nothing names: under way where it is young, a misfit otherwise."""
        if made is not None and self.is_young(made):
            self.counts["under-way"] += 1
        else:
            self.misfit(key, why)

    def is_young(self, made: datetime) -> bool:
        """Say whether somebody may still be at work on what was made at that time."""
        return self.now - UNDER_WAY <= made <= self.now + UNDER_WAY
