"""What waits in a place just now, from the names of the queue's markers alone: nothing is opened, however many there are."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from filings.model import moment
from filings.storage import Storage, each_key

# From how many whole days on; each group ends where the next one begins.
AGES = (0, 1, 3, 5, 10, 20, 30)


@dataclass(frozen=True)
class Backlog:
    """How many filings wait, `oldest` since when (RFC 3339), and how they are spread by age in days, by type and by channel."""

    count: int
    oldest: str | None
    ages: tuple[int, ...]
    types: dict[str, int]
    channels: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        """Return what the desk is told."""
        ends = (*(first - 1 for first in AGES[1:]), None)
        ages = [{"from": first, "to": last, "n": n} for first, last, n in zip(AGES, ends, self.ages, strict=True)]
        told = {"count": self.count, "oldest": self.oldest, "ages": ages}
        return told | {"types": self.types, "channels": self.channels}


def backlog(store: Storage, place: str, now: datetime) -> Backlog:
    """Count what waits; a filing that waits with several things waits since the first. Raises StoreUnavailable."""
    bounds = [_written(now - timedelta(days=days)) for days in AGES]
    ages, types, channels = [0] * len(AGES), Counter[str](), Counter[str]()
    seen: set[str] = set()
    oldest: str | None = None
    for key in each_key(store, f"waiting/{place}/"):
        since, number, told = _read(key)
        if number in seen:
            continue
        seen.add(number)
        oldest = oldest or since
        # The groups overlap here: those that waited three days waited one as well.
        ages[sum(since <= bound for bound in bounds[1:])] += 1
        types[told[1]] += 1
        channels[told[2]] += 1
    return Backlog(len(seen), _moment(oldest), tuple(ages), dict(sorted(types.items())), dict(sorted(channels.items())))


def _read(key: str) -> tuple[str, str, list[str]]:
    """Take a marker's name apart as `waiting` writes it; its parser also checks the number, which takes ten times as long."""
    at, number, told = key.split("/", 2)[2].split("_")
    return at, number, told.split(".")


def _written(at: datetime) -> str:
    """Write a time as the names of markers begin."""
    day, _, time = moment(at).removesuffix("Z").partition("T")
    hour, minute, seconds = time.split(":")
    return f"{day}/{hour}/{minute}{seconds.replace('.', '')}"


def _moment(written: str | None) -> str | None:
    if written is None:
        return None
    return moment(datetime.strptime(f"{written}000", "%Y-%m-%d/%H/%M%S%f").replace(tzinfo=UTC))
