"""The finder in a browser: what people type in five languages, scripts and times, and that a list of nothing stays empty."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Opens = Callable[..., Page]
# Place code: what is typed for it. Each is tried on a page in Chinese and on one in English.
TYPED = {
    "3210": "扬州 | 揚州 | 揚州市 | 江苏扬州 | 江苏省扬州市邗江区 | yangzhou | yang zhou | yz | Yangzhou | Yangzhou, Jiangsu "
    "| 3210 | 321000 | 321002 | 양주 | 양주시 | 강소성 양주시 | 양저우 | 양저우시 | янчжоу | Янчжоу | г. Янчжоу",
    "2224": "延边 | 延邊 | 延边州 | yb | yanbian | 연변 | 연벼 | 옌볜 | Яньбянь | Яньбяне | в Яньбяне "
    "| Яньбянь-Корейском автономном округе",
    "21": "辽宁 | 遼寧 | 료녕 | 요녕 | 료녕성 | 랴오닝 | Ляонин | провинция Ляонин | 210000",
    "1501": "呼和浩特 | hhht | Hohhot | 후흐호트 | 후허하오터 | Хух-Хото | Хух Хото | Хуххото | Хухэхаотэ",
    "6501": "Ürümqi | urumqi | wulumuqi | 烏魯木齊 | 우룸치 | Урумчи",
    "6101": "Xi'an | Xi’an | 西安 | 서안 | Сиань | Сиани",
    "1411": "lvliang | luliang | Lüliang | 려량 | 여량 | Люйлян",
    "2102": "旅大 | 대련 | 다롄 | Далянь | Порт-Артур | порт артур | Дальний",
    "2201": "장춘 | 창춘 | Чанчунь | Чанчуне",
    "2301": "할빈 | 하얼빈 | Харбин | Харбина",
    "2101": "심양 | 봉천 | Мукден | Шэньяне",
    "1507": "Хайлар | Хулун Буир | 훌룬부이르",
    "15": "Внутренняя Монголия | Внутренней Монголии | 내몽고 | 150000",
    "11": "Пекин | Пекине | 북경 | 베이징 | 北京市朝阳区 | 110105",
    "1504": "赤峰 | 昭乌达盟 | 昭烏達盟",
    "4206": "襄樊 | 襄樊市 | Xiangfan",
    "6608": "石河子 | Shihezi | Шихэцзы | 659001",
}
NOTHING = ["atlantis", "Атлантида", "없는곳", "没有这里", "999999"]


@pytest.fixture
def finders(opens: Opens) -> list[Page]:
    return [opens("/"), opens("/en/")]


@pytest.mark.parametrize(("code", "typed"), TYPED.items(), ids=TYPED)
def test_the_finder_finds_a_place_however_it_is_written(finders: list[Page], code: str, typed: str) -> None:
    for page in finders:
        missed = [text for text in typed.split(" | ") if code not in found(page, text)[:3]]
        assert missed == []


def test_the_finder_finds_nothing_where_there_is_nothing(finders: list[Page]) -> None:
    for page in finders:
        assert [text for text in NOTHING if found(page, text)] == []


def test_the_province_before_the_name_leaves_one_place(finders: list[Page]) -> None:
    for page in finders:
        for text in ("江苏苏州", "강소성 소주시", "Suzhou Jiangsu", "Сучжоу, Цзянсу"):
            assert found(page, text) == ["3205"], text


def test_a_korean_syllable_that_is_still_being_composed_is_searched(opens: Opens) -> None:
    page = opens("/en/")
    page.get_by_role("combobox").focus()
    page.context.new_cdp_session(page).send("Input.imeSetComposition", {"text": "연변", "selectionStart": 2, "selectionEnd": 2})
    expect(page.get_by_role("option", name="Yanbian Korean Autonomous Prefecture")).to_have_count(1)


def test_pinyin_that_is_still_being_composed_to_chinese_is_not_searched(opens: Opens) -> None:
    page = opens("/")
    page.get_by_role("combobox").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "yang", "selectionStart": 4, "selectionEnd": 4})
    expect(page.get_by_role("combobox")).to_have_value("yang")
    expect(page.get_by_role("option")).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "扬州"})
    expect(page.get_by_role("option", name="扬州市")).to_have_count(1)


def found(page: Page, text: str) -> list[str]:
    """Codes of the places the page's own finder answers with, the likeliest first."""
    codes: list[str] = page.evaluate(
        """async text => {
            const { loadPlaces, matchPlaces } = await import(document.querySelector("script[src*='finder.js']").src);
            const places = await loadPlaces(document.querySelector("[data-finder]").dataset.finder);
            return matchPlaces(places, text).map(({ code }) => code);
        }""",
        text,
    )
    return codes
