"""One filing from hand to hand: filed in Korean, sent back for a paper, corrected, decided once, kept from another city."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from documents import offer
from filings.days import CHINA
from filings.model import read_log
from filings.numbers import parse
from filings.storage.folder import FolderStorage
from filling import fill, is_ready, whole
from guide.words import Words
from keyboard import Keyboard, to_step
from pictures import Picture, chosen
from running import Service

NOTE = "请补一张居住证，正反两面都要拍清楚。"


class Hall:
    """The people of the story, each in a browser of their own."""

    def __init__(self, browser: Browser, service: Service) -> None:
        self._browser = browser
        self._service = service
        self._pages: list[Page] = []

    def person(self, path: str) -> Page:
        """Somebody on a phone."""
        page = self._browser.new_context(base_url=self._service.url, viewport={"width": 360, "height": 800}).new_page()
        page.goto(path)
        self._pages.append(page)
        return page

    def officer(self, who: str, path: str) -> Page:
        """One of the sample officers, at a desk."""
        page = self._browser.new_context(base_url=self._service.url, viewport={"width": 1280, "height": 900}).new_page()
        page.goto(path)
        page.click(f"[data-officer={who}]")
        self._pages.append(page)
        return page

    def leave(self) -> None:
        """Close every browser."""
        for page in self._pages:
            page.context.close()


@pytest.fixture
def hall(browser: Browser, desk_service: Service) -> Iterator[Hall]:
    hall = Hall(browser, desk_service)
    yield hall
    hall.leave()


def file_in_korean(page: Page, forms: Mapping[str, Any]) -> tuple[str, str]:
    is_ready(page)
    fill(page, whole(offer(forms["3210"], "stationed-worker"), agent=False, letter=False))
    page.wait_for_selector("#step-done:not([hidden])")
    number, code = (str(page.get_attribute(f"#receipt-{name}", "data-number")) for name in ("number", "code"))
    return number, code


def look_up(page: Page, number: str, code: str) -> None:
    page.goto("about:blank")
    page.goto(f"/ko/status/#number={number}&code={code}")
    expect(page.locator("#status-title")).to_be_focused()


def ask_for_a_paper(page: Page) -> None:
    expect(page.locator("#decision-title")).to_be_visible()
    page.check("#decide-ask", force=True)
    page.select_option("#decide-missing", "residence-permit")
    page.fill("#decide-by", (datetime.now(CHINA).date() + timedelta(days=9)).isoformat())
    page.fill("#decide-note", NOTE)
    page.click(".decide-form [type=submit]")
    expect(page.locator("#decision [role=status]")).to_be_visible()


def hand_in_the_paper(page: Page) -> None:
    page.click("#way-correct")
    expect(page.locator("#form")).to_be_visible()
    page.click("#amend-asked a")
    # Nobody of this kind is usually asked for it, and yet it is there and ticked.
    expect(page.locator("#materials-residence-permit")).to_be_checked()
    keys = Keyboard(page)
    page.set_input_files("#paper-residence-permit-choose", [chosen("permit.jpg", Picture().write())])
    keys.go_on()
    to_step(page, "check")
    keys.go_on()
    page.wait_for_url("**/status/")


def test_a_filing_in_korean_is_sent_back_corrected_decided_once_and_read_in_korean(
    hall: Hall, desk_service: Service, forms: Mapping[str, Any], words: dict[str, Words]
) -> None:
    person, ko, zh = hall.person("/ko/file/?place=3210&type=stationed-worker"), words["ko"].say, words["zh-Hans"].say
    number, code = file_in_korean(person, forms)

    # The officer finds it in the queue, and asks for a paper.
    officer = hall.officer("sample-officer", "/desk/")
    officer.click(f"a[href$='#{number}']")
    ask_for_a_paper(officer)

    # The person reads why, in Korean, and the officer's own words as they were written; and hands the paper in.
    look_up(person, number, code)
    expect(person.locator("#status-title")).to_have_text(ko("status.correction-requested"))
    expect(person.locator("#status-answer")).to_contain_text(ko("material.residence-permit"))
    expect(person.locator("#status-answer [lang=zh-Hans]", has_text=NOTE)).to_be_visible()
    hand_in_the_paper(person)
    expect(person.locator("#status-title")).to_have_text(ko("status.corrected"))

    # Two officers have it open; the quicker one approves, and the other one is told who it was.
    second = hall.officer("sample-officer-two", f"/desk/file/#{number}")
    expect(second.locator("#decision-title")).to_be_visible()
    officer.reload()
    for page in (officer, second):
        page.check("#decide-approve", force=True)
    officer.click(".decide-form [type=submit]")
    expect(officer.locator("#decision [role=status]")).to_be_visible()
    second.click(".decide-form [type=submit]")
    expect(second.locator("#decision [role=alert]")).to_contain_text("示例 审核员甲")

    # An officer of another city gets nothing, and the city's auditor reads that it was tried.
    stranger = hall.officer("sample-elsewhere", f"/desk/file/#{number}")
    expect(stranger.locator("main")).to_contain_text(zh("problem.not-allowed"))
    expect(stranger.locator("body")).not_to_contain_text("张三")
    auditor = hall.officer("sample-auditor", "/desk/audit/")
    tried = zh("desk-audit.act.refused", what=zh("desk-audit.what.open"), why=zh("desk-audit.why.place"))
    entries = auditor.locator("#audit-entries tbody tr").filter(has_text=number)
    expect(entries.filter(has_text=tried)).to_contain_text("示例 外地审核员")

    # The person sees the decision in Korean; the log has each step once, and its chain holds.
    look_up(person, number, code)
    expect(person.locator("#status-title")).to_have_text(ko("status.approved"))
    log = read_log(FolderStorage(desk_service.data / "store"), parse(number).serial)
    assert [event.fields["event"] for event in log] == ["submitted", "correction-requested", "corrected", "approved"]
    assert log[-1].fields["officer"]["id"] == "sample-officer"
