"""The printed checklist: one kind of one place on one page of A4."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from conftest import CHINA
from guide import facts
from guide.content import Content
from guide.words import LANGUAGES, load_words
from running import ROOT
from templates import FOLDERS

Opens = Callable[..., Page]
A4 = (595, 842)
# One with rules of its own, one that inherits from its province, one that inherits everything from the nation.
PLACES = ("3210", "2224", "1301")


def place_page(opens: Opens, language: str, code: str) -> Page:
    page = opens(f"{FOLDERS[language]}places/{code}/", width=1280)
    # A browser that nobody looks at has no dialog for printing.
    page.evaluate("window.print = () => {}")
    return page


def printed(page: Page, kind: str | None) -> PdfReader:
    """Print the page as it stands, or the checklist of one kind through its button."""
    if kind:
        page.locator(f"#type-{kind} .print-one").click()
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def on_paper(page: Page, kind: str | None) -> str:
    """What stands on the paper, in small letters and without line breaks."""
    if kind:
        page.locator(f"#type-{kind} .print-one").click()
    page.emulate_media(media="print")
    text = plain(page.locator("body").inner_text())
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    return text


def plain(text: str) -> str:
    return " ".join(text.split()).lower()


def offered(content: Content, code: str) -> list[Any]:
    day = datetime.now(CHINA).date()
    return [facts.terms(content, code, day, kind) for kind in facts.offered(content, code, day)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", PLACES)
def test_every_kinds_checklist_is_one_page_of_a4(opens: Opens, content: Content, language: str, code: str) -> None:
    page = place_page(opens, language, code)
    for term in offered(content, code):
        sheets = printed(page, term.kind).pages
        assert len(sheets) == 1, term.kind
        assert tuple(round(float(side)) for side in sheets[0].mediabox[2:]) == A4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checklist_holds_what_one_takes_along_and_nothing_of_other_kinds(opens: Opens, content: Content, language: str) -> None:
    say = load_words(ROOT)[language].say
    page = place_page(opens, language, "3210")
    for term in offered(content, "3210"):
        text = on_paper(page, term.kind)
        wanted = [content.places["3210"].names[language], say(f"type.{term.kind}"), say(f"type-explained.{term.kind}")]
        wanted += [say(f"material.{material}") for group in term.materials or () for material in group]
        wanted += [say("table.places-max", n=term.places_max)] if term.places_max else []
        wanted += [say("table.letter")] if term.letter else []
        wanted += [say("channel.counter"), say("print.hospital"), say("not-official"), "/places/3210/"]
        assert [part for part in wanted if plain(part) not in text] == []
        assert plain(say("rules.title")) not in text
        others = {other.kind for other in offered(content, "3210")} - {term.kind}
        assert not [kind for kind in others if plain(say(f"type-explained.{kind}")) in text]


def test_every_paper_has_a_box_to_tick(opens: Opens) -> None:
    page = place_page(opens, "zh-Hans", "3210")
    page.emulate_media(media="print")
    boxes = page.eval_on_selector_all("[data-material]", "all => all.map(it => getComputedStyle(it, '::before').borderTopStyle)")
    assert boxes
    assert set(boxes) == {"solid"}


def test_after_printing_all_kinds_are_back(opens: Opens) -> None:
    page = place_page(opens, "zh-Hans", "3210")
    printed(page, "referred")
    expect(page.locator(".to-print")).to_have_count(0)


def test_without_the_button_all_kinds_are_printed(opens: Opens, content: Content) -> None:
    say = load_words(ROOT)["zh-Hans"].say
    page = opens("/places/3210/", width=1280)
    page.route("**/print.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    expect(page.locator(".print-one").first).to_be_hidden()
    text = on_paper(page, None)
    assert [term.kind for term in offered(content, "3210") if plain(say(f"type-explained.{term.kind}")) not in text] == []
