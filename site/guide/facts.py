"""What the rulebook says of one place on one day: every fact once for a page to show, and the terms a filing is held to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from guide.content import Content
from guide.rules import Answer

# Where channels differ, the form of this site follows the national platform's rules: it is the one channel that every place has.
FORM_CHANNEL = "national-platform"
# The rules that the terms of a type of filing are made of.
TERMS = (
    "materials",
    "letter",
    "papers_due",
    "for_others",
    "agent_materials",
    "referring_hospital",
    "places_max",
    "validity",
    "change_lock",
    "after_admission",
    "decision_time",
)


@dataclass(frozen=True)
class Fact:
    """A value in force for some types of filing; `channel` is set where the value holds for that channel only."""

    answer: Answer
    kinds: tuple[str, ...]
    channel: str | None = None


@dataclass(frozen=True)
class Terms:
    """What a filing of one type must meet at one place; None where no source says anything.

    `materials` are groups of papers, one of each group being enough; no groups means that no papers are wanted;
    `agent_materials` are the groups that come on top where somebody else files, who has to be of the family where
    `mutual_aid` is set. `decision_time` is the value of the rule.
    """

    kind: str
    group: str
    materials: tuple[tuple[str, ...], ...] | None
    letter: dict[str, Any] | None
    papers_due_days: int | None
    mutual_aid: bool
    agent_materials: tuple[tuple[str, ...], ...] | None
    places_max: int | None
    open_ended: bool
    months_min: int | None
    months_exact: int | None
    level_min: int | None
    lock_months: int | None
    retroactive: bool
    decision_time: dict[str, Any] | None


def facts(content: Content, place: str, day: date) -> tuple[Fact, ...]:
    """List what holds at a place, rule by rule; a value for one channel stands beside the value for all."""
    return _facts(content, content.rulebook.ruler(place), day)


@lru_cache(maxsize=64)
def _facts(content: Content, ruler: str, day: date) -> tuple[Fact, ...]:
    """Hundreds of places inherit everything: what holds for them is found once."""
    return tuple(fact for rule in content.rulebook.names for fact in _facts_of(content, ruler, rule, day))


def _facts_of(content: Content, place: str, rule: str, day: date) -> Iterator[Fact]:
    book = content.rulebook
    general = _by_answer(content, place, rule, day, None)
    yield from (Fact(answer, kinds) for answer, kinds in general.items())
    chain = set(book.chain(place))
    lines = (line for (step, name, _), lines in book.lines.items() if name == rule and step in chain for line in lines)
    for channel in sorted({channel for line in lines for channel in line.channels}):
        for answer, kinds in _by_answer(content, place, rule, day, channel).items():
            if answer not in general:
                yield Fact(answer, kinds, channel)


def _by_answer(content: Content, place: str, rule: str, day: date, channel: str | None) -> dict[Answer, tuple[str, ...]]:
    found: dict[Answer, tuple[str, ...]] = {}
    for kind in content.ids("types"):
        answer = concerning(kind, content.rulebook.resolve(place, rule, day, kind=kind, channel=channel))
        if answer is not None:
            found[answer] = (*found.get(answer, ()), kind)
    return found


def concerning(kind: str, answer: Answer | None) -> Answer | None:
    """Let an answer stand for a type of filing, unless it is none of that type's business."""
    # Emergency patients do not file: what is said of temporary filings in general does not concern them.
    return None if answer and kind == "emergency" and answer.scope not in {"emergency", "all"} else answer


def not_recorded(content: Content, place: str, day: date) -> list[str]:
    """List the rules that some place has, or that filings would be held to, but of which no source says anything for this one."""
    known = {fact.answer.rule for fact in facts(content, place, day)}
    return sorted({*content.rulebook.names, *TERMS} - known)


def offered(content: Content, place: str, day: date) -> list[str]:
    """List the types that can be filed at a place through this site's form."""
    answer = content.rulebook.resolve(place, "types_offered", day, channel=FORM_CHANNEL)
    return list(answer.value) if answer else []


def basis(content: Content, place: str, day: date, kind: str) -> dict[str, Answer]:
    """Find the answers that the terms of a type of filing rest on, by rule; a rule of which no source speaks is left out."""
    answers = {rule: content.rulebook.resolve(place, rule, day, kind=kind, channel=FORM_CHANNEL) for rule in TERMS}
    return {rule: answer for rule, answer in answers.items() if answer}


def terms(content: Content, place: str, day: date, kind: str) -> Terms:
    """Gather what a filing of this type is held to; the contract, the form and the page's tables are all drawn from this."""
    answers = basis(content, place, day, kind)

    def value(rule: str) -> Any:
        return answers[rule].value if rule in answers else None

    letter, validity, hospital, lock = (
        value("letter") or {},
        value("validity") or {},
        value("referring_hospital"),
        value("change_lock"),
    )
    return Terms(
        kind=kind,
        group=content.rulebook.groups[kind],
        materials=_groups(value("materials")),
        letter=letter if letter.get("kind") == "offered" else None,
        papers_due_days=(value("papers_due") or {}).get("days"),
        mutual_aid=(value("for_others") or {}).get("kind") == "family-mutual-aid",
        agent_materials=_groups(value("agent_materials")),
        places_max=value("places_max"),
        open_ended=validity.get("kind") == "open-ended",
        months_min=validity["months"] if validity.get("kind") == "at-least" else None,
        months_exact=validity["months"] if validity.get("kind") == "exactly" else None,
        level_min=hospital["level"] if hospital and kind == "referred" else None,
        # "Set by the place, at most so long" locks nothing until a place has set it.
        lock_months=lock["months"] if lock and lock["kind"] == "exactly" else None,
        retroactive=value("after_admission") is not None,
        decision_time=value("decision_time"),
    )


def _groups(papers: Any) -> tuple[tuple[str, ...], ...] | None:
    return None if papers is None else tuple(tuple(group["any_of"]) for group in papers)


def treatable(content: Content, place: str, day: date) -> list[str]:
    """List the codes of the places that a filing from here may name as place of treatment."""
    near = place[:2] if reach(content, place, day) == "cross-province" else place
    return [other.code for other in content.insured_places() if not other.code.startswith(near)]


def reach(content: Content, place: str, day: date) -> str:
    """Say how far a filing may go: `cross-province`, or `everywhere` where no source sets a bound."""
    answer = content.rulebook.resolve(place, "reach", day, channel=FORM_CHANNEL)
    return str(answer.value["kind"]) if answer else "everywhere"


def schemes(content: Content, place: str, day: date) -> list[str]:
    """List the insurance schemes that the form offers: the recorded ones, else all of the vocabulary."""
    answer = content.rulebook.resolve(place, "schemes", day, channel=FORM_CHANNEL)
    return list(answer.value) if answer else content.ids("schemes")


def notice(content: Content) -> Any:
    """Return the notice that is read before a filing is submitted."""
    return next(letter for letter in content.letters.values() if letter.kind == "notice")
