"""Times calls inside this process, side by side: every round all of them in another order, each many times."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median

Took = Sequence[Mapping[str, float]]


def timed(calls: Mapping[str, Callable[[], object]], rounds: int, times: int) -> list[dict[str, float]]:
    """Return of every round the median seconds of each call; one more goes before the first, to warm up."""
    found = []
    for number in range(rounds + 1):
        order = random.sample(list(calls), len(calls))
        found.append({name: _middle(calls[name], times if number else 1) for name in order})
    return found[1:]


def _middle(call: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        took.append(time.perf_counter() - begun)
    return median(took)


def middle(found: Took, name: str) -> float:
    """Return the median of one call's rounds in seconds."""
    return median(one[name] for one in found)


def shares(found: Took, ours: str, beside: str) -> list[float]:
    """Return how many times as long one call took as another, in every round."""
    return [one[ours] / one[beside] for one in found]
