"""What a filing's log counts for: rows of what happened on which day in China, merged and summed. Touches no store."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from filings.days import day_in_china
from filings.model import Event
from filings.standing import APPROVING, name

DECISIONS = (*sorted(APPROVING), "refused")
_ENDS = frozenset({"withdrawn", "cancelled", "expired", "lapsed"})


@dataclass(frozen=True)
class Row:
    """`n` times the same on a day in China: `what` was filed, amended, returned (for correction), decided, reopened or ended.

    `type` and `channel` are those of the submission, `identity` (of what was filed) how sure it was who files, `event` the
    event's name where `what` is not enough. Of a decision `of` is what it was about (`submitted`, or the amendment or reopening
    that came first after the decision before), `automatic` whether a rule decided and no officer, `reason` why it was refused,
    `returned` whether corrections were asked for before it, `hours` how often it took how many whole hours since that came in.
    """

    day: str
    what: str
    type: str
    channel: str
    identity: str | None = None
    event: str | None = None
    of: str | None = None
    automatic: bool | None = None
    reason: str | None = None
    returned: bool | None = None
    n: int = 1
    hours: Mapping[int, int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """Everything that must be the same for two rows to be one."""
        members = (self.day, self.what, self.type, self.channel, self.identity, self.event, self.of, self.automatic)
        return tuple("" if member is None else str(member) for member in (*members, self.reason, self.returned))

    def as_json(self) -> dict[str, Any]:
        """Return the row as it is stored, without what it does not say."""
        told = {name: value for name, value in asdict(self).items() if value is not None and name != "hours"}
        return told | ({"hours": {str(hour): n for hour, n in sorted(self.hours.items())}} if self.hours else {})

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Row":
        """Read a stored row."""
        return cls(**{**told, "hours": {int(hour): n for hour, n in told.get("hours", {}).items()}})


@dataclass(frozen=True)
class _Round:
    """What runs from one decision to the next: what it is about, when that came in, and whether it was returned since."""

    of: str
    began: str
    returned: bool = False


def rows(events: Sequence[Event]) -> Iterator[Row | None]:
    """Yield for each event of a log the row that it counts for, None where it counts for nothing.

    A row rests on its event and those before it alone: what comes later changes nothing.
    """
    first = events[0].fields
    at: _Round | None = None
    before: Event | None = None
    for event in events:
        row = Row(day_in_china(event.at).isoformat(), "", str(first["type"]), str(first["channel"]))
        what, new = name(event), _begins(event, before)
        at = at or (_Round(what, event.at) if new else None)
        if before is None:
            yield replace(row, what="filed", identity=str(first["identity"]))
        elif what in DECISIONS:
            yield _decision(row, event, at or _Round(name(before), before.at))
            at = None
        elif what == "correction-requested":
            at = replace(at or _Round(name(before), before.at), returned=True)
            yield replace(row, what="returned")
        else:
            kind = "reopened" if what == "reopened" else "ended" if what in _ENDS else "amended" if new else None
            yield replace(row, what=kind, event=None if kind == "reopened" else what) if kind else None
        before = event


def _begins(event: Event, before: Event | None) -> bool:
    """Say whether with this event something comes in that will have to be decided on."""
    return before is None or bool(event.fields.get("review")) or name(event) == "reopened"


def _decision(row: Row, event: Event, at: _Round) -> Row:
    took = datetime.fromisoformat(event.at) - datetime.fromisoformat(at.began)
    # A clock that went back between two events has nobody wait less than not at all.
    hours = max(0, int(took.total_seconds() // 3600))
    return replace(
        row,
        what="decided",
        event=name(event),
        of=at.of,
        automatic="automatic" in event.fields,
        reason=str(event.fields["reason"]) if event.fields.get("reason") else None,
        returned=at.returned,
        hours={hours: 1},
    )


def merged(every: Iterable[Row]) -> list[Row]:
    """Put the same rows together, in the order of their keys."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in every:
        found.setdefault(row.key, []).append(row)
    return [replace(same[0], n=total(same), hours=spread(same)) for _, same in sorted(found.items())]


def total(every: Iterable[Row]) -> int:
    """Count what happened."""
    return sum(row.n for row in every)


def by(every: Iterable[Row], member: Callable[[Row], Any]) -> dict[str, int]:
    """Count by one member of the rows, in the order of its values; rows that do not have it are not counted."""
    counts: Counter[str] = Counter()
    for row in every:
        if (value := member(row)) is not None:
            counts[str(value)] += row.n
    return dict(sorted(counts.items()))


def spread(every: Iterable[Row]) -> dict[int, int]:
    """Put the hours of many decisions together: how often it took how many."""
    counts: Counter[int] = Counter()
    for row in every:
        counts.update(row.hours)
    return dict(sorted(counts.items()))


def percentile(hours: Mapping[int, int], percent: int) -> int | None:
    """Return the least number of whole hours within which `percent` of a hundred were decided (nearest rank), None of none."""
    rank = -(-sum(hours.values()) * percent // 100)
    for hour, n in sorted(hours.items()):
        rank -= n
        if rank <= 0:
            return hour
    return None
