"""Changes as a page shows them, day by day, in the words of one language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from guide.changes import Change
from guide.facts import Fact
from guide.rules import Answer
from guide.views import Row, View


@dataclass(frozen=True)
class ChangeRow:
    """One change: whose rule it is, what holds since then and what held before; `path` names it for good."""

    path: str
    ruler: str
    ruler_name: str
    name: str
    same: bool
    after: list[Row]
    before: list[Row]


@dataclass(frozen=True)
class Day:
    """All changes of one day; `iso` is the day as machines read it."""

    iso: str
    day: str
    rows: list[ChangeRow]


def past(view: View, changes: Iterable[Change]) -> list[Day]:
    """Show what has changed up to the view's day, the latest day first."""
    return _days(view, [change for change in changes if change.line.since <= view.day])


def to_come(view: View, changes: Iterable[Change]) -> list[Day]:
    """Show what will change after the view's day, the next day first."""
    return _days(view, [change for change in changes if change.line.since > view.day])[::-1]


def _days(view: View, changes: list[Change]) -> list[Day]:
    def since(change: Change) -> date:
        return change.line.since

    def rank(change: Change) -> int:
        return view.rank(change.rule)

    return [
        Day(day.isoformat(), view.words.day(day), [row(view, change) for change in sorted(group, key=rank)])
        for day, group in groupby(changes, key=since)
    ]


def row(view: View, change: Change) -> ChangeRow:
    """Put one change into words."""
    return ChangeRow(
        path="/".join(change.path),
        ruler=change.ruler,
        ruler_name=view.name(change.ruler),
        name=view.words.say(f"rule-name.{change.rule}"),
        same=change.same,
        after=view.rows(change.after or [_gone(change)]),
        before=view.rows(change.before),
    )


def _gone(change: Change) -> Fact:
    """Stand for a value that a place has given up with nothing to inherit: the line that ended it."""
    kinds = tuple(dict.fromkeys(kind for fact in change.before for kind in fact.kinds))
    return Fact(Answer(change.rule, change.ruler, change.scope, change.line), kinds)
