"""The page for integrators says what the published description says, in every language; problems lead to it."""

import json
from datetime import date
from functools import cache
from typing import Any

import pytest
from lxml import html

from filings.errors import Code
from filings.web.problems import PROBLEMS
from guide.content import Content
from guide.draw import Drawing
from guide.markers import fill
from guide.prose import read_pages
from guide.words import LANGUAGES, load_words
from running import ROOT

OPENAPI = json.loads((ROOT / "schemas/api/openapi.json").read_text("utf-8"))
OPERATIONS = {
    said["operationId"]: (method.upper(), path, said)
    for path, methods in OPENAPI["paths"].items()
    for method, said in methods.items()
}


@pytest.fixture(scope="module")
def page(content: Content) -> Any:
    """What draws the page in a language, once each."""

    @cache
    def drawn(language: str) -> Any:
        drawing = Drawing(content, load_words(ROOT)[language], date(2026, 11, 22))
        return html.fromstring(fill(read_pages(ROOT)[language]["api.md"], "api.md", drawing, []))

    return drawn


def under(page: Any, identity: str) -> Any:
    [heading] = page.xpath(f"//h3[@id='{identity}']")
    # What a webhook is sent stands between operations and problems, under no heading that this fragment has.
    starts = "self::h3 or @id = 'webhook-sent'"
    return heading.xpath(
        f"following-sibling::*[not({starts})][preceding-sibling::*[{starts}][1] = $heading]", heading=heading.text_content()
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operation_stands_with_its_method_and_address(page: Any, language: str) -> None:
    for identity, (method, path, _) in OPERATIONS.items():
        assert page(language).xpath(f"//h3[@id='{identity}']")[0].text_content() == f"{method} {path}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_under_every_operation_stands_who_is_let_in(page: Any, language: str) -> None:
    say = load_words(ROOT)[language].say
    for identity, (_, _, said) in OPERATIONS.items():
        [row] = [row for part in under(page(language), identity) for row in part.xpath(".//*[@data-askers]/dd")]
        names = [name for choice in said["security"] or [{}] for name in choice or ["anybody"]]
        wanted = [say(f"api.askers.{name}").replace("`", "") for name in dict.fromkeys(names)]
        assert row.text_content() == say("list.either").join(wanted)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_stands_under_its_operation_with_its_shape(page: Any, language: str) -> None:
    for identity, (_, _, said) in OPERATIONS.items():
        rows = {
            row.get("data-parameter"): row
            for part in under(page(language), identity)
            for row in part.xpath(".//*[@data-parameter]")
        }
        assert set(rows) == {parameter["name"] for parameter in said.get("parameters", ())}
        for parameter in said.get("parameters", ()):
            shape = [str(value) for word, value in parameter["schema"].items() if word != "type"]
            assert all(value in rows[parameter["name"]].text_content() for value in shape)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_status_stands_under_its_operation_with_the_codes_it_can_carry(page: Any, language: str) -> None:
    for identity, (_, _, said) in OPERATIONS.items():
        rows = {
            row.get("data-answer"): row for part in under(page(language), identity) for row in part.xpath(".//*[@data-answer]")
        }
        assert set(rows) == set(said["responses"])
        for status, row in rows.items():
            codes = {code for code in Code if PROBLEMS[code][0] == int(status)}
            assert {link.get("href") for link in row.xpath(".//a[starts-with(@href, '#')]")} == {f"#{code}" for code in codes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_code_stands_at_the_address_that_a_problem_names_with_its_status(page: Any, language: str) -> None:
    for code in Code:
        [said] = under(page(language), code)
        assert said.get("data-status") == str(PROBLEMS[code][0])
        assert said.text_content().strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_webhook_is_sent_stands_with_its_headers_answers_and_events(page: Any, language: str) -> None:
    [hook] = [said["post"] for said in OPENAPI["webhooks"].values()]
    notification = json.loads((ROOT / "schemas/api/notification.json").read_text("utf-8"))
    drawn = page(language)
    rows = drawn.xpath("//*[@data-parameter='webhook-id']/parent::dl/*")
    said = [row.get("data-parameter") or row.get("data-answer") for row in rows if row.get("data-body") is None]
    assert said == [*(each["name"] for each in hook["parameters"]), *hook["responses"]]
    events = drawn.xpath("//@data-event")
    assert events == notification["properties"]["data"]["properties"]["event"]["enum"]
