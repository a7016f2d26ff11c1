"""Blank forms and checklists to take to a counter: two sheets of A4 for every ruler and kind, Chinese beside the reader's words.

Places that inherit all their rules share their ruler's sheets, as they share its decision table.
"""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from guide import views
from guide.draw import Drawing
from guide.facts import FORM_CHANNEL, Fact, Terms
from guide.rules import NATION
from guide.tables import rulers
from guide.views import PlaceFacts, Row, View
from guide.words import Words

# Places of treatment that a blank sheet has room for; with more it would be no single page of A4.
ROWS = 2


class Sheets:
    """Draws the sheets of one language; `chinese` are the words that stand beside its own."""

    def __init__(self, drawing: Drawing, chinese: Words) -> None:
        self.drawing = drawing
        self.content = drawing.content
        self.words = drawing.words
        self.chinese = chinese
        self._original = View(drawing.content, chinese, drawing.day)

    def index(self) -> bytes:
        """Draw the list of all sheets."""
        every = [self._found(ruler) for ruler in sorted(rulers(self.content), key=_narrowest_first)]
        listed = [(found.place, self._named(found.place), [term.kind for term in found.terms]) for found in every]
        return self.drawing.page("print_index", self.words.say("print.title"), root="../", rulers=listed)

    def pages(self, ruler: str) -> Iterator[tuple[str, bytes]]:
        """Yield each type's page where a ruler's rules hold: its file below the language's folder, and its bytes."""
        found = self._found(ruler)
        for term in found.terms:
            yield f"print/{ruler}/{term.kind}.md", self._page(found, term)

    def _found(self, ruler: str) -> PlaceFacts:
        return views.gather(self.content, ruler, self.drawing.day)

    def registration(self, term: Terms | None = None, place: Markup | str = "") -> Markup:
        """Draw the registration sheet: blank for one type of filing, or with every choice for the receipt page to fill in."""
        content = self.content
        materials: list[str] | None = content.ids("materials")
        if term is not None:
            materials = None if term.materials is None else list(dict.fromkeys(it for group in term.materials for it in group))
        return self._part(
            "registration",
            kind=term.kind if term else "",
            rows=min(term.places_max or ROWS, ROWS) if term else 1,
            open_ended=term is not None and term.open_ended,
            place=place,
            materials=materials,
            letter=term is None or term.letter is not None,
            types=content.schema["properties"]["type"]["enum"],
            levels=[level for level in (1, 2, 3) if not term or level >= (term.level_min or 1)],
            **{name: content.ids(name) for name in ("schemes", "documents", "relations")},
        )

    def _page(self, found: PlaceFacts, term: Terms) -> bytes:
        ruler, own = found.place, found.place != NATION and self.content.places[found.place].insures
        title = self.words.say("print.one") + self.words.say("colon") + self.words.say(f"type.{term.kind}")
        return self.drawing.page(
            "print_page",
            title,
            {"kind": self.words.say(f"type.{term.kind}"), "place": self._named(ruler)},
            style="sheets",
            root="../../../",
            top="../../../" if self.words.language == self.chinese.language else "../../../../",
            ruler=ruler,
            kind=term.kind,
            own=own,
            heading=title,
            registration=self.registration(term, self._both_names(ruler) if own else ""),
            checklist=self._checklist(found, term),
        )

    def _checklist(self, found: PlaceFacts, term: Terms) -> Markup:
        sources: dict[tuple[str, str], Row] = {}

        def why(fact: Fact) -> int:
            """Number the source of a fact in the order in which the sheet first rests on it."""
            [row] = self.drawing.view.rows([fact])
            sources.setdefault((row.source, row.where), row)
            return list(sources).index((row.source, row.where)) + 1

        listed = views.by_rule(found, "channels")
        online = {entry["id"] for entry in self.content.vocabulary["channels"] if entry.get("online")}
        channels = dict.fromkeys(channel for fact in listed for channel in fact.answer.value)
        return self._part(
            "checklist",
            root="../../../",
            term=term,
            facts=found.basis[term.kind],
            ruled=self._rules_of(found.place),
            counters=[channel for channel in channels if channel not in online],
            channel_facts=listed,
            form_channel=FORM_CHANNEL,
            why=why,
            told=self._told,
            # Read by the template once everything has been numbered.
            sources=sources.values(),
        )

    def _part(self, template: str, **context: Any) -> Markup:
        return Markup(self.drawing.part(template, both=self._both, own_first=self._own_first, **context))  # noqa: S704

    def _both(self, key: str, **params: Any) -> Markup:
        return self._beside(self.chinese.say(key, **params), self.words.say(key, **params))

    def _own_first(self, key: str, **params: Any) -> Markup:
        return self._beside(self.chinese.say(key, **params), self.words.say(key, **params), chinese_first=False)

    def _told(self, fact: Fact) -> Markup:
        return self._beside(self._original.sentence(fact), self.drawing.view.sentence(fact), chinese_first=False)

    def _both_names(self, code: str) -> Markup:
        return self._beside(self._original.name(code), self.drawing.view.name(code))

    def _rules_of(self, ruler: str) -> Markup:
        if ruler == NATION:
            return self._own_first("national.title")
        own, chinese = self.drawing.view.name(ruler), self._original.name(ruler)
        said = [words.say("province.rules", place=name) for words, name in ((self.chinese, chinese), (self.words, own))]
        return self._beside(*said, chinese_first=False)

    def _named(self, ruler: str) -> str:
        if ruler == NATION:
            return self.words.say("print.elsewhere")
        name = self.drawing.view.name(ruler)
        return name if self.content.places[ruler].insures else self.words.say("print.province", place=name)

    def _beside(self, chinese: str, own: str, *, chinese_first: bool = True) -> Markup:
        """Put the Chinese beside the reader's own words: the clerk reads the form, the reader the checklist.

        Who reads Chinese, in either script, needs it once.
        """
        if self.words.language.startswith("zh"):
            return Markup.escape(own)
        said = f"{own[:1].upper()}{own[1:]}"
        spans = [
            Markup('<span class="zh" lang="zh-Hans">{}</span>').format(chinese),
            Markup('<span class="own">{}</span>').format(said),
        ]
        return Markup(" ").join(spans if chinese_first else reversed(spans))


def _narrowest_first(ruler: str) -> tuple[bool, int, str]:
    return ruler == NATION, -len(ruler), ruler
