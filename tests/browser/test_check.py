"""The decision helper in a browser: every worked case is answered as it says, by hand, by keyboard, by link and on paper."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from guide.cases import situations
from guide.content import Content, load
from guide.tables import compile_table
from guide.words import LANGUAGES, Words, load_words
from keyboard import Keyboard
from running import Service

ROOT = Path(__file__).parents[2]
Opens = Callable[..., Page]
Check = Callable[[Page], None]
CASES = {case["about"]: case for case in situations(load(ROOT))}
REFERRED = {"insured": "3210", "treated": "11", "why": "referred", "care": "inpatient", "hospital": "in-hospital"}
RETIRED = {"insured": "3210", "treated": "11", "why": "retired", "care": "inpatient", "hospital": "not-admitted"}
# The answers that have most to say, so the longest on paper.
LONGEST = [
    {"insured": "2224", "treated": "11", "why": "own-choice", "care": "chronic"},
    {"insured": "4303", "treated": "11", "why": "posted", "stay": "long-term", "care": "chronic"},
    {"insured": "3210", "treated": "11", "why": "living", "stay": "long-term", "care": "inpatient", "hospital": "not-admitted"},
    {"insured": "2224", "treated": "2201", "why": "referred", "care": "inpatient", "hospital": "in-hospital"},
    {"insured": "3210", "treated": "3201"},
]


@pytest.fixture(scope="module")
def words() -> dict[str, Words]:
    return load_words(ROOT)


def folder(language: str) -> str:
    return "/" if language == "zh-Hans" else f"/{language}/"


def link(answers: Mapping[str, str], language: str = "zh-Hans") -> str:
    return f"{folder(language)}check/?{urlencode(answers)}"


def as_of(page: Page, content: Content, day: str) -> None:
    """Let a page have the tables of a day, and its clock."""

    def answer(route: Route) -> None:
        ruler = urlsplit(route.request.url).path.rpartition("/")[2].removesuffix(".json")
        route.fulfill(json=compile_table(content, ruler, datetime.fromisoformat(day).date()))

    page.route("**/rules/*.json", answer)
    page.clock.set_fixed_time(f"{day}T12:00:00+08:00")


def find(page: Page, name: str, code: str) -> None:
    page.fill(f"#{name}", code)
    page.locator(f"#ask-{name} [role=option]").first.click()
    page.click("#check-next")


def choose(page: Page, name: str, answer: str) -> None:
    page.click(f"label[for={name}-{answer}]")
    page.click("#check-next")


def told(page: Page) -> tuple[str, str | None, list[str]]:
    """The answer that is shown: verdict, type, and the rules that it rests on."""
    verdict = page.locator("#check-result:not([hidden]) #check-verdict")
    rules = page.locator("#check-result > .check-reasons > li")
    because = rules.evaluate_all("all => all.map((one) => `${one.dataset.rule}@${one.dataset.place}`)")
    return str(verdict.get_attribute("data-verdict")), verdict.get_attribute("data-kind") or None, because


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_case_is_answered_as_it_says_and_its_link_says_the_same(opens: Opens, content: Content, case: dict[str, Any]) -> None:
    page = opens("/about/")
    as_of(page, content, case["on"])
    page.goto("/check/")
    find(page, "insured", case["place"])
    find(page, "treated", case["situation"]["treated"])
    asked = {name: answer for name, answer in case["situation"].items() if name != "treated"}
    for name, answer in asked.items():
        expect(page.locator(f"#ask-{name} h2")).to_be_focused()
        choose(page, name, answer)
    expect(page.locator("#check-verdict")).to_be_focused()
    outcome = case["outcome"]
    wanted = (outcome["verdict"], outcome.get("kind"), outcome["because"])
    assert told(page) == wanted
    given = {"insured": case["place"], **case["situation"]}
    assert {name: value for name, [value] in parse_qs(urlsplit(page.url).query).items()} == given
    page.reload()
    page.wait_for_selector("#check-verdict")
    assert told(page) == wanted


def test_it_is_answered_by_keyboard_alone(opens: Opens) -> None:
    page = opens("/en/check/")
    keys = Keyboard(page)
    for name, typed in (("insured", "yangzhou"), ("treated", "beijing")):
        keys.find(f"#{name}", typed)
        keys.go_on("#check-next")
        page.wait_for_selector(f"[data-given={name}]")
    for name in ("why", "care", "hospital"):
        expect(page.locator(f"#ask-{name} h2")).to_be_focused()
        keys.choose(name, REFERRED[name])
        keys.press("Enter")
    expect(page.locator("#check-verdict")).to_be_focused()
    assert told(page)[:2] == ("file-before-discharge", "referred")
    keys.go_on("[data-given=why] a")
    expect(page.locator("#ask-why h2")).to_be_focused()
    assert page.is_checked("#why-referred")


def test_back_and_forward_lead_through_the_questions(opens: Opens) -> None:
    page = opens("/check/")
    find(page, "insured", "3210")
    find(page, "treated", "11")
    choose(page, "why", "retired")
    page.wait_for_selector("#ask-care:not([hidden])")
    page.go_back()
    expect(page.locator("#ask-why h2")).to_be_focused()
    page.click("#check-back")
    expect(page.locator("#ask-treated h2")).to_be_focused()
    page.go_forward()
    page.go_forward()
    expect(page.locator("#ask-care h2")).to_be_focused()
    assert page.locator("[data-given]").count() == 3


def test_a_changed_answer_keeps_those_that_still_hold(opens: Opens) -> None:
    page = opens(link(RETIRED))
    page.click("[data-given=why] a")
    choose(page, "why", "referred")
    expect(page.locator("#check-verdict")).to_be_focused()
    assert told(page)[:2] == ("file", "referred")
    page.click("[data-given=why] a")
    choose(page, "why", "living")
    expect(page.locator("#ask-stay h2")).to_be_focused()
    choose(page, "stay", "for-a-time")
    assert told(page)[:2] == ("file", "other-temporary")


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, "insured"),
        ({"insured": "32", "treated": "11"}, "insured"),
        ({"insured": "nowhere"}, "insured"),
        ({"insured": "3210"}, "treated"),
        ({"insured": "3210", "treated": "9999", "why": "referred"}, "treated"),
        ({"insured": "3210", "treated": "11", "why": "__proto__"}, "why"),
        ({"insured": "3210", "treated": "11", "why": "living", "care": "inpatient"}, "stay"),
        ({**RETIRED, "hospital": "<b>"}, "hospital"),
        ({**RETIRED, "change": "care"}, "care"),
    ],
)
def test_a_link_with_an_answer_that_does_not_hold_asks_that_question(opens: Opens, answers: dict[str, str], asked: str) -> None:
    page = opens(link(answers))
    expect(page.locator(f"#ask-{asked}")).to_be_visible()
    expect(page.locator("[data-ask]:visible")).to_have_count(1)
    expect(page.locator("#check-result")).to_be_hidden()


def test_what_is_not_asked_is_left_out_of_the_link(opens: Opens) -> None:
    page = opens(link({**RETIRED, "stay": "for-a-time", "more": "x"}))
    page.wait_for_selector("#check-verdict")
    assert {name: value for name, [value] in parse_qs(urlsplit(page.url).query).items()} == RETIRED


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


def test_an_answer_whose_source_wants_checking_says_so(opens: Opens, content: Content) -> None:
    page = opens("/about/")
    last = min(datetime.fromisoformat(source["review_by"]) for source in content.sources.values())
    for day, stale in ((last, 0), (last + timedelta(days=1), 1)):
        page.clock.set_fixed_time(f"{day.date()}T12:00:00+08:00")
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
    for answers in [*LONGEST, REFERRED, RETIRED]:
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
