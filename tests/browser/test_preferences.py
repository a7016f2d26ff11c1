"""What readers have set their browsers to: forced colours, less motion, larger letters, wider spacing; and a keyboard only."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from templates import BEYOND, EVERY, FOLDERS, OPEN_ALL, STYLE, WIDTH

Opens = Callable[..., Page]
FURTHEST = 400
# Elements that are told from their surroundings by their ground alone, which forced colours take away.
GROUND_ONLY = """() => [...document.querySelectorAll("main :is(.main-action, .form-main, .notice, .choices a), button")]
    .filter(it => it.checkVisibility() && getComputedStyle(it).borderLeftStyle === "none" && !it.matches(".site-large")
        && getComputedStyle(it).textDecorationLine === "none")
    .map(it => it.outerHTML.slice(0, 120))"""
MOVING = """() => [...document.querySelectorAll("*")].filter(it => {
    const style = getComputedStyle(it);
    return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0 || style.scrollBehavior === "smooth";
}).map(it => it.outerHTML.slice(0, 120))"""
# WCAG 1.4.12
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }"""
# Text that its box cuts off; what only screen readers read is cut off on purpose.
CUT = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(it => {
    const style = getComputedStyle(it);
    if (!it.checkVisibility() || it.closest("svg") || style.clipPath !== "none") return false;
    if (!/hidden|clip/.test(style.overflowX + style.overflowY)) return false;
    return it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1;
}).map(it => it.outerHTML.slice(0, 120))"""
FOCUS = """() => {
    const it = document.activeElement;
    if (it === document.body) return null;
    const drawn = it.matches("svg a");
    const shown = it.matches(".form-option input") ? it.nextElementSibling : drawn ? it.querySelector("rect") : it;
    const style = getComputedStyle(shown), box = shown.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const ringed = drawn ? parseFloat(style.strokeWidth) >= 5 : outlined;
    return [ringed && box.width > 0 && box.bottom > 0 && box.top < innerHeight, it.outerHTML.slice(0, 120)];
}"""


def shown(page: Page) -> None:
    """Hold that what can be touched is still told from what cannot, and that the focus is seen."""
    assert page.evaluate(GROUND_ONLY) == [], page.url
    page.keyboard.press("Tab")
    ringed, element = page.evaluate(FOCUS)
    assert ringed, element


@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY.keys())
def test_with_forced_colours_and_less_motion_everything_is_seen_and_nothing_moves(opens: Opens, path: str) -> None:
    page = opens(f"/ru/{path}", width=1280)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.evaluate(OPEN_ALL)
    shown(page)
    assert page.evaluate(MOVING) == []


@pytest.mark.parametrize("path", ["", "need/", "places/3210/", "check/", "file/", "open/"])
@pytest.mark.parametrize("language", ["zh-Hans", "ko", "ru"])
def test_letters_twice_as_large_and_wide_spacing_lose_nothing(opens: Opens, language: str, path: str) -> None:
    page = opens(FOLDERS[language] + path, width=1280)
    page.evaluate(OPEN_ALL)
    page.evaluate(STYLE, "html { font-size: 225% !important }")
    assert page.evaluate(WIDTH) <= 1280, page.evaluate(BEYOND)
    assert page.evaluate(CUT) == []
    page.evaluate(STYLE, "html { font-size: 112.5% !important }" + SPACING)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate(WIDTH) <= 360, page.evaluate(BEYOND)
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize("path", ["", "places/3210/", "open/", "search/", "check/", "file/", "glossary/"])
@pytest.mark.parametrize("width", [360, 1280])
def test_tab_leads_through_the_whole_page_and_out_and_is_always_seen(opens: Opens, path: str, width: int) -> None:
    page = opens(f"/en/{path}", width=width)
    page.wait_for_load_state("networkidle")
    unseen = []
    for _ in range(FURTHEST):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUS)
        if found is None:
            break
        if not found[0]:
            unseen.append(found[1])
    else:
        pytest.fail("Tab does not lead out of the page")
    assert unseen == []


@pytest.mark.parametrize("language", FOLDERS)
def test_the_first_tab_leads_past_the_header(opens: Opens, language: str) -> None:
    page = opens(f"{FOLDERS[language]}places/3210/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.getElementById('main').contains(document.activeElement)")
