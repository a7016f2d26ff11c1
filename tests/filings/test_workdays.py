"""Working days are those of the official calendar of China, and of an unannounced year it is said that it is unannounced."""

from datetime import date
from typing import Any

import pytest

from filings.workdays import Due, due


def within(days: int) -> dict[str, Any]:
    return {"kind": "within", "working_days": days}


@pytest.mark.parametrize(
    ("since", "days", "last"),
    [
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-23", 3, "2026-11-26"),
        ("2026-11-21", 1, "2026-11-23"),
        # National Day 2026: off from 1 to 7 October, worked on Sunday 20 September and Saturday 10 October.
        ("2026-09-30", 1, "2026-10-08"),
        ("2026-10-08", 2, "2026-10-10"),
        ("2026-09-18", 1, "2026-09-20"),
        # Spring Festival 2025, and the working Sunday before it.
        ("2025-01-24", 1, "2025-01-26"),
        ("2025-01-27", 1, "2025-02-05"),
    ],
)
def test_the_last_day_is_counted_from_the_day_after_with_holidays_and_made_up_days(since: str, days: int, last: str) -> None:
    assert due(within(days), date.fromisoformat(since)) == Due(date.fromisoformat(last))


def test_at_once_is_the_same_day_also_on_a_holiday() -> None:
    assert due({"kind": "at-once"}, date(2026, 10, 1)) == Due(date(2026, 10, 1))


def test_a_place_that_promises_nothing_has_no_last_day() -> None:
    assert due(None, date(2026, 11, 20)) is None


@pytest.mark.parametrize(("since", "last"), [(date(2098, 12, 31), date(2099, 1, 1)), (date(2099, 1, 2), date(2099, 1, 5))])
def test_in_a_year_whose_calendar_is_not_announced_weekdays_count_and_the_answer_says_so(since: date, last: date) -> None:
    assert due(within(1), since) == Due(last, announced=False)
