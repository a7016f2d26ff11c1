"""The frame of the desk's pages: signing in and out, who one is, where one may go, and the audit log that an auditor reads."""

import zipfile
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from deskwork import filed
from guide.words import LANGUAGES, Words
from running import Service
from templates import FOLDERS

Check = Callable[..., None]
AUDIT = "desk/audit/"


@pytest.fixture
def context(browser: Browser, desk_service: Service) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=desk_service.url, viewport={"width": 1280, "height": 800})
    yield context
    context.close()


def choose(page: Page, who: str) -> None:
    page.click(f"[data-officer={who}]")
    expect(page.locator("#desk-bar")).to_be_visible()


def stands(page: Page, accessible: Check) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        accessible(page, contrast=width == 360)


def takes_out(page: Page, number: str, say: Callable[..., str]) -> None:
    """Take a filing out by its number as somebody types it, and another that nobody has."""
    page.fill("#proof-number", number.lower().replace("-", " "))
    with page.expect_download() as coming:
        page.click("#proof-form button")
    assert coming.value.suggested_filename == f"{number}.zip"
    assert f"{number}/README.md" in zipfile.ZipFile(coming.value.path()).namelist()
    expect(page.locator("#proof-said")).to_have_text(say("desk-proof.taken", name=f"{number}.zip"))
    page.fill("#proof-number", "3210-0000-0000-5")
    page.click("#proof-form button")
    expect(page.locator("#form-problems")).to_contain_text(say("desk-proof.not-found"))
    expect(page.locator("#proof-said")).to_be_empty()


def links(page: Page) -> list[str]:
    return [str(it.get_attribute("href")).replace("../", "") for it in page.locator("#desk-nav a").all()]


def test_an_auditor_signs_in_reads_the_log_takes_a_filing_out_and_signs_out(
    context: BrowserContext, desk_service: Service, words: dict[str, Words], accessible: Check
) -> None:
    say, page = words["ru"].say, context.new_page()
    page.goto(FOLDERS["ru"] + AUDIT)
    expect(page.locator("#desk-signin")).to_contain_text(say("desk-bar.intro"))
    expect(page.locator("#desk-inside")).to_be_hidden()
    stands(page, accessible)
    choose(page, "sample-auditor")
    expect(page.locator("#desk-roles")).to_have_text(say("desk-role.auditor"))
    expect(page.locator("#desk-places")).to_have_text("Янчжоу")
    assert links(page) == ["desk/", "desk/figures/", "desk/audit/"]
    expect(page.locator("#desk-nav [aria-current]")).to_have_text(say("desk-bar.audit"))
    expect(page.locator("#audit-entries tbody tr")).not_to_have_count(0)
    expect(page.locator("#audit-entries")).to_contain_text(say("desk-audit.act.signed-in"))
    takes_out(page, filed(desk_service.data, "a-filing-for-an-auditor")[0], say)
    page.click("#audit-form button")
    expect(page.locator("#audit-entries")).to_contain_text(say("desk-audit.act.exported"))
    page.locator("#audit-entries summary").first.click()
    stands(page, accessible)
    page.fill("#audit-day", "2020-01-01")
    page.click("#audit-form button")
    expect(page.locator("#audit-entries")).to_have_text(say("desk-audit.none"))
    page.click("#desk-out")
    expect(page.locator("#desk-signin")).to_contain_text(say("desk-bar.out.done"))
    expect(page.locator("[data-officer]").first).to_be_focused()
    expect(page.locator("#desk-inside")).to_be_hidden()


def test_a_page_that_is_not_for_a_role_says_so_and_a_sign_in_that_has_ended_too(
    context: BrowserContext, words: dict[str, Words]
) -> None:
    say, page = words["ko"].say, context.new_page()
    page.goto(FOLDERS["ko"] + AUDIT)
    choose(page, "sample-clerk")
    assert links(page) == ["desk/", "desk/import/", "counter/"]
    expect(page.locator("#form-problems")).to_contain_text(say("desk-bar.other-role"))
    page.click("#desk-out")
    choose(page, "sample-auditor")
    expect(page.locator("#audit-entries tbody tr").first).to_be_visible()
    context.clear_cookies()
    page.click("#audit-form button")
    expect(page.locator("#desk-signin")).to_contain_text(say("problem.officer-required"))
    expect(page.locator("#desk-inside")).to_be_hidden()


def test_a_sign_in_that_came_to_nothing_is_said_once(context: BrowserContext, words: dict[str, Words]) -> None:
    page = context.new_page()
    page.goto(f"{FOLDERS['en']}{AUDIT}?signin=not-allowed")
    expect(page.locator("#desk-signin")).to_contain_text(words["en"].say("desk-bar.not-allowed"))
    assert "signin" not in page.url


def test_every_page_of_a_service_for_development_says_so_in_red(context: BrowserContext, words: dict[str, Words]) -> None:
    page = context.new_page()
    for language in LANGUAGES:
        page.goto(f"{FOLDERS[language]}status/")
        notice = page.locator(".local-notice")
        expect(notice).to_contain_text(words[language].say("desk-local.text"))
        assert notice.evaluate("it => getComputedStyle(it).backgroundColor") == "rgb(143, 18, 12)"


def test_without_officers_a_page_of_the_desk_says_that_there_are_none(
    opens: Callable[..., Page], words: dict[str, Words]
) -> None:
    page = opens(f"/{AUDIT}")
    expect(page.locator("#desk-signin")).to_contain_text(words["zh-Hans"].say("desk-bar.not-configured"))
    expect(page.locator(".local-notice")).to_have_count(0)
