"""Write Chinese names in Hangul in two ways: as China's Koreans read the characters, and as South Korea spells the sound.

tools/places.py uses it; it needs hanja and OpenCC (see there). China's Koreans keep ㄹ and ㄴ at the beginning (료녕, 녕하).
"""

import importlib
from collections.abc import Callable, Mapping
from functools import cache

from syllables import parts

# The transcription rules for Chinese of South Korea's 외래어 표기법. A final begins with ㅇ, whose place the initial takes.
INITIALS = {
    "zh": "ㅈ", "ch": "ㅊ", "sh": "ㅅ", "b": "ㅂ", "p": "ㅍ", "m": "ㅁ", "f": "ㅍ", "d": "ㄷ", "t": "ㅌ", "n": "ㄴ", "l": "ㄹ",
    "g": "ㄱ", "k": "ㅋ", "h": "ㅎ", "j": "ㅈ", "q": "ㅊ", "x": "ㅅ", "r": "ㄹ", "z": "ㅉ", "c": "ㅊ", "s": "ㅆ", "": "ㅇ",
}  # fmt: skip
FINALS = {
    "a": "아", "o": "오", "e": "어", "ai": "아이", "ei": "에이", "ao": "아오", "ou": "어우", "an": "안", "en": "언",
    "ang": "앙", "eng": "엉", "ong": "웅", "er": "얼", "i": "이", "ia": "야", "ie": "예", "iao": "야오", "iu": "유",
    "ian": "옌", "in": "인", "iang": "양", "ing": "잉", "iong": "융", "u": "우", "ua": "와", "uo": "워", "uai": "와이",
    "ui": "우이", "uan": "완", "un": "운", "uang": "왕", "v": "위", "ve": "웨", "van": "위안", "vn": "윈",
}  # fmt: skip
WHOLE = {
    "ya": "야", "yo": "요", "ye": "예", "yao": "야오", "you": "유", "yan": "옌", "yang": "양", "yi": "이", "yin": "인",
    "ying": "잉", "yong": "융", "yu": "위", "yue": "웨", "yuan": "위안", "yun": "윈", "wa": "와", "wo": "워", "wai": "와이",
    "wei": "웨이", "wan": "완", "wen": "원", "wang": "왕", "weng": "웡", "wu": "우",
    "zhi": "즈", "chi": "츠", "shi": "스", "ri": "르", "zi": "쯔", "ci": "츠", "si": "쓰",
}  # fmt: skip
LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FIRST, BLOCK, TAILS = 0xAC00, 588, 28
# After ㅈ, ㅉ and ㅊ a Korean does not tell ㅑ from ㅏ, and writes the plain vowel.
PLAIN = {"ㅑ": "ㅏ", "ㅖ": "ㅔ", "ㅛ": "ㅗ", "ㅠ": "ㅜ"}


def with_lead(lead: str, final: str) -> str:
    """Put a consonant in the place of the ㅇ a final begins with: ㅂ and 옌 are 볜."""
    vowel, tail = divmod((ord(final[0]) - FIRST) % BLOCK, TAILS)
    if lead in "ㅈㅉㅊ" and VOWELS[vowel] in PLAIN:
        vowel = VOWELS.index(PLAIN[VOWELS[vowel]])
    return chr(FIRST + LEADS.index(lead) * BLOCK + vowel * TAILS + tail) + final[1:]


def syllable(pinyin: str) -> str:
    """Transcribe one syllable of toneless pinyin (v stands for ü). Raises ValueError if it is none."""
    if pinyin in WHOLE:
        return WHOLE[pinyin]
    initial, final = parts(pinyin, FINALS)
    return with_lead(INITIALS[initial], FINALS[final])


def transcription(syllables: list[str]) -> str:
    """Spell the sound of a name as South Korea does: 창춘 for chang chun."""
    return "".join(map(syllable, syllables))


@cache
def sources() -> tuple[Callable[[str], str], Mapping[str, str]]:
    """Return what writes traditional characters, and their Korean readings as they stand before the initial-sound law."""
    return importlib.import_module("opencc").OpenCC("s2t").convert, importlib.import_module("hanja.table").hanja_table


def reading(chinese: str, exceptions: Mapping[str, str]) -> str:
    """Read simplified characters as China's Koreans do; `exceptions`: traditional characters read unlike the dictionary.

    Raises KeyError for a character without a reading.
    """
    convert, table = sources()
    return "".join(exceptions[one] if one in exceptions else table[one] for one in convert(chinese))
