"""What the search page searches: every heading of the pages that are not about one place, with what stands under it.

Places are found by the list that the place finder uses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from html.parser import HTMLParser
from typing import Any

from opencc import OpenCC

_HEADINGS = {"h1", "h2", "h3", "dt"}
_UNSAID = {"script", "style", "svg", "button"}
_SPACE = re.compile(r"\s+")
_HAN = range(0x4E00, 0xA000)


@dataclass(frozen=True)
class Section:
    """A part of a page: `address` from the language's root with its anchor, the page's title, its own heading, its text.

    `keywords` are words that readers use and the page does not.
    """

    address: str
    title: str
    heading: str
    keywords: str
    text: str


def sections(address: str, title: str, html: str, keywords: str = "") -> Iterator[Section]:
    """Yield the parts of a page: one for its beginning, which the keywords belong to, then one for each heading with an id."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for anchor, heading, text in reader.parts:
        said, name = _SPACE.sub(" ", text).strip(), _SPACE.sub(" ", heading).strip()
        if anchor:
            yield Section(f"{address}#{anchor}", title, name, "", said)
        else:
            yield Section(address, title, "", keywords, said)


class _Reader(HTMLParser):
    """Cuts a page at its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[list[str]] = [["", "", ""]]
        self._in: str | None = None
        self._unsaid = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unsaid += tag in _UNSAID
        anchor = dict(attrs).get("id")
        if tag in _HEADINGS and (anchor or tag == "h1"):
            self._in = tag
            if tag != "h1":
                self.parts.append([anchor or "", "", ""])
        self.parts[-1][2] += " "

    def handle_endtag(self, tag: str) -> None:
        self._unsaid -= tag in _UNSAID
        if tag == self._in:
            self._in = None
        self.parts[-1][2] += " "

    def handle_data(self, data: str) -> None:
        if not self._unsaid:
            self.parts[-1][1 if self._in else 2] += data


def index(found: Iterable[Section], language: str) -> dict[str, Any]:
    """Make the index of one language: `entries` of [address, title, heading, keywords, text, pinyin] and `fold`.

    Chinese is searched in simplified characters whichever the page has; `fold` leads from each traditional character to its
    simplified one, so that the reader may type either. Pinyin is that of title and heading, without tones or spaces.
    """
    parts = list(found)
    if not language.startswith("zh"):
        return {"entries": [[*astuple(part), ""] for part in parts], "fold": {}}
    simplify = OpenCC("t2s").convert
    entries = [[*astuple(replace(part, text=simplify(part.text))), _pinyin(part)] for part in parts]
    known = set(simplify("".join(text for part in parts for text in astuple(part))))
    pairs = ((other, simplify(other)) for other in map(chr, _HAN))
    return {"entries": entries, "fold": {other: one for other, one in pairs if other != one and one in known}}


def _pinyin(part: Section) -> str:
    # A large dictionary, which only Chinese wants.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return "".join(lazy_pinyin(part.heading or part.title, errors="ignore"))
