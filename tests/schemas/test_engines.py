"""The functions' fast engine and the reference engine find the same faults in the same places of a document."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from documents import document
from guide.content import Content
from guide.form import compile_form
from mutating import NAMES, VALUES, pointers

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas/registration/v1.json").read_text("utf-8"))
REFERENCE = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
# As the functions set it up.
FAST = jsonschema_rs.Draft202012Validator(
    SCHEMA, validate_formats=True, offline=True, mask="…", pattern_options=jsonschema_rs.RegexOptions()
)
Fault = tuple[str, str]


def mutate(draw: Callable[[st.SearchStrategy[Any]], Any], filing: Any) -> Any:
    """Change one thing: leave a member out, put in another value, add a member, or say an entry twice."""
    way = draw(st.sampled_from(list(pointers(filing))))
    holder = filing
    for step in way[:-1]:
        holder = holder[step]
    if not way:
        return draw(st.sampled_from(VALUES)) if draw(st.integers(0, 9)) == 0 else {**filing, draw(st.sampled_from(NAMES)): "x"}
    change = draw(st.sampled_from(["drop", "put", "put", "put", "add"]))
    value = holder[way[-1]]
    if change == "drop":
        del holder[way[-1]]
    elif change == "put":
        holder[way[-1]] = deepcopy(draw(st.sampled_from(VALUES)))
    elif isinstance(value, list):
        value.append(deepcopy(draw(st.sampled_from([*VALUES, *value]))))
    elif isinstance(value, dict):
        value[draw(st.sampled_from(NAMES))] = deepcopy(draw(st.sampled_from(VALUES)))
    return filing


@pytest.fixture(scope="module")
def sound(content: Content) -> list[dict[str, Any]]:
    """Filings that are accepted: every type, from the insured person and from an agent, with and without what may be left out."""
    form = compile_form(content, "3210", date(2026, 11, 21))
    kinds = [offered["kind"] for offered in form["types"]]
    filings = [document(form, kind, agent=agent) for kind in kinds for agent in (False, True)]
    filings += [document(form, "long-term-resident", letter=True, agent=agent) for agent in (False, True)]
    full = document(form, "referred", treatments=2, agent=True)
    full["admission"] = {"admitted_on": "2026-11-20"}
    full["treatments"][0] |= {"from": "2026-11-21", "until": "2027-11-21"}
    return [*filings, full]


def by_reference(filing: Any) -> set[Fault]:
    # Where a schema is just `false` the reference names no keyword.
    return {
        ("".join(f"/{step}" for step in error.absolute_path), str(error.validator or "falseSchema"))
        for error in REFERENCE.iter_errors(filing)
    }


def by_fast(filing: Any) -> set[Fault]:
    faults = {(tuple(error.instance_path), error.kind.name) for error in FAST.iter_errors(filing)}
    # Where a schema is just `false` the reference points at what holds the member, the fast engine at the member itself.
    ways = {(way[:-1] if keyword == "falseSchema" else way, keyword) for way, keyword in faults}
    return {("".join(f"/{step}" for step in way), keyword) for way, keyword in ways}


def test_both_engines_accept_what_is_sound(sound: list[dict[str, Any]]) -> None:
    assert [(by_reference(filing), by_fast(filing)) for filing in sound] == [(set(), set())] * len(sound)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_engines_find_the_same_faults_in_a_filing_that_was_changed(sound: list[dict[str, Any]], data: st.DataObject) -> None:
    filing: Any = deepcopy(data.draw(st.sampled_from(sound)))
    for _ in range(data.draw(st.integers(1, 3))):
        if isinstance(filing, dict):
            filing = mutate(data.draw, filing)
    assert by_fast(filing) == by_reference(filing)


def test_both_engines_judge_every_value_alike_wherever_it_stands(sound: list[dict[str, Any]]) -> None:
    # One place for each name of a member is enough: a phone is a phone.
    places = {way[-1]: (whole, way) for whole in sound[-2:] for way in pointers(whole) if way}
    wrong = []
    for whole, way in places.values():
        filing = deepcopy(whole)
        holder: Any = filing
        for step in way[:-1]:
            holder = holder[step]
        if isinstance(holder[way[-1]], dict | list):
            continue
        for value in VALUES:
            holder[way[-1]] = value
            if by_fast(filing) != by_reference(filing):
                wrong.append((way, value, by_fast(filing) ^ by_reference(filing)))
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("name", NAMES)
def test_both_engines_judge_an_added_member_alike_wherever_it_stands(sound: list[dict[str, Any]], name: str) -> None:
    for way in pointers(sound[-1]):
        filing: Any = deepcopy(sound[-1])
        holder = filing
        for step in way:
            holder = holder[step]
        if isinstance(holder, dict):
            holder[name] = "x"
        assert by_fast(filing) == by_reference(filing), way
