"""Every text of the built site stands under the language that its letters belong to."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from guide.words import LANGUAGES

LETTERS = {
    "Han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "Hangul": re.compile("[\u1100-\u11ff\uac00-\ud7a3]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
}
WRITTEN = {"zh-Hans": "Han", "zh-Hant": "Han", "ko": "Hangul", "ru": "Cyrillic"}
# What can hold no element that would say its language, and what no reader is shown.
UNMARKED = {"script", "style", "title", "desc", "textarea", "option"}


def texts(element: html.HtmlElement, language: str) -> Iterator[tuple[str, str]]:
    """Yield each text with the language that it stands under."""
    own = element.get("lang", language)
    if isinstance(element.tag, str) and element.tag not in UNMARKED:
        yield own, element.text or ""
        for child in element:
            yield from texts(child, own)
            yield own, child.tail or ""


@pytest.mark.parametrize("letters", LETTERS)
def test_no_letters_stand_under_another_language(parsed: dict[Path, html.HtmlElement], letters: str) -> None:
    fitting = {language for language in LANGUAGES if WRITTEN.get(language) == letters}
    strays = {
        (language, text.strip()[:60]): path.name if path.name == "404.html" else path.parent.name
        for path, page in parsed.items()
        for language, text in texts(page, "")
        if language not in fitting and LETTERS[letters].search(text)
    }
    assert sorted(strays.items())[:20] == []
