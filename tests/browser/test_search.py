"""Search in a browser: forty queries in five languages, and what the page does where there is nothing to show."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from guide.words import LANGUAGES, ORIGINAL

Opens = Callable[..., Page]
FIRST = 3
# What is typed, and an address that must be among the first three results.
QUERIES = {
    "zh-Hans": {
        "急诊": "emergency/",
        "要不要备案": "need/",
        "住院费用报销": "settlement/",
        "手工报销": "trouble/#manual",
        "轉診": "glossary/#referred",
        "醫保電子憑證": "glossary/#e-credential",
        "给父母备案": "for-others/",
        "取消备案": "duration/#cancel",
        "慢性病": "chronic/",
        "zhuanzhen": "glossary/#referred",
        "人脸识别": "ways/",
        "扬州": "places/3210/",
        "yanbian": "places/2224/",
        "321000": "places/3210/",
    },
    "zh-Hant": {
        "急诊": "emergency/",
        "異地就醫": "what/",
        "扬州": "places/3210/",
        "揚州": "places/3210/",
        "慢特病": "chronic/",
        "承諾書": "papers/#letter",
    },
    "en": {
        "emergency": "emergency/",
        "reimbursement": "settlement/",
        "materials": "papers/",
        "register parents": "for-others/",
        "how long does it last": "duration/",
        "cancelling": "duration/#cancel",
        "face check": "ways/#face",
        "chronic diseases": "chronic/",
        "refused": "after/",
        "Urumqi": "places/6501/",
    },
    "ko": {
        "응급": "emergency/",
        "서류를": "papers/",
        "부모": "for-others/",
        "양주": "places/3210/",
        "연변": "places/2224/",
    },
    "ru": {
        "документов": "papers/",
        "больнице": "hospital/",
        "возмещением": "settlement/",
        "ребенка": "for-others/",
        "Яньбянь": "places/2224/",
    },
}


def search(opens: Opens, language: str, query: str) -> Page:
    folder = "/" if language == ORIGINAL else f"/{language}/"
    return opens(f"{folder}search/?q={quote(query)}")


def test_forty_queries_are_asked_and_every_language_has_some() -> None:
    assert sum(map(len, QUERIES.values())) == 40
    assert QUERIES.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_looked_for_is_among_the_first_results(opens: Opens, language: str) -> None:
    page = search(opens, language, "")
    missed = {}
    for query, wanted in QUERIES[language].items():
        page.goto(page.url.partition("?")[0] + f"?q={quote(query)}")
        expect(page.locator("#said")).not_to_be_empty()
        found = [str(link.get_attribute("href")).removeprefix("../") for link in page.locator("#found a").all()[:FIRST]]
        if wanted not in found:
            missed[query] = found
    assert missed == {}


def test_a_result_leads_to_its_part_of_the_page(opens: Opens) -> None:
    page = search(opens, "en", "face check")
    page.locator("#found a").first.click()
    page.wait_for_url("**/en/ways/#face")


def test_typing_finds_without_a_key_more_and_keeps_the_query_in_the_address(opens: Opens) -> None:
    page = search(opens, "en", "")
    page.get_by_role("searchbox").fill("emergency")
    expect(page.locator("#found a").first).to_contain_text("Emergenc")
    assert page.url.endswith("?q=emergency")


def test_nothing_found_is_said_and_all_pages_are_listed(opens: Opens) -> None:
    page = search(opens, "en", "zzzzzz")
    expect(page.get_by_role("status")).to_contain_text("Nothing was found")
    expect(page.get_by_role("main").get_by_role("link", name="Papers to have ready")).to_be_visible()


def test_an_index_that_cannot_be_loaded_is_said_and_asked_for_again(opens: Opens) -> None:
    page = search(opens, "en", "")
    page.route("**/search.json", lambda route: route.abort())
    page.get_by_role("searchbox").fill("emergency")
    expect(page.get_by_role("status")).to_contain_text("could not be loaded")
    page.unroute("**/search.json")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("#found a").first).to_contain_text("Emergenc")


def test_the_index_is_not_loaded_before_somebody_searches(opens: Opens) -> None:
    asked: list[str] = []
    page = opens("/en/")
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page.url + "search/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert [url for url in asked if url.endswith(".json")] == []
