"""What the browser tests share: Debian's Chromium, pages that are watched for what they ask and say, and axe."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from guide.words import Words, load_words
from overheard import hear
from running import ROOT, Service

# The same engine without its windows: it takes less than half of the processor time.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
# Chromium asks its maker for updates and experiments unless it is told not to.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# Two browsers, two services and their tests share two cores; only what fails waits so long.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
Opens = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where it is missing the tests are skipped, but not in CI."""
    if not CHROMIUM.exists():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{CHROMIUM.name} is missing: apt-get install it")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def opens(browser: Browser, service: Service) -> Iterator[Opens]:
    """Open an address of the service at a width; in the end, no page may have asked elsewhere or complained."""
    complaints: list[str] = []

    def said(message: ConsoleMessage) -> None:
        # That an answer was not 200 is the browser's remark, not the page's fault.
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def asked(request: Request) -> None:
        hear(request.post_data_buffer)
        if not request.url.startswith((service.url, "data:", "blob:")):
            complaints.append(f"asked elsewhere: {request.url}")

    def open_page(path: str, width: int = 360) -> Page:
        context = browser.new_context(base_url=service.url, viewport={"width": width, "height": 800})
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("console", said)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", asked)
        page.goto(path)
        return page

    before = list(browser.contexts)
    yield open_page
    for context in browser.contexts:
        if context not in before:
            context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def words() -> dict[str, Words]:
    """The sentences of every language."""
    return load_words(ROOT)


@pytest.fixture
def accessible() -> Callable[..., None]:
    """Check a page as it stands with axe-core: all its rules, and the one of WCAG 2.2 that must be asked for.

    Contrast, by far the slowest, may be left out where the page has just been checked at another width.
    """

    def check(page: Page, *, contrast: bool = True) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        rules = {"target-size": {"enabled": True}, "color-contrast": {"enabled": contrast}}
        options = {"resultTypes": ["violations"], "rules": rules}
        results = AxeResults(page.evaluate("options => axe.run(options)", options))
        assert results.violations_count == 0, results.generate_report()

    return check
