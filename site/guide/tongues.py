"""Chinese words inside a page of another language: the names of apps, buttons and papers that people must recognise.

A screen reader pronounces them, and a browser chooses their characters, by the language that they are marked with.
"""

import re
from dataclasses import dataclass

from guide.words import ORIGINAL

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# A run may have Chinese marks and digits inside, and brackets around: 《…通知》, 医保发〔2022〕22号.
_RUN = re.compile(f"[《「〔（【]*[{_HAN}](?:[{_HAN}0-9·、：，。《》「」〔〕（）【】]*[{_HAN}》」〕）】])?")
_TOKEN = re.compile(r"""<!--.*?-->|</?([A-Za-z][A-Za-z0-9]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|[^<]+|<""", re.DOTALL)
_LANG = re.compile(r"""(?:^|\s)lang=["']?([A-Za-z-]+)""")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# What may hold no element; a template's copies are made by a script.
_PLAIN = {"script", "style", "title", "desc", "textarea", "option", "template"}


@dataclass(frozen=True)
class _Element:
    name: str
    chinese: bool
    plain: bool = False
    drawn: bool = False


def mark(html: str, language: str) -> str:
    """Put `<span lang="zh-Hans">` around Chinese that stands in a document of another language; a Chinese one stays as it is.

    What already stands under a Chinese `lang` is left alone, and so is what can hold no element: titles, options, attributes.
    """
    if language.startswith("zh"):
        return html
    out: list[str] = []
    stack = [_Element("", chinese=False)]
    for token in _TOKEN.finditer(html):
        text, name = token[0], (token[1] or "").lower()
        out.append(text if name else _marked(text, stack[-1]))
        if text.startswith("</"):
            while len(stack) > 1 and stack.pop().name != name:
                pass
        elif name and name not in _VOID and not text.endswith("/>"):
            stack.append(_inside(stack[-1], name, token[2]))
    return "".join(out)


def _inside(outer: _Element, name: str, attributes: str) -> _Element:
    said = _LANG.search(attributes)
    chinese = said[1].startswith("zh") if said else outer.chinese
    return _Element(name, chinese, outer.plain or name in _PLAIN, outer.drawn or name == "svg")


def _marked(text: str, within: _Element) -> str:
    if within.chinese or within.plain or text.startswith("<"):
        return text
    tag = "tspan" if within.drawn else "span"
    return _RUN.sub(lambda run: f'<{tag} lang="{ORIGINAL}">{run[0]}</{tag}>', text)
