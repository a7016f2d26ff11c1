"""Where counts go: nowhere, into the log line itself (CloudWatch's embedded metrics), or into a folder for OpenMetrics."""

import time
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from filings.watch.metrics import COUNT, METRICS, MOMENT, SECONDS

EMBEDDED = "emf"
NAMESPACE = "Beian"
# CloudWatch takes no more values than that of one name in a line.
_VALUES_MAX = 100
_UNITS = {COUNT: "Count", MOMENT: "Count", SECONDS: "Seconds"}


class Meter(Protocol):
    """What counts."""

    def note(self, name: str, value: float = 1, **labels: str) -> None:
        """Count a metric of METRICS; `labels` are all those that it has there."""

    def members(self) -> Mapping[str, Any]:
        """Return what has to stand in the log line of what was just done, whose members are the dimensions."""


class Nowhere:
    """Counts nothing, as by default."""

    def note(self, name: str, value: float = 1, **labels: str) -> None:
        """Forget it."""

    def members(self) -> Mapping[str, Any]:
        """Add nothing."""
        return {}


class Embedded:
    """Gathers until the next line is written; a process that does one thing at a time has by then done just that."""

    def __init__(self) -> None:
        self._noted: dict[str, list[float]] = {}
        self._lock = Lock()

    def note(self, name: str, value: float = 1, **labels: str) -> None:
        """Keep a value for the line; counts are added up."""
        with self._lock:
            values = self._noted.setdefault(name, [])
            if METRICS[name].kind == COUNT and values:
                values[0] += value
            else:
                values.append(value)

    def members(self) -> Mapping[str, Any]:
        """Return the values by name, and `_aws`, which says what they are; of too many values the largest stay."""
        with self._lock:
            noted, self._noted = self._noted, {}
        if not noted:
            return {}
        by = sorted(noted, key=lambda name: METRICS[name].dimensions)
        said = [
            {"Namespace": NAMESPACE, "Dimensions": dimensions, "Metrics": [_said(name) for name in names]}
            for dimensions, names in groupby(by, lambda name: METRICS[name].dimensions)
        ]
        values = {name: its[0] if len(its) == 1 else sorted(its)[-_VALUES_MAX:] for name, its in noted.items()}
        return values | {"_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": said}}


def _said(name: str) -> dict[str, str]:
    seconds = name.endswith("_seconds")
    return {"Name": name, "Unit": "Seconds" if seconds else _UNITS.get(METRICS[name].kind, "Count")}


def open_meter(setting: str | None, run: str | None = None) -> Meter:
    """Make what BEIAN_METRICS asks for: nothing, `emf`, or a folder; `run` names a scheduled run, None a server's worker."""
    if not setting:
        return Nowhere()
    if setting == EMBEDDED:
        return Embedded()
    # It takes a fifth of a second to import: only where it is wanted.
    from filings.watch.openmetrics import OfRun, OfWorker  # noqa: PLC0415

    return OfRun(Path(setting), run) if run else OfWorker()
