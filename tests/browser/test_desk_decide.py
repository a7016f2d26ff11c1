"""An officer decides on an opened filing: asks and refuses in the person's language, and a colleague who was quicker is named."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deskwork import filed
from filings.contract import Contracts
from filings.lookup import Lookup
from filings.model import read_log
from filings.numbers import parse
from filings.storage.folder import FolderStorage
from guide.words import Words
from running import ROOT, Service


def opened(browser: Browser, service: Service, address: str, officer: str, width: int = 1280) -> Page:
    """Open a page of the desk as one of the sample officers."""
    page = browser.new_context(base_url=service.url, viewport={"width": width, "height": 900}).new_page()
    page.request.post("/v1/desk/session/local", data={"officer": officer})
    page.goto(address)
    expect(page.locator("#decision-title")).to_be_visible()
    return page


def events(data: Path, number: str) -> list[str]:
    return [str(event.fields["event"]) for event in read_log(FolderStorage(data / "store"), parse(number).serial)]


@pytest.fixture(scope="module")
def number(desk_service: Service) -> str:
    return filed(desk_service.data, "a-filing-to-decide-on-1")[0]


def test_nothing_typed_is_lost_when_a_colleague_is_quicker_who_is_then_named(
    browser: Browser, desk_service: Service, number: str, words: dict[str, Words]
) -> None:
    say, note = words["en"].say, "请补一张户口簿首页。"
    first = opened(browser, desk_service, f"/en/desk/file/#{number}", "sample-officer")
    second = opened(browser, desk_service, f"/en/desk/file/#{number}", "sample-officer-two")
    # The second one ticks and writes while the first one takes the filing.
    second.locator("body").press("b")
    second.locator("[data-points='/materials/0']").check(force=True)
    second.locator("#decide-missing").select_option("residence-permit")
    second.locator("#decide-by").fill((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    second.locator("#decide-note").fill(note)
    second.locator("#decide-note-language").select_option("zh-Hans")
    first.locator("body").press("c")
    expect(first.locator("#decision [role=status]")).to_contain_text(say("desk-decide.done", what=say("desk-decide.claim")))

    second.locator("#decide-note").press("Control+Enter")
    moved = second.locator("#decision [role=alert]")
    expect(moved).to_contain_text("示例 审核员甲")
    expect(moved).to_contain_text(say("desk-file.event.claimed"))
    second.get_by_role("button", name=say("desk-decide.moved.again")).click()
    expect(second.locator(".decide-why")).to_contain_text("示例 审核员甲")

    # Given back, it can be asked about, with everything that was typed before.
    first.locator("body").press("r")
    expect(first.locator("#decision [role=status]")).to_contain_text(say("desk-decide.done", what=say("desk-decide.release")))
    second.evaluate("dispatchEvent(new HashChangeEvent('hashchange'))")
    expect(second.locator("#decide-note")).to_have_value(note)
    expect(second.locator(".decide-missing li")).to_have_count(1)
    second.get_by_role("button", name=say("desk-decide.ask"), exact=True).click()
    expect(second.locator("#decision [role=status]")).to_contain_text(say("desk-decide.done", what=say("desk-decide.ask")))
    assert events(desk_service.data, number) == ["submitted", "claimed", "released", "correction-requested"]
    for page in (first, second):
        page.context.close()


def test_a_reason_is_shown_as_the_person_will_read_it_with_its_rule_and_source(
    browser: Browser, desk_service: Service, words: dict[str, Words]
) -> None:
    number, code = filed(desk_service.data, "a-filing-to-decide-on-2")
    say = words["en"].say
    page = opened(browser, desk_service, f"/en/desk/file/#{number}", "sample-officer", width=360)
    page.get_by_label(say("desk-decide.refuse")).check(force=True)
    page.locator(".decide-form [type=submit]").click()
    expect(page.locator("#decision [role=alert]")).to_contain_text(say("desk-decide.reason.needed"))
    page.locator("#decide-reason").select_option("papers-missing")
    expect(page.locator(".decide-reason blockquote")).to_have_text(words["ko"].say("reason.papers-missing"))
    expect(page.locator(".decide-reason")).to_contain_text("Yangzhou")
    page.locator("#decide-reason").select_option("commitment-not-kept")
    expect(page.locator(".decide-reason .form-warning")).to_have_text(say("desk-decide.reason.no-source"))
    page.locator("#decide-reason").select_option("papers-missing")
    # What fails in the service is said with its number, and the decision can be sent again.
    [event] = desk_service.data.glob(f"store/filings+/{parse(number).serial}+/0001.json")
    whole = event.read_bytes()
    event.write_bytes(whole[:-20])
    with page.expect_response("**/events") as answered:
        page.locator(".decide-form [type=submit]").click()
    identity = answered.value.headers["x-request-id"]
    expect(page.locator("#decision .form-request")).to_have_text(say("problem.request", id=identity))
    event.write_bytes(whole)
    page.locator(".decide-form [type=submit]").click()
    expect(page.locator("#decision [role=status]")).to_contain_text(say("desk-decide.done", what=say("desk-decide.refuse")))
    store = FolderStorage(desk_service.data / "store")
    secret = bytes.fromhex((desk_service.data / "keys/secret").read_text("utf-8"))
    told = Lookup(store, secret, Contracts(ROOT / "build/contracts")).status(number, code)
    assert (told["status"], told["reason"]["code"], told["reason"]["rule"]) == ("refused", "papers-missing", "materials")
    page.context.close()
