"""Leaving the form and coming back: what the device keeps and how, who is asked, and that nothing stays where it should not."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from playwright.sync_api import Dialog, Page, expect

from guide.words import Words
from hasty import ASKED, answered, filings, from_who, receipt, to_who
from keyboard import NUMBER, to_step
from running import Service

Opens = Callable[..., Page]
Check = Callable[..., None]
CHINA = timezone(timedelta(hours=8))
CARD = "#form-card:not([hidden])"
KEPT = """async () => {
  const done = (request) => new Promise((good, bad) => {
    Object.assign(request, { onsuccess: () => good(request.result), onerror: bad });
  });
  const request = indexedDB.open("beian", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("kept");
  const room = (await done(request)).transaction("kept", "readwrite").objectStore("kept");
  const [record] = await done(room.getAll());
"""
SEALED = (
    KEPT
    + """
  const exported = record && await crypto.subtle.exportKey("raw", record.key).then(() => true, () => false);
  return record && { exported, members: Object.keys(record).sort(), text: new TextDecoder("latin1").decode(record.sealed) };
}"""
)
# As a browser does that has lost a key: the record is there and does not open.
BREAK = (
    KEPT
    + """
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  const request2 = indexedDB.open("beian", 1);
  await done((await done(request2)).transaction("kept", "readwrite").objectStore("kept").put({ ...record, key }, "draft-1"));
}"""
)


def is_empty(page: Page) -> bool:
    return page.evaluate(SEALED) is None


def look(page: Page, accessible: Check) -> None:
    accessible(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


def test_what_is_typed_survives_a_reload_a_closed_tab_and_a_switch_of_language(
    opens: Opens, words: dict[str, Words], accessible: Check
) -> None:
    page = opens(f"/{ASKED}")
    to_who(page)
    page.wait_for_function("() => !document.getElementById('form-kept').hidden")
    kept = page.evaluate(SEALED)
    assert (kept["exported"], kept["members"]) == (False, ["at", "iv", "key", "sealed"])
    assert NUMBER not in kept["text"]

    page.reload()
    page.wait_for_selector(CARD)
    expect(page.locator("#form-card")).to_contain_text(words["zh-Hans"].say("type.long-term-resident"))
    assert not page.is_visible("#form")
    page.click("[data-answer=continue]")
    to_step(page, "who")
    assert page.input_value("#insured-document-number") == NUMBER
    page.go_back()
    to_step(page, "needs")
    page.go_forward()
    to_step(page, "who")
    context = page.context
    page.close()

    page = context.new_page()
    page.goto("/ru/file/?place=4303")
    page.wait_for_selector(CARD)
    expect(page.locator("#form-card")).to_contain_text("Янчжоу")
    expect(page.locator("#form-card")).to_contain_text("Сянтань")
    look(page, accessible)
    page.click("[data-answer=continue]")
    to_step(page, "who")
    from_who(page)
    page.click(".site-languages summary")
    page.click(".site-languages [hreflang=ko]")
    page.wait_for_url("**/ko/file/**")
    to_step(page, "check")
    expect(page.locator("#check")).to_contain_text(words["ko"].say("type.long-term-resident"))
    with page.expect_request("**/v1/filings") as sent:
        page.click("#form-next")
    document = json.loads(sent.value.post_data or "")
    assert (document["notice"]["language"], document["letter"]["language"]) == ("ru", "ru")
    number = receipt(page)

    assert is_empty(page)
    page.reload()
    assert receipt(page) == number
    page.click(".site-languages summary")
    page.click(".site-languages [hreflang=en]")
    page.wait_for_url("**/en/file/**")
    assert receipt(page) == number
    expect(page.locator("#receipt")).to_contain_text("Yangzhou")
    page.goto("/file/")
    to_step(page, "place")
    assert not page.is_visible("#form-card")


def test_what_is_kept_goes_when_it_is_too_old_cannot_be_opened_or_is_not_wanted(opens: Opens, words: dict[str, Words]) -> None:
    page = opens(f"/{ASKED}")
    to_who(page)
    page.evaluate(BREAK)
    page.reload()
    to_step(page, "place")
    assert is_empty(page)

    to_who(page)
    page.evaluate("day => { document.getElementById('treatments-0-from').value = day }", yesterday())
    page.fill("#insured-name", "李四")
    page.reload()
    page.click(f"{CARD} [data-answer=continue]")
    to_step(page, "who")
    expect(page.locator("#form-news")).to_contain_text(words["zh-Hans"].say("step.where"))
    assert page.input_value("#treatments-0-from") == (date.fromisoformat(yesterday()) + timedelta(days=1)).isoformat()

    page.click("#form-delete")
    page.click("[data-answer=stay]")
    assert page.input_value("#insured-name") == "李四"
    page.click("#form-delete")
    page.click("[data-answer=delete]")
    to_step(page, "place")
    assert is_empty(page)

    to_who(page)
    page.reload()
    page.click(f"{CARD} [data-answer=again]")
    to_step(page, "place")
    expect(page.locator("[name='/insured_place']")).to_have_value("3210")
    assert not page.is_checked("#scheme-residents")
    page.go_back()
    assert page.input_value("#insured-name") == ""
    assert is_empty(page)

    page.goto(f"/{ASKED}")
    to_who(page)
    later = page.context.new_page()
    page.close()
    later.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=7, hours=1))
    # The service would tell that it is not so late.
    later.route("**/v1/session", lambda route: route.abort())
    later.goto("/en/file/")
    to_step(later, "place")
    assert is_empty(later)


def yesterday() -> str:
    return (datetime.now(CHINA).date() - timedelta(days=1)).isoformat()


def test_a_public_device_keeps_nothing_and_clears_its_receipt(
    opens: Opens, service: Service, words: dict[str, Words], accessible: Check
) -> None:
    page = opens(f"/{ASKED}")
    page.check("#scheme-residents")
    page.wait_for_function("() => !document.getElementById('form-kept').hidden")
    assert not is_empty(page)
    page.check("#form-public")
    expect(page.locator("#form-kept")).to_contain_text(words["zh-Hans"].say("keep.unkept"))
    assert is_empty(page)
    to_who(page)
    assert page.locator("#form [autocomplete]:not([autocomplete=off])").count() == 0
    asked: list[Dialog] = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog)
        dialog.accept()

    page.once("dialog", leave)
    page.reload()
    to_step(page, "place")
    assert [dialog.type for dialog in asked] == ["beforeunload"]
    assert is_empty(page)
    assert not page.is_checked("#form-public")

    page.clock.install()
    page.check("#form-public")
    before = filings(service.data)
    answered(page)
    page.click("#form-next")
    number = receipt(page)
    assert number not in page.evaluate("() => JSON.stringify({ ...sessionStorage, ...localStorage })")
    assert filings(service.data) == before + 1
    expect(page.locator("#receipt-clear")).to_contain_text(words["zh-Hans"].say("keep.clear.text"))
    page.clock.fast_forward("05:01")
    expect(page.locator("#receipt-clear")).to_contain_text(words["zh-Hans"].say("keep.clear.soon"))
    look(page, accessible)
    page.click("#receipt-clear button:last-child")
    page.clock.fast_forward("01:01")
    assert receipt(page) == number
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    page.clock.fast_forward("01:01")
    to_step(page, "place")
    page.go_back()
    assert number not in page.content()
