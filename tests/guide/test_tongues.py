"""Chinese words in a page of another language are marked as Chinese, and nothing else is touched."""

import pytest

from guide.tongues import mark

MARKED = {
    "<p>Open 备案记录 first</p>": '<p>Open <span lang="zh-Hans">备案记录</span> first</p>',
    "<p>(医保发〔2022〕22号)</p>": '<p>(<span lang="zh-Hans">医保发〔2022〕22号</span>)</p>',
    "<p>《关于，通知》</p>": '<p><span lang="zh-Hans">《关于，通知》</span></p>',
    "a<br>b 中<i>文</i>": 'a<br>b <span lang="zh-Hans">中</span><i><span lang="zh-Hans">文</span></i>',
    "<svg><text>备案 x</text></svg>": '<svg><text><tspan lang="zh-Hans">备案</tspan> x</text></svg>',
    '<div lang="zh-Hans"><p lang="en">中</p></div>': '<div lang="zh-Hans"><p lang="en"><span lang="zh-Hans">中</span></p></div>',
    '<a title="x>y 中">中</a>': '<a title="x>y 中"><span lang="zh-Hans">中</span></a>',
}
LEFT = [
    "<title>备案</title>",
    '<script type="application/json">{"a": "备案"}</script>',
    "<select><option>备案</option></select>",
    "<svg><title>备案</title></svg>",
    '<p>See <a lang="zh-Hant" hreflang="zh-Hant">繁體中文</a></p>',
    '<p lang="zh-Hans">备案<b>记录</b></p>',
    "<!-- 备案 --><p>a &lt; b</p>",
    "no markup at all",
]


@pytest.mark.parametrize(("html", "marked"), MARKED.items())
def test_chinese_is_marked(html: str, marked: str) -> None:
    assert mark(html, "en") == marked


@pytest.mark.parametrize("html", LEFT)
def test_what_is_marked_already_or_cannot_be_is_left(html: str) -> None:
    assert mark(html, "ko") == html


def test_marking_twice_changes_nothing() -> None:
    for marked in MARKED.values():
        assert mark(marked, "ru") == marked


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_a_chinese_page_stays_as_it_is(language: str) -> None:
    assert mark("<p>备案</p>", language) == "<p>备案</p>"
