"""What the desk is told of a place: what waits now, and what was done in a period that officers choose."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from filings.days import CHINA
from filings.errors import Code, Finding, Refusal
from filings.figures.backlog import backlog
from filings.figures.daily import last_day, read_books
from filings.figures.tally import Row, by, percentile, spread, total
from filings.storage import Storage

DAYS_MAX = 366
_USUAL = 30
_DAY = timedelta(days=1)
_EARLIEST, _LATEST = 2000, 2200


@dataclass(frozen=True)
class Period:
    """Days in China, both ends included."""

    since: date
    until: date

    @classmethod
    def read(cls, since: str | None, until: str | None, today: date, *, most: int = DAYS_MAX) -> "Period":
        """Read what was asked for; what is left out makes it the last thirty days. Raises Refusal with Code.FINDINGS."""
        wrong = []
        days: dict[str, date | None] = {}
        for pointer, text in (("/from", since), ("/until", until)):
            try:
                days[pointer] = _day_of(text) if text else None
            except ValueError:
                wrong.append(Finding(pointer, "format"))
        if wrong:
            raise Refusal(Code.FINDINGS, tuple(wrong))
        last = days["/until"] or today
        first = days["/from"] or last - _DAY * (_USUAL - 1)
        if first > last:
            raise Refusal(Code.FINDINGS, (Finding("/until", "until-before-from"),))
        if (last - first).days >= most:
            raise Refusal(Code.FINDINGS, (Finding("/until", "too-many-days", {"limit": most}),))
        return cls(first, last)

    def days(self) -> Iterable[date]:
        """List the days."""
        return (self.since + _DAY * i for i in range((self.until - self.since).days + 1))


def _day_of(text: str) -> date:
    """Read a day of the years in which anybody may ask for one; raises ValueError."""
    day = date.fromisoformat(text)
    if not _EARLIEST <= day.year < _LATEST:
        raise ValueError(day.year)
    return day


def report(store: Storage, place: str, period: Period, now: datetime) -> dict[str, Any]:
    """Return the figures of a place (schemas/api/desk-figures.json); raises StoreUnavailable."""
    closed = last_day(store, now.astimezone(CHINA).date())
    every = [row for book in read_books(store, place, period.since, period.until) for row in book.rows]
    filed, decided = _what(every, "filed"), _what(every, "decided")
    return {
        "place": place,
        "from": period.since.isoformat(),
        "until": period.until.isoformat(),
        # The last day that stands in the ledger: what was done later is not counted yet.
        "closed": closed.isoformat() if closed else None,
        "waiting": backlog(store, place, now).as_json(),
        "days": _days(every, period, closed),
        "filed": _filed(filed),
        "decided": _decided(decided),
        "corrections": total(_what(every, "returned")),
        "ended": by(_what(every, "ended"), lambda row: row.event),
        "times": _times(decided),
    }


def _what(every: Sequence[Row], what: str) -> list[Row]:
    return [row for row in every if row.what == what]


def _filed(filed: Sequence[Row]) -> dict[str, Any]:
    return {
        "total": total(filed),
        "types": by(filed, lambda row: row.type),
        "channels": by(filed, lambda row: row.channel),
        "identities": by(filed, lambda row: row.identity),
    }


def _decided(decided: Sequence[Row]) -> dict[str, Any]:
    return {
        "total": total(decided),
        "automatic": total(row for row in decided if row.automatic),
        "decisions": by(decided, lambda row: row.event),
        "of": by(decided, lambda row: row.of),
        "reasons": by((row for row in decided if row.event == "refused"), lambda row: row.reason or "other"),
        "returned": total(row for row in decided if row.returned),
    }


def _days(every: Sequence[Row], period: Period, closed: date | None) -> list[dict[str, Any]]:
    """Count for each day of the period that is closed, also where nothing was done."""
    on: dict[str, list[Row]] = {day.isoformat(): [] for day in period.days() if closed and day <= closed}
    for row in every:
        on.setdefault(row.day, []).append(row)
    return [_day(day, its) for day, its in sorted(on.items())]


def _day(day: str, its: Sequence[Row]) -> dict[str, Any]:
    decided = _what(its, "decided")
    told = {"day": day, "filed": total(_what(its, "filed")), "returned": total(_what(its, "returned"))}
    return told | {"decisions": by(decided, lambda row: row.event), "automatic": total(row for row in decided if row.automatic)}


def _times(decided: Sequence[Row]) -> dict[str, Any]:
    """Say how long officers took; what a rule decided took no time and would only make officers look quick."""
    officers = [row for row in decided if not row.automatic]
    return {
        "all": _time(officers),
        "types": _times_by(officers, lambda row: row.type),
        "channels": _times_by(officers, lambda row: row.channel),
    }


def _times_by(decided: Sequence[Row], member: Callable[[Row], str]) -> Mapping[str, Any]:
    return {value: _time([row for row in decided if member(row) == value]) for value in sorted({member(row) for row in decided})}


def _time(decided: Sequence[Row]) -> dict[str, Any]:
    hours = spread(decided)
    return {"count": sum(hours.values()), "median": percentile(hours, 50), "p90": percentile(hours, 90)}
