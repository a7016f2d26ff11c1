"""The form in a browser, against the real service: filed by keyboard alone, and what is wrong said beside its field."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from filings import numbers
from guide.words import Words
from keyboard import ADDRESS, AGENTS_NUMBER, AGENTS_PHONE, NUMBER, PHONE, Case, Keyboard, file, to_step

ROOT = Path(__file__).parents[2]
REFUSED = sorted((ROOT / "schemas/registration/examples/refused").glob("*.findings.json"))
Opens = Callable[..., Page]
Check = Callable[[Page], None]


def today() -> date:
    return datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).date()


def expected(case: Case, form: Mapping[str, Any]) -> dict[str, Any]:
    """The document that a case should become, but for the moment at which the notice was read."""
    treatment = {"from": today().isoformat()} | ({"until": case.until} if case.until else {})
    document: dict[str, Any] = {
        "insured_place": case.place[1],
        "scheme": case.scheme,
        "type": case.kind,
        "insured": {"name": "张三", "document": {"kind": "resident-identity-card", "number": NUMBER}},
        "filer": {"capacity": "self"},
        "contact": {"phone": PHONE} | ({"address": ADDRESS} if case.letter else {}),
        "treatments": [{"place": code, **treatment} for _, code in case.treatments],
        "materials": [{"material": paper} for paper in case.papers],
        "notice": {**form["notice"], "language": case.language},
    }
    if case.agent:
        card = {"kind": "resident-identity-card", "number": AGENTS_NUMBER}
        agent = {
            "capacity": "agent",
            "relation": {"parent": "child", "child": "parent", "other": "spouse"}[case.whose],
            "name": "李四",
            "document": card,
            "phone": AGENTS_PHONE,
            "consent": True,
        }
        document["filer"] = agent
    if case.level:
        document["referral"] = {"institution": "示例医院", "level": case.level}
    if case.admitted_on:
        document["admission"] = {"admitted_on": case.admitted_on}
    if case.letter:
        [(identifier, sha256)] = form["letters"].items()
        signed = {"living_since": "2020-01-01", "signed_name": "李四" if case.agent else "张三"}
        document["letter"] = {"id": identifier, "sha256": sha256, "language": case.language, **signed}
    return document


CASES = {
    "a long-term resident in Chinese": Case(),
    "a long-term resident in English": Case(language="en"),
    "an agent": Case(agent=True),
    "a letter": Case(letter=True, papers=()),
    "a letter signed by an agent, in English": Case(language="en", letter=True, agent=True, whose="child", papers=()),
    "two places, for somebody else": Case(agent=True, whose="other", treatments=(("beijing", "11"), ("shanghai", "31"))),
    "a place that only inherits": Case(place=("xiangtan", "4303"), papers=("e-credential", "property-certificate")),
    "a referred patient": Case(kind="referred", papers=("referral-application",), level=3, scheme="employees"),
    "a patient in hospital already": Case(
        kind="other-temporary", papers=("identity-card",), admitted_on=(today() - timedelta(days=2)).isoformat()
    ),
    "an end date": Case(
        kind="other-temporary", papers=("identity-card",), until=(today() + timedelta(days=400)).isoformat(), language="en"
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_it_is_filed_by_keyboard_alone_and_found_by_its_number(
    opens: Opens, words: dict[str, Words], forms: Mapping[str, Any], case: Case
) -> None:
    page = opens(case.address)
    keys = Keyboard(page)
    file(page, case)
    with page.expect_request("**/v1/filings") as sent:
        keys.go_on()
    to_step(page, "done")
    document = json.loads(sent.value.post_data or "")
    for paper in document["materials"]:
        [file_sent] = paper.pop("files")
        assert file_sent["type"] == "image/jpeg"
    assert datetime.fromisoformat(document["notice"].pop("read_at")) <= datetime.now(UTC)
    assert document == expected(case, forms[case.place[1]])

    say = words[case.language].say
    number = str(page.get_attribute("#receipt-number", "data-number"))
    assert str(numbers.parse(number)) == number
    assert number.startswith(case.place[1])
    assert re.fullmatch(r"\w{4}-\w{4}", str(page.get_attribute("#receipt-code", "data-number")))
    expect(page.locator("#step-done")).to_contain_text(say("next.submitted"))
    assert page.evaluate("() => document.activeElement.id") == "step-done-title"

    keys.go_on("#receipt-look-up")
    page.wait_for_url("**/status/**")
    expect(page.locator("#status-title")).to_have_text(say("status.submitted"))
    expect(page.locator("#status-number")).to_have_attribute("data-number", number)


def test_what_the_service_finds_is_said_beside_the_field_and_nothing_is_lost(
    opens: Opens, words: dict[str, Words], accessible: Check
) -> None:
    page = opens("/file/")
    keys = Keyboard(page)
    file(page, Case())
    page.evaluate("number => { document.getElementById('insured-document-number').value = number }", NUMBER[:-1] + "1")
    keys.go_on()
    problems = page.locator("#form-problems")
    expect(problems).to_be_focused()
    expect(problems).to_have_attribute("role", "alert")
    sentence = words["zh-Hans"].say("finding.check-digit", label=words["zh-Hans"].say("field.insured.document.number"))
    expect(problems).to_contain_text(sentence)
    accessible(page)

    keys.press("Tab")
    keys.press("Enter")
    number = page.locator("#insured-document-number")
    expect(number).to_be_focused()
    expect(number).to_have_attribute("aria-invalid", "true")
    described = str(number.get_attribute("aria-describedby")).split()
    assert sentence in [page.text_content(f"#{identifier}") for identifier in described]
    assert page.input_value("#insured-name").strip() == "张三"
    accessible(page)

    keys.write("#insured-document-number", NUMBER)
    expect(number).not_to_have_attribute("aria-invalid", "true")
    keys.go_on()
    to_step(page, "check")
    keys.go_on()
    to_step(page, "done")


def refusal(findings: list[Any]) -> Callable[[Route], None]:
    """Answer as the service does where it finds something."""
    body = json.dumps({"code": "findings", "findings": findings})
    return lambda route: route.fulfill(status=422, content_type="application/problem+json", body=body)


def refused() -> list[list[Any]]:
    """The findings of each example; those about files last and together, because a file that was refused is not sent again."""
    every = [json.loads(path.read_text("utf-8")) for path in REFUSED]
    of_files = {json.dumps(it): it for findings in every for it in findings if "/files" in it["pointer"]}
    rest = [findings for findings in every if not any("/files" in it["pointer"] for it in findings)]
    return [*rest, list(of_files.values())]


def test_every_finding_of_the_refused_examples_has_its_sentence(opens: Opens, words: dict[str, Words]) -> None:
    for language in ("zh-Hans", "en"):
        page = opens(Case(language=language).address)
        file(page, Case(language=language))
        for findings in refused():
            page.route("**/v1/filings", refusal(findings))
            with page.expect_response("**/v1/filings"):
                page.click("#form-next")
            items = page.locator("#form-problems li")
            expect(items).to_have_count(len(findings))
            sentences = items.all_text_contents()
            general = words[language].say("finding.other", label="\0").split("\0")[1]
            for sentence in sentences:
                assert not re.search(r"[{}]|finding\.", sentence), findings
                assert not sentence.endswith(general), findings
            page.unroute("**/v1/filings")


def test_a_broken_connection_is_said_and_the_key_stays_until_the_service_answers(opens: Opens, words: dict[str, Words]) -> None:
    page = opens("/file/")
    keys = Keyboard(page)
    file(page, Case())
    sent: list[str] = []
    page.on("request", lambda it: sent.append(it.headers["idempotency-key"]) if it.url.endswith("/v1/filings") else None)
    page.route("**/v1/filings", lambda route: route.abort())
    keys.go_on()
    expect(page.locator("#form-problems")).to_contain_text(words["zh-Hans"].say("problem.network"))
    expect(page.locator("#form-next")).to_have_text(words["zh-Hans"].say("form.again"))
    keys.go_on()
    expect(page.locator("#form-problems")).to_be_focused()
    assert sent[0] == sent[1]
    page.evaluate("() => { document.getElementById('contact-phone').value = '13800000001' }")
    page.unroute("**/v1/filings")
    keys.go_on()
    to_step(page, "done")
    assert len(set(sent)) == 1
    assert re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", sent[0])
