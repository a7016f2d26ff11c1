"""Days as the filings know them: those in China, and the same day some months later."""

import calendar
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))


def day_in_china(at: str) -> date:
    """Return the day in China of a time as events carry it (RFC 3339)."""
    return datetime.fromisoformat(at).astimezone(CHINA).date()


def add_months(day: date, months: int) -> date:
    """Return the same day some months later (earlier where negative), or the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
