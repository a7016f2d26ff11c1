"""Which value of a rule holds for a place on a day: city, then province, then nation. Pure: no files, no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

NATION = "CN"
EVERYONE = "all"


@dataclass(frozen=True, eq=False)
class Dated:
    """One line of a rule: from this day on this value holds, or (`withdrawn`) the place has no value of its own any more.

    Two lines are the same only if they are one and the same line of a file.
    """

    since: date
    value: Any
    source: str
    where: str = ""
    channels: frozenset[str] = frozenset()
    withdrawn: bool = False

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "Dated":
        """Take a line as the file of a region has it."""
        return cls(
            since=date.fromisoformat(entry["from"]),
            value=entry.get("value"),
            source=entry["source"],
            where=entry.get("where", ""),
            channels=frozenset(entry.get("channels", ())),
            withdrawn=entry.get("withdrawn", False),
        )


@dataclass(frozen=True)
class Answer:
    """The value that holds, and why: the place and scope that set it, since when, and the source."""

    rule: str
    place: str
    scope: str
    dated: Dated

    @property
    def value(self) -> Any:
        """The value itself, as the region's file has it."""
        return self.dated.value


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All rules of all places.

    `parents` leads from a place to the one it inherits from (the nation has none); `groups` from a type to its group;
    `lines` from (place, rule, scope) to the dated values, oldest first. `elsewhere` names rules that places have whose lines
    are not here.
    """

    parents: Mapping[str, str | None]
    groups: Mapping[str, str]
    lines: Mapping[tuple[str, str, str], tuple[Dated, ...]]
    elsewhere: frozenset[str] = frozenset()

    @cached_property
    def names(self) -> list[str]:
        """Every rule that any place has a value for, in the order of the alphabet."""
        return sorted({rule for _, rule, _ in self.lines} | self.elsewhere)

    def seen_from(self, place: str) -> "Rulebook":
        """Return what a place can know of the rulebook: its own lines, those that it inherits, and the names of all rules."""
        chain = set(self.chain(place))
        lines = {key: lines for key, lines in self.lines.items() if key[0] in chain}
        return Rulebook(self.parents, self.groups, lines, frozenset(self.names))

    def without_lines(self) -> "Rulebook":
        """Return what can be known of the rulebook where no rule is looked at: the names of all rules."""
        return Rulebook(self.parents, self.groups, {}, frozenset(self.names))

    @cached_property
    def _ruling(self) -> frozenset[str]:
        return frozenset(place for place, _, _ in self.lines)

    def chain(self, place: str) -> Iterator[str]:
        """Yield the place and then everything it inherits from; raises KeyError for a place that is not known."""
        step: str | None = place
        while step is not None:
            yield step
            step = self.parents[step]

    def ruler(self, place: str) -> str:
        """Name the nearest place in the chain that has rules of its own: what it says holds here too."""
        return next((step for step in self.chain(place) if step in self._ruling), NATION)

    def scopes(self, kind: str | None) -> tuple[str, ...]:
        """Name the scopes that speak of a type of filing, the narrowest first."""
        return (EVERYONE,) if kind is None else (kind, self.groups[kind], EVERYONE)

    def resolve(self, place: str, rule: str, day: date, *, kind: str | None = None, channel: str | None = None) -> Answer | None:
        """Find the value in force on `day` for a type of filing through a channel, or None where no source says anything.

        The nearest place wins; within a place the narrowest scope; within a scope a value for just this channel before one
        for all channels; then the latest. Raises KeyError for a place or type that is not known.
        """
        scopes = self.scopes(kind)
        for step in self.chain(place):
            for scope in scopes if step in self._ruling else ():
                lines = self.lines.get((step, rule, scope))
                if lines and (found := _in_force(lines, day, channel)):
                    return Answer(rule, step, scope, found)
        return None

    def change_days(self, place: str) -> list[date]:
        """List the days on which any rule that the place has or inherits begins or ends, oldest first."""
        chain = set(self.chain(place))
        return sorted({line.since for (step, _, _), lines in self.lines.items() if step in chain for line in lines})

    def period(self, place: str, day: date) -> tuple[date | None, date | None]:
        """Return the last day up to `day` on which a rule changed at a place, and the next one on which one will, or None."""
        days = self.change_days(place)
        return max((begun for begun in days if begun <= day), default=None), min((on for on in days if on > day), default=None)


def _in_force(lines: tuple[Dated, ...], day: date, channel: str | None) -> Dated | None:
    begun = [line for line in lines if line.since <= day]
    for fitting in (
        [line for line in begun if channel is not None and channel in line.channels],
        [line for line in begun if not line.channels],
    ):
        if fitting and not (latest := max(fitting, key=lambda line: line.since)).withdrawn:
            return latest
    return None
