"""What a page of the guide shows of one place on one day, in the words of one language; the templates only lay it out."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from guide import facts
from guide.age import stale
from guide.changes import Change, changes
from guide.content import Content
from guide.facts import Fact, Terms
from guide.phrase import phrase
from guide.rules import NATION, Answer
from guide.words import Words


@dataclass(frozen=True)
class PlaceFacts:
    """What the rulebook says of one place on one day; language-neutral, gathered once for all languages.

    `basis` holds, for each type that can be filed, the fact behind each of its terms, by rule; `changes` every change of what
    holds here, those to come among them, the latest first.
    """

    place: str
    day: date
    facts: Sequence[Fact]
    terms: list[Terms]
    basis: Mapping[str, Mapping[str, Fact]]
    missing: list[str]
    changes: Sequence[Change]


def gather(content: Content, place: str, day: date) -> PlaceFacts:
    """Resolve everything that a page shows of a place (an insured place, a province or CN) on `day`."""
    return replace(_gather(content, content.rulebook.ruler(place), day), place=place)


@lru_cache(maxsize=64)
def _gather(content: Content, place: str, day: date) -> PlaceFacts:
    """Hundreds of places inherit everything: what holds for them is found once."""
    known, kinds = facts.facts(content, place, day), facts.offered(content, place, day)
    by_answer = {fact.answer: fact for fact in known}
    answers = {kind: facts.basis(content, place, day, kind) for kind in kinds}
    return PlaceFacts(
        place=place,
        day=day,
        facts=known,
        terms=[facts.terms(content, place, day, kind) for kind in kinds],
        basis={kind: {rule: by_answer[answer] for rule, answer in found.items()} for kind, found in answers.items()},
        missing=facts.not_recorded(content, place, day),
        changes=changes(content, place),
    )


@dataclass(frozen=True)
class Row:
    """One fact as a page shows it: the sentence, for whom, since when, who set it, and on which source it rests.

    `review_by` is the last day (ISO) on which the source counts as checked; `stale` says that it has passed.
    """

    rule: str
    name: str
    sentence: str
    groups: list[list[str]]
    kinds: str
    only: str
    channel: str
    origin: str
    origin_name: str
    basis: str
    source: str
    source_title: str
    where: str
    review_by: str
    stale: bool


class View:
    """Turns facts into rows of one language."""

    def __init__(self, content: Content, words: Words, day: date) -> None:
        self.content = content
        self.words = words
        self.day = day
        # Chinese puts nothing between two sentences.
        self.gap = "" if words.language.startswith("zh") else " "
        self._rows: dict[Fact, Row] = {}
        names = [key.removeprefix("rule-name.") for key in words.messages if key.startswith("rule-name.")]
        self._order = {rule: i for i, rule in enumerate(names)}

    def rows(self, facts: Collection[Fact]) -> list[Row]:
        """Put facts into words, each only once: most places share most facts."""
        for fact in facts:
            if fact not in self._rows:
                self._rows[fact] = self._row(fact)
        return [self._rows[fact] for fact in facts]

    def rank(self, rule: str) -> int:
        """Say where the catalogue names a rule: what a reader asks first comes first."""
        return self._order[rule]

    def in_order(self, facts: Iterable[Fact]) -> list[Fact]:
        """Put facts in the order of their rules' ranks."""
        return sorted(facts, key=lambda fact: self.rank(fact.answer.rule))

    def basis(self, found: PlaceFacts) -> dict[str, dict[str, Row]]:
        """Put the facts behind the terms of each type into words, by type and rule."""
        return {kind: dict(zip(its, self.rows(list(its.values())), strict=True)) for kind, its in found.basis.items()}

    def name(self, code: str) -> str:
        """Name a place, or the nation."""
        return self.words.say("nation") if code == NATION else self.content.places[code].names[self.words.language]

    def _row(self, fact: Fact) -> Row:
        answer, dated = fact.answer, fact.answer.dated
        source = self.content.sources[dated.source]
        return Row(
            rule=answer.rule,
            name=self.words.say(f"rule-name.{answer.rule}"),
            sentence=self.sentence(fact),
            groups=[group["any_of"] for group in answer.value or ()] if answer.rule == "materials" else [],
            kinds=self.kinds(fact.kinds) or self.words.say("kinds.all"),
            only=self.kinds(fact.kinds),
            channel=self.words.say(f"channel.{fact.channel}") if fact.channel else "",
            origin=answer.place,
            origin_name=self.name(answer.place),
            basis=self._basis(answer),
            source=dated.source,
            source_title=source["title"][self.words.language],
            where=dated.where,
            review_by=source["review_by"],
            stale=stale(source, self.day),
        )

    def _basis(self, answer: Answer) -> str:
        """Say which place set a value, since when it holds, and between which days its source counts as checked."""
        source, words = self.content.sources[answer.dated.source], self.words
        said = [words.say("age.set", place=self.name(answer.place)), words.say("rules.since", day=words.day(answer.dated.since))]
        for key, message in (("checked", "rules.checked"), ("review_by", "age.review")):
            said.append(words.say(message, day=words.day(date.fromisoformat(source[key]))))
        return self.gap.join(said)

    def sentence(self, fact: Fact) -> str:
        """Say what a fact says."""
        if fact.answer.dated.withdrawn:
            return self.words.say("changes.nothing")
        key, params = phrase(fact.answer.rule, fact.answer.value)
        return self.words.say(key, **params)

    def kinds(self, kinds: Sequence[str]) -> str:
        """Name some types; a whole group by the group's name; nothing where all are meant."""
        groups = self.content.rulebook.groups
        # Emergency patients do not file: what holds for everybody who does holds for all.
        if groups.keys() - set(kinds) <= {"emergency"}:
            return ""
        for group in self.content.ids("groups"):
            members = {kind for kind, its in groups.items() if its == group}
            if members - {"emergency"} <= set(kinds) <= members:
                return self.words.say(f"group.{group}")
        return self.words.say("list", list=[f"type.{kind}" for kind in kinds])


def by_rule(found: PlaceFacts, *rules: str) -> list[Fact]:
    """Pick the facts of some rules that hold for every channel, in the order the rules are named."""
    return [fact for rule in rules for fact in found.facts if fact.answer.rule == rule and fact.channel is None]


def by_channel(found: PlaceFacts) -> dict[str, list[Fact]]:
    """Group the facts that hold for one channel only by that channel."""
    grouped: dict[str, list[Fact]] = {}
    for fact in found.facts:
        if fact.channel is not None:
            grouped.setdefault(fact.channel, []).append(fact)
    return grouped


def own(found: PlaceFacts) -> list[Fact]:
    """List the facts that the place set itself rather than inherited."""
    return [fact for fact in found.facts if fact.answer.place == found.place]


def source_rows(content: Content, words: Words, day: date) -> list[Mapping[str, Any]]:
    """List every source in the words of one language; `stale` where its review-by day has passed on `day`."""
    rows: list[Mapping[str, Any]] = []
    for source in content.sources.values():
        dates = {key: words.day(date.fromisoformat(source[key])) for key in ("date", "checked", "review_by") if key in source}
        through = [(other, content.sources[other]["title"][words.language]) for other in source.get("through", ())]
        texts = {key: source[key][words.language] for key in ("title", "issuer")}
        kept = {"review_until": source["review_by"], "through": through, "stale": stale(source, day)}
        rows.append({"date": "", "number": "", "address": "", **source, **texts, **dates, **kept})
    return rows
