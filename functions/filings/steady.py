"""Whether the clock goes as time does, for whatever tells ages from names."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from filings.storage import StoreUnavailable

# A machine that sets its clock a little right stops nobody.
_LEAP = timedelta(minutes=1)


class Steady:
    """Watches the clock while something lasts; `begun` is when it began, in UTC.

    An attempt to file names what it lays down by its minute, and the sweep tells from that what was left behind. Where the clock
    was set while one of them lasted, or the machine was asleep, the sweep would take what an attempt at work has just laid down.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.begun, self._now, self._since = now(), now, time.monotonic()

    def passed(self) -> timedelta:
        """Return how long it has lasted by the clock; raises StoreUnavailable where the clock was set meanwhile."""
        passed, truly = self._now() - self.begun, timedelta(seconds=time.monotonic() - self._since)
        if abs(passed - truly) > _LEAP:
            raise StoreUnavailable("the clock was set meanwhile, and what is begun is not gone on with")
        return passed
