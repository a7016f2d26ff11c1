"""Write Chinese syllables in Cyrillic letters by the rules of Palladius (Kafarov), as Russian atlases and newspapers do.

tools/places.py uses it; nothing here knows a place. A syllable is toneless pinyin in ASCII, with v for ü (`lv`).
"""

from syllables import parts

INITIALS = {
    "zh": "чж", "ch": "ч", "sh": "ш", "b": "б", "p": "п", "m": "м", "f": "ф", "d": "д", "t": "т", "n": "н", "l": "л",
    "g": "г", "k": "к", "h": "х", "j": "цз", "q": "ц", "x": "с", "r": "ж", "z": "цз", "c": "ц", "s": "с", "": "",
}  # fmt: skip
FINALS = {
    "a": "а", "o": "о", "e": "э", "ai": "ай", "ei": "эй", "ao": "ао", "ou": "оу", "an": "ань", "en": "энь", "ang": "ан",
    "eng": "эн", "ong": "ун", "er": "эр", "i": "и", "ia": "я", "ie": "е", "iao": "яо", "iu": "ю", "ian": "янь", "in": "инь",
    "iang": "ян", "ing": "ин", "iong": "юн", "u": "у", "ua": "уа", "uo": "о", "uai": "уай", "ui": "уй", "uan": "уань",
    "un": "унь", "uang": "уан", "v": "юй", "ve": "юэ", "van": "юань", "vn": "юнь",
}  # fmt: skip
# Syllables that pinyin writes without an initial consonant of their own.
WHOLE = {
    "ya": "я", "yo": "йо", "ye": "е", "yao": "яо", "you": "ю", "yan": "янь", "yang": "ян", "yi": "и", "yin": "инь",
    "ying": "ин", "yong": "юн", "yu": "юй", "yue": "юэ", "yuan": "юань", "yun": "юнь", "wa": "ва", "wo": "во", "wai": "вай",
    "wei": "вэй", "wan": "вань", "wen": "вэнь", "wang": "ван", "weng": "вэн", "wu": "у",
    "zhi": "чжи", "chi": "чи", "shi": "ши", "ri": "жи", "zi": "цзы", "ci": "цы", "si": "сы", "hui": "хуэй",
}  # fmt: skip
VOWELS = frozenset("аеёийоуыэюя")


def syllable(pinyin: str) -> str:
    """Write one syllable. Raises ValueError if it is none."""
    if pinyin in WHOLE:
        return WHOLE[pinyin]
    initial, final = parts(pinyin, FINALS)
    return INITIALS[initial] + FINALS[final]


def word(syllables: list[str]) -> str:
    """Join syllables to a name with a capital letter; ъ parts a hard н (pinyin ng) from a vowel: Сиань, but Динъань."""
    joined = ""
    for one in map(syllable, syllables):
        joined += ("ъ" if joined.endswith("н") and one[0] in VOWELS else "") + one
    return joined.capitalize()
