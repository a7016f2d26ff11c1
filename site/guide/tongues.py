"""Chinese words inside a page of another language: the names of apps, buttons and papers that people must recognise.

A screen reader pronounces them, and a browser chooses their characters, by the language that they are marked with.
"""

import re
from typing import NamedTuple

from guide.words import ORIGINAL

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# A run may have Chinese marks and digits inside, and brackets around: 《…通知》, 医保发〔2022〕22号.
_RUN = re.compile(f"[《「〔（【]*[{_HAN}](?:[{_HAN}0-9·、：，。《》「」〔〕（）【】]*[{_HAN}》」〕）】])?")
_TOKEN = re.compile(r"""(<!--.*?-->|</?([A-Za-z][A-Za-z0-9]*)((?:[^>"']++|"[^"]*+"|'[^']*+')*+)>|[^<]++|<)""", re.DOTALL)
_LANG = re.compile(r"""(?:^|\s)lang=["']?([A-Za-z-]+)""")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What may hold no element; a template's copies are made by a script.
_PLAIN = {"script", "style", "title", "desc", "textarea", "option", "template"}


class _Within(NamedTuple):
    """What holds inside an element: whether its language is Chinese, whether it may hold no element, whether it is drawn."""

    chinese: bool = False
    plain: bool = False
    drawn: bool = False


def mark(html: str, language: str) -> str:
    """Put `<span lang="zh-Hans">` around Chinese that stands in a document of another language; a Chinese one stays as it is.

    What already stands under a Chinese `lang` is left alone, and so is what can hold no element: titles, options, attributes.
    """
    if language.startswith("zh"):
        return html
    out: list[str] = []
    names, within = [""], [_Within()]
    for text, tag, attributes in _TOKEN.findall(html):
        if not tag:
            out.append(_marked(text, within[-1]))
            continue
        out.append(text)
        name = tag.lower()
        if text.startswith("</"):
            while len(names) > 1:
                within.pop()
                if names.pop() == name:
                    break
        elif name not in _VOID and not text.endswith("/>"):
            names.append(name)
            within.append(_inside(within[-1], name, attributes))
    return "".join(out)


def _inside(outer: _Within, name: str, attributes: str) -> _Within:
    # Nearly every element of a page is like the one around it.
    said = _LANG.search(attributes) if "lang" in attributes else None
    if not said and name not in _PLAIN and name != "svg":
        return outer
    chinese = said[1].startswith("zh") if said else outer.chinese
    return _Within(chinese, outer.plain or name in _PLAIN, outer.drawn or name == "svg")


def _marked(text: str, within: _Within) -> str:
    if within.chinese or within.plain or text.startswith("<"):
        return text
    tag = "tspan" if within.drawn else "span"
    return _RUN.sub(rf'<{tag} lang="{ORIGINAL}">\g<0></{tag}>', text)
