"""Names that begin with their time, so that an object's age can be told from its key: `20261120T0400-0123456789abcdef`."""

import re
from datetime import UTC, datetime

_FORM = "%Y%m%dT%H%M"
_STAMPED = re.compile("([0-9]{8}T[0-9]{4})-.")


def stamped(now: datetime, text: str) -> str:
    """Put a time, in UTC and to the minute, before a text."""
    return f"{now.astimezone(UTC):{_FORM}}-{text}"


def time_of(name: str) -> datetime | None:
    """Tell the time that a name begins with, or None where it begins with none."""
    match = _STAMPED.match(name)
    try:
        return datetime.strptime(match[1], _FORM).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None
