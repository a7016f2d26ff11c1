"""A reader who asks the decision helper: by clicks, or by a link that holds the answers."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, Route

from guide.content import Content
from guide.tables import compile_table

REFERRED = {"insured": "3210", "treated": "11", "why": "referred", "care": "inpatient", "hospital": "in-hospital"}
RETIRED = {"insured": "3210", "treated": "11", "why": "retired", "care": "inpatient", "hospital": "not-admitted"}


def folder(language: str) -> str:
    """Name a language's folder on the site."""
    return "/" if language == "zh-Hans" else f"/{language}/"


def link(answers: Mapping[str, str], language: str = "zh-Hans") -> str:
    """The address that holds some answers."""
    return f"{folder(language)}check/?{urlencode(answers)}"


def as_of(page: Page, content: Content, day: str) -> None:
    """Let a page have the tables of a day, and its clock."""

    def answer(route: Route) -> None:
        ruler = urlsplit(route.request.url).path.rpartition("/")[2].removesuffix(".json")
        route.fulfill(json=compile_table(content, ruler, datetime.fromisoformat(day).date()))

    page.route("**/rules/*.json", answer)
    page.clock.set_fixed_time(f"{day}T12:00:00+08:00")


def find(page: Page, name: str, code: str) -> None:
    """Answer with a place, by its code."""
    page.fill(f"#{name}", code)
    page.locator(f"#ask-{name} [role=option]").first.click()
    page.click("#check-next")


def choose(page: Page, name: str, answer: str) -> None:
    """Answer with one of the choices."""
    page.click(f"label[for={name}-{answer}]")
    page.click("#check-next")


def told(page: Page) -> tuple[str, str | None, list[str]]:
    """The answer that is shown: verdict, type, and the rules that it rests on."""
    verdict = page.locator("#check-result:not([hidden]) #check-verdict")
    rules = page.locator("#check-result > .check-reasons > li")
    because = rules.evaluate_all("all => all.map((one) => `${one.dataset.rule}@${one.dataset.place}`)")
    return str(verdict.get_attribute("data-verdict")), verdict.get_attribute("data-kind") or None, because
