"""How Korean and Russian name a place, and how else people spell it in these languages. tools/places.py uses it."""

from typing import Any

import hangul
import palladius

KOREAN_ENDINGS = {
    "自治区": "자치구",
    "自治州": "자치주",
    "自治县": "자치현",
    "地区": "지구",
    "林区": "림구",
    "省": "성",
    "市": "시",
    "盟": "맹",
    "县": "현",
}
# Behind the name and in brackets, so that the name comes first in a list and in what people type.
RUSSIAN_ENDINGS = {
    "prefecture": " (округ)",
    "league": " (аймак)",
    "county": " (уезд)",
    "forestry-district": " (лесной район)",
    "autonomous-prefecture": " автономный округ",
    "autonomous-county": " автономный уезд",
}


def korean(code: str, chinese: str, first: str, peoples: list[str], exceptions: dict[str, Any]) -> str:
    """Name a place as China's Korean press does, with its ending: 길림성, 양주시, 연변조선족자치주."""
    ending = next(korean for chinese_ending, korean in KOREAN_ENDINGS.items() if chinese.endswith(chinese_ending))
    name = exceptions["korean"].get(code) or hangul.reading(first, exceptions["hangul"])
    return str(name + "".join(exceptions["peoples"][people]["ko"] for people in peoples) + ending)


def russian(code: str, kind: str, first: list[str], peoples: list[str], exceptions: dict[str, Any]) -> str:
    """Name a place as Russian atlases do, in the nominative: Янчжоу, Кашгар (округ), Яньбянь-Корейский автономный округ."""
    name = exceptions["russian"].get(code) or palladius.word(first)
    if kind in {"autonomous-prefecture", "autonomous-county"}:
        *earlier, last = (exceptions["peoples"][people]["ru"] for people in peoples)
        name = "-".join([name, *(one[0] for one in earlier), last[-1]])
    return str(name + RUSSIAN_ENDINGS.get(kind, ""))


def spellings(chinese: str, syllables: list[str], names: dict[str, str], exceptions: dict[str, Any]) -> list[str]:
    """List what the rules make of a name, where its name is another: South Korea's spelling, the reading, Palladius."""
    rules = [
        (hangul.transcription(syllables), names["ko"]),
        (hangul.reading(chinese, exceptions["hangul"]), names["ko"]),
        (palladius.word(syllables), names["ru"]),
    ]
    return [spelling for spelling, name in rules if not name.startswith(spelling)]
