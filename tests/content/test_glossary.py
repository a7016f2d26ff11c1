"""The glossary and the catalogues have one word for one thing, and the page shows every word where its readers look for it."""

import re
from pathlib import Path

import pytest

from documents import copied
from guide.content import Content, load
from guide.glossary import entries
from guide.read import ContentRefused
from guide.words import ORIGINAL, load_words
from running import ROOT

WORDS = load_words(ROOT)
IDS = [entry["id"] for entry in load(ROOT).glossary]


@pytest.mark.parametrize("language", WORDS)
def test_the_catalogues_use_the_words_of_the_glossary(content: Content, language: str) -> None:
    def accepted(words: dict[str, str]) -> set[str]:
        # Where people must recognise the Chinese word, a label carries it in brackets.
        return {words[language].casefold(), f"{words[language]} ({words[ORIGINAL]})".casefold()}

    messages = WORDS[language].messages
    labelled = {entry["label"]: accepted(entry["terms"]) for entry in content.glossary if "label" in entry}
    assert {label: messages[label] for label, words in labelled.items() if messages[label].casefold() not in words} == {}


def test_every_kind_of_person_is_explained(content: Content) -> None:
    labels = {entry.get("label") for entry in content.glossary}
    assert {f"type.{kind}" for kind in content.ids("types")} <= labels


@pytest.mark.parametrize("language", WORDS)
def test_no_two_things_have_the_same_word(content: Content, language: str) -> None:
    terms = [entry.term.casefold() for entry in entries(content, language)]
    assert sorted(terms) == sorted(set(terms))


@pytest.mark.parametrize("language", WORDS)
def test_every_word_is_listed_once_in_every_language(content: Content, language: str) -> None:
    assert sorted(entry.id for entry in entries(content, language)) == sorted(IDS)


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko", "ru"])
def test_a_meaning_is_one_sentence(content: Content, language: str) -> None:
    stop = "。" if language == "zh-Hans" else "."
    meanings = {entry["id"]: entry["meaning"][language] for entry in content.glossary}
    assert [which for which, text in meanings.items() if not text.endswith(stop)] == []


def test_russian_words_stand_by_their_alphabet_with_yo_beside_ye(content: Content) -> None:
    found = [entry.term.casefold().replace("ё", "е") for entry in entries(content, "ru")]
    assert found == sorted(found)


def test_the_chinese_word_stands_beside_every_foreign_one_and_not_beside_itself(content: Content) -> None:
    assert [entry.id for entry in entries(content, "en") if not re.search("[\u4e00-\u9fff]", entry.original)] == []
    assert {entry.original for entry in entries(content, ORIGINAL)} == {""}


def test_a_word_that_stands_twice_does_not_build(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    tree.edit("content/glossary.yaml", "- id: share\n", "- id: ceiling\n")
    with pytest.raises(ContentRefused, match="terms: ceiling stands twice"):
        load(tree.root)
