"""Several filings approved at once: ticked, confirmed, sent over a line that breaks, and each told what became of it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

import town
from filings.model import read_log
from filings.numbers import parse
from filings.storage.folder import FolderStorage
from filings.waiting import drop
from guide.words import Words
from running import Service

Check = Callable[..., None]
PLACE, OFFICER = "2201", "sample-elsewhere"
# Beside those of the other tests of the queue.
SEEN, UNSEEN, MOVED = NUMBERS = [str(town.number(900 + i, PLACE)) for i in range(3)]


@pytest.fixture
def store(desk_service: Service) -> Iterator[FolderStorage]:
    """Three filings that wait, from a counter: a clerk has seen the papers of the first and the last."""
    store, begun = FolderStorage(desk_service.data / "store"), datetime.now(UTC) - timedelta(days=2)
    made = [town.submission(900 + i, begun + i * town.MINUTE, PLACE, channel="counter", seen=i != 1) for i in range(3)]
    town.fill(store, iter(made))
    yield store
    drop(store, [marker for marker, *_ in made])


@pytest.fixture
def page(browser: Browser, desk_service: Service) -> Iterator[Page]:
    """A wide window in which the officer of that place has signed in."""
    context = browser.new_context(base_url=desk_service.url, viewport={"width": 1280, "height": 800})
    context.request.post("/v1/desk/session/local", data={"officer": OFFICER})
    yield context.new_page()
    context.close()


def stands(page: Page, accessible: Check) -> None:
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        accessible(page, contrast=width == 360)


def claimed_elsewhere(page: Page, number: str) -> None:
    rows = page.request.get(f"/v1/desk/queue?place={PLACE}&channel=counter").json()["filings"]
    body = {"action": "claim", "after": next(row["after"] for row in rows if row["number"] == number)}
    headers = {"Idempotency-Key": "claimed-in-another-window"}
    assert page.request.post(f"/v1/desk/filings/{number}/events", data=body, headers=headers).ok


def test_several_are_approved_at_once_and_each_has_its_result(
    page: Page, words: dict[str, Words], accessible: Check, store: FolderStorage
) -> None:
    say = words["ko"].say
    page.goto("/ko/desk/?channel=counter")
    expect(page.locator("#queue tbody tr")).to_have_count(3)
    expect(page.locator("#queue-batch")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("checkbox", name=SEEN)).to_be_checked()
    expect(page.locator("#queue-batch-go")).to_have_text(say("desk-queue.batch.go", n=1))
    stands(page, accessible)
    page.check("#queue-all")
    page.keyboard.press("a")
    expect(page.locator("#queue-confirm-list")).to_contain_text(say("desk-queue.batch.left", n=1))
    expect(page.locator("#queue-confirm-list p + ul")).to_have_text(UNSEEN)
    stands(page, accessible)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    claimed_elsewhere(page, MOVED)
    page.route("**/v1/desk/decisions", lose, times=1)
    page.click("#queue-confirm-go")
    expect(page.locator("#form-problems")).to_contain_text(say("desk-queue.batch.unconfirmed.text"))
    # What the service has not confirmed outlives the page.
    page.reload()
    expect(page.locator("#queue tbody tr")).to_have_count(2)
    expect(page.locator("#queue-batch-unconfirmed")).to_have_text(say("desk-queue.batch.unconfirmed", n=2))
    page.click("#queue-batch-go")
    expect(page.locator("#queue-results")).to_be_focused()
    expect(page.locator(".queue-result-done li")).to_have_text([SEEN])
    told = [f"{MOVED} {say('desk-queue.batch.moved')}", f"{UNSEEN} {say('desk-queue.batch.why.unverified')}"]
    expect(page.locator(".queue-result-not li")).to_have_text(told)
    stands(page, accessible)
    logs = [[event.fields["event"] for event in read_log(store, parse(number).serial)] for number in NUMBERS]
    assert logs == [["submitted", "approved"], ["submitted"], ["submitted", "claimed"]]

    page.click(f"#queue-results a[href$='{UNSEEN}']")
    page.wait_for_url(f"**/desk/file/#{UNSEEN}")
    page.go_back()
    page.click("#queue-results button")
    expect(page.locator("#queue-results")).to_be_hidden()
    expect(page.locator("#queue-batch")).to_be_hidden()
