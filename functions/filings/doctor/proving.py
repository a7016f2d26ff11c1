"""A check on a store, and what was found by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from filings.storage import StoreUnavailable

Outcome = Literal["passed", "failed", "not applicable"]


class Failed(Exception):
    """The store does not do what is relied on; the message says what was seen instead."""


class NotApplicable(Exception):
    """There is nothing to prove here; the message says why."""


# Proves one thing and returns what was seen, in a few words; raises Failed, NotApplicable, StoreUnavailable.
Proof = Callable[[], str]


@dataclass(frozen=True)
class Result:
    """What one check found."""

    check: str
    outcome: Outcome
    seen: str


@dataclass(frozen=True)
class Report:
    """What was found of a store (its address), and when (RFC 3339, UTC)."""

    store: str
    at: str
    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """Say whether nothing failed."""
        return all(result.outcome != "failed" for result in self.results)

    def as_json(self) -> dict[str, Any]:
        """Return it as the verdict keeps it."""
        results = [{"check": each.check, "outcome": each.outcome, "seen": each.seen} for each in self.results]
        return {"store": self.store, "at": self.at, "passed": self.passed, "results": results}


def proved(checks: Iterator[tuple[str, Proof]]) -> Iterator[Result]:
    """Carry out one check after the other; what the store does not answer has failed."""
    for check, proof in checks:
        try:
            yield Result(check, "passed", proof())
        except NotApplicable as reason:
            yield Result(check, "not applicable", str(reason))
        except (Failed, StoreUnavailable) as reason:
            yield Result(check, "failed", str(reason))
