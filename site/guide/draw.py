"""Lays views out with the templates beside it: from what was found about a place to the bytes of its page."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from guide import institutions, views
from guide.content import Content, Place
from guide.facts import FORM_CHANNEL, Fact
from guide.rules import NATION
from guide.views import PlaceFacts, View
from guide.words import Words

DURATION = ("validity", "both_ways", "change_lock", "start")
AFTER = ("progress", "institutions", "settlement", "after_admission", "emergency")
_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
)
_TEMPLATES.filters["cap"] = lambda text: text[:1].upper() + text[1:]


class Drawing:
    """Draws the pages of one language as of one day. Each method returns a Markdown page: a title, then plain HTML."""

    def __init__(self, content: Content, words: Words, day: date) -> None:
        self.content = content
        self.words = words
        self.day = day
        self.view = View(content, words)

    def place(self, place: Place, found: PlaceFacts) -> bytes:
        """Draw the page of a place where one can be insured: answer, steps, papers, channels, duration, rules."""
        listed = views.by_rule(found, "channels")
        own_sentences = [self.view.sentence(fact) for fact in views.by_rule(found, "in_province_outpatient")]
        name, parent = self.view.name(place.code), self.content.places.get(place.parent)
        return self._page(
            "place",
            name,
            root="../../",
            code=place.code,
            name=name,
            province=(parent.code, self.view.name(parent.code)) if parent else None,
            emergency=bool(views.by_rule(found, "emergency")),
            in_province="".join(own_sentences),
            credential=self.view.rows(views.by_rule(found, "credential")),
            terms=found.terms,
            form_channel=self.words.say(f"channel.{FORM_CHANNEL}"),
            channels=list(dict.fromkeys(channel for fact in listed for channel in fact.answer.value)),
            differences=[(channel, self.view.rows(facts)) for channel, facts in views.by_channel(found).items()],
            duration=self.view.rows(views.by_rule(found, *DURATION)),
            after=self.view.rows(views.by_rule(found, *AFTER)),
            listed=institutions.tally(self.content.institutions.get(place.code, ())),
            **self._reasons(found, found.facts),
        )

    def province(self, place: Place, found: PlaceFacts) -> bytes:
        """Draw the page of a province: its places and the rules that it has of its own."""
        name = self.view.name(place.code)
        children = [(child.code, self.view.name(child.code)) for child in self.content.children(place.code)]
        reasons = self._reasons(found, views.own(found))
        return self._page("province", name, root="../../", code=place.code, name=name, children=children, **reasons)

    def national(self, found: PlaceFacts) -> bytes:
        """Draw the page of the national rules."""
        title, kinds = self.words.say("national.title"), self.content.ids("types")
        return self._page("national", title, root="../", kinds=kinds, terms=found.terms, **self._reasons(found, found.facts))

    def places(self) -> bytes:
        """Draw the list of all provinces with the finder."""
        provinces = [(place.code, self.view.name(place.code)) for place in self.content.children(NATION)]
        return self._page("places", self.words.say("places.title"), root="../", provinces=provinces)

    def sources(self) -> bytes:
        """Draw the list of all sources; those past their review-by day say so."""
        sources = views.source_rows(self.content, self.words, self.day)
        return self._page("sources", self.words.say("sources.title"), root="../", sources=sources)

    def _reasons(self, found: PlaceFacts, facts: Sequence[Fact]) -> dict[str, Any]:
        """Gather the lower part of a page: every rule with its source, what will change, what is not recorded."""
        return {
            "rows": self.view.rows(self.view.in_order(facts)),
            "later": [(self.words.day(day), self.view.rows(new)) for day, new in found.coming],
            "missing": [self.words.say(f"rule-name.{rule}") for rule in found.missing],
        }

    def _page(self, template: str, title: str, **context: Any) -> bytes:
        html = self.part(template, **context)
        return f"---\ntitle: {json.dumps(title, ensure_ascii=False)}\n---\n\n{html}\n".encode()

    def part(self, template: str, **context: Any) -> str:
        """Lay out one template in this language as of this day."""
        context |= {"say": self.words.say, "day": self.words.day(self.day), "colon": self.words.say("colon")}
        # Chinese puts nothing between two sentences.
        context["gap"] = "" if self.words.language.startswith("zh") else " "
        return _TEMPLATES.get_template(f"{template}.j2").render(context)
