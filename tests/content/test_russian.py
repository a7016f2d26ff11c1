"""The Russian words: spelt as Russian is spelt, with nothing left in English, and none of the known mistranslations."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]

# Spellings with е that are always a mistake for ё: no other Russian word is written so. A star stands for any ending.
# What can be read in two ways (все, чем, счета, узнает) is left to the reader's eye.
WITHOUT_YO = r"""
еще ее свое мое твое причем вдвоем втроем вперед трех трем четырех четырем ребенок ребенк*
расчет* отчет* зачет* учет учета учету учетом учете счет счету счетом счете платеж объем* подъем* самолет* полет*
прием приема приему приемом приеме приемы приемов приемам приемах приемн* четк* надежн* легкий легкая легкое легкие
тяжелый тяжелая тяжелое тяжелые тяжелого тяжелых черный желтый зеленый теплый твердый дешевый
ждет идет пойдет подойдет придет найдет пройдет перейдет дойдет ведет приведет несет везет живет живете проживет берет
дает отдает выдает подает передает создает дается подается выдается остается удается начнет начнется вернет вернется
пришел нашел ушел прошел подошел перешел истек лег
подключен подключенн* включенн* определен определенн* разрешен разрешенн* решенн* завершенн* подтвержден подтвержденн*
утвержден утвержденн* переселен переселенн* прикреплен прикрепленн* продлен продленн* отменен отмененн* изменен измененн*
введенн* приведенн* проведенн* внесенн* перенесенн* медсестер
"""
# Names that stay as they are, the examples of a typed name, and letters that stand in numbers.
NAMES = """
WeChat App JavaScript PDF JPEG PNG HEIC SHA SVG QR canvas https
OpenID Connect PKCE OpenAPI JSON Schema Pointer RFC ISO UUID NaN ICP Atom WCAG AA CSV Apache Tab Enter axe yangzhou
Standard Webhooks Excel UTF GB JWT Parquet zip H M R X AWS Lambda CloudWatch Prometheus
CloudFront CNAME S Debian Python nginx systemd Ceph SeaweedFS root
"""
# What machine translation made of the same matter, and may never come back.
MISTRANSLATED = [
    r"официальн\w+ отч[её]т",
    r"сотрудник\w* экстренн",
    r"медицинск\w+ (рефера|набор)",
    r"за пределами участк",
    r"прям\w+ урегулировани",
    r"скоординированн",
    r"отправить подачу",
    r"регистрационн\w+ запис",
    r"реальн\w+ аутентификаци",
    r"застрахованн\w+ люд",
    r"лечени\w+ в провинциях",
    r"медицинское страхование \[",
]
# This site says: агентство медицинского страхования, нет сведений, уполномоченная больница, через интернет, взаимопомощь.
OTHER_WORDS = r"медстрах|не записан|уполномоченн\w+ медучрежд|онлайн-канал|семейн\w+ сч[её]т"
WORD = re.compile(r"[A-Za-z]+")
# Not prose: the keys of a page's head, code, targets of links, tags, parameters, numbers such as V1.1.27 or 3210-7K3Q-9FXM-E.
SIGNS = re.compile(
    r"^template: .*$|^[a-z]+: \"?|\"$|`[^`]*`|\]\([^)]*\)|<[^>]*>|\{[^}]*\}|https?://\S+|\S+@\S+|\b(?=\w*[0-9])[A-Z0-9][-.0-9A-Z]*"
)


def catalogues() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "content/locales/ru").glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, abort_invalid=True):
                if message.id:
                    yield f"{path.name} {message.id}", str(message.string)


def pages() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "content/pages/ru").rglob("*.md")):
        prose = True
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            prose ^= line.startswith("```")
            if prose:
                yield f"{path.name}:{number}", line


def records() -> Iterator[tuple[str, str]]:
    for path in [*(ROOT / "content/letters").glob("*.yaml"), *(ROOT / "content").glob("*.yaml")]:
        yield from said(path.name, yaml.safe_load(path.read_text("utf-8")))


def said(where: str, value: Any) -> Iterator[tuple[str, str]]:
    """What stands under `ru`, however deep."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "ru":
                yield from ((where, text) for text in ([part] if isinstance(part, str) else part))
            else:
                yield from said(where, part)
    elif isinstance(value, list):
        for part in value:
            yield from said(where, part)


TEXTS = [*catalogues(), *pages(), *records()]
PATTERNS = {
    "a Latin letter inside a Cyrillic word": r"[А-Яа-яЁё][A-Za-z]|[A-Za-z][А-Яа-яЁё]",
    "ye where yo is meant": r"(?i)\b(" + re.sub(r"\s+", "|", WITHOUT_YO.strip()).replace("*", r"\w*") + r")\b",
    "a mistranslation": f"(?i){'|'.join(MISTRANSLATED)}",
    "another word for what has a word": f"(?i){OTHER_WORDS}",
    "straight quotation marks": '["“”]',
    "two full stops": r"(?<!\.)\.\.(?!\.)",
}


def test_there_is_russian_to_look_at() -> None:
    assert {where.split()[0].split(":")[0] for where, _ in TEXTS} >= {"guide.po", "form.po", "index.md", "sources.yaml"}


@pytest.mark.parametrize("fault", PATTERNS)
def test_no_russian_text_has(fault: str) -> None:
    pattern = re.compile(PATTERNS[fault])
    assert [(where, found[0]) for where, text in TEXTS if (found := pattern.search(SIGNS.sub(" ", text)))] == []


def test_nothing_is_left_in_english_except_names() -> None:
    strays = {
        word: where for where, text in TEXTS for word in WORD.findall(SIGNS.sub(" ", text)) if word not in WORD.findall(NAMES)
    }
    assert strays == {}


def test_no_full_stop_follows_the_one_that_ends_a_date() -> None:
    assert [where for where, text in catalogues() if re.search(r"\{day\}\.", text)] == []
