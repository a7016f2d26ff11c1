"""content/places.yaml: complete, ordered, and named as people know the places."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schemas" / "content" / "places.json").read_text("utf-8"))
TEXT = (ROOT / "content" / "places.yaml").read_text("utf-8")
DOCUMENT: dict[str, Any] = yaml.safe_load(TEXT)
PLACES: list[dict[str, Any]] = DOCUMENT["places"]
BY_CODE: dict[str, dict[str, Any]] = {place["code"]: place for place in PLACES}
NAMES_OF_YANGZHOU: dict[str, str] = {"zh-Hans": "扬州市", "en": "Yangzhou", "ko": "양주시", "ru": "Янчжоу"}
ENGLISH: dict[str, str] = {place["names"]["zh-Hans"]: place["names"]["en"] for place in PLACES}
PINYIN: dict[str, str] = {place["names"]["zh-Hans"]: place["pinyin"] for place in PLACES}
PREFECTURE_LEVEL = {"city", "prefecture", "autonomous-prefecture", "league"}
COUNTY_LEVEL = {"county-level-city", "county", "autonomous-county", "forestry-district"}

# Names whose English is not, or not obviously, the pinyin a program would write.
NAMES = """
北京市 Beijing | 重庆市 Chongqing | 江苏省 Jiangsu | 山西省 Shanxi | 陕西省 Shaanxi | 内蒙古自治区 Inner Mongolia
广西壮族自治区 Guangxi | 西藏自治区 Xizang | 宁夏回族自治区 Ningxia | 新疆维吾尔自治区 Xinjiang
新疆生产建设兵团 Xinjiang Production and Construction Corps | 扬州市 Yangzhou | 济源市 Jiyuan
呼和浩特市 Hohhot | 包头市 Baotou | 乌海市 Wuhai | 赤峰市 Chifeng | 通辽市 Tongliao | 鄂尔多斯市 Ordos
呼伦贝尔市 Hulunbuir | 巴彦淖尔市 Bayannur | 乌兰察布市 Ulanqab
兴安盟 Hinggan League | 锡林郭勒盟 Xilingol League | 阿拉善盟 Alxa League
哈尔滨市 Harbin | 齐齐哈尔市 Qiqihar | 大兴安岭地区 Da Hinggan Ling Prefecture
拉萨市 Lhasa | 日喀则市 Xigazê | 昌都市 Qamdo | 林芝市 Nyingchi | 山南市 Shannan | 那曲市 Nagqu
阿里地区 Ngari Prefecture | 乌鲁木齐市 Ürümqi | 克拉玛依市 Karamay | 吐鲁番市 Turpan | 哈密市 Hami
喀什地区 Kashgar Prefecture | 和田地区 Hotan Prefecture | 阿克苏地区 Aksu Prefecture
塔城地区 Tacheng Prefecture | 阿勒泰地区 Altay Prefecture
朝阳市 Chaoyang | 长治市 Changzhi | 长春市 Changchun | 长沙市 Changsha | 六安市 Lu'an | 六盘水市 Liupanshui
亳州市 Bozhou | 乐山市 Leshan | 崇左市 Chongzuo | 蚌埠市 Bengbu | 信阳市 Xinyang | 泰州市 Taizhou | 台州市 Taizhou
丽水市 Lishui | 丽江市 Lijiang | 盐城市 Yancheng | 吕梁市 Lüliang | 漯河市 Luohe | 厦门市 Xiamen | 东莞市 Dongguan
西安市 Xi'an | 泰安市 Tai'an | 雅安市 Ya'an | 吉安市 Ji'an | 淮安市 Huai'an | 广安市 Guang'an | 延安市 Yan'an
马鞍山市 Ma'anshan | 普洱市 Pu'er | 定安县 Ding'an County | 安康市 Ankang | 鞍山市 Anshan | 鄂州市 Ezhou
苏州市 Suzhou | 宿州市 Suzhou | 宿迁市 Suqian | 福州市 Fuzhou | 抚州市 Fuzhou | 宜春市 Yichun | 伊春市 Yichun
榆林市 Yulin | 玉林市 Yulin | 吉林省 Jilin | 吉林市 Jilin City | 百色市 Baise
神农架林区 Shennongjia Forestry District
白沙黎族自治县 Baisha Li Autonomous County | 昌江黎族自治县 Changjiang Li Autonomous County
乐东黎族自治县 Ledong Li Autonomous County | 陵水黎族自治县 Lingshui Li Autonomous County
保亭黎族苗族自治县 Baoting Li and Miao Autonomous County
琼中黎族苗族自治县 Qiongzhong Li and Miao Autonomous County
兵团第一师 XPCC 1st Division | 兵团第二师 XPCC 2nd Division | 兵团第三师 XPCC 3rd Division
兵团第八师 XPCC 8th Division | 兵团第十一师（建筑工程师） XPCC 11th Division (Construction Engineering)
"""

# The 30 autonomous prefectures, without the ending both names have.
AUTONOMOUS_PREFECTURES = """
延边朝鲜族 Yanbian Korean | 恩施土家族苗族 Enshi Tujia and Miao | 湘西土家族苗族 Xiangxi Tujia and Miao
阿坝藏族羌族 Ngawa Tibetan and Qiang | 甘孜藏族 Garzê Tibetan | 凉山彝族 Liangshan Yi
黔西南布依族苗族 Qianxinan Buyei and Miao | 黔东南苗族侗族 Qiandongnan Miao and Dong
黔南布依族苗族 Qiannan Buyei and Miao | 楚雄彝族 Chuxiong Yi | 红河哈尼族彝族 Honghe Hani and Yi
文山壮族苗族 Wenshan Zhuang and Miao | 西双版纳傣族 Xishuangbanna Dai | 大理白族 Dali Bai
德宏傣族景颇族 Dehong Dai and Jingpo | 怒江傈僳族 Nujiang Lisu | 迪庆藏族 Diqing Tibetan | 临夏回族 Linxia Hui
甘南藏族 Gannan Tibetan | 海北藏族 Haibei Tibetan | 黄南藏族 Huangnan Tibetan | 海南藏族 Hainan Tibetan
果洛藏族 Golog Tibetan | 玉树藏族 Yushu Tibetan | 海西蒙古族藏族 Haixi Mongol and Tibetan | 昌吉回族 Changji Hui
博尔塔拉蒙古 Bortala Mongol | 巴音郭楞蒙古 Bayingolin Mongol | 克孜勒苏柯尔克孜 Kizilsu Kirghiz | 伊犁哈萨克 Ili Kazakh
"""

READINGS = """
扬州市 yangzhou | 内蒙古自治区 neimenggu | 西藏自治区 xizang | 山西省 shanxi | 陕西省 shanxi | 乌鲁木齐市 wulumuqi
呼和浩特市 huhehaote | 吕梁市 lvliang | 长治市 changzhi | 朝阳市 chaoyang | 漯河市 luohe | 昌都市 changdu | 六安市 luan
西安市 xian | 延边朝鲜族自治州 yanbian chaoxianzu | 锡林郭勒盟 xilinguole | 阿勒泰地区 aletai | 济源市 jiyuan
克孜勒苏柯尔克孜自治州 kezilesu keerkezi | 巴音郭楞蒙古自治州 bayinguoleng menggu | 定安县 dingan
"""

# The cities 6590xx, by the division of the Corps that runs them.
CORPS_CITIES = {
    "6601": ("阿拉尔市", "Aral"),
    "6602": ("铁门关市", "Tiemenguan"),
    "6603": ("图木舒克市", "Tumxuk"),
    "6604": ("可克达拉市", "Kokdala"),
    "6605": ("双河市", "Shuanghe"),
    "6606": ("五家渠市", "Wujiaqu"),
    "6607": ("胡杨河市", "Huyanghe"),
    "6608": ("石河子市", "Shihezi"),
    "6609": ("白杨市", "Baiyang"),
    "6610": ("北屯市", "Beitun"),
    "6613": ("新星市", "Xinxing"),
    "6614": ("昆玉市", "Kunyu"),
}


def table(text: str) -> list[tuple[str, str]]:
    """Split a table above: entries stand between bars or on lines of their own, Chinese first."""
    entries = [entry.strip() for entry in re.split(r"[|\n]", text) if entry.strip()]
    return [(chinese, other) for chinese, _, other in (entry.partition(" ") for entry in entries)]


def folded(text: str) -> str:
    """Lower-case letters without marks, as a finder compares them."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join(letter for letter in decomposed if "a" <= letter <= "z")


def test_the_file_follows_its_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(DOCUMENT)


@pytest.mark.parametrize(
    "change",
    [
        {"code": "32100"},
        {"code": "321000"},
        {"code": "32"},
        {"code": "6610"},
        {"kind": "town"},
        {"kind": "province"},
        {"kind": "xpcc-division"},
        {"names": {"zh-Hans": "扬州市", "en": "Yangzhou", "ko": "양주시"}},
        {"names": NAMES_OF_YANGZHOU | {"de": "Yangzhou"}},
        {"names": NAMES_OF_YANGZHOU | {"zh-Hant": "揚州市"}},
        {"names": NAMES_OF_YANGZHOU | {"en": " Yangzhou"}},
        {"pinyin": "yáng zhōu"},
        {"pinyin": "Yangzhou"},
        {"also": []},
        {"note": "x"},
    ],
)
def test_the_schema_refuses_a_place_that_is_wrong(change: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    place = BY_CODE["3210"]
    assert validator.is_valid({"places": [place]})
    assert not validator.is_valid({"places": [place | change]})


def test_the_schema_refuses_a_city_without_a_province() -> None:
    place = {key: part for key, part in BY_CODE["3210"].items() if key != "parent"}
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid({"places": [place]})


def test_every_place_stands_on_one_line() -> None:
    assert TEXT.startswith("#")
    assert [line[:12] for line in TEXT.splitlines() if not line.startswith(("#", "places:"))] == ['  - {code: "'] * len(PLACES)


def test_there_are_as_many_places_as_the_country_has() -> None:
    kinds = Counter(place["kind"] for place in PLACES)
    assert sum("parent" not in place for place in PLACES) == 32
    assert sum(kinds[kind] for kind in PREFECTURE_LEVEL) == 333
    assert sum(kinds[kind] for kind in COUNTY_LEVEL) == 20
    assert kinds == {
        "municipality": 4,
        "province": 22,
        "autonomous-region": 5,
        "xpcc": 1,
        "city": 293,
        "prefecture": 7,
        "autonomous-prefecture": 30,
        "league": 3,
        "county-level-city": 9,
        "county": 4,
        "autonomous-county": 6,
        "forestry-district": 1,
        "xpcc-division": 14,
    }
    assert len(PLACES) == 32 + 333 + 20 + 14


def test_codes_are_unique_and_sorted() -> None:
    codes = [place["code"] for place in PLACES]
    assert codes == sorted(set(codes))


def test_chinese_names_are_unique() -> None:
    assert len(ENGLISH) == len(PLACES)


def test_a_parent_precedes_its_places_and_begins_their_codes() -> None:
    seen: set[str] = set()
    for place in PLACES:
        if "parent" in place:
            assert place["parent"] in seen, place
            assert place["code"].startswith(place["parent"]), place
            assert "parent" not in BY_CODE[place["parent"]], place
        seen.add(place["code"])


def test_only_municipalities_have_no_places_within() -> None:
    parents = {place["parent"] for place in PLACES if "parent" in place}
    roots = {place["code"]: place["kind"] for place in PLACES if "parent" not in place}
    assert {code for code in roots if code not in parents} == {"11", "12", "31", "50"}
    assert {code for code, kind in roots.items() if kind == "municipality"} == {"11", "12", "31", "50"}


def test_places_outside_the_scheme_are_absent() -> None:
    assert not {"71", "81", "82"} & {code[:2] for code in BY_CODE}


def test_divisions_of_the_corps_stand_for_their_cities() -> None:
    assert not [code for code in BY_CODE if code.startswith("6590")]
    divisions = {code: place for code, place in BY_CODE.items() if place.get("parent") == "66"}
    assert list(divisions) == [f"66{number:02}" for number in range(1, 15)]
    assert {code: tuple(divisions[code]["also"][:2]) for code in CORPS_CITIES} == CORPS_CITIES
    assert not any(name.endswith("市") for code in ("6611", "6612") for name in divisions[code].get("also", []))


@pytest.mark.parametrize(("chinese", "english"), table(NAMES))
def test_english_names_are_the_established_ones(chinese: str, english: str) -> None:
    assert ENGLISH[chinese] == english


def test_autonomous_prefectures_have_english_names_that_say_what_they_are() -> None:
    expected = {f"{zh}自治州": f"{en} Autonomous Prefecture" for zh, en in table(AUTONOMOUS_PREFECTURES)}
    found = [place["names"] for place in PLACES if place["kind"] == "autonomous-prefecture"]
    assert {names["zh-Hans"]: names["en"] for names in found} == expected


@pytest.mark.parametrize(("chinese", "pinyin"), table(READINGS))
def test_pinyin_is_what_people_type(chinese: str, pinyin: str) -> None:
    assert PINYIN[chinese] == pinyin


def test_no_english_name_runs_a_people_or_an_ending_into_the_place() -> None:
    for place in PLACES:
        english = place["names"]["en"]
        assert not re.search(r"zizhi|[a-z]zu\b|diqu|meng$", english), english
        if place["kind"] in {"autonomous-prefecture", "autonomous-county"}:
            assert len(english.split()) >= 4, english


def test_pinyin_is_plain_ascii() -> None:
    for place in PLACES:
        assert re.fullmatch(r"[a-z]+( [a-z]+)*", place["pinyin"]), place


def test_english_names_are_written_in_latin_letters() -> None:
    for place in PLACES:
        assert re.fullmatch(r"[A-ZÜ][A-Za-z0-9êü'() ]+", place["names"]["en"]), place


def test_an_apostrophe_stands_where_a_later_syllable_begins_with_a_vowel() -> None:
    checked = 0
    for place in PLACES:
        if place["kind"] not in {"municipality", "province", "city", "county-level-city", "county"}:
            continue
        characters = place["names"]["zh-Hans"][:-1]
        word = place["names"]["en"].removesuffix(" County")
        if folded(word) != place["pinyin"].replace("lv", "lu"):
            continue
        checked += 1
        vowels = sum(character in "安鞍阿鄂尔洱恩额" for character in characters[1:])
        assert word.count("'") == vowels, word
        assert all(part[0] in "aeo" for part in word.split("'")[1:]), word
        # Each syllable has one run of vowels once the apostrophes part them.
        assert sum(len(re.findall("[aeiouü]+", part.lower())) for part in word.split("'")) == len(characters), word
    assert checked > 300


def test_other_names_add_something_and_name_no_other_place() -> None:
    for place in PLACES:
        also = place.get("also", [])
        assert not set(also) & set(ENGLISH), place
        assert not {name.casefold() for name in also} & {place["names"]["en"].casefold(), place["pinyin"]}, place


@pytest.mark.parametrize(
    ("typed", "chinese"),
    [
        ("Tibet", "西藏自治区"),
        ("Urumqi", "乌鲁木齐市"),
        ("Luliang", "吕梁市"),
        ("Aba", "阿坝藏族羌族自治州"),
        ("襄樊", "襄阳市"),
        ("思茅", "普洱市"),
        ("通什", "五指山市"),
        ("延边州", "延边朝鲜族自治州"),
        ("XPCC", "新疆生产建设兵团"),
        ("Construction Engineering Division", "兵团第十一师（建筑工程师）"),
    ],
)
def test_a_place_is_found_by_its_other_names(typed: str, chinese: str) -> None:
    assert [place["names"]["zh-Hans"] for place in PLACES if typed in place.get("also", [])] == [chinese]
