"""The frame of every page: large text that the device remembers, the menus, and the page for what is not there."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from guide.words import LANGUAGES, load_words
from running import ROOT, Service
from templates import FOLDERS

Opens = Callable[..., Page]
# What people use most (those that `make bench` has judged), and at which width.
COMING_IN = [(path, 360) for path in ("", "en/places/3210/", "file/", "en/status/", "en/desk/", "ru/search/", "ko/check/")]
COMING_IN.append(("", 1280))
SHIFTS = """() => new Promise((told) => {
    let sum = 0;
    const seen = (list) => list.getEntries().forEach(({ value }) => { sum += value; });
    new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
    requestAnimationFrame(() => setTimeout(() => told(sum), 100));
})"""
SIZE = "() => parseFloat(getComputedStyle(document.body).fontSize)"
REFUSES = """for (const verb of ["getItem", "setItem"]) {
    Storage.prototype[verb] = () => { throw new DOMException("no", "SecurityError") };
}"""
# Notes whether the text is large already when the body begins.
WATCHES = """new MutationObserver((_, watch) => {
    if (!document.body) return;
    window.largeAtFirst = document.documentElement.hasAttribute("data-large");
    watch.disconnect();
}).observe(document, { childList: true, subtree: true })"""


def test_large_text_is_chosen_by_keyboard_and_remembered_in_every_language(opens: Opens) -> None:
    page = opens("/places/3210/")
    button = page.locator(".site-large")
    normal = page.evaluate(SIZE)
    expect(button).to_have_attribute("aria-pressed", "false")
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(SIZE) >= 1.5 * normal
    for language, folder in FOLDERS.items():
        page.goto(f"{folder}places/")
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button).to_have_text(load_words(ROOT)[language].say("frame.large"))
        assert page.evaluate(SIZE) >= 1.5 * normal
    assert page.context.cookies() == []
    button.click()
    page.goto("/")
    assert page.evaluate(SIZE) == normal


def test_remembered_large_text_is_there_before_anything_is_painted(opens: Opens) -> None:
    page = opens("/")
    page.click(".site-large")
    page.context.add_init_script(WATCHES)
    page.goto("/en/")
    assert page.evaluate("() => window.largeAtFirst") is True


def test_large_text_works_where_the_browser_refuses_to_remember(opens: Opens) -> None:
    page = opens("/")
    page.context.add_init_script(REFUSES)
    page.goto("/en/")
    normal = page.evaluate(SIZE)
    page.click(".site-large")
    assert page.evaluate(SIZE) >= 1.5 * normal


def test_another_window_follows_the_choice(opens: Opens) -> None:
    page = opens("/")
    other = page.context.new_page()
    other.goto("/en/")
    page.click(".site-large")
    expect(other.locator(".site-large")).to_have_attribute("aria-pressed", "true")


def test_paper_knows_nothing_of_large_text(opens: Opens) -> None:
    page = opens("/need/")
    page.emulate_media(media="print")
    before = page.evaluate(SIZE)
    page.emulate_media(media="screen")
    page.click(".site-large")
    page.emulate_media(media="print")
    assert page.evaluate(SIZE) == before
    assert page.locator(".diagram svg").first.is_visible()


def test_on_a_phone_large_text_says_in_words_what_is_drawn(opens: Opens) -> None:
    page = opens("/need/")
    told = page.locator(".told").first
    assert not told.is_visible()
    page.click(".site-large")
    assert told.is_visible()
    assert not page.locator(".diagram svg").first.is_visible()


def test_the_language_menu_leads_to_the_same_page_with_the_same_answers(opens: Opens) -> None:
    page = opens("/places/3210/")
    for name, address, heading in (("English", "/en/places/3210/", "Yangzhou"), ("简体中文", "/places/3210/", "扬州市")):
        page.click(".site-languages summary")
        page.get_by_role("link", name=name).click()
        page.wait_for_url(f"**{address}")
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.goto("/search/?q=yangzhou")
    page.click(".site-languages summary")
    page.get_by_role("link", name="Русский").click()
    page.wait_for_url("**/ru/search/?q=yangzhou")


def test_the_language_menu_closes_by_escape_and_by_leaving_it(opens: Opens) -> None:
    page = opens("/")
    menu, summary = page.locator(".site-languages"), page.locator(".site-languages summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
    summary.click()
    page.click("main")
    expect(menu).not_to_have_attribute("open", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_header_hides_nothing_of_itself_on_a_phone(opens: Opens, language: str) -> None:
    page = opens(FOLDERS[language])
    for _ in ("normal", "large"):
        page.click(".site-languages summary")
        for link in page.locator(".site-languages a").all():
            box = link.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 360
        page.keyboard.press("Escape")
        # Without letters lying over one another: each part begins where the one before it ends, beside it or below.
        boxes = [page.locator(part).bounding_box() for part in (".site-name", ".site-languages summary", ".site-menu")]
        name, menu, below = (box for box in boxes if box)
        assert page.evaluate("() => { const it = document.querySelector('.site-name'); return it.scrollWidth <= it.clientWidth }")
        assert menu["x"] >= name["x"] + name["width"] or menu["y"] >= name["y"] + name["height"]
        assert below["y"] >= max(name["y"] + name["height"], menu["y"]) - 1
        page.click(".site-large")


def test_the_list_of_all_pages_is_folded_on_a_phone_and_open_on_a_wide_screen(opens: Opens) -> None:
    groups = opens("/places/3210/").locator(".site-footer details")
    assert [group.get_attribute("open") for group in groups.all()] == [None] * 6
    groups = opens("/places/3210/", width=1280).locator(".site-footer details")
    assert [group.get_attribute("open") for group in groups.all()] == [""] * 6
    assert opens("/need/").locator(".site-footer details[open] a[aria-current]").get_attribute("href") == "../need/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deep_address_that_leads_nowhere_helps_in_its_language(opens: Opens, language: str) -> None:
    folder = FOLDERS[language]
    page = opens(f"{folder}a/b/c/")
    expect(page.get_by_role("heading", level=1)).to_have_text(load_words(ROOT)[language].say("not-found.title"))
    assert page.evaluate("() => getComputedStyle(document.querySelector('.site-header')).borderBottomStyle") == "solid"
    addresses = page.locator("main a, header a, footer a").evaluate_all("all => all.map(it => it.href.split('#')[0])")
    answers = {address: page.request.get(address).status for address in sorted(set(addresses))}
    assert {address for address, status in answers.items() if status != 200} <= {page.url}
    page.get_by_role("combobox").fill("yangzhou")
    page.get_by_role("option").first.click()
    page.wait_for_url(f"**{folder}places/3210/")
    page.goto(f"{folder}a/b/c/")
    page.fill("#query", "yangzhou")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{folder}search/?q=yangzhou")


def test_outside_a_languages_folder_what_is_not_there_is_said_in_every_language(opens: Opens) -> None:
    page = opens("/fr/nulle-part/")
    said = page.locator("main [lang] h2").evaluate_all("all => all.map(it => [it.closest('[lang]').lang, it.textContent])")
    words = load_words(ROOT)
    assert said == [[other, words[other].say("not-found.title")] for other in list(LANGUAGES)[1:]]
    for other in list(LANGUAGES)[1:]:
        for part in ("", "places/", "search/"):
            assert page.locator(f"main [lang={other}] a[href$='/{other}/{part}']").count() == 1


def test_nothing_is_offered_without_scripts_that_needs_them(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.url, java_script_enabled=False)
    page = context.new_page()
    for language, folder in FOLDERS.items():
        for path in ("", "need/", "places/3210/", "national/", "glossary/", "open/", "search/", "check/", "a/b/c/"):
            page.goto(folder + path)
            assert page.locator("h1").is_visible()
            assert len(page.locator("main").inner_text()) > 40, (language, path)
            dead = "main :is(button, input, select):visible, header :is(button, input, select):visible"
            assert page.locator(dead).count() == 0, (language, path)
            assert page.locator("main a:visible, footer a").count() > 0
    context.close()


def test_nothing_moves_while_a_page_comes_in(opens: Opens) -> None:
    """Over a line on which everything takes a while, so that the browser paints before the scripts have come."""
    page = opens("/need/")
    line = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 100, "downloadThroughput": 400_000, "uploadThroughput": 400_000}
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", slow)
    moved = {}
    for path, width in COMING_IN:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/{path}", wait_until="networkidle")
        moved[path, width] = page.evaluate(SHIFTS)
    assert {where: total for where, total in moved.items() if total >= 0.02} == {}
