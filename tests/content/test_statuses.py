"""The page on what comes after a filing names the statuses as the status page does."""

import re
from pathlib import Path

import pytest

from guide.content import Content
from guide.words import DERIVED, LANGUAGES, load_words

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != DERIVED])
def test_the_page_after_filing_explains_every_status_in_the_status_pages_words(content: Content, language: str) -> None:
    section = (ROOT / "content/pages" / language / "after.md").read_text("utf-8").split("{#statuses}")[1].split("\n## ")[0]
    words = load_words(ROOT)[language]
    assert re.findall(r"^- \*\*(.+?)\*\*", section, re.MULTILINE) == [
        words.say(f"status.{id_}") for id_ in content.ids("statuses")
    ]
