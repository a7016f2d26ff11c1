"""Korean is written as China's Koreans write it, in Korean only, and says no less and no more than the Chinese original."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path.relative_to(ROOT / "content/pages/ko").as_posix() for path in (ROOT / "content/pages/ko").rglob("*.md"))

# How a word begins in South Korea and not in Yanbian, where words like 림시, 련락, 료녕, 류형 and 녀성 keep their first letter.
SOUTHERN_STARTS = """
임시 임상 연락 연결 연계 연령 연도 연간 연말 연속 연세 연금 연습 이용 이유 이해 이력 이익 이혼 인근 여권 여행 여성 여자 여관
유형 유의 유학 유행 유출 유통 유동 요금 요양 요녕 요독 노인 노동 노년 노후 녹음 녹색 녹화 내일 내년 내원 예를 예외 예컨 예시 예의
양쪽 양측 양해 양호 역사 영수 염려 염두 논의 누락 누계 누적 나열 냉장 냉동 늑골 능선 육개월 아내
베이징 상하이 톈진 충칭 지린 랴오닝 헤이룽장 옌볜 옌지 창춘 선양 하얼빈 장쑤 양저우 광둥 쓰촨 홍콩 마카오 타이완
건강보험 주민등록 휴대폰 스마트폰 셀프
"""
# What is spelled or called otherwise wherever in a word it stands.
SOUTHERN_PARTS = """
서비스 페이지 메시지 데이터 프로그램 컨텐츠 콘텐츠 센터 메뉴 브라우저 숫자 횟수 날짜 오랫동안 뒷자리 바닷
되었 되어 비어 바뀌었 쉬어 내어 이었습 아니었
비율 환율 할까 될까 일까 까요
"""
START = re.compile(rf"(?<![가-힣])(?:{'|'.join(SOUTHERN_STARTS.split())})")
PART = re.compile("|".join(SOUTHERN_PARTS.split()))
# 할수 있습니다, 하는것, 되여있습니다: these are written together with the word before them.
APART = re.compile(r"[가-힣] 수 (?:있|없)|[가-힣](?<![의금]) 것|(?:되여|하고|비여) 있")

# Names and notations that have no Korean form. What stands on a screen in Chinese is quoted or marked up as Chinese.
WITHOUT_KOREAN = """
JavaScript OpenID Connect PKCE MB JPEG PNG HEIC SHA SVG canvas https
JSON Schema Pointer OpenAPI RFC ISO UUID KiB NaN CSV ICP QR PDF WCAG AA axe Tab Enter Apache Atom yangzhou yz
Standard Webhooks Excel UTF GB JWT Parquet zip AWS Lambda CloudWatch Prometheus
CloudFront CNAME Debian Python nginx systemd Ceph SeaweedFS root
"""
QUOTED = re.compile(r"[‘“《(][^‘’“”《》()가-힣]*[’”》)]")
MARKED_UP = re.compile(r'<span lang="zh-Hans">[^<]*</span>')
CHINESE = re.compile(r"[\u3400-\u9fff，。、；：？！]+")
LATIN = re.compile(r"[A-Za-z]{2,}")
NOT_PROSE = re.compile(
    r"```.*?```|`[^`]*`|<!--.*?-->|<[^>]*>|\]\([^)]*\)|\{[^{}]*\}"  # code, markers, marks, addresses, parameters
    r"|[0-9]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]|https?://\S+|\S+@\S+",  # a filing number
    re.DOTALL,
)
LABEL = re.compile(r"^template: [^\n]*$|^[a-z_]+:", re.MULTILINE)
HEADING = re.compile(r"^(#+) .*?(\{ ?#[a-z0-9-]+ ?\})?$", re.MULTILINE)
LINK = re.compile(r"\]\(([^)]*)\)(\{[^}]*\})?")
MARKER = re.compile(r"<!--.*?-->")


def ko_of(document: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every Korean text in a YAML document: what stands under a key `ko`."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == "ko":
                yield from ((where, text) for text in (value if isinstance(value, list) else [value]))
            else:
                yield from ko_of(value, f"{where}/{key}")
    elif isinstance(document, list):
        for i, value in enumerate(document):
            yield from ko_of(value, f"{where}/{i}")


def texts() -> Iterator[tuple[str, str]]:
    """Everything that is written in Korean, each with the place where it stands."""
    for path in sorted((ROOT / "content/locales/ko").glob("*.po")):
        with path.open("rb") as stream:
            yield from ((f"{path.name} {message.id}", str(message.string)) for message in read_po(stream) if message.id)
    for name in PAGES:
        yield name, (ROOT / "content/pages/ko" / name).read_text("utf-8")
    for path in sorted((ROOT / "content").rglob("*.yaml")):
        yield from ko_of(yaml.safe_load(path.read_text("utf-8")), path.name)


TEXTS = list(texts())


def strays(pattern: re.Pattern[str], tidy: re.Pattern[str] | None = None) -> list[str]:
    """What a pattern finds in the Korean texts, once those parts are taken out that `tidy` finds."""
    found = ((where, pattern.findall(tidy.sub(" ", text) if tidy else text)) for where, text in TEXTS)
    return [f"{where}: {', '.join(hits)}" for where, hits in found if hits]


def test_no_word_begins_as_it_does_in_south_korea() -> None:
    assert strays(START) == []


def test_no_word_is_spelled_as_in_south_korea() -> None:
    assert strays(PART) == []


def test_what_leans_on_a_word_is_written_together_with_it() -> None:
    assert strays(APART) == []


def test_chinese_stands_only_where_it_is_quoted_from_a_screen() -> None:
    assert strays(CHINESE, re.compile(f"{MARKED_UP.pattern}|{QUOTED.pattern}")) == []


def test_nothing_is_left_in_english() -> None:
    tidy = re.compile(f"{LABEL.pattern}|{NOT_PROSE.pattern}", re.DOTALL | re.MULTILINE)
    words = [(where, LATIN.findall(tidy.sub(" ", text))) for where, text in TEXTS]
    assert [f"{where}: {word}" for where, found in words for word in found if word not in WITHOUT_KOREAN.split()] == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("pattern", [HEADING, LINK, MARKER], ids=["headings", "links", "markers"])
def test_a_page_has_the_headings_links_and_markers_of_the_original(name: str, pattern: re.Pattern[str]) -> None:
    original = (ROOT / "content/pages/zh-Hans" / name).read_text("utf-8")
    assert pattern.findall((ROOT / "content/pages/ko" / name).read_text("utf-8")) == pattern.findall(original)
