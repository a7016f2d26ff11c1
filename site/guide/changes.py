"""What has changed at a place and what will: every dated value of its chain that makes a difference there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from guide import facts
from guide.content import Content
from guide.facts import Fact
from guide.rules import Answer, Dated

_Holding = dict[tuple[Answer, str | None], tuple[str, ...]]


@dataclass(frozen=True)
class Change:
    """One dated line of the region `ruler`, seen from a place that it matters to.

    `after` is what holds from the line's day on for the types and channels whose rules it changes, `before` what held until the
    day before; nothing in them means that nothing was, or is any more, recorded.
    """

    ruler: str
    rule: str
    scope: str
    line: Dated
    before: tuple[Fact, ...]
    after: tuple[Fact, ...]

    @property
    def path(self) -> tuple[str, ...]:
        """Name the change for good: lines are never edited, so these words stay its own."""
        return (self.ruler, self.rule, self.scope, self.line.since.isoformat(), *sorted(self.line.channels))

    @property
    def same(self) -> bool:
        """Whether the value is what it was before, and only who set it, or on which source, has changed."""
        return [fact.answer.value for fact in self.before] == [fact.answer.value for fact in self.after]


def changes(content: Content, place: str) -> tuple[Change, ...]:
    """List every change of what holds at a place, its own and inherited ones, the latest first, days to come among them."""
    return _changes(content, content.rulebook.ruler(place))


def all_changes(content: Content) -> list[Change]:
    """List every line of every region as its own place sees it, the latest first."""
    rulers = sorted({place for place, _, _ in content.rulebook.lines})
    found = [change for ruler in rulers for change in changes(content, ruler) if change.ruler == ruler]
    return sorted(found, key=lambda change: change.line.since, reverse=True)


@lru_cache(maxsize=512)
def _changes(content: Content, place: str) -> tuple[Change, ...]:
    found: dict[object, Change] = {}
    for step in content.rulebook.chain(place):
        for key, lines in content.rulebook.lines.items():
            for line in lines if key[0] == step else ():
                change = _change(content, place, key, line)
                # A place that gives up its own value on the day on which another begins: that is one change, the nearer place's.
                if change:
                    found.setdefault((line.since, change.after, change.before), change)
    return tuple(sorted(found.values(), key=lambda change: change.line.since, reverse=True))


def _change(content: Content, place: str, key: tuple[str, str, str], line: Dated) -> Change | None:
    """See one line from a place; None where it makes no difference there, because a nearer place has a rule of its own."""
    ruler, rule, scope = key
    before: _Holding = {}
    after: _Holding = {}

    def holds(day: date, kind: str, channel: str | None) -> Answer | None:
        return facts.concerning(kind, content.rulebook.resolve(place, rule, day, kind=kind, channel=channel))

    for kind, channel in _concerned(content, scope, line):
        was, then = holds(line.since - timedelta(days=1), kind, channel), holds(line.since, kind, channel)
        begins = then is not None and then.dated is line
        ends = line.withdrawn and was is not None and (was.place, was.scope) == (ruler, scope) and then != was
        if begins or ends:
            for answer, held in ((was, before), (then, after)):
                if answer is not None:
                    held[answer, channel] = (*held.get((answer, channel), ()), kind)
    return Change(ruler, rule, scope, line, _facts(before), _facts(after)) if before or after else None


def _concerned(content: Content, scope: str, line: Dated) -> Iterator[tuple[str, str | None]]:
    channels: list[str | None] = [*sorted(line.channels)] or [None]
    for kind in content.ids("types"):
        if scope in content.rulebook.scopes(kind):
            for channel in channels:
                yield kind, channel


def _facts(held: _Holding) -> tuple[Fact, ...]:
    return tuple(Fact(answer, kinds, channel) for (answer, channel), kinds in held.items())
