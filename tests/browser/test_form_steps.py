"""The form's steps in a browser: what each offers and asks, how one moves between them, and what axe and the eye check."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from guide.words import LANGUAGES, Words
from keyboard import NUMBER, Case, Keyboard, file, to_step

ROOT = Path(__file__).parents[2]
Opens = Callable[..., Page]
Check = Callable[..., None]


@pytest.mark.parametrize("place", ["3210", "4303", "11", "2224", "6608"])
def test_the_form_offers_what_the_places_table_says(opens: Opens, forms: Mapping[str, Any], place: str) -> None:
    form = forms[place]
    page = opens(f"/file/?place={place}")
    expect(page.locator("[name='/insured_place']")).to_have_value(place)
    for term in form["types"]:
        if not page.is_visible("#step-place"):
            page.reload()
            page.click("[data-answer=again]")
            expect(page.locator("[name='/insured_place']")).to_have_value(place)
        assert offered(page, "/scheme") == ["employees", "residents"]
        page.check(f"#scheme-{form['schemes'][0]}")
        page.click("#form-next")
        to_step(page, "type")
        assert offered(page, "/type") == [each["kind"] for each in form["types"]]
        page.check(f"#type-{term['kind']}")
        page.click("#form-next")
        to_step(page, "needs")
        groups = page.locator("[data-any-of]").evaluate_all("groups => groups.map((group) => JSON.parse(group.dataset.anyOf))")
        assert groups == [list(group) for group in term["materials"]]
        if term["letter"]:
            page.evaluate("() => document.getElementById('ask-letter-no').click()")
        assert offered(page, "/materials") == [paper for group in term["materials"] for paper in group]
        assert bool(offered(page, "ask-letter")) == bool(term["letter"])
        assert bool(offered(page, "ask-admission")) == term["retroactive"]
        levels = [level for level in "123" if int(level) >= (term["level_min"] or 1)]
        assert offered(page, "/referral/level") == (levels if term["kind"] == "referred" else [])
        assert page.is_enabled("#treatments-0-until") == (not term["open_ended"])
        places = page.locator("[data-group='/treatments']:enabled")
        while not page.evaluate("() => document.getElementById('where-add').hidden"):
            page.evaluate("() => document.getElementById('where-add').click()")
        assert places.count() == (term["places_max"] or 5)


def offered(page: Page, name: str) -> list[str]:
    """The choices under a name that are neither hidden nor disabled, whatever step is shown."""
    return list(
        page.locator(f"[name='{name}']:enabled").evaluate_all(
            "all => all.filter((one) => !one.closest('[hidden]:not(.form-step, fieldset)')).map((one) => one.value)"
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_accessible_and_fits_the_screen(opens: Opens, accessible: Check, language: str) -> None:
    case = Case(language=language, agent=True, letter=True, papers=(), treatments=(("beijing", "11"),))
    page = opens(case.address)

    def look(page: Page) -> None:
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 800})
            accessible(page, contrast=width == 360)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        small = page.locator(
            "#form button:visible, #form input[type=text]:visible, #form select:visible, .form-option label:visible"
        )
        assert [box for box in (one.bounding_box() for one in small.all()) if box and box["height"] < 48] == []

    file(page, case, look)
    Keyboard(page).go_on()
    to_step(page, "done")
    look(page)


def test_each_step_says_what_is_missing_before_anything_is_sent(opens: Opens, words: dict[str, Words]) -> None:
    say = words["en"].say
    page = opens("/en/file/?place=3210&type=referred")
    expect(page.locator("#insured_place")).to_have_value("Yangzhou")
    page.click("#form-next")
    missing = page.locator("#form-problems a")
    expect(missing).to_have_text([say("finding.required.choice", label=say("field.scheme"))])
    page.check("#scheme-residents")
    page.click("#form-next")
    assert page.is_checked("#type-referred")
    page.click("#form-next")
    page.click("#form-next")
    page.check("#filer-capacity-self")
    page.fill("#insured-document-number", "12345")
    page.click("#form-next")
    name = say("finding.required", label=say("field.insured.name"))
    number = say("finding.format.resident-identity-card", label=say("field.insured.document.number"))
    expect(missing).to_have_text([name, number])


def test_the_browsers_back_button_leads_through_the_steps(opens: Opens) -> None:
    page = opens("/file/?place=3210&type=referred")
    expect(page.locator("[name='/insured_place']")).to_have_value("3210")
    page.check("#scheme-residents")
    for step in ("type", "needs", "who"):
        page.click("#form-next")
        to_step(page, step)
        assert page.evaluate("() => document.activeElement.id") == f"step-{step}-title"
    page.go_back()
    to_step(page, "needs")
    page.click("#form-back")
    to_step(page, "type")
    page.go_forward()
    to_step(page, "needs")
    assert page.is_checked("#scheme-residents")


def test_a_place_of_treatment_can_be_added_and_taken_away(opens: Opens) -> None:
    page = opens("/file/?place=4303&type=other-temporary")
    expect(page.locator("[name='/insured_place']")).to_have_value("4303")
    page.check("#scheme-residents")
    for _ in range(3):
        page.click("#form-next")
    page.check("#filer-capacity-self")
    page.fill("#insured-name", "张三")
    page.fill("#insured-document-number", NUMBER)
    page.click("#form-next")
    keys = Keyboard(page)
    for i, name in enumerate(("beijing", "shanghai", "tianjin")):
        if i:
            page.click("#where-add")
        keys.find(f"#treatments-{i}-place", name)
    page.click("[data-remove='1']")
    codes = (
        "() => [...new FormData(document.getElementById('form'))].filter(([name]) => /place$/.test(name)).map(([, code]) => code)"
    )
    assert page.evaluate(codes) == ["4303", "11", "12"]
    keys.write("#treatments-0-place", "yueyang")
    expect(page.locator("#treatments-0-place ~ .finder-none")).to_be_visible()


def test_a_typed_name_that_means_one_place_need_not_be_chosen(opens: Opens) -> None:
    page = opens("/file/")
    page.fill("#insured_place", "扬州")
    page.check("#scheme-residents")
    page.click("#form-next")
    to_step(page, "type")
    assert page.input_value("[name='/insured_place']") == "3210"
