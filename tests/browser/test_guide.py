"""The guide in a browser: the finder by hand and by keyboard, and what the eye checks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

Opens = Callable[..., Page]
FOLDERS = ("/", "/en/")


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("typed", ["扬州", "yangzhou", "Yangzhou", "yz", "3210"])
def test_the_finder_finds_yangzhou(opens: Opens, folder: str, typed: str) -> None:
    page = opens(folder)
    page.get_by_role("combobox").fill(typed)
    page.get_by_role("option", name="扬州市" if folder == "/" else "Yangzhou").click()
    page.wait_for_url(f"**{folder}places/3210/")


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_finder_works_by_keyboard_alone(opens: Opens, folder: str) -> None:
    page = opens(f"{folder}places/")
    finder = page.get_by_role("combobox")
    while not finder.evaluate("input => input === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.type("yz")
    options = page.get_by_role("option")
    expect(finder).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert finder.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Escape")
    expect(finder).to_have_attribute("aria-expanded", "false")
    finder.fill("yangzhou")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{folder}places/3210/")


def test_the_finder_says_when_there_is_no_such_place(opens: Opens) -> None:
    page = opens("/en/")
    page.get_by_role("combobox").fill("atlantis")
    expect(page.get_by_role("status")).to_contain_text("No such place")
    expect(page.get_by_role("option")).to_have_count(0)


def test_the_finder_says_when_it_has_no_list_and_tries_again(opens: Opens) -> None:
    page = opens("/en/")
    page.route("**/places.json", lambda route: route.abort())
    page.get_by_role("combobox").fill("yangzhou")
    expect(page.get_by_role("status")).to_contain_text("could not be loaded")
    page.unroute("**/places.json")
    page.get_by_role("combobox").fill("yangzho")
    expect(page.get_by_role("option", name="Yangzhou")).to_have_count(1)
    expect(page.get_by_role("status")).not_to_contain_text("could not be loaded")


def test_what_was_typed_before_the_finder_was_there_is_found(opens: Opens) -> None:
    page, held = opens("/en/need/"), list[Route]()
    page.route("**/finder.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    page.goto("/en/", wait_until="commit")
    page.locator("[data-finder] input").press_sequentially("yangzhou")
    held[0].continue_()
    expect(page.get_by_role("option", name="Yangzhou")).to_have_count(1)


def test_the_finder_reads_a_province_beside_the_name(opens: Opens) -> None:
    page = opens("/en/")
    page.get_by_role("combobox").fill("suzhou")
    expect(page.get_by_role("option").filter(has_text="Jiangsu")).to_have_count(1)
    expect(page.get_by_role("option").filter(has_text="Anhui")).to_have_count(1)


def test_without_scripts_a_link_leads_to_all_places(opens: Opens) -> None:
    page = opens("/")
    page.route("**/finder-match.js", lambda route: route.abort())
    page.reload()
    expect(page.locator("[data-finder] input")).to_be_hidden()
    page.get_by_role("main").get_by_role("link", name="所有地方").first.click()
    page.get_by_role("link", name="江苏省").click()
    page.get_by_role("link", name="扬州市").click()
    page.wait_for_url("**/places/3210/")


def test_the_main_action_leads_to_the_form_of_the_place(opens: Opens) -> None:
    page = opens("/en/places/3210/")
    page.get_by_role("link", name="Start filing").click()
    page.wait_for_url("**/en/file/?place=3210")


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_can_be_touched_is_large(opens: Opens, folder: str) -> None:
    for path in ("", "places/", "places/3210/"):
        page = opens(folder + path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a:is(header *, footer *, .steps *, .choices *), button, summary, input")]
                .filter(it => it.checkVisibility() && it.getBoundingClientRect().height < 48 && !it.matches(".site-name"))
                .map(it => it.textContent + it.getBoundingClientRect().height)"""
        )
        assert small == []


def test_lines_are_short(opens: Opens) -> None:
    for path, most in (("/places/3210/", 38), ("/en/places/3210/", 34)):
        page = opens(path, width=1280)
        wide = page.evaluate(
            """most => [...document.querySelectorAll("main p, main > div > ul, main > div > ol")]
                .filter(it => it.getBoundingClientRect().width > most * parseFloat(getComputedStyle(it).fontSize) + 1)
                .map(it => it.textContent)""",
            most,
        )
        assert wide == []
