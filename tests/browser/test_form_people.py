"""Filing for others, letters and notices, and registering afterwards, in a browser: what each answer brings and refuses."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page, Route, expect

from guide.words import Words
from keyboard import NUMBER, Case, Keyboard, file, to_step
from templates import WIDTH

Opens = Callable[..., Page]
Check = Callable[..., None]
OLD = "0" * 64


def begin(page: Page, kind: str) -> None:
    """Go from the first step to the one that asks who files."""
    expect(page.locator("[name='/insured_place']")).not_to_have_value("")
    page.check("#scheme-residents")
    page.click("#form-next")
    page.check(f"#type-{kind}")
    page.click("#form-next")
    page.click("#form-next")
    to_step(page, "who")


def myself(page: Page) -> None:
    """Answer who files, and go on."""
    page.check("#filer-capacity-self")
    page.fill("#insured-name", "张三")
    page.fill("#insured-document-number", NUMBER)
    page.click("#form-next")
    to_step(page, "where")


def sign(page: Page) -> None:
    """Draw two strokes and a dot with the mouse."""
    canvas = page.locator("#letter-canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    for left in (0.1, 0.4):
        page.mouse.move(box["x"] + box["width"] * left, box["y"] + box["height"] * 0.2)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * (left + 0.2), box["y"] + box["height"] * 0.8, steps=8)
        page.mouse.up()
    page.mouse.click(box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.5)


def stands(page: Page, accessible: Check) -> None:
    """Hold that a page, as it stands, is accessible and fits a phone and a desk."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDTH) <= width
        accessible(page, contrast=width == 360)


def older(page: Page, form: Mapping[str, Any]) -> None:
    """Let the page and the place's table be of a time before notice and letter changed."""
    hashes = [form["notice"]["sha256"], *form["letters"].values()]

    def answer(route: Route) -> None:
        response = route.fetch()
        body = response.text().replace("This notice is a sample text.", "This was the notice.")
        for sha256 in hashes:
            body = body.replace(sha256, OLD)
        route.fulfill(response=response, body=body)

    page.route(re.compile(r"/en/file/$|/forms/\d+\.json$"), answer)


def test_a_text_that_changed_is_shown_and_signed_anew_and_nothing_else_is_lost(
    opens: Opens, words: dict[str, Words], forms: Mapping[str, Any], accessible: Check
) -> None:
    case = Case(language="en", letter=True, agent=True, papers=())
    page = opens("/en/status/")
    older(page, forms["3210"])
    page.goto(case.address)
    file(page, case, lambda page: sign(page) if page.is_visible("#step-papers") else None)
    drawn = "M60 40L180 160M240 40L360 160M480 100L481 100"
    expect(page.locator("#check svg path")).to_have_attribute("d", drawn)
    page.click("#form-next")

    say, problems = words["en"].say, page.locator("#form-problems li")
    expect(problems).to_have_text([say("text.changed.letter"), say("text.changed.notice")])
    notice = page.locator("#letter-filing-notice")
    assert notice.locator(".form-changed").text_content() == say("text.changed.notice")
    assert "This notice is a sample text." in str(notice.text_content())
    assert "This was the notice." not in str(notice.text_content())
    kept = {
        name: page.input_value(f"#{name}") for name in ("insured-name", "filer-phone", "contact-address", "letter-living_since")
    }
    assert all(kept.values())
    assert page.input_value("[name='/letter/drawn']") == ""

    problems.locator("a").first.click()
    expect(page.locator("#letter-signed_name")).to_be_focused()
    stands(page, accessible)
    page.fill("#letter-signed_name", "李四")
    page.click("#form-next")
    to_step(page, "notice")
    stands(page, accessible)
    page.check("#ask-notice")
    page.click("#form-next")
    to_step(page, "check")
    with page.expect_request("**/v1/filings") as sent:
        page.click("#form-next")
    to_step(page, "done")
    filing = json.loads(sent.value.post_data or "")
    form = forms["3210"]
    assert filing["notice"]["sha256"] == form["notice"]["sha256"]
    assert (filing["letter"]["sha256"], filing["letter"].get("drawn")) == (form["letters"][filing["letter"]["id"]], None)


def test_whoever_has_been_discharged_is_told_to_claim_by_hand(opens: Opens, words: dict[str, Words], accessible: Check) -> None:
    page = opens("/ru/file/?place=4303")
    begin(page, "other-temporary")
    myself(page)
    page.check("#ask-admission-discharged")
    panel = page.locator("[data-is=discharged]")
    expect(panel).to_contain_text(words["ru"].say("rule.after_admission.until-discharge"))
    assert panel.locator("a[href*='sources/#']").count() == 1
    assert panel.locator("a[href$='trouble/#manual']").count() == 1
    expect(page.locator("#form-next")).to_be_hidden()
    # Also where the form is sent with Enter.
    page.focus("#treatments-0-from")
    page.evaluate("() => document.getElementById('form').requestSubmit()")
    expect(page.locator("#form-problems")).to_contain_text(words["ru"].say("finding.claim-by-hand"))
    stands(page, accessible)
    page.check("#ask-admission-no")
    expect(panel).to_be_hidden()
    expect(page.locator("#form-next")).to_be_visible()


def test_places_that_another_type_does_not_allow_are_named_when_they_are_taken_away(
    opens: Opens, words: dict[str, Words], accessible: Check
) -> None:
    say = words["zh-Hans"].say
    page = opens("/file/?place=3210")
    begin(page, "other-temporary")
    myself(page)
    keys = Keyboard(page)
    for i, name in enumerate(("beijing", "shanghai", "tianjin")):
        if i:
            page.click("#where-add")
            page.fill(f"#treatments-{i}-from", "2099-01-01")
        keys.find(f"#treatments-{i}-place", name)
    stands(page, accessible)
    for _ in range(3):
        page.click("#form-back")
    to_step(page, "type")
    page.check("#type-long-term-resident")
    page.click("#form-next")
    expect(page.locator("#form-news")).to_have_text(say("where.gone-limit", n=2, list="天津市"))
    for _ in range(2):
        page.click("#form-next")
    expect(page.locator("#where-limit")).to_have_text(say("where.limit", n=2))
    assert page.locator("[data-group='/treatments']:enabled").count() == 2
    assert page.input_value("#treatments-1-place") == "上海市"

    # The letter is for one place of treatment only.
    page.check("#ask-admission-no")
    page.click("#form-next")
    expect(page.locator("#letter-many")).to_have_text(say("letter.many", n=2, limit=1))
    assert page.locator("[name=ask-letter]:enabled").count() == 0
    expect(page.locator("#materials-residence-permit")).to_be_visible()
    page.click("#form-back")
    page.click("[data-remove='1']")
    page.click("#form-next")
    expect(page.locator("#letter-many")).to_be_hidden()
    expect(page.locator("#ask-letter-yes")).to_be_visible()


def strict(route: Route) -> None:
    """Answer with a table as a place could have it of which a source is found."""
    response = route.fetch()
    table = response.json()
    for term in table["types"]:
        term |= {"mutual_aid": True, "agent_materials": [["household-register-front-page"]], "papers_due_days": 20}
    route.fulfill(response=response, body=json.dumps(table))


def test_whose_filing_it_is_decides_what_is_asked(opens: Opens, words: dict[str, Words], accessible: Check) -> None:
    say = words["ko"].say
    page = opens("/ko/status/")
    page.route("**/forms/3210.json", strict)
    page.goto("/ko/file/?place=3210")
    begin(page, "long-term-resident")
    born = page.locator("#insured-document-kind option[value=birth-certificate]")
    page.check("#filer-capacity-self")
    expect(page.locator("#filer-mutual_aid")).to_be_hidden()
    assert born.get_attribute("disabled") is not None
    page.check("#filer-capacity-other")
    assert set(page.locator("#filer-relation option:not([hidden])").evaluate_all("all => all.map((one) => one.value)")) == {
        *("", "spouse", "grandchild", "grandparent", "sibling", "other-relative", "not-related", "employer-clerk")
    }
    page.check("#filer-capacity-child")
    expect(page.locator("#filer-relation")).to_be_hidden()
    expect(page.locator("label[for=filer-consent]")).to_have_text(say("who.consent.child"))
    expect(page.locator("#step-who")).to_contain_text(say("who.note.child.2"))
    page.select_option("#insured-document-kind", "birth-certificate")
    page.click("#form-next")
    missing = say("finding.required.tick", label=say("field.filer.mutual_aid"))
    expect(page.locator("#form-problems li").filter(has_text=missing)).to_have_count(1)
    stands(page, accessible)

    for name, value in {
        "filer-name": "李四",
        "filer-document-number": "321002198505050025",
        "filer-phone": "13900000000",
    }.items():
        page.fill(f"#{name}", value)
    for tick in ("consent", "mutual_aid"):
        page.check(f"#filer-{tick}")
    page.fill("#insured-name", "张小宝")
    page.fill("#insured-document-number", "A000000001")
    page.click("#form-next")
    to_step(page, "where")
    Keyboard(page).find("#treatments-0-place", "beijing")
    page.check("#ask-admission-no")
    page.click("#form-next")
    # Papers of whoever files for others are wanted also where the letter stands in the place of proof.
    expect(page.locator("#materials-household-register-front-page")).to_be_visible()
    page.check("#ask-letter-yes")
    expect(page.locator("#materials-household-register-front-page")).to_be_visible()
    expect(page.locator("#materials-residence-permit")).to_be_hidden()
    expect(page.locator("#letter-follows")).to_have_text(say("letter.follows", days=20))
    page.click("#form-next")
    paper = say("finding.agent-materials", any_of=["material.household-register-front-page"])
    expect(page.locator("#form-problems li").filter(has_text=paper)).to_have_count(1)
    stands(page, accessible)
