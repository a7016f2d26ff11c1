"""Blank forms and checklists: there is one of each for every ruler and kind, and they ask for what the contract asks for."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from guide.content import Content
from guide.tables import rulers
from guide.words import LANGUAGES, ORIGINAL, load_words
from running import ROOT
from sameness import row_of


@cache
def sheets(built: Path, language: str) -> dict[tuple[str, str], Any]:
    """Every page of sheets, parsed, by ruler and kind."""
    folder = built / f"docs/{language}/print"
    return {
        (path.parent.name, path.stem): html.fromstring(path.read_text("utf-8").partition("\n---\n\n")[2])
        for path in folder.glob("*/*.md")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_has_sheets_for_every_kind_that_its_form_offers(
    built: Path, content: Content, forms: dict[str, Any], language: str
) -> None:
    wanted = {(form["ruler"], offered["kind"]) for form in forms.values() for offered in form["types"]}
    drawn = sheets(built, language)
    assert wanted <= set(drawn)
    assert {ruler for ruler, _ in drawn} == set(rulers(content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_checklist_holds_what_the_form_of_every_place_holds(built: Path, forms: dict[str, Any], language: str) -> None:
    """And test_same holds form and contract together."""
    held = {key: row_of(page.find(".//*[@id='checklist']")) for key, page in sheets(built, language).items()}
    wrong = [
        (form["place"], offered["kind"])
        for code, form in forms.items()
        for offered in form["types"]
        if code == form["place"] and held[form["ruler"], offered["kind"]] != {key: offered[key] for key in held["CN", "referred"]}
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_sheet_offers_the_papers_of_its_checklist_and_a_letter_where_there_is_one(built: Path, language: str) -> None:
    for key, page in sheets(built, language).items():
        checklist = row_of(page.find(".//*[@id='checklist']"))
        ticks = page.xpath(".//*[@id='registration']//@data-tick")
        papers = [tick.removeprefix("material=") for tick in ticks if tick.startswith("material=")]
        assert papers == list(dict.fromkeys(paper for group in checklist["materials"] or () for paper in group)), key
        assert ("/letter/id=" in ticks) == bool(checklist["letter"]), key
        assert bool(page.xpath(".//*[@data-part='/referral']")) == (key[1] == "referred")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_on_a_checklist_leads_to_its_source(built: Path, content: Content, language: str) -> None:
    for key, page in sheets(built, language).items():
        listed = page.xpath(".//footer//li")
        assert {item.get("data-source") for item in listed} <= set(content.sources), key
        numbers = {int(number) for number in page.xpath(".//*[@id='checklist']//sup/text()")}
        assert numbers == set(range(1, len(listed) + 1)), key


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {ORIGINAL, "zh-Hant"}))
def test_every_label_of_the_sheets_has_the_chinese_beside_it(built: Path, language: str) -> None:
    for key, page in sheets(built, language).items():
        bare = [
            label.text_content()
            for label in page.xpath(".//dt|.//article//h2|.//article//h3")
            if not label.xpath(".//span[@lang='zh-Hans']")
        ]
        assert bare == [], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_channels_that_take_paper_are_listed_and_no_number(built: Path, content: Content, language: str) -> None:
    online = {channel["id"] for channel in content.vocabulary["channels"] if channel.get("online")}
    phone = load_words(ROOT)[language].say("checklist.phone")
    for key, page in sheets(built, language).items():
        shown = page.xpath(".//@data-channel")
        assert shown, key
        assert not online & set(shown), key
        text = page.find(".//*[@id='checklist']").text_content()
        assert "12393" not in text
        assert "12333" not in text
        assert phone in text
