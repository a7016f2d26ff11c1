"""The status page in a browser: typos are caught before anything is asked, and unknown and wrong are told apart for nobody."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, Page, expect

from documents import document
from filings import numbers
from guide.content import load
from guide.words import Words
from keyboard import Keyboard
from running import Service

ROOT = Path(__file__).parents[2]
Opens = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def receipt(browser: Browser, service: Service, forms: Mapping[str, Any]) -> dict[str, str]:
    context = browser.new_context(base_url=service.url)
    headers = {"Idempotency-Key": str(uuid4())}
    answer = context.request.post("/v1/filings", data=document(forms["3210"], "long-term-resident", letter=True), headers=headers)
    filed: dict[str, str] = answer.json()
    context.close()
    return filed


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_number_typed_carelessly_and_its_code_show_where_the_filing_stands(
    opens: Opens, words: dict[str, Words], accessible: Check, receipt: dict[str, str], language: str
) -> None:
    say = words[language].say
    page = opens({"zh-Hans": "/status/", "en": "/en/status/"}[language])
    keys = Keyboard(page)
    accessible(page)
    keys.write("#number", receipt["number"].lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    keys.write("#code", receipt["lookup_code"].lower())
    with page.expect_request("**/v1/filings/*") as asked:
        keys.press("Enter")
    assert asked.value.url.endswith(receipt["number"])
    assert asked.value.headers["lookup-code"] == receipt["lookup_code"]
    expect(page.locator("#status-title")).to_have_text(say("status.submitted"))
    expect(page.locator("#status-title")).to_be_focused()
    expect(page.locator("#status-next")).to_have_text(say("next.submitted"))
    expect(page.locator("#status-body ol li")).to_have_count(1)
    expect(page.locator("#status-body")).to_contain_text({"zh-Hans": "扬州市", "en": "Yangzhou"}[language])
    accessible(page)
    keys.go_on("#status-another")
    expect(page.locator("#number")).to_be_focused()


def test_what_failed_in_the_service_is_said_with_the_number_under_which_its_log_has_it(
    opens: Opens, words: dict[str, Words], accessible: Check, service: Service, forms: Mapping[str, Any]
) -> None:
    page = opens("/en/status/")
    filing, headers = document(forms["3210"], "long-term-resident", letter=True), {"Idempotency-Key": str(uuid4())}
    number = page.context.request.post("/v1/filings", data=filing, headers=headers).json()["number"]
    [event] = service.data.glob(f"store/filings+/{number.replace('-', '')[4:12]}+/0001.json")
    whole = event.read_bytes()
    event.write_bytes(whole[:-20])
    page.fill("#number", number)
    with page.expect_response("**/v1/filings/*") as answered:
        page.click("#status-form button")
    identity = answered.value.headers["x-request-id"]
    expect(page.locator(".form-request")).to_have_text(words["en"].say("problem.request", id=identity))
    accessible(page)
    page.fill("#number", str(numbers.Number("3210", "00000000")))
    page.click("#status-form button")
    expect(page.locator("#form-problems")).to_contain_text(words["en"].say("problem.not-found"))
    assert page.locator(".form-request").count() == 0
    event.write_bytes(whole)


def test_a_typo_is_caught_before_anything_is_asked(opens: Opens, words: dict[str, Words], accessible: Check) -> None:
    page = opens("/status/?number=3210-7K3Q-9FXM-6")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.fill("#code", "12")
    page.click("#status-form button")
    say = words["zh-Hans"].say
    expect(page.locator("#form-problems a")).to_have_text([say("finding.number"), say("finding.lookup-code")])
    expect(page.locator("#form-problems")).to_be_focused()
    expect(page.locator("#number")).to_have_attribute("aria-invalid", "true")
    assert [address for address in asked if "/v1/" in address] == []
    accessible(page)


def test_an_unknown_number_and_a_wrong_code_get_the_same_answer(
    opens: Opens, words: dict[str, Words], receipt: dict[str, str]
) -> None:
    page = opens("/status/")
    answers = []
    for number, code in ((str(numbers.Number("3210", "00000000")), ""), (receipt["number"], "0000-0000")):
        page.fill("#number", number)
        page.fill("#code", code)
        page.click("#status-form button")
        expect(page.locator("#form-problems")).to_be_focused()
        answers.append(page.inner_text("#form-problems"))
        assert page.input_value("#number") == number
    assert answers[0] == answers[1]
    assert words["zh-Hans"].say("problem.not-found") in answers[0]


def test_the_page_checks_a_number_as_the_functions_do(opens: Opens) -> None:
    page = opens("/status/")
    dice = random.Random(7)  # noqa: S311 - chosen to be the same every time
    good = [str(numbers.Number(f"{dice.randrange(10**4):04}", "".join(dice.choices(numbers.ALPHABET, k=8)))) for _ in range(200)]
    bad = [number[:-1] + dice.choice(numbers.ALPHABET.replace(number[-1], "")) for number in good]
    script = "async ([address, all]) => { const { parseNumber } = await import(address); return all.map(parseNumber) }"
    assert page.evaluate(script, ["/assets/numbers.js", good]) == good
    assert page.evaluate(script, ["/assets/numbers.js", bad]) == [None] * len(bad)


@pytest.mark.parametrize("status", load(ROOT).ids("statuses"))
def test_every_status_has_its_words_and_its_next_step(
    opens: Opens, words: dict[str, Words], receipt: dict[str, str], status: str
) -> None:
    moment = "2026-11-20T04:00:00.000Z"
    filing = {
        "number": receipt["number"],
        "place": "3210",
        "type": "referred",
        "status": status,
        "received_at": moment,
        "starts": ["2026-11-21", "2026-12-01"],
        "events": [{"status": each, "at": moment} for each in ("submitted", status)],
        "next": None,
    }
    page = opens(f"/en/status/?number={receipt['number']}")
    page.route("**/v1/filings/*", lambda route: route.fulfill(json=filing))
    page.click("#status-form button")
    expect(page.locator("#status-title")).to_have_text(words["en"].say(f"status.{status}"))
    expect(page.locator("#status-next")).to_have_text(words["en"].say(f"next.{status}"))
    expect(page.locator("#status-body")).to_contain_text("November 21, 2026")
    assert "next." not in page.inner_text("#status-body")
