"""The closed list of what is counted: one name for OpenMetrics (`beian_` before it), embedded metrics and the runbook."""

from dataclasses import dataclass
from typing import Literal

COUNT, SECONDS, VALUE, MOMENT = "count", "seconds", "value", "moment"


@dataclass(frozen=True)
class Metric:
    """What a name stands for.

    `count` adds up, `seconds` is how long something took, `value` is as it was last, `moment` is that something has just
    happened. `labels` are those of OpenMetrics, each from a small closed set; embedded metrics know `dimension` only,
    because every value of one costs money there, and `whole` ones also without it: an alarm cannot sum over dimensions.
    """

    name: str
    kind: Literal["count", "seconds", "value", "moment"]
    help: str
    labels: tuple[str, ...] = ()
    dimension: Literal["door", "run"] | None = None
    whole: bool = False

    @property
    def dimensions(self) -> list[list[str]]:
        """The sets of dimensions of embedded metrics."""
        own: list[list[str]] = [[self.dimension]] if self.dimension else [[]]
        return [[], *own] if self.whole else own


_ALL = (
    Metric("requests", "count", "Requests answered", ("door", "route", "method", "status"), "door"),
    Metric("request_seconds", "seconds", "How long requests took", ("door", "route"), "door"),
    Metric("server_errors", "count", "Requests answered with a status of 500 or more", ("door", "code"), "door", whole=True),
    Metric("refusals", "count", "Requests answered with a problem, by its code", ("door", "code"), "door"),
    Metric("findings", "count", "What was wrong with documents, by rule", ("rule",)),
    Metric("filings", "count", "Receipts given, those for a repeated request among them", ("place", "type", "origin")),
    Metric("store_calls", "count", "What the store was asked, by verb and outcome", ("verb", "outcome"), "door"),
    Metric("store_seconds", "seconds", "How long the store took to answer", ("verb",), "door"),
    Metric("store_errors", "count", "Questions that the store did not answer", ("verb",), "door", whole=True),
    Metric("run_finished", "moment", "When a scheduled run was last done to its end", ("run",), "run"),
    Metric("run_failed", "moment", "When a scheduled run last failed", ("run",), "run", whole=True),
    Metric("run_seconds", "value", "How long the last scheduled run took", ("run",), "run"),
    Metric("oldest_waiting_seconds", "value", "How long the filing has waited that has waited longest for an officer"),
    Metric("oldest_message_seconds", "value", "For how long the oldest message to people has been due"),
    Metric("broken_logs", "value", "Filings whose log does not fit together"),
    Metric("ledger_age_seconds", "value", "How long ago the last day ended that is in a signed ledger"),
    Metric("messages_given_up", "value", "Messages that the last run gave up"),
)
METRICS = {metric.name: metric for metric in _ALL}
