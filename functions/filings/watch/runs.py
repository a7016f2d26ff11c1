"""A scheduled run as operators see it: a line when it is over, and when it last was."""

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from filings.watch.log import during, line, where
from filings.watch.meter import Meter

# As short as the id of a request that this service has made.
_OWN_BYTES = 8


@dataclass
class Told:
    """What a run says of itself: `figures` are metrics (and stand in the line too), `told` more counts for the line."""

    figures: dict[str, float] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


@contextmanager
def run(name: str, meter: Meter, identity: str | None = None) -> Iterator[Told]:
    """Watch a run: whatever it raises is noted, by kind and place, and raised on.

    Every line until its end bears its id: `identity` where whoever starts it has given it one, else one that is made.
    """
    begun, told = time.perf_counter(), Told()
    with during(identity or secrets.token_hex(_OWN_BYTES)):
        try:
            yield told
        except Exception as error:
            failure = {"kind": type(error).__name__, "where": where(error)}
            _ended(name, meter, told, {"ms": _since(begun), "outcome": "failed", **failure})
            raise
        _ended(name, meter, told, {"ms": _since(begun), "outcome": "done"})


def _ended(name: str, meter: Meter, told: Told, members: dict[str, Any]) -> None:
    failed = members["outcome"] == "failed"
    meter.note("run_failed" if failed else "run_finished", run=name)
    meter.note("run_seconds", members["ms"] / 1000, run=name)
    for figure, value in told.figures.items():
        meter.note(figure, value)
    counts = {**told.figures, **told.told}
    members |= {"event": "run", "run": name, "told": counts or None}
    line(logging.ERROR if failed else logging.INFO, members, meter.members())


def _since(begun: float) -> int:
    return round((time.perf_counter() - begun) * 1000)
