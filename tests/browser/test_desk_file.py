"""An officer opens a filing: answers beside their rules, papers turned and enlarged by keys, and nobody else sees it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from documents import document
from filings.amend import Amending
from filings.contract import Contracts
from filings.intake import Intake
from filings.lookup import Lookup
from filings.seal import Keys
from filings.storage.folder import FolderStorage
from guide.words import LANGUAGES, ORIGINAL, Words
from papers import uploaded
from running import ROOT, Service
from templates import BEYOND, FOLDERS, OPEN_ALL, WIDTH

Check = Callable[..., None]
NUMBER, PHONE = "32100219600229001X", "13912345678"
CONTRASTED = {ORIGINAL, "ru"}


def scanned(pages: int = 1) -> bytes:
    """Pages of nothing, higher than wide, as a PDF."""
    drawn = [Image.new("RGB", (300, 424), "white") for _ in range(pages)]
    out = BytesIO()
    drawn[0].save(out, "PDF", save_all=True, append_images=drawn[1:])
    return out.getvalue()


def filed(data: Path) -> str:
    """File for a parent in two places, correct telephone and name, and hand a second paper in; return the number."""
    store, now = FolderStorage(data / "store"), datetime.now(UTC)
    secret, keys = bytes.fromhex((data / "keys/secret").read_text("utf-8")), Keys.from_file(data / "keys/public.json")
    contracts = Contracts(ROOT / "build/contracts")
    form = json.loads((ROOT / "build/forms/3210.json").read_text("utf-8"))
    filing = document(form, "long-term-resident", treatments=2, agent=True)
    filing["materials"][0]["files"] = [uploaded(store, scanned(2), "application/pdf", now)]
    receipt = Intake(store, contracts, keys, secret, lambda: now).take("a-filing-for-the-desk", filing)
    later = now + timedelta(seconds=1)
    changes = {"contact": {"phone": PHONE}, "insured": {**filing["insured"], "name": "示例改名"}}
    added = [{"material": "residence-permit", "files": [uploaded(store, scanned(), "application/pdf", now)]}]
    body: dict[str, Any] = {"action": "correct", "changes": changes, "materials": added}
    amending = Amending(Lookup(store, secret, contracts, lambda: later), keys)
    amending.take(receipt["number"], receipt["lookup_code"], "a-correction-for-the-desk", body)
    return str(receipt["number"])


@pytest.fixture(scope="module")
def number(desk_service: Service) -> str:
    """The filing that the officers of this module open."""
    return filed(desk_service.data)


def opened(browser: Browser, service: Service, address: str, officer: str = "sample-officer", width: int = 1280) -> Page:
    context = browser.new_context(base_url=service.url, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.request.post("/v1/desk/session/local", data={"officer": officer})
    page.goto(address)
    return page


def turned(page: Page) -> bool:
    return bool(page.evaluate("() => { const it = document.querySelector('.file-frame canvas'); return it.width > it.height; }"))


def test_an_officer_reads_answers_beside_their_rules_and_turns_papers_by_keys(
    browser: Browser, desk_service: Service, number: str, words: dict[str, Words]
) -> None:
    say = words["en"].say
    page = opened(browser, desk_service, f"/en/desk/file/#{number}")
    name = page.locator("[data-pointer='/insured/name']")
    expect(name).to_contain_text("示例改名")
    expect(name.locator("del")).to_have_text("张三")

    document_number = page.locator("[data-pointer='/insured/document/number'] .file-number-plain")
    expect(document_number).to_be_hidden()
    page.get_by_role("button", name=say("desk-file.numbers.show")).click()
    expect(document_number).to_have_text("321002 19600229 001X")

    rules = page.locator(".file-rules").filter(has_text=say("rule-name.places_max"))
    rules.get_by_text(say("rule.places_max", n=2)).click()
    expect(rules.locator("details[open] .file-source")).to_contain_text("Yangzhou")

    frame, where = page.locator(".file-frame"), page.locator(".file-page")
    expect(where).to_have_text(say("desk-file.viewer.page", n=1, of=2))
    expect(frame).not_to_have_attribute("aria-busy", "true")
    assert not turned(page)
    frame.focus()
    page.keyboard.press("r")
    assert turned(page)
    page.keyboard.press("+")
    expect(frame.locator("canvas")).to_have_class("file-zoom-150")
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    expect(where).to_have_text(say("desk-file.viewer.page", n=2, of=2))
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-paper='2/1']")).to_have_attribute("aria-pressed", "true")
    page.locator("#file-checklist button").first.click()
    expect(page.locator("[data-paper='1/1']")).to_have_attribute("aria-pressed", "true")
    expect(frame).to_be_focused()

    with page.expect_download() as kept:
        page.get_by_role("link", name=say("desk-file.viewer.original")).click()
    assert kept.value.suggested_filename == f"{number}-1-1.pdf"
    expect(page.locator(".file-history > li")).to_have_count(2)
    page.context.close()


def test_an_officer_of_another_city_is_told_that_this_is_not_for_them(
    browser: Browser, desk_service: Service, number: str, words: dict[str, Words]
) -> None:
    page = opened(browser, desk_service, f"/desk/file/#{number}", "sample-elsewhere", 360)
    expect(page.locator("#form-problems")).to_contain_text(words[ORIGINAL].say("problem.not-allowed"))
    expect(page.locator("#file")).to_be_hidden()
    assert "示例改名" not in page.content()
    page.context.close()


@pytest.fixture(scope="module")
def signed_in(browser: Browser, desk_service: Service) -> Page:
    """One page for all languages."""
    return opened(browser, desk_service, "/desk/file/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opened_file_is_accessible_and_fits_a_phone_and_a_desk(
    signed_in: Page, number: str, accessible: Check, language: str
) -> None:
    page = signed_in
    page.goto("about:blank")
    page.goto(f"{FOLDERS[language]}desk/file/#{number}")
    expect(page.locator(".file-page")).not_to_be_empty()
    page.evaluate(OPEN_ALL)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDTH) <= width, page.evaluate(BEYOND)
        if width == 360 or language in CONTRASTED:
            accessible(page, contrast=width == 360 and language in CONTRASTED)
