"""Lists of institutions: each wrong row is named with its file, its line and the reason, all at once; sound ones are read."""

from dataclasses import replace
from pathlib import Path

import pytest

from documents import Tree, copied
from guide.content import load
from guide.institutions import Institution
from guide.read import ContentRefused

FOLDER = "content/institutions"
HEADER = "code,name,place,level,inpatient,outpatient,chronic,since,source,checked,address"
SOUND = "SAMPLE000001,示例第一医院,3210,2,yes,no,hypertension diabetes,2024-01-15,sample-institutions,2026-11-21,示例路1号"
READ = Institution(
    code="SAMPLE000001",
    name="示例第一医院",
    place="3210",
    level="three-a",
    cares=("inpatient", "chronic"),
    diseases=("hypertension", "diabetes"),
    since="2024-01-15",
    source="sample-institutions",
    checked="2026-11-21",
    address="示例路1号",
    sample=True,
)
# What is changed in a sound row, and the reasons that are given.
WRONG = {
    ("SAMPLE000001", "SAMPLE00010"): ['code: "SAMPLE00010" is shorter than 12 characters'],
    ("SAMPLE000001", "SAMPLE0000010"): ['code: "SAMPLE0000010" is longer than 12 characters'],
    ("SAMPLE000001", "SAMPLE-00102"): ['code: "SAMPLE-00102" does not match "^[0-9A-Z]*$"'],
    ("SAMPLE000001,", ","): ['"code" is a required property', "code: a row of sample data begins with SAMPLE"],
    ("示例第一医院", ""): ['"name" is a required property'],
    ("示例第一医院", '"示例第一\n医院"'): ['name: "示例第一\\n医院" does not match "^[^\\u0000-\\u001f]*$"'],
    (",3210,", ",,"): ['"place" is a required property'],
    (",3210,", ",9999,"): ["place: 9999 is not the code of a city or other place where one is treated"],
    (",3210,", ",32,"): ["place: 32 is not the code of a city or other place where one is treated"],
    (",2,yes", ",99,yes"): ["level: 99 is not among the national codes 1, 2, 3, 4, 12, 5, 6, 7, 13, 8, 9, 10, 14, 11"],
    (",yes,no,", ",maybe,no,"): ['inpatient: "maybe" is not one of "yes", "no" or 2 other candidates'],
    (",yes,no,", ",yes,,"): ['"outpatient" is a required property'],
    ("hypertension diabetes", "Yes"): ["chronic: Yes is neither yes, no, 是, 否 nor in the list of diseases"],
    ("hypertension diabetes", "hypertension gout"): ["chronic: gout is neither yes, no, 是, 否 nor in the list of diseases"],
    ("2024-01-15", "2024-02-30"): ['since: "2024-02-30" is not a "date"'],
    ("2026-11-21", "2026/11/21"): ['checked: "2026/11/21" is not a "date"'],
    ("2026-11-21", ""): ['"checked" is a required property'],
    ("sample-institutions", "nobody"): ["source: nobody is not known"],
    ("sample-institutions", "yangzhou-guide-2024"): [
        "source: a row that begins with SAMPLE or 示例 must name a source that is a sample"
    ],
    ("SAMPLE000001", "H32100000001"): ["code: a row of sample data begins with SAMPLE"],
    ("示例第一医院", "第一医院"): ["name: a row of sample data begins with 示例"],
    ("示例路1号", "示例路1号,and more"): ["the row has 12 cells, the first row has 11"],
}


def listed(tree: Tree, *lines: str, name: str = "list.csv", encoding: str = "utf-8") -> None:
    (tree.root / FOLDER).mkdir(exist_ok=True)
    (tree.root / FOLDER / name).write_text("\n".join([*lines, ""]), encoding)


def refused(tree: Tree) -> list[tuple[str, int, str]]:
    with pytest.raises(ContentRefused) as refusal:
        load(tree.root)
    return [(problem.file, problem.line, problem.reason) for problem in refusal.value.problems]


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return copied(tmp_path)


@pytest.fixture(scope="module")
def all_wrong(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, int, str]]:
    """Everything that is said of one list in which every row after the first is wrong; each row has a code of its own."""
    tree = copied(tmp_path_factory.mktemp("wrong"))
    rows = [SOUND.replace("SAMPLE000001", "SAMPLE999999")]
    for i, (old, new) in enumerate(WRONG):
        assert SOUND.count(old) == 1
        rows.append(SOUND.replace(old, new).replace("SAMPLE000001", f"SAMPLE{i:06d}"))
    listed(tree, HEADER, *rows)
    return refused(tree)


def line_of(wrong: tuple[str, str]) -> int:
    before = list(WRONG)[: list(WRONG).index(wrong)]
    return 3 + len(before) + sum(new.count("\n") for _, new in before)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong[0]} as {wrong[1]}")
def test_a_wrong_row_is_named_with_its_line_and_every_reason(
    all_wrong: list[tuple[str, int, str]], wrong: tuple[str, str]
) -> None:
    found = [reason for file, line, reason in all_wrong if (file, line) == (f"{FOLDER}/list.csv", line_of(wrong))]
    assert sorted(found) == sorted(WRONG[wrong])


def test_nothing_is_said_of_sound_rows(all_wrong: list[tuple[str, int, str]]) -> None:
    assert {line for _, line, _ in all_wrong} == {line_of(wrong) for wrong in WRONG}


def test_a_sound_row_is_read(tree: Tree) -> None:
    listed(tree, HEADER, SOUND)
    assert load(tree.root).institutions == {"3210": (READ,)}


def test_a_list_as_excel_saves_it_with_chinese_names_is_read_alike(tree: Tree) -> None:
    titles = "医疗机构编码,医疗机构名称,地方代码,医院等级,住院,普通门诊,门诊慢特病,开通日期,来源,核对日期,地址"
    row = SOUND.replace("yes,no", "是,否")
    listed(tree, f"{titles}\r\n{row}\r\n,,,,,,,,,,", encoding="utf-8-sig")
    assert load(tree.root).institutions == {"3210": (READ,)}


def test_columns_may_stand_in_any_order_and_what_is_not_known_may_be_left_out(tree: Tree) -> None:
    listed(
        tree,
        "name,code,place,chronic,outpatient,inpatient,checked,source",
        "示例医院,SAMPLE000001,3210,否,否,否,2026-11-21,sample-institutions",
    )
    bare = replace(READ, name="示例医院", level="", cares=(), diseases=(), since="", address="")
    assert load(tree.root).institutions == {"3210": (bare,)}


def test_a_code_that_stands_in_two_lists_is_refused_and_the_other_place_named(tree: Tree) -> None:
    listed(tree, HEADER, SOUND, name="a.csv")
    listed(tree, HEADER, SOUND.replace("000001", "000002"), SOUND, name="b.csv")
    assert refused(tree) == [(f"{FOLDER}/b.csv", 3, f"code: SAMPLE000001 stands in {FOLDER}/a.csv:2 already")]


def test_a_list_in_another_encoding_is_refused_at_its_first_strange_line(tree: Tree) -> None:
    listed(tree, HEADER, SOUND, encoding="gb18030")
    assert refused(tree) == [(f"{FOLDER}/list.csv", 2, "is not in UTF-8: save it as “CSV UTF-8”")]


def test_a_first_row_that_names_no_columns_is_refused_once(tree: Tree) -> None:
    listed(tree, "编号,code,code", SOUND)
    known = HEADER.replace(",", ", ")
    assert refused(tree) == [
        (f"{FOLDER}/list.csv", 1, "column 'code' stands twice"),
        (f"{FOLDER}/list.csv", 1, f"column '编号' is not known; the columns are {known}"),
    ]


def test_an_empty_file_is_refused(tree: Tree) -> None:
    listed(tree)
    [(_, line, reason)] = refused(tree)
    assert (line, reason.split(":")[0]) == (1, "the first row must name the columns")


def test_a_quotation_mark_left_open_is_named_where_it_opens(tree: Tree) -> None:
    listed(tree, HEADER, SOUND, SOUND.replace("示例第一医院", '"示例第一医院').replace("000001", "000002"), SOUND)
    [(_, line, reason)] = refused(tree)
    assert (line, reason.split(":")[0]) == (3, "the row that begins here cannot be read")


def test_wrong_rows_are_named_together_with_what_is_wrong_elsewhere(tree: Tree) -> None:
    tree.edit(
        "content/regions/3210.yaml",
        "from: 2024-08-15, value: 2, source: yangzhou-guide-2024",
        "from: 2024-08-15, value: 2, source: nobody",
    )
    listed(tree, HEADER, SOUND.replace("3210", "9999"))
    assert {file for file, _, _ in refused(tree)} == {"content/regions/3210.yaml", f"{FOLDER}/list.csv"}


def test_no_rule_may_rest_on_a_sample(tree: Tree) -> None:
    tree.edit("content/regions/3210.yaml", "value: 2, source: yangzhou-guide-2024", "value: 2, source: sample-institutions")
    [(file, _, reason)] = refused(tree)
    assert (file, reason) == (
        "content/regions/3210.yaml",
        "3210: places_max/long-term: source sample-institutions is a sample; no rule may rest on it",
    )


def test_without_any_list_the_content_is_whole(tree: Tree) -> None:
    assert load(tree.root).institutions == {}
