"""The decision helper in a browser: every worked case is answered as it says; how one moves between the questions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from asking import REFERRED, RETIRED, as_of, choose, find, link, told
from guide.cases import situations
from guide.content import Content, load
from keyboard import Keyboard

ROOT = Path(__file__).parents[2]
Opens = Callable[..., Page]
CASES = {case["about"]: case for case in situations(load(ROOT))}


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
