"""Working days in China: when a place has to have decided by what it promises.

Which days are holidays, and on which weekend days work is made up for, the State Council announces towards the end of the year
before; `chinesecalendar` has every announced year. In a year that it does not know Monday to Friday are counted, and the answer
says so: `announced` is false.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Due:
    """The last day on which a decision is in time; `announced` says that the calendar of every year it runs through is known."""

    day: date
    announced: bool = True


def due(promised: Mapping[str, Any] | None, since: date) -> Due | None:
    """Count from the day after `since`, on which a filing came in (a day in China), as the place promises.

    `promised` is the rule `decision_time` as a contract's terms have it: {kind: at-once}, or {kind: within, working_days: n};
    None, where the place records nothing, is None again.
    """
    if promised is None:
        return None
    last = Due(since)
    for _ in range(promised.get("working_days", 0)):
        last = _next_workday(last)
    return last


def _next_workday(before: Due) -> Due:
    day, announced = before.day, before.announced
    while True:
        day += _DAY
        works, known = _works(day)
        announced = announced and known
        if works:
            return Due(day, announced)


def _works(day: date) -> tuple[bool, bool]:
    """Say whether people work on a day, and whether that is known or taken from the day of the week."""
    from chinese_calendar import is_workday  # noqa: PLC0415 - only where days are counted

    try:
        return bool(is_workday(day)), True
    except NotImplementedError:
        return day.weekday() < _SATURDAY, False
