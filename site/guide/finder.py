"""What the place finder searches: one short row for each place, with the letters its name begins with in pinyin."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from guide.content import Content, Place
from guide.words import Words

_INITIAL = "zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]"
_FINAL = "iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|ia|ua|uo|a|o|e|i|u|v"
_SYLLABLE = re.compile(f"(?:{_INITIAL})(?:{_FINAL})|a|ai|an|ang|ao|e|ei|en|er|o|ou")
_UNSAID = re.compile(r"[\u0300-\u036f\s'’·-]")
_SUFFIX = re.compile(r"(省|市|盟|地区|林区|县|自治区|自治州|自治县)$")


def rows(content: Content, words: Words) -> list[list[Any]]:
    """Return [code, name, pinyin, other names in all languages, initials, 1 if it insures, ruler] for every place."""
    ruler = content.rulebook.ruler
    return [_row(place, place.names[words.language], ruler(place.code)) for place in content.places.values()]


def _row(place: Place, name: str, ruler: str) -> list[Any]:
    pinyin = place.pinyin.replace(" ", "")
    others = {_compared(name): "", pinyin: ""}
    for other in (*place.names.values(), *place.also):
        others.setdefault(_compared(other), other)
    return [place.code, name, pinyin, list(filter(None, others.values())), initials(place), int(place.insures), ruler]


def _compared(name: str) -> str:
    """Reduce a name nearly as site/assets/finder-match.js does, so that no row carries one name twice."""
    return _UNSAID.sub("", unicodedata.normalize("NFKD", name)).lower()


def initials(place: Place) -> list[str]:
    """List the ways to shorten a name in pinyin to first letters: `yz` for Yangzhou, `yb` and `ybcxz` for Yanbian Chaoxianzu.

    There are several where letters can be cut in more than one way.
    """
    first, *rest = place.pinyin.split(" ")
    cuts = _cuts(first)
    if rest:
        begun = _letters(cuts, {min(map(len, cuts))})
        ended = "".join(min(_letters(_cuts(word), {min(map(len, _cuts(word)))})) for word in rest)
        return sorted(begun | {letters + ended for letters in begun})
    stem = _SUFFIX.sub("", place.names["zh-Hans"])
    return sorted(_letters(cuts, {len(stem)} if len(stem) < 4 else {2, 3, 4}))


def _letters(cuts: Iterable[tuple[str, ...]], counts: set[int]) -> set[str]:
    return {"".join(syllable[0] for syllable in cut) for cut in cuts if len(cut) in counts}


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
