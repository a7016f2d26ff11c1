"""What the search page searches: every heading of the pages that are not about one place, with what stands under it.

Places are found by the list that the place finder uses.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
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
        return {"entries": [[*_told(part), ""] for part in parts], "fold": {}}
    known = set().union(*map(_characters, parts))
    fold = {other: one for other, one in _pairs() if one in known}
    return {"entries": [[*_told(part)[:-1], *_simple(part)] for part in parts], "fold": fold}


# What is found out of a part is kept: who writes changes one page, and the index is that of all.
@lru_cache(maxsize=4096)
def _simple(part: Section) -> tuple[str, str]:
    """Return a part's text in simplified characters, and the pinyin of its heading or title."""
    # A large dictionary, which only Chinese wants.
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    return _simplify()(part.text), "".join(lazy_pinyin(part.heading or part.title, errors="ignore"))


@lru_cache(maxsize=4096)
def _characters(part: Section) -> frozenset[str]:
    return frozenset(_simplify()("".join(_told(part))))


@cache
def _pairs() -> list[tuple[str, str]]:
    """Pair each character that has a simplified one with it."""
    pairs = ((other, _simplify()(other)) for other in map(chr, _HAN))
    return [(other, one) for other, one in pairs if other != one]


@cache
def _simplify() -> Callable[[str], str]:
    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def _told(part: Section) -> tuple[str, str, str, str, str]:
    return part.address, part.title, part.heading, part.keywords, part.text
