"""content/ as it stands: it loads, and every rule and source in it is put to use."""

import json
from datetime import date
from pathlib import Path

import pytest

from documents import copied
from guide.content import Content, load
from guide.read import read

ROOT = Path(__file__).parents[2]
REGIONS = sorted((ROOT / "content/regions").glob("*.yaml"))
DAY = date(2026, 11, 21)
# Places are known to have such rules, but no source that we could read says which; form and functions follow them all the same,
# tests/guide/test_unsourced.py proves it on a copy.
UNSOURCED = {"agent_materials", "papers_due", "decision_time"}


def test_the_content_loads() -> None:
    assert load(ROOT).rulebook.lines


def test_every_rule_that_a_region_may_set_is_set_somewhere(content: Content) -> None:
    schema = json.loads((ROOT / "schemas/content/region.json").read_text("utf-8"))
    assert set(schema["properties"]["rules"]["properties"]) == {rule for _, rule, _ in content.rulebook.lines} | UNSOURCED


def test_every_value_rests_on_a_source_of_the_list(content: Content) -> None:
    assert {line.source for lines in content.rulebook.lines.values() for line in lines} <= set(content.sources)


def test_no_value_is_older_than_the_national_notice(content: Content) -> None:
    assert min(line.since for lines in content.rulebook.lines.values() for line in lines) == date(2023, 1, 1)


def test_no_two_regions_are_files_of_one_place(content: Content) -> None:
    codes = [read(path, ROOT)[0].data["code"] for path in REGIONS]
    assert sorted(codes) == sorted(path.stem for path in REGIONS)


def test_every_insured_place_offers_some_type_of_filing(content: Content) -> None:
    assert not [
        place.code for place in content.insured_places() if content.rulebook.resolve(place.code, "types_offered", DAY) is None
    ]


def test_there_is_one_notice(content: Content) -> None:
    assert [letter.id for letter in content.letters.values() if letter.kind == "notice"] == ["filing-notice"]


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_a_letter_has_as_many_paragraphs_in_every_language(content: Content, language: str) -> None:
    lengths = {letter.id: len(letter.texts[language]) for letter in content.letters.values()}
    assert lengths == {letter.id: len(letter.texts["zh-Hans"]) for letter in content.letters.values()}


def test_a_letters_hash_changes_with_any_sentence_of_any_language(content: Content, tmp_path: Path) -> None:
    tree = copied(tmp_path)
    tree.edit("content/letters/filing-notice.yaml", "What you enter must be true.", "What you enter must be right.")
    assert load(tree.root).letters["filing-notice"].sha256 != content.letters["filing-notice"].sha256


def test_every_reason_of_a_refusal_rests_on_a_rule_that_a_region_may_set_or_on_none(content: Content) -> None:
    schema = json.loads((ROOT / "schemas/content/region.json").read_text("utf-8"))
    rules = {reason["rule"] for reason in content.vocabulary["reasons"] if "rule" in reason}
    assert rules <= set(schema["properties"]["rules"]["properties"])
