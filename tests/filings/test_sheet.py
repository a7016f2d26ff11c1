"""Reading a list: as office programs save it, in every language's words, and what is said where it is none."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filings.desk import listed, sheet
from filings.desk.sheet import BYTES_MAX, ROWS_MAX, Shape
from filings.errors import Code, Refusal
from guide.words import LANGUAGES, Words, load_words
from lists import person, saved


@pytest.fixture(scope="session")
def shape(folder: Path) -> Shape:
    """What a list may be made of."""
    return Shape(folder)


@pytest.fixture(scope="session")
def words(root: Path) -> dict[str, Words]:
    """The catalogues of every language."""
    return load_words(root)


def wrong(work: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        work()
    assert refused.value.code is Code.FINDINGS
    return [(finding.pointer, finding.rule) for finding in refused.value.findings]


@pytest.mark.parametrize("delimiter", [",", "\t", ";"], ids=["comma", "tab", "semicolon"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_list_is_read_as_it_was_saved(shape: Shape, encoding: str, delimiter: str) -> None:
    rows = [person(1, address="示例路1号，甲;乙\t丙"), person(2, name='张"三"')]
    read = sheet.read(saved(rows, delimiter=delimiter, encoding=encoding), shape)
    assert [(row.number, dict(row.cells)) for row in read] == [(2, rows[0]), (3, rows[1])]


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_and_words_of_every_language_mean_the_same(shape: Shape, words: Mapping[str, Words], language: str) -> None:
    say = words[language].say
    written = person(
        1,
        type=say("type.stationed-worker"),
        scheme=say("scheme.employees"),
        document=say("document.resident-identity-card"),
        papers="、".join([say("material.posting-letter"), say("material.other-residence-proof")]),
        level=say("level.2"),
    )
    [row] = sheet.read(saved([written], names={column: say(f"column.{column}") for column in shape.columns}), shape)
    filing = listed.filing(row, "3210", shape)
    assert (filing["type"], filing["scheme"]) == ("stationed-worker", "employees")
    assert filing["insured"]["document"]["kind"] == "resident-identity-card"
    assert [paper["material"] for paper in filing["materials"]] == ["posting-letter", "other-residence-proof"]
    assert filing["referral"]["level"] == 2


def test_every_word_of_every_closed_list_leads_to_one_id(shape: Shape, words: Mapping[str, Words], content: Any) -> None:
    for kind, message in (("types", "type"), ("schemes", "scheme"), ("documents", "document"), ("materials", "material")):
        for identifier in content.ids(kind):
            for language in LANGUAGES:
                assert shape.meant(kind, words[language].say(f"{message}.{identifier}")) == identifier
                assert not set("、;；/|\n") & set(words[language].say(f"{message}.{identifier}")) or kind != "materials"


@pytest.mark.parametrize(
    ("written", "code"), [("北京", "11"), ("北京市", "11"), ("扬州", "3210"), ("Пекин", "11"), ("양주시", "3210")]
)
def test_a_place_is_known_by_its_name_with_and_without_its_ending(shape: Shape, written: str, code: str) -> None:
    assert shape.meant("places", written) == code


@pytest.mark.parametrize("written", ["2027-01-05", "2027/1/5", "2027.1.5", "2027年1月5日", "20270105", "２０２７/１/５"])
def test_a_date_is_read_as_spreadsheets_write_it(shape: Shape, written: str) -> None:
    [row] = sheet.read(saved([person(1, **{"from": written})]), shape)
    assert listed.filing(row, "3210", shape)["treatments"] == [{"place": "11", "from": "2027-01-05"}]


def test_numbers_are_read_as_the_form_reads_them(shape: Shape) -> None:
    [row] = sheet.read(saved([person(1, number=" 32100219600229 001x ", phone="１３８００００００００")]), shape)
    filing = listed.filing(row, "3210", shape)
    assert (filing["insured"]["document"]["number"], filing["contact"]["phone"]) == ("32100219600229001X", "13800000000")


def test_empty_rows_count_as_a_spreadsheet_counts_them_and_are_passed_over(shape: Shape) -> None:
    lines = saved([person(1), person(2)]).split(b"\r\n")
    content = b"\r\n".join([lines[0], b"," * 11, lines[1], b"", lines[2], b""])
    assert [row.number for row in sheet.read(content, shape)] == [3, 5]


def test_a_line_that_names_the_delimiter_is_heeded(shape: Shape) -> None:
    assert len(sheet.read(b"sep=;\r\n" + saved([person(1)], delimiter=";"), shape)) == 1


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "list-empty"),
        (b"\r\n\r\n", "list-empty"),
        (saved([person(1)]).partition(b"\n")[0], "list-empty"),
        (b"PK\x03\x04 and so on", "list-workbook"),
        (b"\xd0\xcf\x11\xe0 and so on", "list-workbook"),
        (saved([person(1)]) + b"\xff\xff", "list-unreadable"),
        (saved([person(1)]) + b'"open', "list-unreadable"),
        (saved(person(n) for n in range(ROWS_MAX + 1)), "list-too-long"),
    ],
    ids=["nothing", "empty lines", "a heading alone", "xlsx", "xls", "no text", "an open quote", "too long"],
)
def test_a_file_that_is_no_list_is_told_what_it_is(shape: Shape, content: bytes, rule: str) -> None:
    assert wrong(lambda: sheet.read(content, shape)) == [("", rule)]


def test_wrong_columns_are_named_by_where_they_stand(shape: Shape) -> None:
    cells = {column: cell for column, cell in person(1).items() if column != "phone"} | {"shoe size": "42", "更多": "x"}
    assert wrong(lambda: sheet.read(saved([cells]), shape)) == [
        ("/columns/12", "column-unknown"),
        ("/columns/13", "column-unknown"),
        ("/columns/phone", "column-missing"),
    ]
    twice = saved([person(1)], names={"phone": "姓名"})
    assert ("/columns/6", "column-twice") in wrong(lambda: sheet.read(twice, shape))


def test_a_row_with_more_cells_than_columns_is_found(shape: Shape) -> None:
    assert wrong(lambda: sheet.read(saved([person(1), person(2)]).rstrip() + b",x\r\n", shape)) == [("/rows/3", "row-too-long")]


def test_a_list_of_too_many_bytes_is_not_read(shape: Shape) -> None:
    with pytest.raises(Refusal) as refused:
        sheet.read(b"x" * (BYTES_MAX + 1), shape)
    assert refused.value.code is Code.TOO_LARGE


@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))))
def test_whatever_is_sent_is_read_or_refused(shape: Shape, content: bytes) -> None:
    with suppress(Refusal):
        assert sheet.read(content, shape)
