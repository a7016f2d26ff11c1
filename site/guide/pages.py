"""Every page of the site: hand-written prose from content/pages/, and what is drawn from the record."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from guide import finder, views
from guide.blank import Sheets
from guide.content import Content, Place
from guide.draw import Drawing
from guide.form_words import later
from guide.frame import frame
from guide.markers import fill, rests_on_rules
from guide.prose import Pages, contents
from guide.rules import NATION
from guide.words import ORIGINAL, Words


def pages(
    written: Pages, content: Content, words: Mapping[str, Words], day: date, addresses: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages under docs/<language>/ with their bytes, as of `day`, on which rules of any place may be told.

    Not among them is what `ruled_pages` draws. `addresses` holds the public address of each language's root, ending in a slash.
    """
    drawings = {language: Drawing(content, its, day) for language, its in words.items()}
    for language, drawing in drawings.items():
        folder = f"docs/{language}"
        for name, text in _filled(written[language], drawing, ruled=True):
            yield f"{folder}/{name}", text
        yield f"{folder}/changes.md", drawing.changes()
        yield f"{folder}/changes.atom", drawing.feed(addresses[language])
        yield f"{folder}/print/index.md", Sheets(drawing, words[ORIGINAL]).index()
        yield f"{folder}/places.json", _json(finder.rows(content, words[language]))
        yield f"{folder}/national.md", drawing.national(views.gather(content, NATION, day))


def unruled_pages(written: Pages, content: Content, words: Mapping[str, Words], day: date) -> Iterator[tuple[str, bytes]]:
    """Yield the pages and the frames on which no rule is told; `content` need not hold any."""
    drawings = {language: Drawing(content, its, day) for language, its in words.items()}
    for language, drawing in drawings.items():
        folder = f"docs/{language}"
        order = contents(content, written[language], words[language])
        yield f"frame/{language}.json", _json(frame(content, words[language], order, drawing.part("finder", root="{root}")))
        yield f"{folder}/sheet.json", _json({"html": Sheets(drawing, words[ORIGINAL]).registration()})
        for name, text in _filled(written[language], drawing, ruled=False):
            yield f"{folder}/{name}", text
        yield f"{folder}/places/index.md", drawing.places()
        yield f"{folder}/sources.md", drawing.sources()
        yield f"{folder}/glossary.md", drawing.glossary()
        yield f"{folder}/form-words.json", _json(later(words[language].messages))


def _filled(written: Mapping[str, str], drawing: Drawing, ruled: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the hand-written pages of a language that tell of rules, or those that do not."""
    order = contents(drawing.content, written, drawing.words)
    for name, text in written.items():
        if rests_on_rules(text) == ruled:
            yield name, fill(text, name, drawing, order).encode()


def ruled_pages(
    content: Content, words: Mapping[str, Words], day: date, ruler: str, places: Sequence[Place]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files that rest on one ruler's rules: the pages of places and provinces where they hold, and the blank sheets."""
    drawings = {language: Drawing(content, its, day) for language, its in words.items()}
    for place in places:
        found = views.gather(content, place.code, day)
        for language, drawing in drawings.items():
            draw = drawing.place if place.insures else drawing.province
            yield f"docs/{language}/places/{place.code}.md", draw(place, found)
    if any(place.insures for place in places):
        for language, drawing in drawings.items():
            sheets = Sheets(drawing, words[ORIGINAL]).pages(ruler)
            yield from ((f"docs/{language}/{name}", body) for name, body in sheets)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
