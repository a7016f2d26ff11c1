"""Traditional Chinese is made from the simplified original, in the field's words and with nothing forgotten."""

import pytest

from guide.content import Content
from guide.prose import read_pages
from guide.traditional import converter, with_traditional
from guide.words import load_words
from running import ROOT


@pytest.mark.parametrize(
    ("original", "wanted"),
    [
        ("审核不通过", "審核不通過"),
        ("信息", "信息"),
        ("台账", "台賬"),
        ("了解", "了解"),
        ("写明了", "寫明了"),
        ("龙岩市", "龍岩市"),
        ("台州市", "台州市"),
        ("“没有记录”", "「沒有記錄」"),
    ],
)
def test_characters_change_and_the_words_of_the_field_do_not(original: str, wanted: str) -> None:
    assert converter(ROOT)(original) == wanted


def test_a_text_in_the_original_gets_its_traditional_beside_it_wherever_it_stands() -> None:
    data = {"titles": {"zh-Hans": "备案", "en": "Filing"}, "texts": [{"zh-Hans": ["就医", "医院"]}]}
    assert with_traditional(data, converter(ROOT)) == {
        "titles": {"zh-Hans": "备案", "en": "Filing", "zh-Hant": "備案"},
        "texts": [{"zh-Hans": ["就医", "医院"], "zh-Hant": ["就醫", "醫院"]}],
    }


def test_words_pages_names_sources_and_letters_are_all_there_in_traditional(content: Content) -> None:
    convert = converter(ROOT)
    words, pages = load_words(ROOT), read_pages(ROOT)
    assert words["zh-Hant"].messages == {key: convert(text) for key, text in words["zh-Hans"].messages.items()}
    assert pages["zh-Hant"] == {name: convert(text) for name, text in pages["zh-Hans"].items()}
    for place in content.places.values():
        assert place.names["zh-Hant"] == convert(place.names["zh-Hans"])
    for source in content.sources.values():
        assert source["title"]["zh-Hant"] == convert(source["title"]["zh-Hans"])
    for letter in content.letters.values():
        assert letter.texts["zh-Hant"] == [convert(line) for line in letter.texts["zh-Hans"]]


def test_the_hash_of_a_letter_does_not_depend_on_the_conversion(content: Content) -> None:
    written = {"filing-notice", "long-term-residence-commitment"}
    assert content.letters.keys() == written
    assert all("zh-Hant" not in (ROOT / f"content/letters/{name}.yaml").read_text("utf-8") for name in written)
