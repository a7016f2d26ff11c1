"""Signing in with a real provider in a browser: there and back with what was typed, filed as verified, listed, overlaps said."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from filings import numbers
from filings.model import read_log
from filings.storage.folder import FolderStorage
from guide.words import Words
from keyboard import Case, Keyboard, file, to_step
from provider import CLIENT, SECRET, USERS, RunningProvider
from running import Service

Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def signed(provider: RunningProvider, signed_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service with the provider that people may sign in with."""
    settings = {
        "BEIAN_OIDC_ISSUER": provider.issuer,
        "BEIAN_OIDC_CLIENT_ID": CLIENT,
        "BEIAN_OIDC_CLIENT_SECRET": SECRET,
        "BEIAN_OIDC_NUMBER_CLAIM": "id_number",
    }
    running = Service(signed_port, tmp_path_factory.mktemp("data"), settings=settings)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser, signed: Service) -> Iterator[BrowserContext]:
    """A browser of one person, at the width of a phone."""
    context = browser.new_context(base_url=signed.url, viewport={"width": 360, "height": 800})
    yield context
    context.close()


def sign_in(page: Page, user: str) -> None:
    """Sign in at the provider and agree, from a page that offers it."""
    page.click("#signin-go")
    page.fill("[name=login]", user)
    page.fill("[name=password]", "any")
    page.click("[type=submit]")
    page.click("[type=submit]")


def test_whoever_signs_in_files_as_verified_and_sees_the_filing_and_what_a_second_would_overlap_with(
    context: BrowserContext, signed: Service, words: dict[str, Words], accessible: Check
) -> None:
    say, case, page = words["en"].say, Case(language="en"), context.new_page()
    page.goto(case.address)
    expect(page.locator("#form-signin h3")).to_have_text(say("signin.title"))
    accessible(page)
    # What was typed before is there afterwards.
    Keyboard(page).find("#insured_place", "yangzhou")
    page.check("#scheme-residents")
    sign_in(page, "zhang")
    expect(page.locator("#form-signin h3")).to_have_text(say("signin.as", name="张三"))
    expect(page.locator("#insured_place")).to_have_value("Yangzhou")
    assert page.is_checked("#scheme-residents")

    def look(page: Page) -> None:
        if page.locator("#step-who:not([hidden])").count():
            expect(page.locator("#insured-name-locked")).to_have_text(say("signin.locked"))
            # The keyboard of `file` has typed over it, in vain.
            assert page.input_value("#insured-name") == "张三"
            assert page.input_value("#insured-document-number") == USERS["zhang"]["id_number"]
            accessible(page)

    file(page, case, look)
    expect(page.locator("#signin-check")).to_be_empty()
    Keyboard(page).go_on()
    number = page.locator("#receipt-number").get_attribute("data-number") or ""
    # The draft is wiped once the receipt is there, so that nobody loses both; only then is the form given back.
    page.wait_for_function("async () => (await navigator.locks.query()).held.length === 0")
    [event] = read_log(FolderStorage(Path(signed.data) / "store"), numbers.parse(number).serial)
    assert event.fields["identity"] == "verified"

    page.goto("/en/mine/")
    expect(page.locator(".mine-list li")).to_have_count(1)
    expect(page.locator(".mine-list [data-number]")).to_have_attribute("data-number", number)
    expect(page.locator(".mine-list h2")).to_have_text(say("status.submitted"))
    accessible(page)
    page.click(".mine-list a")
    expect(page.locator("#status-title")).to_have_text(say("status.submitted"))
    assert "code=" not in page.url

    page.goto(case.address)
    file(page, case)
    expect(page.locator("#signin-check h3")).to_have_text(say("overlap.title"))
    expect(page.locator("#signin-check")).to_contain_text("Beijing")
    accessible(page)
    page.click("#signin-check a")
    expect(page.locator("#status-number")).to_have_attribute("data-number", number)


def test_an_agents_own_details_are_locked_and_the_insured_persons_are_free(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/mine/")
    sign_in(page, "li")
    page.goto("/file/")
    page.wait_for_selector("#signin-out")
    file(page, Case(agent=True))
    answers = page.inner_text("#check")
    assert all(text in answers for text in ("李四", "张三", USERS["li"]["id_number"]))
    page.evaluate("() => history.go(-5)")
    to_step(page, "who")
    assert page.evaluate(
        "() => [document.querySelector('#filer-name').readOnly, document.querySelector('#insured-name').readOnly]"
    ) == [
        True,
        False,
    ]


def test_the_list_is_empty_for_whoever_has_not_filed_and_gone_after_signing_out(
    context: BrowserContext, words: dict[str, Words], accessible: Check
) -> None:
    say, page = words["zh-Hans"].say, context.new_page()
    page.goto("/status/")
    page.click("#status-mine a")
    expect(page.locator("#signin-go")).to_be_visible()
    accessible(page)
    sign_in(page, "wang")
    expect(page.locator("#mine")).to_contain_text(say("mine.empty"))
    page.click("#signin-out")
    expect(page.locator("#mine")).to_contain_text(say("signin.out.done"))
    expect(page.locator("#signin-go")).to_be_focused()
    assert json.loads(page.evaluate("() => fetch('/v1/session').then(answer => answer.text())"))["person"] is None


def test_a_sign_in_that_came_to_nothing_is_said_and_the_form_goes_on(context: BrowserContext, words: dict[str, Words]) -> None:
    page = context.new_page()
    page.goto("/file/")
    sign_in(page, "nobody")
    expect(page.locator("#form-signin")).to_contain_text(words["zh-Hans"].say("problem.signin-failed"))
    assert "signin=" not in page.url
    page.get_by_role("button", name=words["zh-Hans"].say("signin.without")).click()
    expect(page.locator("#form-signin")).to_be_hidden()
    expect(page.locator("#insured_place")).to_be_focused()


def test_without_a_provider_nothing_is_offered_and_the_page_of_filings_says_so(
    opens: Callable[..., Page], words: dict[str, Words]
) -> None:
    page = opens("/mine/")
    expect(page.locator("#mine")).to_contain_text(words["zh-Hans"].say("mine.not-configured"))
    with page.expect_response("**/v1/session"):
        page.goto("/file/")
    to_step(page, "place")
    expect(page.locator("#form-signin")).to_be_hidden()
