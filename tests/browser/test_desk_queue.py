"""The queue as an officer works through it: by keys and by mouse, on a wide screen and on a phone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

import town
from filings.storage.folder import FolderStorage
from guide.words import LANGUAGES, Words
from running import Service
from templates import FOLDERS

Check = Callable[..., None]
# Nobody else's tests file here.
PLACE, OFFICER = "2201", "sample-elsewhere"
NUMBERS = [str(town.number(i, PLACE)) for i in range(60)]


@pytest.fixture(scope="module")
def full(desk_service: Service) -> Service:
    """The service with sixty filings that wait, every third a referral."""
    store = FolderStorage(desk_service.data / "store")
    begun = datetime.now(UTC) - timedelta(days=3)
    kinds = ("referred", "other-temporary", "long-term-resident")
    town.fill(store, (town.submission(i, begun + i * town.MINUTE, PLACE, type=kinds[i % 3]) for i in range(60)))
    return desk_service


@pytest.fixture
def page(browser: Browser, full: Service) -> Iterator[Page]:
    """A wide window in which the officer of that place has signed in."""
    context = browser.new_context(base_url=full.url, viewport={"width": 1280, "height": 800})
    context.request.post("/v1/desk/session/local", data={"officer": OFFICER})
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def lines(page: Page) -> list[str]:
    return [str(line.get_attribute("data-number")) for line in page.locator("#queue tbody tr").all()]


def stands(page: Page, accessible: Check) -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        accessible(page, contrast=width == 360)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_an_officer_works_through_the_queue_by_keys(page: Page, words: dict[str, Words], accessible: Check) -> None:
    say = words["ru"].say
    page.goto("/ru/desk/")
    line = page.locator(f"tr[data-number='{NUMBERS[1]}']")
    expect(page.locator("#queue-said")).to_contain_text(say("desk-queue.count", n=60))
    assert lines(page) == NUMBERS[:50]
    stands(page, accessible)

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(line.locator("a")).to_be_focused()
    page.keyboard.press("c")
    expect(page.locator("#queue-said")).to_contain_text(say("desk-queue.claimed.done", number=NUMBERS[1]))
    expect(line.locator(".is-claimed")).to_contain_text(say("desk-queue.you"))
    expect(line.locator("a")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator("#queue-said")).to_contain_text(say("desk-queue.released.done", number=NUMBERS[1]))
    page.keyboard.press("k")
    expect(page.locator(f"tr[data-number='{NUMBERS[0]}'] a")).to_be_focused()

    page.keyboard.press("?")
    accessible(page, contrast=True)
    page.uncheck("#queue-keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search-text")).not_to_be_focused()
    page.click("#queue-keys")
    page.check("#queue-keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.locator("#search-text")).to_be_focused()
    page.keyboard.type("jcr?")
    expect(page.locator("#search-text")).to_have_value("jcr?")
    expect(page.locator("#queue-help")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#form-problems")).to_contain_text(say("desk-queue.search.wrong"))
    page.fill("#search-text", NUMBERS[5].replace("-", "").lower())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/ru/desk/file/#{NUMBERS[5]}")


def test_filters_and_pages_stay_when_an_officer_comes_back(page: Page, words: dict[str, Words]) -> None:
    page.goto("/en/desk/")
    page.click("#queue-next")
    expect(page.locator("#queue tbody tr")).to_have_count(10)
    page.locator("#queue a").first.click()
    page.wait_for_url("**/desk/file/*")
    page.go_back()
    expect(page.locator("#queue tbody tr")).to_have_count(10)
    assert lines(page) == NUMBERS[50:]
    page.select_option("#queue-type", "referred")
    expect(page.locator("#queue tbody tr")).to_have_count(20)
    page.reload()
    expect(page.locator("#queue tbody tr")).to_have_count(20)
    page.select_option("#queue-identity", "verified")
    expect(page.locator("#queue")).to_have_text(words["en"].say("desk-queue.none.fit"))
    page.select_option("#queue-list", "overdue")
    expect(page.locator("#queue")).to_have_text(words["en"].say("desk-queue.none.overdue"))
    expect(page.locator("#queue-more")).to_be_hidden()


def test_who_is_overtaken_is_told_and_sees_the_list_as_it_is(page: Page, words: dict[str, Words]) -> None:
    page.goto("/ko/desk/")
    expect(page.locator("#queue tbody tr")).to_have_count(50)
    row = page.request.get(f"/v1/desk/queue?place={PLACE}").json()["filings"][3]
    headers = {"Idempotency-Key": "claimed-in-another-window"}
    page.request.post(
        f"/v1/desk/filings/{row['number']}/events", data={"action": "claim", "after": row["after"]}, headers=headers
    )
    line = page.locator(f"tr[data-number='{row['number']}']")
    line.locator("button").click()
    expect(page.locator("#queue-said")).to_contain_text(words["ko"].say("desk-queue.moved", number=row["number"]))
    expect(line.locator("[data-act=release]")).to_be_visible()


def test_a_person_is_looked_for_by_their_document_and_the_queue_comes_back(
    page: Page, words: dict[str, Words], accessible: Check
) -> None:
    say = words["zh-Hant"].say
    page.goto("/zh-Hant/desk/")
    expect(page.locator("#queue tbody tr")).to_have_count(50)
    page.select_option("#search-by", "passport")
    expect(page.locator("#search-noted")).to_be_visible()
    page.fill("#search-text", "E00000000")
    page.keyboard.press("Enter")
    expect(page.locator("#queue")).to_contain_text(say("desk-queue.search.none"))
    expect(page.locator("#search-text")).to_have_value("")
    stands(page, accessible)
    page.click("#search-back")
    expect(page.locator("#queue tbody tr")).to_have_count(50)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_stands_in_every_language_on_a_phone(page: Page, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{FOLDERS[language]}desk/")
    expect(page.locator("#queue tbody tr")).to_have_count(50)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
