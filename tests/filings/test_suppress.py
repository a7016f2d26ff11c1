"""No hidden count can be worked out, whoever knows what is shown, the totals and the very procedure."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.figures.monthly import TIMES_MIN, figures_of
from filings.figures.suppress import FEW, SMALL, WITHHELD, table
from filings.figures.tally import DECISIONS, Row

PARTS = "abcdef"


def every_table(parts: int, total: int) -> Iterator[dict[str, int]]:
    for counts in product(range(total + 1), repeat=parts - 1):
        if sum(counts) <= total:
            yield dict(zip(PARTS, (*counts, total - sum(counts)), strict=False))


@pytest.mark.parametrize(("parts", "most"), [(1, 40), (2, 40), (3, 36), (4, 24)])
def test_every_hidden_part_of_every_small_table_may_be_one_of_several_counts(parts: int, most: int) -> None:
    for total in range(SMALL, most + 1):
        behind: defaultdict[str, list[dict[str, int]]] = defaultdict(list)
        for counts in every_table(parts, total):
            behind[repr(table(total, counts))].append(counts)
        for shown, possible in behind.items():
            cells = table(total, possible[0])
            hidden = PARTS[:parts] if cells is None else [part for part, cell in cells.items() if isinstance(cell, str)]
            for part in hidden:
                assert len({counts[part] for counts in possible}) > 1, (total, shown, possible)


@given(st.lists(st.integers(0, 60), min_size=2, max_size=6))
def test_whoever_takes_what_is_shown_from_the_total_is_left_with_every_count_from_one_to_four(counts: list[int]) -> None:
    total, cells = sum(counts), table(sum(counts), dict(zip(PARTS, counts, strict=False)))
    if cells is None:
        return
    rest = total - sum(cell for cell in cells.values() if isinstance(cell, int))
    few, withheld = (list(cells.values()).count(mark) for mark in (FEW, WITHHELD))
    if few:
        most = (SMALL - 1) * (few - 1) if not withheld else rest
        assert (rest - most <= 1, rest - (few - 1) - SMALL * withheld >= SMALL - 1) == (True, True)
    assert few or not withheld


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_a_part_is_shown_as_it_is_or_truly_few_or_withheld(counts: list[int]) -> None:
    parts = dict(zip(PARTS, counts, strict=False))
    for part, cell in (table(sum(counts), parts) or {}).items():
        assert cell == parts[part] or (parts[part] < SMALL if cell == FEW else parts[part] >= SMALL)
        assert cell not in range(1, SMALL)


def row(what: str, n: int, **members: Any) -> Row:
    return Row(date(2026, 10, 5).isoformat(), what, members.pop("type", "referred"), "counter", n=n, **members)


def decided(event: str, n: int, hour: int = 5, **members: Any) -> Row:
    return row("decided", n, event=event, automatic=False, returned=False, hours={hour: n}, **members)


def test_reasons_are_told_only_where_the_number_of_refusals_is() -> None:
    many = [decided("approved", 40), decided("approved-on-commitment", 20)]
    told = figures_of("2026-10", [*many, decided("refused", 12, reason="incomplete")])
    assert told["reasons"] == {"incomplete": 12}
    told = figures_of("2026-10", [*many, decided("refused", 2, reason="incomplete")])
    assert (told["decisions"]["refused"], told["reasons"]) == (FEW, None)


def test_times_are_told_of_ten_decisions_by_officers_and_more() -> None:
    by_rule = Row("2026-10-05", "decided", "referred", "counter", event="approved", automatic=True, n=50, hours={0: 50})
    assert figures_of("2026-10", [by_rule, decided("approved", TIMES_MIN - 1)])["times"] is None
    told = figures_of("2026-10", [by_rule, decided("approved", TIMES_MIN)])
    assert told["times"] == {"median": 5, "p90": 5}


@given(st.lists(st.tuples(st.sampled_from(DECISIONS), st.integers(1, 9)), max_size=6))
def test_no_number_from_one_to_four_is_ever_published(decisions: list[tuple[str, int]]) -> None:
    rows = [decided(event, n, hour=30, reason="other" if event == "refused" else None) for event, n in decisions]
    told = figures_of("2026-10", [*rows, row("filed", 3, type="settled-retiree"), row("filed", 4)])
    cells = [told["filed"], told["decided"]]
    for part in ("types", "channels", "decisions", "reasons", "returned"):
        cells += (told[part] or {}).values()
    assert not [cell for cell in cells if cell in range(1, SMALL)]
