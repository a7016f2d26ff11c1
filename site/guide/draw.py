"""Lays views out with the templates beside it: from what was found about a place to the bytes of its page."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from guide import glossary, history, institutions, views
from guide.changes import all_changes
from guide.content import Content, Place
from guide.facts import FORM_CHANNEL, Fact
from guide.feed import feed
from guide.rules import NATION
from guide.views import PlaceFacts, View
from guide.words import Words

DURATION = ("validity", "both_ways", "change_lock", "start")
AFTER = ("decision_time", "papers_due", "progress", "institutions", "settlement", "after_admission", "emergency")
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
)
# What is escaped goes on as a plain text: put together from parts, a Markup escapes each of them again.
_TEMPLATES.filters["code"] = lambda text: Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704
_TEMPLATES.filters["cap"] = lambda text: text[:1].upper() + text[1:]


class Drawing:
    """Draws the pages of one language as of one day. Each method returns a Markdown page: a title, then plain HTML."""

    def __init__(self, content: Content, words: Words, day: date) -> None:
        self.content = content
        self.words = words
        self.day = day
        self.view = View(content, words, day)
        self._drawn: dict[tuple[str, bool], tuple[Markup, Markup]] = {}

    def place(self, place: Place, found: PlaceFacts) -> bytes:
        """Draw the page of a place where one can be insured: answer, steps, papers, channels, duration, rules."""
        name, parent = self.view.name(place.code), self.content.places.get(place.parent)
        ways, rules = self._shared(found)
        return self.page(
            "place",
            name,
            {"place": self.words.say("page.within", place=name, province=self.view.name(place.parent)) if parent else name},
            root="../../",
            code=place.code,
            name=name,
            province=(parent.code, self.view.name(parent.code)) if parent else None,
            emergency=bool(views.by_rule(found, "emergency")),
            in_province=self.view.rows(views.by_rule(found, "in_province_outpatient")),
            later=history.to_come(self.view, found.changes),
            ways=ways,
            rules=rules,
            listed=institutions.tally(self.content.institutions.get(place.code, ())),
        )

    def _shared(self, found: PlaceFacts) -> tuple[Markup, Markup]:
        """Draw what a place's page has in common with all places that inherit the same rules; hundreds of them inherit all."""
        ruler = self.content.rulebook.ruler(found.place)
        key = ruler, ruler == found.place
        if key not in self._drawn:
            listed = views.by_rule(found, "channels")
            ways = self.part(
                "place_ways",
                root="../../",
                ruler=ruler,
                credential=self.view.rows(views.by_rule(found, "credential")),
                terms=found.terms,
                basis=self.view.basis(found),
                form_channel=self.words.say(f"channel.{FORM_CHANNEL}"),
                channels=list(dict.fromkeys(channel for fact in listed for channel in fact.answer.value)),
                channel_rows=self.view.rows(listed),
                differences=[(channel, self.view.rows(facts)) for channel, facts in views.by_channel(found).items()],
                duration=self.view.rows(views.by_rule(found, *DURATION)),
                after=self.view.rows(views.by_rule(found, *AFTER)),
            )
            credential = self.view.rows(views.by_rule(found, "credential"))
            reasons = self._reasons(found, found.facts)
            rules = self.part("place_rules", root="../../", code=found.place, credential=credential, **reasons)
            self._drawn[key] = Markup(ways), Markup(rules)  # noqa: S704
        return self._drawn[key]

    def province(self, place: Place, found: PlaceFacts) -> bytes:
        """Draw the page of a province: its places and the rules that it has of its own."""
        name = self.view.name(place.code)
        children = [(child.code, self.view.name(child.code)) for child in self.content.children(place.code)]
        reasons = self._reasons(found, views.own(found))
        of = {"place": name}
        return self.page("province", name, of, root="../../", code=place.code, name=name, children=children, **reasons)

    def national(self, found: PlaceFacts) -> bytes:
        """Draw the page of the national rules."""
        return self.page(
            "national",
            self.words.say("national.title"),
            root="../",
            kinds=self.content.ids("types"),
            terms=found.terms,
            basis=self.view.basis(found),
            **self._reasons(found, found.facts),
        )

    def places(self) -> bytes:
        """Draw the list of all provinces with the finder."""
        provinces = [(place.code, self.view.name(place.code)) for place in self.content.children(NATION)]
        return self.page("places", self.words.say("places.title"), root="../", provinces=provinces)

    def sources(self) -> bytes:
        """Draw the list of all sources; those past their review-by day say so."""
        sources = views.source_rows(self.content, self.words, self.day)
        return self.page("sources", self.words.say("sources.title"), root="../", sources=sources)

    def glossary(self) -> bytes:
        """Draw the words of the field with their meanings."""
        entries = glossary.entries(self.content, self.words.language)
        return self.page("glossary", self.words.say("glossary.title"), style="glossary", entries=entries)

    def changes(self) -> bytes:
        """Draw the list of what has changed and will change at any place."""
        every = all_changes(self.content)
        past, later = history.past(self.view, every), history.to_come(self.view, every)
        return self.page("changes", self.words.say("changes.title"), root="../", past=past, later=later)

    def feed(self, address: str) -> bytes:
        """Draw the changes that are in force as an Atom feed; `address` is this language's root, ending in a slash."""
        told = feed(self.view, all_changes(self.content), address)
        return self.part("changes.atom", feed=told, language=self.words.language).encode() + b"\n"

    def _reasons(self, found: PlaceFacts, facts: Sequence[Fact]) -> dict[str, Any]:
        """Gather the lower part of a page: every rule with its source, what will change and what has, what is not recorded."""
        ruler = self.content.rulebook.ruler(found.place)
        return {
            "rows": self.view.rows(self.view.in_order(facts)),
            "later": history.to_come(self.view, found.changes),
            "past": history.past(self.view, found.changes),
            "elsewhere": None if ruler == found.place else (ruler, self.view.name(ruler)),
            "missing": [self.words.say(f"rule-name.{rule}") for rule in found.missing],
        }

    def page(
        self, template: str, title: str, of: Mapping[str, str] | None = None, *, style: str | None = None, **context: Any
    ) -> bytes:
        """Draw a page, marked for site/hooks.py as HTML already.

        Search engines are told the message `page.<template>` with the parameters `of`; `style` names a style sheet that only
        this page needs.
        """
        head = {"title": title, "description": self.words.say(f"page.{template}", **of or {}), "drawn": True}
        head |= {"style": style} if style else {}
        return f"---\n{json.dumps(head, ensure_ascii=False)}\n---\n\n{self.part(template, **context)}\n".encode()

    def part(self, template: str, **context: Any) -> str:
        """Lay out one template in this language as of this day."""
        context |= {"say": self.words.say, "day": self.words.day(self.day), "colon": self.words.say("colon")}
        context["gap"] = self.view.gap
        return _TEMPLATES.get_template(f"{template}.j2").render(context)
