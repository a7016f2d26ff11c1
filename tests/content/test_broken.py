"""Content that is wrong does not build: every fault is named at once, with its file, its line and the reason."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from documents import Tree, copied
from guide.content import load
from guide.read import ContentRefused

CITY = "content/regions/3210.yaml"
NATION = "content/regions/CN.yaml"
SOURCES = "content/sources.yaml"
VOCABULARY = "content/vocabulary.yaml"
NOTICE = "content/letters/filing-notice.yaml"
TWO_PLACES = "{from: 2024-08-15, value: 2, source: yangzhou-guide-2024, where: 第3项附注}"
TEN_DISEASES = "{from: 2025-03-16, value: {kind: count"


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return copied(tmp_path)


def refused(tree: Tree) -> list[tuple[str, int, str]]:
    with pytest.raises(ContentRefused) as refusal:
        load(tree.root)
    return [(problem.file, problem.line, problem.reason) for problem in refusal.value.problems]


@dataclass(frozen=True)
class Fault:
    """One edit, the text on whose line the fault is named, and the reason."""

    file: str
    old: str
    new: str
    at: str
    reason: str


FAULTS = {
    "a source that is not known": Fault(
        CITY,
        TWO_PLACES,
        TWO_PLACES.replace("yangzhou-guide-2024", "yangzhou-guide-2042"),
        "value: 2,",
        "3210: places_max/long-term: source yangzhou-guide-2042 is not known",
    ),
    "a value without a source": Fault(
        CITY,
        TWO_PLACES,
        "{from: 2024-08-15, value: 2}",
        "value: 2}",
        "/rules/places_max/long-term/0: 'source' is a required property",
    ),
    "a date that does not exist": Fault(
        CITY,
        TWO_PLACES,
        TWO_PLACES.replace("2024-08-15", "2024-13-01"),
        "value: 2,",
        "/rules/places_max/long-term/0/from: '2024-13-01' is not a 'date'",
    ),
    "a date that is a number": Fault(
        CITY,
        TWO_PLACES,
        TWO_PLACES.replace("2024-08-15", "20240815"),
        "value: 2,",
        "/rules/places_max/long-term/0/from: 20240815 is not of type 'string'",
    ),
    "a type that is misspelt": Fault(
        CITY,
        "    stationed-worker:\n      - {from: 2024-08-15, value: [{any_of: [posting-letter]}]",
        "    stationed-workers:\n      - {from: 2024-08-15, value: [{any_of: [posting-letter]}]",
        "stationed-workers:",
        "/rules/materials/stationed-workers: 'stationed-workers' is not one of ",
    ),
    "a rule that is misspelt": Fault(
        CITY,
        "  places_max:",
        "  place_max:",
        "  place_max:",
        "/rules/place_max: Additional properties are not allowed ('place_max' was unexpected)",
    ),
    "a value of the wrong kind": Fault(
        CITY,
        TWO_PLACES,
        TWO_PLACES.replace("value: 2", "value: two"),
        "value: two",
        "/rules/places_max/long-term/0/value: 'two' is not of type 'integer'",
    ),
    "a paper that is not in the vocabulary": Fault(
        CITY,
        "[posting-letter]",
        "[posting-leter]",
        "posting-leter",
        "3210: materials/stationed-worker: posting-leter is not in the list of materials",
    ),
    "a type that is not in the vocabulary": Fault(
        CITY,
        "value: [settled-retiree,",
        "value: [settled-retire,",
        "settled-retire,",
        "3210: types_offered/all: settled-retire is not in the list of types",
    ),
    "a letter that does not exist": Fault(
        CITY,
        "letter: long-term-residence-commitment",
        "letter: residence-commitment",
        "letter: residence-commitment",
        "3210: letter/long-term-resident: residence-commitment is not in the list of letters",
    ),
    "two values from one date": Fault(
        NATION,
        TEN_DISEASES,
        TEN_DISEASES.replace("2025-03-16", "2023-01-01"),
        "count: 10",
        "CN: chronic_diseases/all: two values from 2023-01-01 for every channel",
    ),
    "dates out of order": Fault(
        NATION,
        TEN_DISEASES,
        TEN_DISEASES.replace("2025-03-16", "2022-03-16"),
        "count: 10",
        "CN: chronic_diseases/all: 2022-03-16 stands after 2023-01-01; oldest first",
    ),
    "a channel that is not known": Fault(
        CITY,
        "channels: [national-platform], value: {kind: anyone}",
        "channels: [national-plattform], value: {kind: anyone}",
        "national-plattform",
        "3210: for_others/all: channel national-plattform is not known",
    ),
    "a key that stands twice": Fault(
        CITY, TWO_PLACES, TWO_PLACES.replace("where:", "where: 第2项, where:"), "value: 2,", "where stands twice"
    ),
    "a file that is named for another place": Fault(
        CITY, 'code: "3210"', 'code: "3201"', 'code: "3201"', "the file of 3201 must be named 3201.yaml"
    ),
    "a value that is withdrawn and set": Fault(
        NATION,
        "source: stdaily-2025-03-16}",
        "withdrawn: true, source: stdaily-2025-03-16}",
        "withdrawn: true",
        "/rules/chronic_diseases/all/1: ",
    ),
    "a source through one that is not known": Fault(
        SOURCES,
        "through: [xinhua-2022-07-26,",
        "through: [xinhua-2022-07-62,",
        "xinhua-2022-07-62",
        "nhsa-2022-22: source xinhua-2022-07-62 is not known",
    ),
    "channels that are none": Fault(
        "content/regions/32.yaml",
        "channels: [jiangsu-yibaoyun]",
        "channels: []",
        "channels: []",
        "/rules/types_offered/all/0/channels: [] should be non-empty",
    ),
    "a source with a date written in another way": Fault(
        SOURCES,
        "number: XJ-K01-2020\n    date: 2024-10-14",
        "number: XJ-K01-2020\n    date: 14.10.2024",
        "14.10.2024",
        "/sources/9/date: '14.10.2024' is not a 'date'",
    ),
    "a source to be reviewed before it was checked": Fault(
        SOURCES,
        "jiangsu-material-list]\n    checked: 2026-11-21\n    review_by: 2027-05-21",
        "jiangsu-material-list]\n    checked: 2026-11-21\n    review_by: 2026-05-21",
        "review_by: 2026-05-21",
        "nhsa-2022-22: review_by must come after checked",
    ),
    "a relation that only the base schema has": Fault(
        VOCABULARY,
        '  - {id: sibling, national: "7"}\n',
        "",
        "relations:",
        "relations: sibling is in only one of vocabulary and base schema",
    ),
    "a paper that only the vocabulary has": Fault(
        VOCABULARY,
        "  - {id: work-certificate}\n",
        "  - {id: work-certificate}\n  - {id: pension-book}\n",
        "materials:",
        "materials: pension-book is in only one of vocabulary and base schema",
    ),
    "a letter without a translation": Fault(
        NOTICE, "  en: Notice on filing", "  # en: Notice on filing", "titles:", "/titles: 'en' is a required property"
    ),
    "text that is not YAML": Fault(
        CITY, "  schemes:\n    all:\n", "  schemes\n    all:  # here\n", "# here", "cannot be read: while scanning a simple key"
    ),
    "a tag that JSON does not have": Fault(
        CITY, "value: 2,", "value: !!python/none 2,", "!!python", "cannot be read: could not determine a constructor"
    ),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_refused_with_its_file_its_line_and_the_reason(tree: Tree, fault: Fault) -> None:
    tree.edit(fault.file, fault.old, fault.new)
    [(file, line, reason)] = refused(tree)
    assert (file, line, reason[: len(fault.reason)]) == (fault.file, tree.line(fault.file, fault.at), fault.reason)


def test_the_copy_loads_before_it_is_broken(tree: Tree) -> None:
    assert load(tree.root).rulebook.lines


def test_rules_of_a_place_that_is_not_known_are_refused(tree: Tree) -> None:
    tree.edit(CITY, 'code: "3210"', 'code: "3299"')
    (tree.root / CITY).rename(tree.root / "content/regions/3299.yaml")
    assert refused(tree) == [("content/regions/3299.yaml", 2, "3299 is not a place")]


def test_a_file_that_is_not_there_is_named(tree: Tree) -> None:
    (tree.root / SOURCES).unlink()
    assert refused(tree) == [(SOURCES, 1, "there is no such file")]


def test_a_file_that_is_empty_is_refused_for_all_that_it_lacks(tree: Tree) -> None:
    (tree.root / CITY).write_text("", "utf-8")
    assert refused(tree) == [
        (CITY, 1, "the file: 'code' is a required property"),
        (CITY, 1, "the file: 'rules' is a required property"),
    ]


def places_found(tree: Tree, broken: list[str]) -> list[tuple[str, int]]:
    for name in broken:
        tree.edit(FAULTS[name].file, FAULTS[name].old, FAULTS[name].new)
    return [(file, line) for file, line, _ in refused(tree)]


def places_of(tree: Tree, broken: list[str]) -> list[tuple[str, int]]:
    return sorted((FAULTS[name].file, tree.line(FAULTS[name].file, FAULTS[name].at)) for name in broken)


def test_five_faults_within_files_are_named_all_at_once(tree: Tree) -> None:
    broken = ["a key that stands twice", "a value that is withdrawn and set", "a letter without a translation"]
    broken += ["a source with a date written in another way", "channels that are none"]
    assert places_found(tree, broken) == places_of(tree, broken)


def test_faults_within_files_and_between_them_are_named_all_at_once(tree: Tree) -> None:
    broken = ["a value without a source", "a paper that is not in the vocabulary", "a type that is not in the vocabulary"]
    broken += ["a letter without a translation", "a relation that only the base schema has", "dates out of order"]
    assert places_found(tree, broken) == places_of(tree, broken)


def test_five_faults_between_files_are_named_all_at_once(tree: Tree) -> None:
    broken = ["a source that is not known", "a paper that is not in the vocabulary", "dates out of order"]
    broken += ["a source through one that is not known", "a relation that only the base schema has"]
    assert places_found(tree, broken) == places_of(tree, broken)


def run_guide(tree: Tree) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "guide"], cwd=tree.root, capture_output=True, text=True, check=False)


def test_the_command_fails_for_broken_content(tree: Tree) -> None:
    tree.edit(CITY, TWO_PLACES, "{from: 2024-08-15, value: 2}")
    assert run_guide(tree).returncode == 1


def test_the_command_names_every_fault_on_a_line_of_its_own(tree: Tree) -> None:
    tree.edit(CITY, TWO_PLACES, "{from: 2024-08-15, value: 2}")
    tree.edit(NOTICE, "  en: Notice on filing", "  # en: Notice on filing")
    assert run_guide(tree).stderr.splitlines() == [
        f"{NOTICE}:{tree.line(NOTICE, 'titles:')}: /titles: 'en' is a required property",
        f"{CITY}:{tree.line(CITY, 'value: 2}')}: /rules/places_max/long-term/0: 'source' is a required property",
    ]


def test_the_command_makes_nothing_of_broken_content(tree: Tree) -> None:
    tree.edit(CITY, TWO_PLACES, "{from: 2024-08-15, value: 2}")
    run_guide(tree)
    assert not (tree.root / "build").exists()
