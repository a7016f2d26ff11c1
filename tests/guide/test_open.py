"""What is open where: every province on the map and in the table with what is recorded of it, and sample data marked as such."""

from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from guide import institutions, openness
from guide.content import Content
from guide.openness import Area
from guide.rules import NATION
from guide.traditional import converter
from guide.words import LANGUAGES, load_words

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build/site"
DAY = date(2026, 11, 21)
FOLDERS = {language: "" if i == 0 else f"{language}/" for i, language in enumerate(LANGUAGES)}


@cache
def page(path: str) -> Any:
    return html.fromstring((SITE / path / "index.html").read_bytes())


def open_page(language: str) -> Any:
    return page(f"{FOLDERS[language]}open")


def area(content: Content, code: str) -> Area:
    return next(area for area in openness.areas(content, DAY) if area.place.code == code)


def channels(found: list[openness.Way]) -> list[str]:
    return [way.channel for way in found]


def without(content: Content, *rules: str) -> Content:
    """The content without some rules of some places, each named as `place/rule`."""
    lines = {key: value for key, value in content.rulebook.lines.items() if f"{key[0]}/{key[1]}" not in rules}
    return replace(content, rulebook=replace(content.rulebook, lines=lines))


def test_every_province_has_one_square_and_no_two_stand_on_the_same_spot(content: Content) -> None:
    tiles = openness.tiles()
    provinces = {place.code for place in content.children(NATION)}
    assert Counter(code for code, _, _ in tiles) == Counter(provinces | openness.WITHOUT_DATA)
    assert len({(column, row) for _, column, row in tiles}) == len(tiles)


def test_a_province_that_names_channels_itself_has_them_with_their_sources(content: Content) -> None:
    jilin = area(content, "22")
    assert jilin.status == "own"
    assert channels(jilin.ways) == ["place-online", "jilin-wechat", "national-platform"]
    assert {way.dated.source for way in jilin.ways} == {"jilin-measures-2023"}


def test_channels_that_need_a_way_to_a_counter_are_not_online(content: Content) -> None:
    [(place, ways)] = area(content, "32").parts
    assert (place.code, channels(ways)) == ("3210", ["jiangsu-yibaoyun", "national-platform"])


def test_where_only_a_city_names_channels_the_province_is_open_in_part(content: Content) -> None:
    jiangsu = area(without(content, "32/types_offered"), "32")
    assert (jiangsu.status, jiangsu.ways, [place.code for place in jiangsu.ruled]) == ("part", [], ["3210"])


def test_a_province_of_which_nothing_is_recorded_has_the_nations_channels_only(content: Content) -> None:
    hunan = area(content, "43")
    assert (hunan.status, hunan.ways, hunan.parts, hunan.ruled) == ("national", [], [], [])


def test_where_nobody_names_a_channel_none_is_claimed(content: Content) -> None:
    silent = without(content, "CN/channels", "CN/reach", "CN/notice", "CN/progress", "CN/materials")
    assert openness.ways(silent, NATION, DAY) == []
    assert area(silent, "43").status == "none"


def test_how_far_a_channel_files_is_said_only_where_it_is_recorded(content: Content) -> None:
    reach = {way.channel: way.reach for way in openness.ways(content, NATION, DAY)}
    assert reach["national-platform"] == "cross-province"
    assert reach["place-online"] is None


def test_a_rule_that_has_not_begun_is_not_shown(content: Content) -> None:
    jilin = next(area for area in openness.areas(content, date(2023, 7, 31)) if area.place.code == "22")
    assert jilin.status == "national"


def test_the_form_is_offered_where_types_can_be_filed(content: Content) -> None:
    assert area(content, "32").form == "cross-province"
    assert area(without(content, "CN/types_offered"), "43").form == "none"
    assert area(without(content, "CN/reach"), "32").form == "mixed"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_has_a_row_for_every_province_with_its_status_and_sources(content: Content, language: str) -> None:
    rows = {row.get("data-area"): row for row in open_page(language).xpath("//tr[@data-area]")}
    areas = openness.areas(content, DAY)
    assert list(rows) == [area.place.code for area in areas]
    for area in areas:
        row = rows[area.place.code]
        assert row.get("data-status") == area.status
        assert area.place.names[language] in row.find("th").text_content()
        ways = [*area.ways, *(way for _, ways in area.parts for way in ways)]
        shown = [(item.get("data-channel"), item.get("data-source")) for item in row.xpath(".//li[@data-channel]")]
        assert shown == [(way.channel, way.dated.source) for way in ways]
        for item in row.xpath(".//li[@data-channel]"):
            assert item.xpath(f".//a[contains(@href, 'sources/#{item.get('data-source')}')]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_square_says_in_words_what_its_colour_says_and_leads_to_its_row(content: Content, language: str) -> None:
    say = load_words(ROOT)[language].say
    links = {link.get("href").removeprefix("#area-"): link for link in open_page(language).xpath("//figure//a")}
    for area in openness.areas(content, DAY):
        link, word = links.pop(area.place.code), say(f"open.tile-{area.status}")
        assert [text.text for text in link.findall("text")] == [*say(f"tile.{area.place.code}").split("|"), word]
        assert link.get("aria-label").endswith(word)
    assert links == {}
    outside = open_page(language).xpath("//figure//g[@role='img']")
    assert len(outside) == 3
    assert {square.findall("text")[-1].text for square in outside} == {say("open.tile-outside")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_of_a_place_with_a_sample_list_counts_it_and_says_that_it_is_one(content: Content, language: str) -> None:
    say = load_words(ROOT)[language].say
    for code in ("3210", "11"):
        [line] = page(f"{FOLDERS[language]}places/{code}").find_class("listed")
        assert say("open.on-place", n=len(content.institutions[code])) in line.text_content()
        assert say("open.sample-short") in line.text_content()
    assert page(f"{FOLDERS[language]}places/4303").find_class("listed") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_with_a_list_are_named_and_samples_marked(content: Content, language: str) -> None:
    say = load_words(ROOT)[language].say
    links = {link.get("data-list"): link.text_content() for link in open_page(language).xpath("//a[@data-list]")}
    assert links.keys() == content.institutions.keys()
    assert all(say("open.sample-tag") in text for text in links.values())


def test_every_institution_that_ships_is_a_sample(content: Content) -> None:
    assert {each.sample for members in content.institutions.values() for each in members} == {True}


def test_an_index_counts_a_places_institutions_by_kind_of_care(content: Content) -> None:
    counted = institutions.tally(content.institutions["3210"])
    assert counted == {"count": 9, "inpatient": 6, "outpatient": 7, "chronic": 5, "sample": True}


def test_a_list_keeps_the_highest_level_first_and_unknown_levels_last(content: Content) -> None:
    levels = [each.level for each in content.institutions["3210"]]
    order = [*content.ids("levels"), ""]
    assert levels == sorted(levels, key=order.index)


def test_a_packed_list_names_traditional_forms_of_its_characters(content: Content) -> None:
    packed = institutions.compact(content.institutions["3210"], converter(ROOT))
    pairs = dict(zip(packed["folds"][::2], packed["folds"][1::2], strict=True))
    assert pairs["醫"] == "医"
    assert pairs["揚"] == "扬"
    assert "院" not in pairs.values()
    assert packed["samples"] == packed["sources"] == ["sample-institutions"]
