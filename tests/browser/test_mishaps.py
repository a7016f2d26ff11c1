"""What goes wrong on the way, from a lost answer to a wrong clock: nothing is lost and nothing is filed twice."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from playwright.sync_api import Page, Request, Route, expect

from filling import is_ready
from guide.words import Words
from hasty import ASKED, answered, filings, from_who, go_on, receipt, to_who
from keyboard import to_step
from running import Service

Opens = Callable[..., Page]
Check = Callable[..., None]
CARD = "#form-card:not([hidden])"
CHINA = timezone(timedelta(hours=8))


def lose_the_answer(route: Route) -> None:
    """The service has stored the filing, and the connection breaks before it could say so."""
    assert route.fetch().status == 201
    route.abort()


def test_a_filing_whose_answer_was_lost_is_not_filed_twice(opens: Opens, service: Service, words: dict[str, Words]) -> None:
    say = words["zh-Hans"].say
    before = filings(service.data)
    page = answered(opens(f"/{ASKED}"))
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/v1/filings") else None)

    page.route("**/v1/filings", lambda route: route.abort())
    page.click("#form-next")
    expect(page.locator("#form-problems")).to_contain_text(say("problem.network"))
    assert filings(service.data) == before
    page.unroute("**/v1/filings")
    page.route("**/v1/filings", lose_the_answer)
    page.click("#form-next")
    expect(page.locator("#form-problems")).to_be_focused()
    assert filings(service.data) == before + 1
    page.unroute("**/v1/filings")
    page.reload()
    page.click(f"{CARD} [data-answer=continue]")
    to_step(page, "check")
    page.click("#form-next")
    number = receipt(page)
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    assert filings(service.data) == before + 1
    assert not page.locator("#receipt > .form-warning", has_text=say("keep.arrived")).count()

    page.goto(f"/{ASKED}")
    answered(page)
    page.route("**/v1/filings", lose_the_answer)
    page.click("#form-next")
    expect(page.locator("#form-problems")).to_be_focused()
    page.unroute("**/v1/filings")
    page.evaluate("() => { document.getElementById('contact-phone').value = '13800000001' }")
    page.reload()
    page.click(f"{CARD} [data-answer=continue]")
    to_step(page, "check")
    page.evaluate("() => { document.getElementById('contact-phone').value = '13800000001' }")
    page.click("#form-next")
    assert receipt(page) != number
    expect(page.locator("#receipt")).to_contain_text(say("keep.arrived"))
    assert filings(service.data) == before + 2


def test_words_that_do_not_come_are_asked_for_again_and_nothing_typed_is_lost(opens: Opens, words: dict[str, Words]) -> None:
    page, say, late = opens("/file/?place=3210"), words["zh-Hans"].say, "**/form-words.json"
    is_ready(page)
    page.check("#scheme-residents")
    page.route(late, lambda route: route.abort())
    page.click("#form-next")
    expect(page.locator("#form-problems")).to_contain_text(say("problem.not-loaded"))
    assert page.is_checked("#scheme-residents")
    page.unroute(late)
    page.click("#form-next")
    to_step(page, "type")
    page.wait_for_function("() => !document.getElementById('form-kept').hidden")
    # Whoever comes back is told that they have not come, and offered to try again.
    page.route(late, lambda route: route.abort())
    page.reload()
    page.click("[data-answer=continue]")
    expect(page.locator("#form-card")).to_contain_text(say("problem.not-loaded"))
    page.unroute(late)
    page.click("[data-answer=again]")
    to_step(page, "type")
    assert page.is_checked("#scheme-residents")


def test_the_second_press_of_a_double_click_gives_no_answer_on_the_step_to_which_the_first_led(opens: Opens) -> None:
    page = opens(f"/{ASKED}")
    page.check("#scheme-residents")
    go_on(page, "type")
    page.hover("[data-option='settled-retiree'] label")
    page.mouse.down(click_count=2)
    page.mouse.up(click_count=2)
    assert page.is_checked("[data-option='long-term-resident'] input")
    page.click("[data-option='settled-retiree'] label")
    assert page.is_checked("[data-option='settled-retiree'] input")


def test_many_presses_file_once_and_back_does_not_file_again(opens: Opens, service: Service) -> None:
    before = filings(service.data)
    page = opens(f"/{ASKED}")
    page.check("#scheme-residents")
    page.dblclick("#form-next")
    to_step(page, "type")
    page.dblclick("#form-next")
    to_step(page, "needs")
    assert not page.is_visible("#form-problems")
    page.go_back()
    page.go_back()
    to_step(page, "place")
    answered(page)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/v1/filings") else None)
    page.evaluate("() => { for (let i = 0; i < 5; i++) document.getElementById('form-next').click() }")
    number = receipt(page)
    assert len(sent) == 1
    page.go_back()
    assert receipt(page) == number
    page.go_back()
    assert receipt(page) == number
    page.go_forward()
    page.reload()
    to_step(page, "place")
    page.dblclick("#form-next")
    expect(page.locator("#form-problems")).to_be_visible()
    assert filings(service.data) == before + 1


def test_only_one_tab_has_the_form_and_another_may_take_it_over(opens: Opens, service: Service, accessible: Check) -> None:
    before = filings(service.data)
    first = opens(f"/{ASKED}")
    to_who(first)
    second = first.context.new_page()
    second.goto("/en/file/")
    second.wait_for_selector(CARD)
    assert not second.is_visible("#form")
    accessible(second)
    first.fill("#insured-name", "王五")
    second.click("[data-answer=here]")
    to_step(second, "who")
    assert second.input_value("#insured-name") == "王五"
    first.wait_for_selector(CARD)
    assert not first.is_visible("#form")
    second.fill("#insured-name", "张三")
    first.bring_to_front()
    first.click("[data-answer=here]")
    to_step(first, "who")
    assert first.input_value("#insured-name") == "张三"
    second.wait_for_selector(CARD)
    from_who(first)
    first.click("#form-next")
    receipt(first)
    second.bring_to_front()
    second.click("[data-answer=here]")
    to_step(second, "place")
    assert filings(service.data) == before + 1


@pytest.mark.parametrize("days", [-1, 1])
def test_nobody_is_refused_for_a_clock_that_is_wrong_by_a_day(opens: Opens, service: Service, days: int) -> None:
    before = filings(service.data)
    page = opens("/file/")
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=days))
    page.goto(f"/{ASKED}")
    answered(page)
    assert page.input_value("#treatments-0-from") == datetime.now(CHINA).date().isoformat()
    with page.expect_request("**/v1/filings") as sent:
        page.click("#form-next")
    receipt(page)
    read_at = datetime.fromisoformat(json.loads(sent.value.post_data or "")["notice"]["read_at"])
    assert abs(read_at - datetime.now(UTC)) < timedelta(hours=1)
    assert filings(service.data) == before + 1


def test_a_slow_service_is_waited_for_and_what_it_took_is_not_filed_again(
    opens: Opens, service: Service, words: dict[str, Words], accessible: Check
) -> None:
    say = words["en"].say
    before = filings(service.data)
    page = opens("/file/")
    page.clock.install()
    page.goto(f"/en/{ASKED}")
    answered(page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        assert route.fetch().status == 201
        held.append(route)

    page.route("**/v1/filings", hold)
    with page.expect_request("**/v1/filings"):
        page.click("#form-next")
    page.clock.fast_forward("00:09")
    expect(page.locator("#form-news")).to_have_text(say("keep.patience"))
    accessible(page)
    page.clock.fast_forward("00:22")
    expect(page.locator("#form-problems")).to_contain_text(say("problem.slow"))
    accessible(page)
    assert held
    page.unroute("**/v1/filings")
    page.click("#form-next")
    receipt(page)
    assert filings(service.data) == before + 1
