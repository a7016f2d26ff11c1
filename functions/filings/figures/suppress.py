"""Hides small counts, so that nobody can be found in a table and no hidden count can be worked out from what is shown.

A table is a total that is known and its parts. A part of one to four is small; nought is shown, because it is about nobody. What
is small is shown as `few`. Where the sum of the small ones would tell too much, parts of five and more are withheld with them,
always in the order of their names and never by their size, because which one was chosen would tell something too. Where that
is not enough the whole table is withheld (None). Then, even to somebody who knows this very procedure, every hidden part may
still be one of several counts; tests/filings/test_suppress.py tries that for every small table there is.
"""

from collections.abc import Mapping

SMALL = 5
FEW = "few"
WITHHELD = "withheld"
Cell = int | str


def is_small(count: int) -> bool:
    """Say whether a count is about so few that it is not shown."""
    return 0 < count < SMALL


def cell(count: int) -> Cell:
    """Show a count that stands in no sum."""
    return FEW if is_small(count) else count


def table(total: int, parts: Mapping[str, int]) -> dict[str, Cell] | None:
    """Show the parts of a total that is shown beside them; parts of nought are left out. None where nothing can be shown."""
    if is_small(total):
        return None
    parts = {name: count for name, count in sorted(parts.items()) if count}
    small = [name for name, count in parts.items() if is_small(count)]
    if not small:
        return dict(parts)
    hidden = _also_hidden({name: count for name, count in parts.items() if name not in small}, small, parts)
    if hidden is None:
        return None
    return {name: FEW if name in small else WITHHELD if name in hidden else count for name, count in parts.items()}


def _also_hidden(large: Mapping[str, int], small: list[str], parts: Mapping[str, int]) -> list[str] | None:
    """Choose what must be withheld so that each small part may be anything from one to four; None where no choice is enough."""
    rest = sum(parts[name] for name in small)
    others = len(small) - 1
    if others and others + SMALL - 1 <= rest <= (SMALL - 1) * others + 1:
        return []
    hidden: list[str] = []
    for name, count in large.items():
        hidden.append(name)
        rest += count
        if rest >= others + SMALL - 1 + SMALL * len(hidden):
            return hidden
    return None
