"""The reader's clock: a page that was made some time ago says what has grown old since, and values open their source."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route, expect

from documents import copied
from guide.content import Content
from guide.words import LANGUAGES, load_words
from running import ROOT
from small import CHANGE, CITY, THEN_THREE, TWO_PLACES, site
from templates import FOLDERS

Opens = Callable[..., Page]
# China's midnight, eight hours ahead of UTC.
AHEAD = timedelta(hours=8)


def midnight(day: date) -> datetime:
    """The moment at which a day begins in China."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - AHEAD


def at(page: Page, moment: datetime) -> None:
    """Read the page again with the reader's clock at a moment."""
    page.clock.set_fixed_time(moment)
    page.reload()


@pytest.fixture(scope="module")
def review(content: Content) -> date:
    """The first day on which a source of Yangzhou's page is to have been checked again."""
    return min(date.fromisoformat(source["review_by"]) for source in content.sources.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["places/3210/", "national/", "sources/", "changes/"])
def test_a_page_warns_from_the_day_after_a_review_by_day(opens: Opens, review: date, language: str, path: str) -> None:
    page = opens(FOLDERS[language] + path)
    notice = page.locator("#age")
    at(page, midnight(review + timedelta(days=1)) - timedelta(seconds=1))
    expect(notice).to_be_hidden()
    at(page, midnight(review + timedelta(days=1)))
    expect(notice).to_be_visible()
    expect(notice).to_contain_text(load_words(ROOT)[language].say("age.ask"))


def test_just_the_values_whose_source_has_grown_old_are_marked(opens: Opens, review: date) -> None:
    page = opens("/places/3210/")
    at(page, midnight(review + timedelta(days=1)))
    parts = page.locator("[data-review-by]")
    old = [part.get_attribute("data-review-by") == str(review) for part in parts.all()]
    assert [part.locator("> summary .stale, > th .stale, > .stale").count() == 1 for part in parts.all()] == old


def test_a_fresh_page_marks_nothing(opens: Opens) -> None:
    page = opens("/places/3210/")
    expect(page.locator("h1")).to_have_text("扬州市")
    expect(page.locator(".stale")).to_have_count(0)
    expect(page.locator("#age")).to_be_hidden()


def test_an_announced_change_is_told_as_one_in_force_once_its_day_has_come(
    opens: Opens, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tree = copied(tmp_path_factory.mktemp("small") / "project", "site/assets")
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    made = (site(tree, date(2026, 11, 21)) / "places/3210/index.html").read_text("utf-8")
    page = opens("/places/")

    def answer(route: Route) -> None:
        route.fulfill(body=made, content_type="text/html")

    page.route("**/places/3210/", answer)
    page.clock.set_fixed_time(midnight(CHANGE) - timedelta(seconds=1))
    page.goto("/places/3210/")
    announced, in_force = page.locator("[data-from] > p").all()
    expect(announced).to_be_visible()
    expect(in_force).to_be_hidden()
    at(page, midnight(CHANGE))
    expect(announced).to_be_hidden()
    expect(in_force).to_contain_text("2027年3月1日")


@pytest.mark.parametrize(("before", "place"), [(timedelta(seconds=1), "old"), (timedelta(0), "new")])
def test_the_form_of_a_site_that_was_not_built_again_changes_on_the_day_too(opens: Opens, before: timedelta, place: str) -> None:
    page = opens("/")
    page.route("**/forms/3210.json", lambda route: route.fulfill(json={"place": "old", "until": str(CHANGE)}))
    page.route(f"**/forms/3210.{CHANGE}.json", lambda route: route.fulfill(json={"place": "new", "until": None}))
    page.clock.set_fixed_time(midnight(CHANGE) - before)
    assert (
        page.evaluate("import('/assets/api.js').then(api => api.getForm('/', '3210')).then(answer => answer.ok.place)") == place
    )


def test_a_value_opens_its_source_by_keyboard(opens: Opens) -> None:
    page = opens("/en/places/3210/")
    value = page.locator("#duration + ul details").first
    value.locator("summary").focus()
    expect(value.get_by_role("link")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(value.get_by_role("link")).to_be_visible()
    page.keyboard.press("Tab")
    expect(value.get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/sources/#*")


def test_a_value_opens_its_source_without_scripts(opens: Opens) -> None:
    page = opens("/en/places/3210/")
    page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.reload()
    value = page.locator("#duration + ul details").first
    value.locator("summary").click()
    expect(value.get_by_role("link")).to_be_visible()


@pytest.mark.parametrize("path", ["/places/3210/", "/en/places/3210/"])
def test_every_value_is_large_enough_to_touch(opens: Opens, path: str) -> None:
    page = opens(path)
    heights = page.eval_on_selector_all(
        ".why > summary, .day > summary",
        "all => all.filter(it => it.checkVisibility()).map(it => it.getBoundingClientRect().height)",
    )
    assert heights
    assert min(heights) >= 48


def test_an_old_page_is_accessible(opens: Opens, accessible: Callable[[Page], None], review: date) -> None:
    page = opens("/places/3210/")
    at(page, midnight(review + timedelta(days=400)))
    expect(page.locator("#age")).to_be_visible()
    accessible(page)
