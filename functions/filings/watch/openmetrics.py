"""Counters in a folder, for one's own servers: each worker and each scheduled run has a file, and one process serves all."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server, write_to_textfile
from prometheus_client.core import Metric as Family
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.parser import text_string_to_metric_families

from filings.watch.metrics import COUNT, METRICS, MOMENT, SECONDS, VALUE

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class OfWorker:
    """What one worker of a server counts; PROMETHEUS_MULTIPROC_DIR has to name the folder before this module is imported."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._counters: dict[str, Counter] = {}
        self._histograms: dict[str, Histogram] = {}
        for metric in METRICS.values():
            about = (f"beian_{metric.name}", metric.help, metric.labels)
            if metric.kind == COUNT:
                self._counters[metric.name] = Counter(*about, registry=registry)
            elif metric.kind == SECONDS:
                self._histograms[metric.name] = Histogram(*about, buckets=_BUCKETS, registry=registry)

    def note(self, name: str, value: float = 1, **labels: str) -> None:
        """Count or time."""
        if name in self._counters:
            self._counters[name].labels(**labels).inc(value)
        else:
            self._histograms[name].labels(**labels).observe(value)

    def members(self) -> Mapping[str, Any]:
        """Add nothing to the line."""
        return {}


class OfRun:
    """What a scheduled run leaves behind: a file with its last figures, and one with when it last failed."""

    def __init__(self, folder: Path, run: str) -> None:
        self._folder, self._run = folder, run
        self._noted: dict[str, tuple[float, Mapping[str, str]]] = {}

    def note(self, name: str, value: float = 1, **labels: str) -> None:
        """Keep a value; what a run asks of the store is not counted."""
        if METRICS[name].kind in {VALUE, MOMENT}:
            self._noted[name] = (value, labels)

    def members(self) -> Mapping[str, Any]:
        """Write the file, whole or not at all, and add nothing to the line."""
        registry = CollectorRegistry()
        for name, (value, labels) in self._noted.items():
            metric, moment = METRICS[name], METRICS[name].kind == MOMENT
            own = f"beian_{name}_timestamp_seconds" if moment else f"beian_{name}"
            gauge = Gauge(own, metric.help, metric.labels, registry=registry)
            (gauge.labels(**labels) if metric.labels else gauge).set(time.time() if moment else value)
        ending = ".failed" if "run_failed" in self._noted else ""
        self._noted = {}
        write_to_textfile(str(self._folder / f"{self._run}{ending}.prom"), registry)
        return {}


class _OfRuns:
    """Reads what the scheduled runs left; a name that several runs have is one family."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def collect(self) -> Iterable[Family]:
        families: dict[str, Family] = {}
        for path in sorted(self._folder.glob("*.prom")):
            for family in text_string_to_metric_families(path.read_text("utf-8")):
                families.setdefault(family.name, Family(family.name, family.documentation, family.type)).samples += family.samples
        return families.values()


def registry_of(folder: Path) -> CollectorRegistry:
    """Put together what all workers and runs have written in a folder; raises ValueError where it is none."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    registry.register(_OfRuns(folder))
    return registry


def serve(folder: Path, host: str, port: int) -> None:
    """Answer whoever scrapes, until the process ends; raises OSError where the port is taken, ValueError as above."""
    _, thread = start_http_server(port, host, registry_of(folder))
    thread.join()
