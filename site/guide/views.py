"""What a page of the guide shows of one place on one day, in the words of one language; the templates only lay it out."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from guide import facts
from guide.content import Content
from guide.facts import Fact, Terms
from guide.phrase import phrase
from guide.rules import NATION
from guide.words import Words


@dataclass(frozen=True)
class PlaceFacts:
    """What the rulebook says of one place on one day; language-neutral, gathered once for all languages.

    `coming` holds, for each later day on which something changes, what will be new then.
    """

    place: str
    day: date
    facts: Sequence[Fact]
    terms: list[Terms]
    missing: list[str]
    coming: list[tuple[date, list[Fact]]]


def gather(content: Content, place: str, day: date) -> PlaceFacts:
    """Resolve everything that a page shows of a place (an insured place, a province or CN) on `day`."""
    return PlaceFacts(
        place=place,
        day=day,
        facts=facts.facts(content, place, day),
        terms=[facts.terms(content, place, day, kind) for kind in facts.offered(content, place, day)],
        missing=facts.not_recorded(content, place, day),
        coming=list(_coming(content, place, day)),
    )


def _coming(content: Content, place: str, day: date) -> Iterator[tuple[date, list[Fact]]]:
    for later in content.rulebook.change_days(place):
        if later > day:
            yield later, [fact for fact in facts.facts(content, place, later) if fact.answer.dated.since == later]


@dataclass(frozen=True)
class Row:
    """One fact as a page shows it: the sentence, for whom, from where, since when and on which source it rests."""

    rule: str
    name: str
    sentence: str
    groups: list[list[str]]
    kinds: str
    only: str
    channel: str
    origin: str
    origin_name: str
    since: str
    source: str
    source_title: str
    where: str
    checked: str


class View:
    """Turns facts into rows of one language."""

    def __init__(self, content: Content, words: Words) -> None:
        self.content = content
        self.words = words
        self._rows: dict[Fact, Row] = {}
        names = [key.removeprefix("rule-name.") for key in words.messages if key.startswith("rule-name.")]
        self._order = {rule: i for i, rule in enumerate(names)}

    def rows(self, facts: Collection[Fact]) -> list[Row]:
        """Put facts into words, each only once: most places share most facts."""
        for fact in facts:
            if fact not in self._rows:
                self._rows[fact] = self._row(fact)
        return [self._rows[fact] for fact in facts]

    def in_order(self, facts: Iterable[Fact]) -> list[Fact]:
        """Put facts in the order in which the catalogue names their rules: what a reader asks first comes first."""
        return sorted(facts, key=lambda fact: self._order[fact.answer.rule])

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
            groups=[group["any_of"] for group in answer.value] if answer.rule == "materials" else [],
            kinds=self.kinds(fact.kinds) or self.words.say("kinds.all"),
            only=self.kinds(fact.kinds),
            channel=self.words.say(f"channel.{fact.channel}") if fact.channel else "",
            origin=answer.place,
            origin_name=self.name(answer.place),
            since=self.words.day(dated.since),
            source=dated.source,
            source_title=source["title"][self.words.language],
            where=dated.where,
            checked=self.words.day(date.fromisoformat(source["checked"])),
        )

    def sentence(self, fact: Fact) -> str:
        """Say what a fact says."""
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
        stale = date.fromisoformat(source["review_by"]) < day
        rows.append({"date": "", "number": "", "address": "", **source, **texts, **dates, "through": through, "stale": stale})
    return rows
