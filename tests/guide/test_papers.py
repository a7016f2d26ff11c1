"""That no papers are wanted, and that nobody has recorded which, are two things."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html

from guide import views
from guide.content import Content
from guide.draw import Drawing
from guide.form import compile_form
from guide.rules import Dated
from guide.words import load_words
from running import ROOT

DAY = date(2026, 11, 20)
NOTHING = (Dated(date(2023, 1, 1), [], "nhsa-2022-22"),)


def papers(content: Content, lines: tuple[Dated, ...]) -> Content:
    """The content with other national lines on the papers of other temporary patients."""
    book = content.rulebook
    return replace(content, rulebook=replace(book, lines={**book.lines, ("CN", "materials", "other-temporary"): lines}))


@pytest.mark.parametrize(("lines", "sentence"), [(NOTHING, "rule.materials.none"), ((), "table.unknown")])
def test_the_page_says_which_of_the_two(content: Content, lines: tuple[Dated, ...], sentence: str) -> None:
    words = load_words(ROOT)["zh-Hans"]
    changed = papers(content, lines)
    page = Drawing(changed, words, DAY).place(changed.places["4303"], views.gather(changed, "4303", DAY)).decode()
    [row] = html.fromstring(page.partition("---\n\n")[2]).xpath("//tr[@data-type='other-temporary']/td[1]")
    said = row.text_content().strip()
    assert said.startswith(words.say(sentence))
    # What is recorded has a source; what is not recorded has none.
    assert bool(row.xpath(".//details[@data-review-by]")) == bool(lines)


@pytest.mark.parametrize(("lines", "materials"), [(NOTHING, ()), ((), None)])
def test_the_form_knows_which_of_the_two(content: Content, lines: tuple[Dated, ...], materials: Any) -> None:
    [term] = [term for term in compile_form(papers(content, lines), "4303", DAY)["types"] if term["kind"] == "other-temporary"]
    assert term["materials"] == materials
