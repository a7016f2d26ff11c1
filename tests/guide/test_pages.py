"""The guide's pages: complete, alike in every language, nothing without a source, nothing from outside."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import html

from guide import facts
from guide.content import Content
from guide.draw import Drawing
from guide.facts import Terms
from guide.views import gather
from guide.words import LANGUAGES, load_words
from published import FOLDERS, SITE, page, pages, without_language
from running import ROOT


def place_page(language: str, code: str) -> Any:
    return page(f"{FOLDERS[language]}places/{code}/index.html")


def text(element: Any) -> str:
    return spaced(element.text_content())


def spaced(sentence: str) -> str:
    return re.sub(r"\s+", " ", sentence)


def on_day(content: Content, language: str, code: str, day: date) -> Any:
    drawing = Drawing(content, load_words(ROOT)[language], day)
    place = content.places[code]
    drawn = (drawing.place if place.insures else drawing.province)(place, gather(content, code, day))
    return html.fromstring(drawn.decode().split("---\n", 2)[2])


def made_on(content: Content) -> date:
    """The day as of which the site was built: the one whose words stand on the pages."""
    today = datetime.fromtimestamp((SITE / "index.html").stat().st_mtime, UTC).date()
    words = load_words(ROOT)["zh-Hans"]
    days = [today + timedelta(days=step) for step in (0, 1, -1)]
    return next(day for day in days if words.day(day) in text(page("sources/index.html")))


def test_every_place_and_province_has_a_page_in_each_language(content: Content) -> None:
    for language in LANGUAGES:
        for place in content.places.values():
            assert place.names[language] in text(place_page(language, place.code).find(".//h1"))


def test_the_headings_are_the_same_in_every_language() -> None:
    def outline(path: str) -> list[tuple[str, str | None]]:
        drawn = page(path).find_class("guide")
        return [(heading.tag, heading.get("id") if drawn else None) for heading in page(path).xpath("//h1|//h2|//h3|//h4")]

    for path in pages():
        if not path.endswith("404.html"):
            assert outline(path) == outline(without_language(path)), path


def test_every_page_has_one_first_heading() -> None:
    assert [path for path in pages() if len(page(path).xpath("//h1")) != 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_a_place_stands_on_its_page_with_its_source(content: Content, language: str) -> None:
    day = made_on(content)
    for place in content.insured_places():
        rows = place_page(language, place.code).xpath("//tr[@data-rule]")
        shown = Counter((row.get("data-rule"), row.get("data-source")) for row in rows)
        known = facts.facts(content, place.code, day)
        assert shown == Counter((fact.answer.rule, fact.answer.dated.source) for fact in known), place.code
        for row in rows:
            assert row.xpath(f".//a[contains(@href, 'sources/#{row.get('data-source')}')]"), place.code
        for fact in known:
            assert any(fact.answer.dated.where in text(row) for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terms_of_every_type_stand_in_its_row_as_data_and_in_words(content: Content, language: str) -> None:
    day, words = made_on(content), load_words(ROOT)[language]
    for place in content.insured_places():
        rows = {row.get("data-type"): row for row in place_page(language, place.code).xpath("//tr[@data-type]")}
        assert list(rows) == facts.offered(content, place.code, day)
        for kind, row in rows.items():
            terms = facts.terms(content, place.code, day, kind)
            assert in_row(row) == wanted_in_row(terms), (place.code, kind)
            for sentence in sentences(terms, words.say):
                assert sentence.lower() in text(row).lower(), (place.code, kind)


def in_row(row: Any) -> dict[str, Any]:
    groups = [
        [paper.get("data-material") for paper in group.xpath(".//*[@data-material]")] for group in row.xpath(".//*[@data-any-of]")
    ]
    letters = [dict(letter.attrib) for letter in row.xpath(".//*[@data-letter]")]
    own = {name: value for name, value in row.attrib.items() if name.startswith("data-")}
    return own | {"materials": groups, "letters": [{k: v for k, v in letter.items() if k != "class"} for letter in letters]}


def wanted_in_row(terms: Terms) -> dict[str, Any]:
    numbers: dict[str, Any] = {"places-max": terms.places_max, "months-min": terms.months_min, "months-exact": terms.months_exact}
    numbers |= {"level-min": terms.level_min, "retroactive": "until-discharge" if terms.retroactive else None}
    numbers |= {"lock-months": terms.lock_months, "mutual-aid": "" if terms.mutual_aid else None}
    wanted: dict[str, Any] = {f"data-{name}": str(value) for name, value in numbers.items() if value is not None}
    wanted |= {"data-type": terms.kind, "data-group": terms.group, "data-until": "none" if terms.open_ended else "optional"}
    letter = terms.letter or {}
    letters = {"data-letter": letter.get("letter"), "data-min-stay-months": str(letter.get("min_stay_months"))}
    letters |= {"data-letter-places-max": str(letter.get("places_max"))}
    return wanted | {"materials": [list(group) for group in terms.materials or ()], "letters": [letters] if letter else []}


def sentences(terms: Terms, say: Any) -> list[str]:
    said = [say(f"type.{terms.kind}"), say(f"group.{terms.group}")]
    said += [say(f"material.{material}") for group in terms.materials or () for material in group]
    said += [say("table.places-max", n=terms.places_max)] if terms.places_max else []
    said += [say("table.open-ended")] if terms.open_ended else []
    said += [say("table.months-min", n=terms.months_min)] if terms.months_min else []
    said += [say("table.months-exact", n=terms.months_exact)] if terms.months_exact else []
    said += [say("table.level", level=say(f"table.level-{terms.level_min}"))] if terms.level_min else []
    said += [say("table.retroactive")] if terms.retroactive else []
    if terms.letter:
        limits = {"months": terms.letter["min_stay_months"], "places": terms.letter["places_max"]}
        said += [say("table.letter"), say("table.letter-conditions", **limits)]
    return said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_no_source_says_of_a_place_is_listed_as_not_recorded(content: Content, language: str) -> None:
    words = load_words(ROOT)[language]
    missing = facts.not_recorded(content, "1301", made_on(content))
    assert missing
    listed = place_page(language, "1301").xpath("//h2[@id='not-recorded']/following-sibling::ul[1]/li")
    assert sorted(map(text, listed)) == sorted(words.say(f"rule-name.{rule}") for rule in missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_that_will_change_is_announced_with_its_day(content: Content, language: str) -> None:
    words = load_words(ROOT)[language]
    drawn = on_day(content, language, "3210", date(2025, 3, 15))
    [notice], [announced] = drawn.xpath("//*[@data-from='2025-03-16']"), drawn.xpath("//*[@data-coming='2025-03-16']")
    for part in (notice, announced):
        assert spaced(words.day(date(2025, 3, 16))) in text(part)
    assert words.say("rule.chronic_diseases.count", count=10) in text(announced)
    assert not on_day(content, language, "3210", date(2025, 3, 16)).xpath("//*[@data-from or @data-coming]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_past_its_review_says_that_it_wants_checking(content: Content, language: str) -> None:
    last_days = [date.fromisoformat(source["review_by"]) for source in content.sources.values()]
    for day in {min(last_days), *(last + timedelta(days=1) for last in last_days)}:
        stale = sum(last < day for last in last_days)
        drawn = Drawing(content, load_words(ROOT)[language], day).sources().decode()
        marked = html.fromstring(drawn.partition("---\n\n")[2]).xpath("//*[@data-stale]")
        assert len(marked) == stale
        assert not any("hidden" in notice.attrib for notice in marked)
