"""Which value holds: what must be true of every rulebook, and a few that can be checked by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.rules import Answer, Dated, Rulebook

PARENTS: Mapping[str, str | None] = {"CN": None, "32": "CN", "22": "CN", "3210": "32", "3201": "32", "2224": "22"}
GROUPS = {"resident": "long-term", "worker": "long-term", "referred": "temporary"}
CHANNELS = ("app", "counter")
FIRST = date(2023, 1, 1)
Key = tuple[str, str, str]

Question = tuple[str, str | None, str | None]
# Every question that can be asked of these books on a day: place, type, channel.
QUESTIONS: list[Question] = list(product(PARENTS, [None, *GROUPS], [None, *CHANNELS]))

KEYS: list[Key] = list(product(PARENTS, ["rule"], ["all", "long-term", "temporary", *GROUPS]))
# Every line that can stand in a book; the value says nothing but which line it is.
LINES = [
    Dated(FIRST + timedelta(days=day), None if gone else day, "a-source", channels=frozenset(only), withdrawn=gone)
    for day, only, gone in product(range(8), [(), ("app",), ("counter",), CHANNELS], [False, False, True])
]

properties = settings(max_examples=60)
days = st.integers(-1, 8).map(lambda n: FIRST + timedelta(days=n))
keys = st.sampled_from(KEYS)
lines = st.sampled_from(LINES).map(replace)


def bound(entries: list[tuple[Key, Dated]]) -> Rulebook:
    """Make a book as the content's checks let it through: oldest first, no two lines from one day for one channel."""
    kept: dict[Key, list[Dated]] = {}
    taken: set[tuple[Key, date, str]] = set()
    for key, line in sorted(entries, key=lambda entry: entry[1].since):
        begins = {(key, line.since, channel) for channel in line.channels or {""}}
        if not begins & taken:
            kept.setdefault(key, []).append(line)
            taken |= begins
    return Rulebook(PARENTS, GROUPS, {key: tuple(lines) for key, lines in kept.items()})


books = st.lists(st.tuples(keys, lines), min_size=5, max_size=25).map(bound)


def resolve(book: Rulebook, place: str, day: date, kind: str | None = None, channel: str | None = None) -> Answer | None:
    return book.resolve(place, "rule", day, kind=kind, channel=channel)


def value(book: Rulebook, place: str, day: date, kind: str | None = None, channel: str | None = None) -> Any:
    answer = resolve(book, place, day, kind, channel)
    return answer.value if answer else "not recorded"


def answers(book: Rulebook, day: date) -> dict[Question, Answer | None]:
    return {(place, kind, channel): resolve(book, place, day, kind, channel) for place, kind, channel in QUESTIONS}


def with_line(book: Rulebook, key: Key, line: Dated) -> Rulebook:
    lines = tuple(sorted((*book.lines.get(key, ()), line), key=lambda line: line.since))
    return Rulebook(PARENTS, GROUPS, {**book.lines, key: lines})


def without_place(book: Rulebook, place: str) -> Rulebook:
    return Rulebook(PARENTS, GROUPS, {key: lines for key, lines in book.lines.items() if key[0] != place})


@properties
@given(books, days)
def test_an_answer_is_the_places_own_or_the_same_as_its_parents(book: Rulebook, day: date) -> None:
    found = answers(book, day)
    for (place, kind, channel), answer in found.items():
        parent = PARENTS[place]
        if parent and (answer is None or answer.place != place):
            assert answer == found[parent, kind, channel]


@properties
@given(books, days, st.sampled_from(list(PARENTS)))
def test_a_value_that_a_place_sets_for_everyone_goes_before_everything_inherited(book: Rulebook, day: date, place: str) -> None:
    changed = with_line(without_place(book, place), (place, "rule", "all"), Dated(day, "its own", "a-source"))
    for _, kind, channel in QUESTIONS:
        assert value(changed, place, day, kind, channel) == "its own"


@properties
@given(books, keys, lines)
def test_a_line_changes_no_answer_of_a_day_before_it_begins(book: Rulebook, key: Key, line: Dated) -> None:
    eve = line.since - timedelta(days=1)
    assert answers(with_line(book, key, line), eve) == answers(book, eve)


@properties
@given(books, days, keys, lines)
def test_a_line_changes_answers_only_where_it_is_inherited(book: Rulebook, day: date, key: Key, line: Dated) -> None:
    before, after = answers(book, day), answers(with_line(book, key, line), day)
    changed = {question[0] for question in QUESTIONS if before[question] != after[question]}
    assert changed <= {heir for heir in PARENTS if key[0] in book.chain(heir)}


@properties
@given(books, days, keys, lines)
def test_a_line_for_a_type_or_group_changes_answers_only_of_those(book: Rulebook, day: date, key: Key, line: Dated) -> None:
    before, after = answers(book, day), answers(with_line(book, key, line), day)
    changed = {question[1] for question in QUESTIONS if before[question] != after[question]}
    assert changed <= {kind for kind in (None, *GROUPS) if key[2] in book.scopes(kind)}


@properties
@given(books, days, keys, lines)
def test_a_line_for_some_channels_changes_answers_only_through_those(book: Rulebook, day: date, key: Key, line: Dated) -> None:
    line = replace(line, channels=line.channels or frozenset({"app"}))
    before, after = answers(book, day), answers(with_line(book, key, line), day)
    assert {question[2] for question in QUESTIONS if before[question] != after[question]} <= line.channels


@properties
@given(books, days, keys, lines)
def test_a_line_of_another_rule_changes_nothing(book: Rulebook, day: date, key: Key, line: Dated) -> None:
    assert answers(with_line(book, (key[0], "another rule", key[2]), line), day) == answers(book, day)


@properties
@given(books, days, st.sampled_from([place for place, parent in PARENTS.items() if parent]))
def test_a_place_that_withdraws_everything_answers_as_its_parent(book: Rulebook, day: date, place: str) -> None:
    ends = (Dated(day, None, "a-source", withdrawn=True), Dated(day, None, "a-source", "", frozenset(CHANNELS), withdrawn=True))
    lines = {
        key: (*(line for line in own if line.since < day), *ends) if key[0] == place else own for key, own in book.lines.items()
    }
    parent = str(PARENTS[place])
    for _, kind, channel in QUESTIONS:
        left = resolve(Rulebook(PARENTS, GROUPS, lines), place, day, kind, channel)
        assert left == resolve(book, parent, day, kind, channel)


@properties
@given(books, days)
def test_on_a_day_without_change_every_answer_is_that_of_the_day_before(book: Rulebook, day: date) -> None:
    before, today = answers(book, day - timedelta(days=1)), answers(book, day)
    quiet = {place for place in PARENTS if day not in book.change_days(place)}
    assert {question: before[question] for question in QUESTIONS if question[0] in quiet} == {
        question: today[question] for question in QUESTIONS if question[0] in quiet
    }


@properties
@given(books, days)
def test_an_answer_names_the_line_that_it_rests_on(book: Rulebook, day: date) -> None:
    for answer in filter(None, answers(book, day).values()):
        assert answer.dated in book.lines[answer.place, "rule", answer.scope]


@properties
@given(books, days)
def test_an_answer_is_in_force_and_meant_for_who_asks(book: Rulebook, day: date) -> None:
    for (place, kind, channel), answer in answers(book, day).items():
        assert answer is None or (
            answer.dated.since <= day
            and not answer.dated.withdrawn
            and answer.place in set(book.chain(place))
            and answer.scope in book.scopes(kind)
            and (not answer.dated.channels or channel in answer.dated.channels)
        )


@properties
@given(books, days)
def test_only_the_latest_line_of_each_channel_counts(book: Rulebook, day: date) -> None:
    def latest(lines: tuple[Dated, ...]) -> tuple[Dated, ...]:
        last = {channel: line for line in lines if line.since <= day for channel in line.channels or {""}}
        return tuple(line for line in lines if any(line is kept for kept in last.values()))

    pruned = Rulebook(PARENTS, GROUPS, {key: latest(lines) for key, lines in book.lines.items()})
    assert answers(pruned, day) == answers(book, day)


def book_of(*entries: tuple[Key, Dated]) -> Rulebook:
    book = Rulebook(PARENTS, GROUPS, {})
    for key, line in entries:
        book = with_line(book, key, line)
    return book


def line(day: str, value: Any, *channels: str) -> Dated:
    return Dated(date.fromisoformat(day), value, "a-source", channels=frozenset(channels))


def withdrawn(day: str, *channels: str) -> Dated:
    return Dated(date.fromisoformat(day), None, "a-source", channels=frozenset(channels), withdrawn=True)


NATION = (("CN", "rule", "all"), line("2023-01-01", 5))


def test_a_value_holds_from_its_first_day() -> None:
    assert value(book_of(NATION), "CN", date(2023, 1, 1)) == 5


def test_the_day_before_its_first_day_a_value_does_not_hold() -> None:
    assert resolve(book_of(NATION), "CN", date(2022, 12, 31)) is None


def test_a_rule_of_which_nothing_is_said_has_no_answer() -> None:
    assert book_of(NATION).resolve("3210", "another rule", date(2023, 1, 1)) is None


@pytest.mark.parametrize(
    ("scope", "says"),
    [("worker", "for the type"), ("long-term", "for the group"), ("all", "for all")],
)
def test_the_narrowest_scope_of_a_place_wins(scope: str, says: str) -> None:
    every = {"all": "for all", "long-term": "for the group", "worker": "for the type"}
    wider = list(every)[: list(every).index(scope) + 1]
    book = book_of(*[(("32", "rule", name), line("2023-01-01", every[name])) for name in wider])
    assert value(book, "3210", date(2023, 1, 1), "worker") == says


def test_a_nearer_place_wins_over_a_narrower_scope() -> None:
    book = book_of((("CN", "rule", "worker"), line("2023-01-01", "far")), (("32", "rule", "all"), line("2023-01-01", "near")))
    assert value(book, "3210", date(2023, 1, 1), "worker") == "near"


def test_a_value_for_a_group_is_not_seen_without_a_type() -> None:
    book = book_of((("CN", "rule", "long-term"), line("2023-01-01", 5)))
    assert resolve(book, "CN", date(2023, 1, 1)) is None


def test_a_value_for_the_channel_wins_over_a_later_one_for_all_channels() -> None:
    book = book_of(
        (("CN", "rule", "all"), line("2023-01-01", "app", "app")), (("CN", "rule", "all"), line("2024-01-01", "every"))
    )
    assert value(book, "CN", date(2025, 1, 1), channel="app") == "app"


def test_a_channel_that_withdraws_its_value_falls_back_to_the_one_for_all_channels() -> None:
    lines = (line("2023-01-01", "every"), line("2023-01-01", "app", "app"), withdrawn("2024-01-01", "app"))
    book = book_of(*[(("CN", "rule", "all"), entry) for entry in lines])
    assert value(book, "CN", date(2024, 1, 1), channel="app") == "every"


def test_a_value_withdrawn_holds_until_the_day_before() -> None:
    book = book_of(NATION, (("22", "rule", "all"), line("2023-08-01", 7)), (("22", "rule", "all"), withdrawn("2025-03-16")))
    assert value(book, "2224", date(2025, 3, 15)) == 7


def test_a_value_withdrawn_leaves_the_parents_value() -> None:
    book = book_of(NATION, (("22", "rule", "all"), line("2023-08-01", 7)), (("22", "rule", "all"), withdrawn("2025-03-16")))
    assert value(book, "2224", date(2025, 3, 16)) == 5


def test_a_value_may_be_set_again_after_it_was_withdrawn() -> None:
    lines = (line("2023-01-01", 1), withdrawn("2024-01-01"), line("2025-01-01", 2))
    book = book_of(*[(("CN", "rule", "all"), entry) for entry in lines])
    assert value(book, "CN", date(2025, 1, 1)) == 2


def test_the_days_of_change_of_a_place_are_its_own_and_those_it_inherits() -> None:
    book = book_of(
        NATION,
        (("32", "rule", "worker"), line("2024-08-15", 7)),
        (("32", "another rule", "all"), withdrawn("2025-01-01")),
        (("22", "rule", "all"), line("2023-08-01", 7)),
    )
    assert book.change_days("3210") == [date(2023, 1, 1), date(2024, 8, 15), date(2025, 1, 1)]


def test_a_place_that_is_not_known_is_an_error() -> None:
    with pytest.raises(KeyError):
        resolve(book_of(NATION), "9999", date(2023, 1, 1))


def test_a_type_that_is_not_known_is_an_error() -> None:
    with pytest.raises(KeyError):
        resolve(book_of(NATION), "CN", date(2023, 1, 1), "tourist")


@pytest.mark.parametrize(
    ("day", "begun", "ends"),
    [
        (date(2022, 12, 31), None, date(2023, 1, 1)),
        (date(2023, 1, 1), date(2023, 1, 1), date(2024, 8, 15)),
        (date(2024, 8, 14), date(2023, 1, 1), date(2024, 8, 15)),
        (date(2030, 1, 1), date(2025, 1, 1), None),
    ],
)
def test_a_period_runs_from_the_last_change_up_to_the_next(day: date, begun: date | None, ends: date | None) -> None:
    book = book_of(NATION, (("32", "rule", "worker"), line("2024-08-15", 7)), (("32", "rule", "all"), line("2025-01-01", 8)))
    assert book.period("3210", day) == (begun, ends)
