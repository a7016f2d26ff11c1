"""The figures of a load run by kind of request, and the gates that they have to pass."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

# When a request began (or, as Locust tells it, ended), its kind, how many milliseconds it took, and what went wrong.
Measured = Sequence[tuple[float, str, float, str | None]]
# Kinds in the order of the report: what each is, and its gate, the 99th percentile in milliseconds that `make load` as it runs by
# itself may not pass. They are three times and more what was measured where server, store and Locust share two processors, so
# that a fault passes them and the weather does not. Of errors there may be none.
KINDS = {
    "page": ("a page of the guide", 450),
    "form": ("a place's form as data", 450),
    "contract": ("a place's contract", 450),
    "status": ("how a filing stands", 450),
    "filing": ("a filing, with a letter or a paper", 1000),
    "upload": ("leave to send a file", 400),
    "file": ("a file, to the store itself", 250),
}


@dataclass(frozen=True)
class Line:
    """One kind's figures: requests, errors, and percentiles in milliseconds."""

    kind: str
    what: str
    requests: int
    errors: int
    p50: float
    p95: float
    p99: float
    longest: float
    gate: int

    @property
    def passed(self) -> bool:
        """Whether there were requests, no errors, and few enough slow ones."""
        return self.requests > 0 and self.errors == 0 and self.p99 <= self.gate


def lines(measured: Measured) -> list[Line]:
    """Count by kind, every kind that there is to be."""
    return [_line(kind, [one for one in measured if one[1] == kind]) for kind in KINDS]


def _line(kind: str, measured: Measured) -> Line:
    took = sorted(one[2] for one in measured)
    errors = sum(one[3] is not None for one in measured)
    ranks = (percentile(took, 50), percentile(took, 95), percentile(took, 99), took[-1] if took else 0.0)
    return Line(kind, KINDS[kind][0], len(took), errors, *ranks, KINDS[kind][1])


def percentile(took: Sequence[float], share: int) -> float:
    """Return the smallest of sorted figures that `share` percent do not pass; 0 where there are none."""
    return took[max(0, ceil(len(took) * share / 100) - 1)] if took else 0.0


def by_second(measured: Measured) -> list[tuple[int, int, float]]:
    """Tell for each second of the run how many requests were answered, and their 99th percentile in milliseconds."""
    begun = min((one[0] for one in measured), default=0)
    seconds: dict[int, list[float]] = {}
    for at, _, took, _ in measured:
        seconds.setdefault(int(at - begun), []).append(took)
    return [(second, len(took), percentile(sorted(took), 99)) for second, took in sorted(seconds.items())]


def errors(measured: Measured) -> list[dict[str, Any]]:
    """List what went wrong, the commonest first."""
    counted = Counter((kind, said) for _, kind, _, said in measured if said is not None)
    return [{"kind": kind, "said": said, "times": times} for (kind, said), times in counted.most_common()]
