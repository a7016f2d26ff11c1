"""Every template in every language as axe-core and a ruler see it, with everything opened, and places drawn by lot."""

import hashlib
import os
import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from guide.words import LANGUAGES, ORIGINAL
from running import ROOT, Service
from templates import BEYOND, EVERY, FOLDERS, OPEN_ALL, WIDTH

Check = Callable[..., None]
SITE = ROOT / "build/site"
DRAWN = 10
NORMAL, LARGE = (1280, 360, 320), (1280, 360)
# Colours are the same in every language; contrast, by far the slowest rule, is looked at in the shortest and the longest words.
CONTRASTED = {ORIGINAL, "ru"}


@pytest.fixture(scope="module")
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """One page for all: what is opened is another address each time."""
    context = browser.new_context(base_url=service.url, viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def fits(page: Page, width: int) -> None:
    """Hold that nothing has to be scrolled sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    if page.evaluate(WIDTH) > width:
        pytest.fail(f"{page.url} is wider than {width}: {page.evaluate(BEYOND)}")


def stands(page: Page, accessible: Check, language: str) -> None:
    """Hold that a page, as it stands, is accessible and fits, on a phone and on a desk."""
    for width in (360, 1280):
        fits(page, width)
        accessible(page, contrast=width == 360 and language in CONTRASTED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", EVERY.values(), ids=EVERY.keys())
def test_every_template_is_accessible_and_fits_the_screen_in_either_size_of_text(
    page: Page, accessible: Check, language: str, path: str
) -> None:
    page.goto(FOLDERS[language] + path)
    page.wait_for_load_state("networkidle" if path in {"search/", "open/"} else "load")
    page.evaluate(OPEN_ALL)
    for width in NORMAL:
        fits(page, width)
        # What only a wide screen shows is the same in every language but for the length of words, which Russian has longest.
        if width == 360 or (width == 1280 and language in CONTRASTED):
            accessible(page, contrast=width == 360 and language in CONTRASTED)
    page.evaluate("() => document.documentElement.toggleAttribute('data-large', true)")
    for width in LARGE:
        fits(page, width)


def seed() -> str:
    """The lot: another one for every day and every build. BEIAN_LOT draws an earlier one again."""
    built = hashlib.sha256((SITE / "search.json").read_bytes() + (SITE / "places.json").read_bytes()).hexdigest()
    return os.environ.get("BEIAN_LOT") or f"{datetime.now(UTC).date()}-{built[:12]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_drawn_by_lot_are_accessible(page: Page, accessible: Check, language: str) -> None:
    lot = seed()
    sys.stdout.write(f"BEIAN_LOT={lot}\n")
    every = sorted(path.name for path in Path(SITE / "places").iterdir() if path.is_dir())
    # The languages share one lot, so that a run sees fifty different places.
    drawn = random.Random(lot).sample(every, DRAWN * len(LANGUAGES))  # noqa: S311 - drawn to be drawn again
    first = DRAWN * list(LANGUAGES).index(language)
    for number, code in enumerate(drawn[first : first + DRAWN]):
        page.goto(f"{FOLDERS[language]}places/{code}/")
        page.evaluate(OPEN_ALL)
        fits(page, (360, 1280)[number % 2])
        accessible(page, contrast=number == 0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_errors_of_the_form_are_accessible(page: Page, accessible: Check, language: str) -> None:
    page.goto(f"{FOLDERS[language]}file/")
    page.click("#form-next")
    expect(page.locator("#form-problems")).to_be_focused()
    stands(page, accessible, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_errors_of_the_status_page_are_accessible(page: Page, accessible: Check, language: str) -> None:
    page.goto(f"{FOLDERS[language]}status/?number=3210-7K3Q-9FXM-6")
    page.fill("#code", "12")
    page.click("#status-form button")
    expect(page.locator("#form-problems")).to_be_focused()
    stands(page, accessible, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_search_with_results_and_the_open_menus_are_accessible(page: Page, accessible: Check, language: str) -> None:
    page.goto(f"{FOLDERS[language]}search/?q=yangzhou")
    expect(page.locator("#found a").first).to_be_visible()
    page.click(".site-languages summary")
    stands(page, accessible, language)
    page.goto(FOLDERS[language])
    page.get_by_role("combobox").fill("yang")
    page.keyboard.press("ArrowDown")
    accessible(page)
