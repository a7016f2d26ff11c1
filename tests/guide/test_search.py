"""What can be searched: every heading of a page with what stands under it, in characters that either script finds."""

from guide.search import Section, index, sections

PAGE = """
<h1 id="top">Title</h1><p class="answer">The answer.</p><svg><title>unsaid</title></svg>
<h2 id="one">First <span lang="zh-Hans">备案</span></h2><p>Text&nbsp;one.</p><h3>no id</h3><ul><li>two</li></ul>
<dl><dt id="term">A term</dt><dd>Its meaning</dd></dl><script>unsaid()</script>
"""


def test_a_page_is_cut_at_the_headings_that_have_an_address() -> None:
    assert list(sections("page/", "Title", PAGE, "other words")) == [
        Section("page/", "Title", "", "other words", "The answer."),
        Section("page/#one", "Title", "First 备案", "", "Text one. no id two"),
        Section("page/#term", "Title", "A term", "", "Its meaning"),
    ]


def test_traditional_text_is_searched_in_simplified_characters_and_shown_as_it_is() -> None:
    made = index([Section("page/", "備案", "", "", "異地就醫")], "zh-Hant")
    [[_, title, _, _, text, pinyin]] = made["entries"]
    assert (title, text, pinyin) == ("備案", "异地就医", "beian")
    assert made["fold"]["醫"] == "医"
    assert made["fold"]["備"] == "备"


def test_other_languages_need_neither_pinyin_nor_folding() -> None:
    made = index([Section("page/", "Filing", "", "", "text")], "en")
    assert made == {"entries": [["page/", "Filing", "", "", "text", ""]], "fold": {}}
