"""Every text of the built site stands under the language that its letters belong to."""

import re
from collections.abc import Iterator

from lxml import html

from published import page, pages

LETTERS = {
    "Han": re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"),
    "Hangul": re.compile("[\u1100-\u11ff\uac00-\ud7a3]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
}
WRITTEN = {"zh-Hans": "Han", "zh-Hant": "Han", "ko": "Hangul", "ru": "Cyrillic"}
# What can hold no element that would say its language, and what no reader is shown.
UNMARKED = {"script", "style", "title", "desc", "textarea", "option"}
# Of this a script makes copies, and assets/tongues.js marks them as they are drawn.
COPIED = "template"


def texts(parsed: html.HtmlElement) -> Iterator[tuple[str, str]]:
    """Yield each text that is not plain ASCII with the language that it stands under."""
    under: dict[html.HtmlElement | None, str] = {}
    copied = {each for template in parsed.iter(COPIED) for each in template.iter()}
    for element in parsed.iter():
        if element in copied:
            continue
        outer = under.get(element.getparent(), "")
        under[element] = element.get("lang", outer) if isinstance(element.tag, str) else outer
        inside = element.text if isinstance(element.tag, str) and element.tag not in UNMARKED else None
        for language, text in ((under[element], inside), (outer, element.tail)):
            if text and not text.isascii():
                yield language, text


def test_no_letters_stand_under_another_language() -> None:
    strays = {
        (language, text.strip()[:60]): path
        for path in pages()
        for language, text in texts(page(path))
        for letters, pattern in LETTERS.items()
        if WRITTEN.get(language) != letters and pattern.search(text)
    }
    assert sorted(strays.items())[:20] == []
