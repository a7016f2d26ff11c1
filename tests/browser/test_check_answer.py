"""The decision helper's answer in a browser: what it says and when, on paper, into the form, for everybody."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from asking import REFERRED, RETIRED, choose, find, link, told
from guide.content import Content
from guide.tables import compile_table
from guide.words import LANGUAGES, Words
from running import Service

ROOT = Path(__file__).parents[2]
Opens = Callable[..., Page]
Check = Callable[[Page], None]
# The answers that have most to say, so the longest on paper.
LONGEST = [
    {"insured": "2224", "treated": "11", "why": "own-choice", "care": "chronic"},
    {"insured": "4303", "treated": "11", "why": "posted", "stay": "long-term", "care": "chronic"},
    {"insured": "3210", "treated": "11", "why": "living", "stay": "long-term", "care": "inpatient", "hospital": "not-admitted"},
    {"insured": "2224", "treated": "2201", "why": "referred", "care": "inpatient", "hospital": "in-hospital"},
    {"insured": "3210", "treated": "3201"},
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_going_on_without_an_answer_says_what_is_missing(opens: Opens, words: dict[str, Words], language: str) -> None:
    page = opens(link({}, language))
    page.click("#check-next")
    expect(page.locator("#insured-error")).to_have_text(words[language].say("check.problem.place"))
    expect(page.locator("#insured")).to_be_focused()
    page.fill("#insured", "3210")
    page.click("#check-next")
    find(page, "treated", "11")
    page.click("#check-next")
    expect(page.locator("#why-error")).to_have_text(words[language].say("check.problem.choice"))
    expect(page.locator("#why-retired")).to_be_focused()


def test_rules_that_cannot_be_loaded_are_said_and_can_be_tried_again(opens: Opens, words: dict[str, Words]) -> None:
    page = opens("/en/check/")
    page.route("**/rules/*.json", lambda route: route.abort())
    find(page, "insured", "3210")
    expect(page.locator("#insured-error")).to_have_text(words["en"].say("check.problem.network"))
    page.unroute("**/rules/*.json")
    page.click("#check-next")
    expect(page.locator("#ask-treated")).to_be_visible()


def test_from_the_day_of_a_change_the_next_table_answers(opens: Opens, content: Content) -> None:
    page = opens("/about/")
    tables = {"3210": "2022-12-31", "3210.2023-01-01": "2023-01-01"}
    later = {"2022-12-31": "ask-agency", "2023-01-01": "file"}

    def answer(route: Route) -> None:
        day = tables[urlsplit(route.request.url).path.rpartition("/")[2].removesuffix(".json")]
        route.fulfill(json=compile_table(content, "3210", datetime.fromisoformat(day).date()))

    page.route("**/rules/*.json", answer)
    for day, verdict in later.items():
        page.clock.set_fixed_time(f"{day}T00:00:00+08:00")
        page.goto(link(RETIRED))
        page.wait_for_selector("#check-verdict")
        assert told(page)[0] == verdict
        expect(page.locator("[data-until]")).to_have_attribute(
            "data-until", {"ask-agency": "2023-01-01", "file": "2023-03-01"}[verdict]
        )


def dated(at: datetime) -> Callable[[Route], None]:
    """Let the service answer as if it were that time."""

    def answer(route: Route) -> None:
        real = route.fetch()
        route.fulfill(response=real, headers={**real.headers, "date": format_datetime(at.astimezone(UTC), usegmt=True)})

    return answer


def test_an_answer_whose_source_wants_checking_says_so(opens: Opens, content: Content) -> None:
    page = opens("/about/")
    last = min(datetime.fromisoformat(source["review_by"]) for source in content.sources.values())
    for day, stale in ((last, 0), (last + timedelta(days=1), 1)):
        noon = datetime.fromisoformat(f"{day.date()}T12:00:00+08:00")
        page.clock.set_fixed_time(noon)
        # The service tells the time where it is asked for something.
        page.route("**/rules/*.json", dated(noon))
        page.goto(link(RETIRED))
        page.wait_for_selector("#check-verdict")
        expect(page.locator("[data-stale]")).to_have_count(stale)
    marked = page.locator("[data-review-by]").evaluate_all("all => all.map((one) => one.dataset.reviewBy)")
    assert len(marked) > 5
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in marked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_leads_into_the_form_with_the_answers_filled_in(opens: Opens, language: str) -> None:
    page = opens(link(REFERRED, language))
    page.click("#check-file")
    page.wait_for_url("**/file/?*")
    expect(page.locator("[name='/insured_place']")).to_have_value("3210")
    page.check("#scheme-residents")
    page.click("#form-next")
    assert page.is_checked("#type-referred")
    page.click("#form-next")
    expect(page.locator("[name='/treatments/0/place']")).to_have_value("11")
    assert page.is_checked("#ask-admission-yes")


def test_the_form_ignores_what_it_cannot_take(opens: Opens) -> None:
    page = opens("/file/?place=3210&type=emergency&treated=3201&admission=perhaps")
    expect(page.locator("[name='/insured_place']")).to_have_value("3210")
    page.check("#scheme-residents")
    page.click("#form-next")
    assert page.locator("[name='/type']:checked").count() == 0
    page.check("#type-referred")
    page.click("#form-next")
    expect(page.locator("#step-needs")).to_be_visible()
    assert page.input_value("[name='/treatments/0/place']") == ""
    assert page.locator("[name=ask-admission]:checked").count() == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_is_printed_on_one_page(opens: Opens, language: str) -> None:
    for answers in LONGEST:
        page = opens(link(answers, language))
        page.wait_for_selector("#check-verdict")
        counted = re.findall(rb"/Count (\d+)", page.pdf(format="A4"))
        assert [int(count) for count in counted] == [1], answers


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_every_question_and_the_answer_are_accessible_and_fit_the_screen(
    opens: Opens, accessible: Check, language: str, width: int
) -> None:
    page = opens(link({}, language), width=width)

    def look() -> None:
        accessible(page)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        touched = page.locator(
            "#check-page :is(button, .form-main, .form-second, input[type=text], .form-option label, .form-change a):visible"
        )
        assert [box for box in (one.bounding_box() for one in touched.all()) if box and box["height"] < 48] == []

    look()
    page.click("#check-next")
    look()
    find(page, "insured", "2224")
    find(page, "treated", "11")
    given = {"why": "living", "stay": "long-term", "care": "inpatient", "hospital": "in-hospital"}
    for name, answer in given.items():
        page.wait_for_selector(f"#ask-{name}:not([hidden])")
        look()
        choose(page, name, answer)
    page.wait_for_selector("#check-verdict")
    page.click("summary")
    look()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_every_answer_is_there(opens: Opens, language: str) -> None:
    for answers in (LONGEST[0], LONGEST[2], LONGEST[3], REFERRED):
        page = opens(link(answers, language))
        page.wait_for_selector("#check-verdict")
        said = page.inner_text("#check-page")
        assert not re.search(r"\{\w+\}|check\.|rule\.|undefined|null", said), said


def test_without_scripts_it_leads_to_what_can_be_read(browser: Browser, service: Service) -> None:
    context = browser.new_context(base_url=service.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/check/")
    expect(page.locator("#check-form")).to_be_hidden()
    for address in ("/need/", "/national/"):
        assert page.locator(f".form-note a[href$='{address.strip('/')}/']").count() == 1
    page.click(".form-note a >> nth=1")
    page.wait_for_url("**/national/")
    context.close()


def test_a_table_holds_no_words(built: Path) -> None:
    for path in (built / "rules").glob("*.json"):
        table = json.loads(path.read_text("utf-8"))
        for fact in table["facts"]:
            fact["where"] = ""
        assert not re.search("[\u4e00-\u9fff]", json.dumps(table, ensure_ascii=False)), path.name
