"""What the place finder searches: one short row for each place, with the letters its name begins with in pinyin."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from guide.content import Content, Place
from guide.words import Words

_INITIAL = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINAL = "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|ia|ua|uo|a|o|e|i|u|v"
_SYLLABLE = re.compile(f"(?:{_INITIAL})(?:{_FINAL})|a|ai|an|ang|ao|e|ei|en|er|o|ou")
_SUFFIX = re.compile(r"(省|市|盟|地区|林区|县|自治区|自治州|自治县)$")


def rows(content: Content, words: Words) -> list[list[Any]]:
    """Return [code, name, pinyin, other names, initials, province, 1 if one can be insured there] for every place."""
    return [_row(content, words, place) for place in content.places.values()]


def _row(content: Content, words: Words, place: Place) -> list[Any]:
    name = place.names[words.language]
    also = [*(other for other in place.names.values() if other != name), *place.also]
    parent = content.places.get(place.parent)
    pinyin = place.pinyin.replace(" ", "")
    province = parent.names[words.language] if parent else ""
    return [place.code, name, pinyin, also, initials(place), province, int(place.insures)]


def initials(place: Place) -> list[str]:
    """List the ways to shorten a name in pinyin to first letters (`yz` for Yangzhou): several if it can be cut so."""
    stem = _SUFFIX.sub("", place.names["zh-Hans"])
    parts = place.pinyin.split(" ")
    if len(parts) > 1:
        return ["".join(part[0] for part in parts)]
    counts = {len(stem)} if len(stem) < 4 else {2, 3, 4}
    cuts = [cut for cut in _cuts(place.pinyin) if len(cut) in counts]
    return sorted({"".join(syllable[0] for syllable in cut) for cut in cuts})


@cache
def _cuts(letters: str) -> tuple[tuple[str, ...], ...]:
    return tuple(_cut(letters))


def _cut(letters: str) -> Iterator[tuple[str, ...]]:
    if not letters:
        yield ()
    for length in range(1, min(len(letters), 6) + 1):
        if _SYLLABLE.fullmatch(letters[:length]):
            for rest in _cuts(letters[length:]):
                yield (letters[:length], *rest)
