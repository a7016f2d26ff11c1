"""Hand-written pages are plain to read, in every language: measured on their paragraphs and list items, page by page.

English is measured by Flesch's reading ease, where 60 and more is plain, and Russian by Oborneva's version of it (2006) without
the words that nobody can do without here (регистрация, страхование …). For Chinese and Korean no library has an established
measure; ours is the mean number of letters and digits in a sentence. Words quoted from Chinese screens count in Chinese only.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import textstat  # type: ignore[import-untyped]
from lxml import html
from markdown import Markdown

from guide.read import front_matter
from guide.words import DERIVED, LANGUAGES

PAGES = Path(__file__).parents[2] / "content/pages"
FOUND = sorted(PAGES.rglob("*.md"))
LONGEST_MEAN = 40
EASE_EN, EASE_RU = 60, 45
FIELD_RU = re.compile(r"[а-яё]*(?:регистр|страхован|провинц|уполномочен)[а-яё]*", re.IGNORECASE)


def words_of(path: Path) -> list[str]:
    """The page's paragraphs and list items, without headings, tables, code, markers, and words quoted from Chinese screens."""
    text = path.read_text("utf-8").split("---\n", 2)[2]
    page = html.fragment_fromstring(Markdown(extensions=["attr_list", "md_in_html", "tables"]).convert(text) or "<p/>", "div")
    away = "//comment()|//table|//code|//pre" + ("" if path.is_relative_to(PAGES / "zh-Hans") else "|//span[@lang='zh-Hans']")
    for element in page.xpath(away):
        element.drop_tree()
    blocks = ("".join(block.xpath("text()|*[not(self::ul|self::ol)]//text()")) for block in page.xpath("//p|//li[not(p)]"))
    return [text for block in blocks if (text := re.sub(r"\s+", " ", block).strip())]


def mean_sentence(blocks: list[str]) -> float:
    """Characters (letters and digits) of the mean sentence; a block's end ends a sentence."""
    sentences = [re.sub(r"[\W_]", "", piece) for block in blocks for piece in re.split(r"[。！？!?]|\.(?=\s|$)", block)]
    lengths = [len(sentence) for sentence in sentences if sentence]
    return sum(lengths) / len(lengths)


def english_ease(blocks: list[str]) -> float:
    """Flesch's reading ease. A block that ends without a full stop still ends a sentence."""
    measure = textstat.textstat
    measure.set_lang("en_US")
    return float(measure.flesch_reading_ease("\n".join(block if block[-1] in ".!?" else f"{block}." for block in blocks)))


def russian_ease(blocks: list[str]) -> float:
    """Oborneva's formula. A Russian syllable is a vowel; textstat counts places to hyphenate, and misses up to one in five."""
    sentences = [piece for block in blocks for piece in re.split(r"[.!?](?=\s|$)", FIELD_RU.sub("", block).lower())]
    worded = [words for sentence in sentences if (words := re.findall(r"[а-яё]+", sentence))]
    count = sum(len(words) for words in worded)
    vowels = sum(len(re.findall(r"[аеёиоуыэюя]", word)) for words in worded for word in words)
    return 206.835 - 1.3 * count / len(worded) - 60.1 * vowels / count


# How hard a page is to read; 1 is the most that it may be.
HARDNESS: dict[str, Callable[[list[str]], float]] = {
    "zh-Hans": lambda blocks: mean_sentence(blocks) / LONGEST_MEAN,
    "en": lambda blocks: EASE_EN / max(1.0, english_ease(blocks)),
    "ko": lambda blocks: mean_sentence(blocks) / LONGEST_MEAN,
    "ru": lambda blocks: EASE_RU / max(1.0, russian_ease(blocks)),
}
# One sentence as a clerk would say it, and one as an ordinance would.
SAMPLES = {
    "zh-Hans": (
        "到外省看病，先备案。急诊不用办。",
        "参保人员因长期居住或者临时外出需要在参保统筹地区以外的定点医疗机构就医的应当按照规定在就医前向参保地医疗保障经办机构申请办理异地就医备案手续。",
    ),
    "en": (
        "File before you go. In an emergency you need not file.",
        "Insured individuals necessitating medical attention at designated institutions located outside the administrative "
        "area of their participation are required to complete registration formalities preceding hospitalisation.",
    ),
    "ko": (
        "다른 성에서 진료받으려면 먼저 등록하십시오. 응급이면 등록하지 않아도 됩니다.",
        "장기적으로 거주하거나 림시로 외출하여 보험가입지 이외의 지정 의료기구에서 진료를 받아야 하는 보험가입자는 "
        "규정에 따라 진료를 받기 전에 보험가입지의 의료보험 취급기구에 타지역 진료 등록수속을 신청하여야 합니다.",
    ),
    "ru": (
        "Сначала подайте заявление. Если вам плохо, идите в больницу сразу.",
        "Застрахованные лица, нуждающиеся в получении медицинского обслуживания в медицинских учреждениях, расположенных "
        "за пределами территории страхования, обязаны осуществить предварительное оформление соответствующих документов.",
    ),
}


def name(path: Path) -> str:
    return path.relative_to(PAGES).as_posix()


@pytest.mark.parametrize("path", FOUND, ids=name)
def test_every_page_is_plain_to_read(path: Path) -> None:
    blocks = words_of(path)
    if blocks:
        assert HARDNESS[path.relative_to(PAGES).parts[0]](blocks) <= 1
    else:
        assert "template" in front_matter(path.read_text("utf-8")), "only a page that a template draws has no prose"


def test_every_written_language_has_a_measure() -> None:
    assert {language for language in LANGUAGES if language != DERIVED} <= HARDNESS.keys()


@pytest.mark.parametrize("language", HARDNESS)
def test_the_measure_tells_a_plain_sentence_from_an_ordinance(language: str) -> None:
    plain, hard = SAMPLES[language]
    assert HARDNESS[language]([plain]) <= 1 < HARDNESS[language]([hard])
