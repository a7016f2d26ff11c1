"""Compiles the decision helper's table: every combination of answers decided, so that a page only has to look it up."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from guide.content import Content
from guide.decide import decide
from guide.facts import Fact
from guide.form import fact_entry
from guide.situation import QUESTIONS, Outcome, Situation

# The number of an outcome, or a question with what follows from each answer.
Node = int | dict[str, Any]


def rulers(content: Content) -> list[str]:
    """List the places whose rules hold somewhere: all places with one ruler have one table."""
    return sorted({content.rulebook.ruler(place.code) for place in content.insured_places()})


def compile_table(content: Content, ruler: str, day: date) -> dict[str, Any]:
    """Return the table of a ruler as it stands on `day`, without words.

    `tree` leads from answer to answer to the number of an outcome; a question whose answers all lead to the same is not in it.
    `outcomes` name their facts by number; `facts` carry what a page says of them. `from` and `until` as in a contract.
    """
    outcomes: dict[Outcome, int] = {}

    def decided(situation: Situation) -> int:
        return outcomes.setdefault(decide(content, ruler, day, situation), len(outcomes))

    tree = _tree(decided, tuple(QUESTIONS.items()), {})
    found = list(dict.fromkeys(fact for outcome in outcomes for fact in _facts(outcome)))
    numbers = {fact: number for number, fact in enumerate(found)}
    begun, ends = content.rulebook.period(ruler, day)
    return {
        "ruler": ruler,
        "from": begun and begun.isoformat(),
        "until": ends and ends.isoformat(),
        "tree": tree,
        "outcomes": [_outcome(outcome, numbers) for outcome in outcomes],
        "facts": [_fact(content, fact) for fact in found],
    }


def _tree(decided: Callable[[Situation], int], questions: Sequence[tuple[str, Sequence[str]]], given: Mapping[str, str]) -> Node:
    if not questions:
        return decided(Situation(**given))
    [(name, answers), *rest] = questions
    branches = {answer: _tree(decided, rest, {**given, name: answer}) for answer in answers}
    first = branches[answers[0]]
    return first if all(branch == first for branch in branches.values()) else {"ask": name, "of": branches}


def _facts(outcome: Outcome) -> Iterator[Fact]:
    yield from outcome.because
    for _, facts in outcome.parts:
        yield from facts


def _outcome(outcome: Outcome, numbers: Mapping[Fact, int]) -> dict[str, Any]:
    return {
        "verdict": outcome.verdict,
        "kind": outcome.kind,
        "when": outcome.when,
        "steps": outcome.steps,
        "because": [numbers[fact] for fact in outcome.because],
        "parts": [[part, [numbers[fact] for fact in facts]] for part, facts in outcome.parts],
        "form": outcome.form,
    }


def _fact(content: Content, fact: Fact) -> dict[str, Any]:
    dated = fact.answer.dated
    source = content.sources[dated.source]
    entry = {"place": fact.answer.place, "from": dated.since.isoformat(), "where": dated.where}
    return {**fact_entry(fact), **entry, "checked": source["checked"], "review_by": source["review_by"]}
