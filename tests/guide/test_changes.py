"""What changed: which dated values make a difference at a place, and how page and feed tell it."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser  # type: ignore[import-untyped]
import pytest
from lxml import etree, html

from documents import copied
from guide import views
from guide.build import build
from guide.changes import Change, all_changes, changes
from guide.content import Content, load
from guide.draw import Drawing
from guide.rules import Dated
from guide.words import LANGUAGES, load_words
from running import ROOT
from small import CHANGE, CITY, EVE, THEN_THREE, TWO_PLACES

SITE = ROOT / "build/site"
DAY = date(2026, 11, 21)
ADDRESS = "https://guide.example/beian/"
ATOM = "{http://www.w3.org/2005/Atom}"


def with_lines(content: Content, key: tuple[str, str, str], *lines: Dated) -> Content:
    """The content with more lines on one rule of one place."""
    book = content.rulebook
    return replace(content, rulebook=replace(book, lines={**book.lines, key: (*book.lines.get(key, ()), *lines)}))


def of(found: tuple[Change, ...], rule: str, day: date) -> list[Change]:
    return [change for change in found if (change.rule, change.line.since) == (rule, day)]


def values(facts: Any) -> list[Any]:
    return [fact.answer.value for fact in facts]


def test_the_latest_change_comes_first(content: Content) -> None:
    days = [change.line.since for change in changes(content, "3210")]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 1


def test_a_places_own_value_is_told_with_what_the_nation_had_before(content: Content) -> None:
    [change] = [
        change for change in of(changes(content, "3210"), "materials", date(2024, 8, 15)) if change.scope == "settled-retiree"
    ]
    assert change.ruler == "3210"
    assert values(change.after) == [[{"any_of": ["household-register-front-page"]}, {"any_of": ["resident-registration-card"]}]]
    assert [fact.answer.place for fact in change.before] == ["CN"]


def test_what_was_not_recorded_before_has_nothing_before(content: Content) -> None:
    [change] = of(changes(content, "3210"), "places_max", date(2024, 8, 15))
    assert change.before == ()
    assert change.after[0].kinds == ("settled-retiree", "long-term-resident", "stationed-worker")


def test_a_change_of_the_nation_is_none_where_a_place_has_a_value_of_its_own(content: Content) -> None:
    later = Dated(date(2026, 1, 1), ["residents"], "nhsa-2022-22")
    changed = with_lines(content, ("CN", "schemes", "all"), later)
    assert of(changes(changed, "4303"), "schemes", later.since)
    assert not of(changes(changed, "3210"), "schemes", later.since)


def test_a_value_that_a_place_gives_up_is_one_change_to_what_it_inherits(content: Content) -> None:
    [change] = of(changes(content, "2224"), "chronic_diseases", date(2025, 3, 16))
    assert change.ruler == "22"
    assert [fact.answer.place for fact in (*change.before, *change.after)] == ["22", "CN"]


def test_a_value_that_a_place_gives_up_with_nothing_to_inherit_leaves_nothing(content: Content) -> None:
    gone = Dated(date(2026, 1, 1), None, "jilin-measures-2023", withdrawn=True)
    changed = with_lines(content, ("22", "in_province_outpatient", "all"), gone)
    [change] = of(changes(changed, "2224"), "in_province_outpatient", gone.since)
    assert (values(change.before), change.after) == ([{"kind": "no-filing"}], ())


def test_a_value_that_stays_as_it_was_is_told_as_the_same(content: Content) -> None:
    same = {change.rule: change.same for change in changes(content, "22") if change.line.since == date(2023, 8, 1)}
    assert same["validity"]
    assert not same["emergency"]


def test_the_list_of_all_changes_has_every_line_once(content: Content) -> None:
    lines = [line for lines in content.rulebook.lines.values() for line in lines]
    assert sorted(map(id, lines)) == sorted(id(change.line) for change in all_changes(content))


def test_every_change_of_a_place_stands_on_its_page_and_every_change_on_the_page_of_all() -> None:
    content = load(ROOT)
    for code, address in (("3210", "places/3210/"), ("22", "places/22/"), ("CN", "national/")):
        page = html.fromstring((SITE / address / "index.html").read_bytes())
        shown = page.xpath("//h2[@id='changes']/following::li/@data-change")
        assert sorted(shown) == sorted("/".join(change.path) for change in changes(content, code))
    page = html.fromstring((SITE / "changes/index.html").read_bytes())
    assert sorted(page.xpath("//li/@data-change")) == sorted("/".join(change.path) for change in all_changes(content))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("code", "ruler"), [("1301", "national/"), ("2224", "places/22/"), ("3201", "places/32/")])
def test_a_place_without_rules_of_its_own_leads_to_the_changes_of_the_place_that_rules(
    content: Content, language: str, code: str, ruler: str
) -> None:
    drawing = Drawing(content, load_words(ROOT)[language], DAY)
    page = drawing.place(content.places[code], views.gather(content, code, DAY)).decode()
    assert f'href="../../{ruler}#changes"' in page
    assert "data-change=" not in page


def test_what_holds_no_more_is_said_in_every_language(content: Content) -> None:
    gone = Dated(date(2026, 1, 1), None, "jilin-measures-2023", withdrawn=True)
    changed = with_lines(content, ("22", "in_province_outpatient", "all"), gone)
    for words in load_words(ROOT).values():
        page = Drawing(changed, words, DAY).province(changed.places["22"], views.gather(changed, "22", DAY)).decode()
        listed = html.fromstring(page.partition("\n---\n\n")[2]).xpath(
            "//li[@data-change='22/in_province_outpatient/all/2026-01-01']"
        )
        assert words.say("changes.nothing") in listed[0].text_content()
        assert listed[0].xpath(".//a[contains(@href, 'sources/#jilin-measures-2023')]")


def atom(content: Content, language: str, day: date) -> bytes:
    return Drawing(content, load_words(ROOT)[language], day).feed(ADDRESS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_feed_reader_reads_the_feed(content: Content, language: str) -> None:
    read = feedparser.parse(atom(content, language, DAY))
    assert (read.bozo, read.version) == (False, "atom10")
    assert read.feed.language == language
    assert len(read.entries) == len(all_changes(content))
    for entry, change in zip(read.entries, all_changes(content), strict=True):
        assert datetime.fromisoformat(entry.updated) == datetime.combine(
            change.line.since, datetime.min.time(), timezone(timedelta(hours=8))
        )
        assert entry.content[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_feed_has_what_the_standard_asks_for(content: Content, language: str) -> None:
    feed = etree.fromstring(atom(content, language, DAY))
    for part in (feed, *feed.iterfind(f"{ATOM}entry")):
        assert [len(part.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert all(urlsplit(link.get("href", "")).netloc for link in part.iterfind(f"{ATOM}link"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert {link.get("rel") for link in feed.iterfind(f"{ATOM}link")} == {"self", "alternate"}
    ids = [found.text for found in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))


def ids(content: Content, language: str, day: date) -> list[str]:
    return [entry.id for entry in feedparser.parse(atom(content, language, day)).entries]


def test_the_ids_of_what_was_told_stay_the_same_when_more_is_told(content: Content) -> None:
    before = ids(content, "en", DAY)
    more = with_lines(content, ("3210", "places_max", "long-term"), Dated(date(2027, 1, 1), 3, "yangzhou-guide-2024"))
    later = ids(more, "en", date(2027, 6, 1))
    assert later[1:] == before
    assert later[0] not in before


def test_each_language_has_ids_of_its_own(content: Content) -> None:
    every = [identifier for language in LANGUAGES for identifier in ids(content, language, DAY)]
    assert len(every) == len(set(every))


def test_a_change_to_come_is_told_by_the_page_at_once_and_by_the_feed_on_its_day(tmp_path: Path) -> None:
    tree = copied(tmp_path / "project", "site/assets")
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    content, words = load(tree.root), load_words(tree.root)["zh-Hans"]
    for day, feed_has in ((EVE, False), (CHANGE, True)):
        drawing = Drawing(content, words, day)
        assert (f"{CHANGE}T00:00:00+08:00" in drawing.feed(ADDRESS).decode()) == feed_has
        assert (f'data-coming="{CHANGE}"' in drawing.changes().decode()) != feed_has
        assert f'data-change="3210/places_max/long-term/{CHANGE}"' in drawing.changes().decode()


def test_the_feed_leads_to_the_address_that_the_site_is_built_for(tmp_path: Path) -> None:
    tree = copied(tmp_path / "project", "site/assets")
    build(tree.root, tmp_path / "out", DAY, {"SITE_URL": ADDRESS, "SITE_URL_EN": f"{ADDRESS}en/"})
    for language, root in (("zh-Hans", ADDRESS), ("en", f"{ADDRESS}en/")):
        feed = etree.fromstring((tmp_path / f"out/docs/{language}/changes.atom").read_bytes())
        assert all(str(link).startswith(root) for link in feed.xpath("//*[local-name()='link']/@href"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_built_feed_leads_to_pages_of_its_site_and_every_page_to_the_feed(language: str) -> None:
    folder = SITE if language == next(iter(LANGUAGES)) else SITE / language
    read = feedparser.parse((folder / "changes.atom").read_bytes())
    page = html.fromstring((folder / "changes/index.html").read_bytes())
    [canonical] = page.xpath("//link[@rel='canonical']/@href")
    assert canonical == read.feed.link
    root = canonical.removesuffix("changes/")
    for entry in read.entries:
        path, _, fragment = entry.link.removeprefix(root).partition("#")
        assert html.fromstring((folder / path / "index.html").read_bytes()).xpath(f"//*[@id='{fragment}']")
    for path in ("index.html", "places/3210/index.html", "changes/index.html"):
        linked = html.fromstring((folder / path).read_bytes()).xpath("//link[@type='application/atom+xml']/@href")
        assert [(folder / path).parent.joinpath(link).resolve() for link in linked] == [folder / "changes.atom"]
