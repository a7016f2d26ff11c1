"""Rules that know their age: every value shows its source on demand, and says when that source wants checking again."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from documents import Tree, copied
from guide import age, views
from guide.__main__ import main
from guide.content import Content, load
from guide.draw import Drawing
from guide.form import compile_form
from guide.words import LANGUAGES, Words, load_words
from running import ROOT
from small import CHANGE, CITY, EVE, THEN_THREE, TWO_PLACES, site

DAY = date(2026, 11, 21)
SOURCES = "content/sources.yaml"
# Yangzhou's guide is to be checked again before all other sources.
REVIEW = date(2027, 1, 10)
GUIDE = "    date: 2024-08-15\n    seen: copy\n    checked: 2026-11-21\n    review_by: "


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    tree = copied(tmp_path / "project", "site/assets")
    tree.edit(SOURCES, f"{GUIDE}2027-05-21\n", f"{GUIDE}{REVIEW}\n")
    return tree


def text(element: Any) -> str:
    return plain(element.text_content())


def plain(sentence: str) -> str:
    """A sentence with single spaces: Russian dates have some that do not break."""
    return " ".join(sentence.split())


def drawn(content: Content, words: Words, code: str, day: date) -> Any:
    drawing, found = Drawing(content, words, day), views.gather(content, code, day)
    if code == "CN":
        page = drawing.national(found)
    else:
        page = (drawing.place if content.places[code].insures else drawing.province)(content.places[code], found)
    return html.fromstring(page.decode().partition("\n---\n\n")[2])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["3210", "2224", "1301", "CN"])
def test_every_sentence_and_every_term_shows_its_source_on_demand(content: Content, language: str, code: str) -> None:
    words = load_words(ROOT)[language]
    page = drawn(content, words, code, DAY)
    found = {row.source: row for row in Drawing(content, words, DAY).view.rows(views.gather(content, code, DAY).facts)}
    sentences = page.xpath("//h2[@id='duration' or @id='after']/following-sibling::ul[1]/li|//dl[@class='differences']//li")
    recorded = page.xpath("//table[@class='papers']//td[2]//li")
    unknown = {plain(words.say(f"table.{term}-unknown")) for term in ("places", "validity")}
    shown = [*sentences, *(li for li in recorded if text(li) not in unknown), *page.xpath("//table[@class='papers']//td[1]")]
    assert shown
    for item in shown:
        assert item.xpath(".//details[@class='why']/summary"), text(item)
    for details in page.xpath("//details[@class='why']"):
        [link] = details.xpath("./p/a[contains(@href, 'sources/#')]")
        row = found.get(link.get("href").partition("#")[2])
        if row and not details.xpath("ancestor::*[@data-change]"):
            assert text(link) == plain(row.source_title)
            assert details.get("data-review-by") == row.review_by
            for key in ("checked", "review_by"):
                day = date.fromisoformat(content.sources[row.source][key])
                assert plain(words.day(day)) in text(details)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_source_tells_which_place_set_the_value_since_when_and_where_it_stands(content: Content, language: str) -> None:
    words = load_words(ROOT)[language]
    [row] = drawn(content, words, "3210", DAY).xpath("//tr[@id='type-stationed-worker']")
    places, validity, _ = row.xpath("./td[2]//details")
    assert plain(words.day(date(2024, 8, 15))) in text(places)
    assert content.places["3210"].names[language] in text(places)
    assert places.xpath(".//*[@lang='zh-Hans']/text()") == ["第3项附注"]
    assert plain(words.say("nation")) in text(validity)


def test_a_source_counts_as_checked_up_to_its_review_by_day() -> None:
    source = {"review_by": REVIEW.isoformat()}
    assert not age.stale(source, REVIEW)
    assert age.stale(source, REVIEW + timedelta(days=1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_day_after_its_review_by_day_a_source_is_marked_at_each_of_its_values(tree: Tree, language: str) -> None:
    content, words = load(tree.root), load_words(tree.root)[language]
    before, after = (drawn(content, words, "3210", day) for day in (REVIEW, REVIEW + timedelta(days=1)))
    assert not before.xpath("//*[@data-stale]")
    marked = after.xpath("//*[@data-stale]")
    assert {part.get("data-review-by") for part in marked} == {REVIEW.isoformat()}
    assert len(marked) == len(after.xpath(f"//*[@data-review-by='{REVIEW}']"))
    for part in marked:
        assert plain(words.say("age.mark")) in text(part.xpath("./summary|./th|self::p")[0])


def test_a_page_says_at_the_top_that_it_rests_on_a_stale_source(tree: Tree) -> None:
    words = load_words(tree.root)["zh-Hans"]
    pages = site(tree, REVIEW + timedelta(days=1))
    notices = {
        code: html.fromstring((pages / f"places/{code}/index.html").read_bytes()).xpath("//main/*[@id='age']")[0]
        for code in ("3210", "4303")
    }
    assert "hidden" not in notices["3210"].attrib
    assert plain(words.say("age.ask")) in text(notices["3210"])
    assert "hidden" in notices["4303"].attrib


def listed(capsys: pytest.CaptureFixture[str]) -> Iterator[str]:
    captured = capsys.readouterr()
    return iter((captured.out + captured.err).splitlines())


def test_the_list_names_file_line_and_the_places_whose_pages_rest_on_a_source(
    tree: Tree, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(tree.root, ["--age"], REVIEW + timedelta(days=1)) == 0
    line = tree.line(SOURCES, f"review_by: {REVIEW}")
    [told] = [said for said in listed(capsys) if "yangzhou-guide-2024" in said]
    assert f"{SOURCES}:{line}: " in told
    assert "Yangzhou (3210)" in told
    assert "Jiangsu (32)" in told
    assert "4303" not in told


def test_a_source_that_every_page_rests_on_is_told_as_such(tree: Tree) -> None:
    content = load(tree.root)
    told = {problem.reason for problem in age.overdue(tree.root, content, date(2027, 6, 1))}
    [nation] = [reason for reason in told if reason.startswith("nhsa-2022-22 ")]
    assert "every insured place" in nation
    [unused] = [reason for reason in told if reason.startswith("hunan-interface-1-1-27 ")]
    assert "no place" in unused


@pytest.mark.parametrize(("before", "due"), [(31, False), (30, True), (0, True), (-1, False)])
def test_a_source_is_due_within_thirty_days_of_its_review_by_day(tree: Tree, before: int, due: bool) -> None:
    found = age.due_soon(tree.root, load(tree.root), REVIEW - timedelta(days=before))
    assert any("yangzhou-guide-2024" in problem.reason for problem in found) == due


@pytest.mark.parametrize("arguments", [["--strict-age"], ["--age", "--strict-age"]])
def test_a_strict_build_refuses_an_overdue_source_and_makes_nothing(tree: Tree, arguments: list[str]) -> None:
    assert main(tree.root, arguments, REVIEW + timedelta(days=1)) == 1
    assert not (tree.root / "build").exists()


@pytest.mark.parametrize(
    ("arguments", "day"), [(["--strict-age"], REVIEW), ([], REVIEW + timedelta(days=1)), (["--age", "--strict-age"], REVIEW)]
)
def test_nothing_else_is_refused(tree: Tree, arguments: list[str], day: date) -> None:
    assert main(tree.root, arguments, day) == 0


@pytest.fixture
def changing(tree: Tree) -> Callable[[str, date], tuple[Any, Words, Content]]:
    """Yangzhou with a rule that changes on a day to come, drawn in a language on a day."""
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    content, words = load(tree.root), load_words(tree.root)
    return lambda language, day: (drawn(content, words[language], "3210", day), words[language], content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_its_day_a_change_is_told_with_what_holds_now_and_what_will(
    changing: Callable[[str, date], tuple[Any, Words, Content]], language: str
) -> None:
    page, words, _ = changing(language, EVE)
    [announced] = page.xpath(f"//*[@data-coming='{CHANGE}']//li")
    [will] = announced.xpath(".//details[@class='why']")
    assert plain(words.say("rule.places_max", n=3)) in text(will)
    assert plain(words.say("group.long-term").lower()) in text(will).lower()
    assert "示例" in text(will)
    assert plain(words.say("rule.places_max", n=2)) in text(announced.xpath(".//*[@class='before']")[0])
    [notice] = page.xpath("//h1/following-sibling::*[1][@data-from]")
    assert plain(words.day(CHANGE)) in text(notice)


@pytest.mark.parametrize("language", LANGUAGES)
def test_on_its_day_a_change_holds_and_is_told_as_what_changed(
    changing: Callable[[str, date], tuple[Any, Words, Content]], language: str
) -> None:
    page, words, _ = changing(language, CHANGE)
    assert not page.xpath("//*[@data-coming or @data-from]")
    assert page.xpath("//tr[@id='type-stationed-worker']")[0].get("data-places-max") == "3"
    first = page.xpath("//details[@class='day']")[0]
    assert plain(words.day(CHANGE)) in text(first.find("summary"))
    assert plain(words.say("rule.places_max", n=2)) in text(first)


def test_the_form_holds_the_old_rule_on_the_eve_and_the_new_one_on_the_day(
    changing: Callable[[str, date], tuple[Any, Words, Content]],
) -> None:
    _, _, content = changing("zh-Hans", EVE)
    for day, most in ((EVE, 2), (CHANGE, 3)):
        offered = {term["kind"]: term["places_max"] for term in compile_form(content, "3210", day)["types"]}
        assert offered["stationed-worker"] == most
