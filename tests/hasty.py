"""A filer who knows what to answer, and clicks: for tests of what happens around the answers."""

from pathlib import Path

from playwright.sync_api import Page, expect

from filings.storage.folder import FolderStorage
from keyboard import ADDRESS, NUMBER, PHONE, to_step

ASKED = "file/?place=3210&type=long-term-resident&treated=11&admission=no"
MOST = 100_000


def go_on(page: Page, step: str) -> None:
    """Press the main button, and wait for the step that it should lead to."""
    page.click("#form-next")
    to_step(page, step)


def to_who(page: Page) -> None:
    """Answer from the insured place, which the address names, to the insured person's name and number."""
    expect(page.locator("[name='/insured_place']")).to_have_value("3210")
    page.check("#scheme-residents")
    go_on(page, "type")
    go_on(page, "needs")
    go_on(page, "who")
    page.check("#filer-capacity-self")
    page.fill("#insured-name", "张三")
    page.fill("#insured-document-number", NUMBER)


def from_who(page: Page) -> None:
    """Go on from there to the last step, with a letter in the place of papers."""
    go_on(page, "where")
    expect(page.locator("[name='/treatments/0/place']")).to_have_value("11")
    go_on(page, "papers")
    page.check("#ask-letter-yes")
    page.fill("#letter-living_since", "2020-01-01")
    page.fill("#letter-signed_name", "张三")
    go_on(page, "contact")
    page.fill("#contact-phone", PHONE)
    page.fill("#contact-address", ADDRESS)
    go_on(page, "notice")
    page.check("#ask-notice")
    go_on(page, "check")


def answered(page: Page) -> Page:
    """Answer everything; the page is one of ASKED's."""
    to_who(page)
    from_who(page)
    return page


def receipt(page: Page) -> str:
    """Wait for the receipt and return its number."""
    to_step(page, "done")
    return str(page.get_attribute("#receipt-number", "data-number"))


def filings(data: Path) -> int:
    """Count the filings in the store of a service that runs with this folder."""
    return sum(key.endswith("/0001.json") for key in FolderStorage(data / "store").keys("filings/", limit=MOST))
