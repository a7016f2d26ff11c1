"""On paper: a blank form and a checklist, each one page of A4, and the papers of a place's page."""

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pypdf import PdfReader

from conftest import CHINA
from guide import facts
from guide.content import Content
from guide.tables import rulers
from guide.words import LANGUAGES, load_words
from running import ROOT, Service
from templates import FOLDERS

Opens = Callable[..., Page]
Check = Callable[..., None]
A4 = (595, 842)
# What a page of A4 has room for within its margins (12 and 14 mm), in CSS pixels.
ROOM: ViewportSize = {"width": 688, "height": 1031}
HEIGHTS = """() => [...document.querySelectorAll(".sheet")].map(it => {
    it.style.minHeight = 0;
    return Math.ceil(it.getBoundingClientRect().height);
})"""


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))


def offered(content: Content, code: str) -> list[Any]:
    day = datetime.now(CHINA).date()
    return [facts.terms(content, code, day, kind) for kind in facts.offered(content, code, day)]


def test_every_blank_form_and_every_checklist_fits_one_page(browser: Browser, service: Service, content: Content) -> None:
    context = browser.new_context(base_url=service.url, viewport=ROOM)
    page = context.new_page()
    page.emulate_media(media="print")
    higher = {}
    for folder in FOLDERS.values():
        for ruler in rulers(content):
            for term in offered(content, ruler):
                page.goto(f"{folder}print/{ruler}/{term.kind}/")
                heights = page.evaluate(HEIGHTS)
                assert len(heights) == 2
                if max(heights) > ROOM["height"]:
                    higher[folder, ruler, term.kind] = heights
    context.close()
    assert higher == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("ruler", "kind"), [("3210", "long-term-resident"), ("CN", "referred")])
def test_the_two_are_two_pages_of_a4_without_the_frame(opens: Opens, language: str, ruler: str, kind: str) -> None:
    say = load_words(ROOT)[language].say
    page = opens(f"{FOLDERS[language]}print/{ruler}/{kind}/", width=1280)
    sheets = printed(page).pages
    assert len(sheets) == 2
    assert [tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in sheets] == [A4, A4]
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert say("sheet.sample") in text
    assert say("nav.search") not in text
    assert say("print.how") not in text


def test_without_scripts_the_sheets_are_there(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.url, java_script_enabled=False)
    page = context.new_page()
    say = load_words(ROOT)["zh-Hans"].say
    for start in ("/file/", "/status/"):
        page.goto(start)
        page.get_by_role("link", name=say("form.noscript.print")).click()
        expect(page.locator("h1")).to_have_text(say("print.title"))
    page.locator("a[href$='print/3210/referred/']").click()
    assert len(printed(page).pages) == 2
    context.close()


@pytest.mark.parametrize("language", ["zh-Hans", "ru"])
def test_a_places_page_leads_to_its_sheets_with_its_name_on_them(
    opens: Opens, accessible: Check, content: Content, language: str
) -> None:
    page = opens(f"{FOLDERS[language]}places/4303/")
    page.locator("#type-referred .print-one").click()
    page.wait_for_url("**/print/CN/referred/?place=4303")
    named = page.locator("[data-fill='/insured_place']")
    expect(named).to_contain_text(content.places["4303"].names[language])
    expect(named).to_contain_text("湘潭市")
    accessible(page)


def test_a_place_of_another_ruler_is_not_written_on_a_sheet(opens: Opens) -> None:
    page = opens("/print/CN/referred/?place=2201")
    page.wait_for_load_state("networkidle")
    expect(page.locator("[data-fill='/insured_place']")).to_be_empty()


def test_a_places_page_prints_the_papers_of_all_kinds_with_a_box_each(opens: Opens, content: Content) -> None:
    say = load_words(ROOT)["zh-Hans"].say
    page = opens("/places/3210/", width=1280)
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert [term.kind for term in offered(content, "3210") if say(f"type-explained.{term.kind}") not in text] == []
    boxes = page.eval_on_selector_all("[data-material]", "all => all.map(it => getComputedStyle(it, '::before').borderTopStyle)")
    assert set(boxes) == {"solid"}
