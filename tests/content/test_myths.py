"""The page of outdated advice sets each myth right from the record, and dates it as the record does."""

import re
from datetime import UTC, datetime

import pytest

from guide import facts
from guide.content import Content
from guide.prose import read_pages
from guide.rules import NATION
from guide.words import load_words
from running import ROOT

PAGES = read_pages(ROOT)
WORDS = load_words(ROOT)
MARKER = re.compile(r"<!-- rules (?:([0-9]+) )?([a-z_]+) -->")


def plain(text: str) -> str:
    """The text with one kind of space: a date of Babel's has narrow ones that nobody types."""
    return re.sub(r"\s", " ", text)


@pytest.mark.parametrize("language", WORDS)
def test_every_myth_is_dated_as_the_rule_that_sets_it_right(content: Content, language: str) -> None:
    # Today, as the markers beside the dates: on the day on which a rule changes, the page has to be read again.
    today = datetime.now(UTC).date()
    sections = [part for part in PAGES[language]["myths.md"].split("\n## ")[1:] if MARKER.search(part)]
    assert sections
    for part in sections:
        place, rule = MARKER.findall(part)[0]
        found = [fact.answer.dated.since for fact in facts.facts(content, place or NATION, today) if fact.answer.rule == rule]
        assert plain(WORDS[language].day(max(found))) in plain(part), part.splitlines()[0]
