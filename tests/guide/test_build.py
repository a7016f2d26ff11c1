"""build/: what is made from the content, file by file, and how little a second run does."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from jsonschema import Draft202012Validator
from mkdocs.utils.yaml import yaml_load

from documents import Tree, copied, document
from filings.contract import Contract, Contracts
from guide.build import build
from guide.read import ContentRefused
from guide.words import LANGUAGES

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 21)
CHANGE = date(2027, 3, 1)
EVE = date(2027, 2, 28)
INSURED = ("11", "12", "2201", "31", "3201", "3210", "4303", "4401", "50", "5101")
CITY = "content/regions/3210.yaml"
TWO_PLACES = "      - {from: 2024-08-15, value: 2, source: yangzhou-guide-2024, where: 第3项附注}\n"
THEN_THREE = "      - {from: 2027-03-01, value: 3, source: yangzhou-guide-2024}\n"
THEN_ONE = "      - {from: 2027-09-01, value: 1, source: yangzhou-guide-2024}\n"


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return copied(tmp_path / "project", "site/assets")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def files(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def contract(out: Path, place: str, day: date) -> Contract:
    found = Contracts(out / "contracts").for_place(place, day)
    assert found is not None
    return found


def three_places(out: Path) -> dict[str, Any]:
    return document(json.loads((out / "forms/3210.json").read_text("utf-8")), "long-term-resident", treatments=3)


def test_the_first_run_writes_every_file(tree: Tree, out: Path) -> None:
    made, written = build(tree.root, out, DAY)
    assert made == written == len(files(out))


def test_the_second_run_writes_nothing(tree: Tree, out: Path) -> None:
    made, _ = build(tree.root, out, DAY)
    assert build(tree.root, out, DAY) == (made, 0)


def test_the_second_run_touches_no_file(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    build(tree.root, out, DAY)
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before


def test_two_builds_of_one_day_are_the_same_byte_for_byte(tree: Tree, tmp_path: Path) -> None:
    for name in ("one", "other"):
        build(tree.root, tmp_path / name, DAY)
    assert files(tmp_path / "one") == files(tmp_path / "other")


def test_files_that_are_no_longer_made_are_removed(tree: Tree, out: Path) -> None:
    stale = {"contracts/9999.json", "forms/9999.json", "rules/9999.json", "docs/en/places/9999.md", "docs/fr/index.md"}
    for name in stale:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text("stale")
    build(tree.root, out, DAY)
    assert {name for name in stale if (out / name).exists()} == set()


def test_what_others_made_beside_it_is_left_alone(tree: Tree, out: Path) -> None:
    (out / "site").mkdir(parents=True)
    (out / "site/index.html").write_text("the site")
    build(tree.root, out, DAY)
    assert (out / "site/index.html").read_text() == "the site"


def quoting(tree: Tree, place: str, rule: str) -> set[str]:
    """The pages whose prose quotes a rule of a place."""
    marker = re.compile(rf"^<!-- rules {place} .*\b{rule}\b", re.MULTILINE)
    pages = (tree.root / "content/pages/en").glob("*.md")
    return {path.name for path in pages if marker.search(path.read_text("utf-8"))}


def test_a_changed_rule_of_a_place_changes_only_what_tells_it(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    before = files(out)
    tree.edit(CITY, TWO_PLACES, TWO_PLACES.replace("value: 2", "value: 4"))
    build(tree.root, out, DAY)
    changed = {name for name, body in files(out).items() if before[name] != body}
    sheets = {f"print/3210/{kind}.md" for kind in ("settled-retiree", "long-term-resident", "stationed-worker")}
    pages = {"places/3210.md", "changes.md", "changes.atom"} | sheets | quoting(tree, "3210", "places_max")
    assert changed == {
        *("contracts/3210.json", "forms/3210.json", "rules/3210.json"),
        *(f"docs/{language}/{page}" for language in LANGUAGES for page in pages),
    }


def test_every_insured_place_has_a_contract_a_form_and_a_page_in_every_language(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    for place in INSURED:
        names = [f"contracts/{place}.json", f"forms/{place}.json"]
        names += [f"docs/{language}/places/{place}.md" for language in LANGUAGES]
        assert set(names) <= set(files(out))


def test_a_province_that_only_holds_places_has_no_contract(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    assert not (out / "contracts/32.json").exists()


def test_the_base_schema_is_published_as_it_stands(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    published = json.loads((out / "contracts/v1.json").read_text("utf-8"))
    assert published == json.loads((ROOT / "schemas/registration/v1.json").read_text("utf-8"))


def test_content_that_is_refused_leaves_what_was_made_as_it_was(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    before = files(out)
    tree.edit(CITY, TWO_PLACES, TWO_PLACES.replace("value: 2", "value: two"))
    with pytest.raises(ContentRefused):
        build(tree.root, out, DAY)
    assert files(out) == before


def test_without_a_change_to_come_a_place_has_one_contract_without_end(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    assert [path.name for path in (out / "contracts").glob("3210*")] == ["3210.json"]
    assert contract(out, "3210", DAY).schema["x-until"] is None


def test_a_rule_that_starts_on_a_day_to_come_makes_a_second_contract(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    build(tree.root, out, DAY)
    assert sorted(path.name for path in (out / "contracts").glob("3210*")) == ["3210.2027-03-01.json", "3210.json"]


def test_a_rule_that_starts_on_a_day_to_come_makes_a_second_form(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    build(tree.root, out, DAY)
    until = {path.name: json.loads(path.read_text("utf-8"))["until"] for path in (out / "forms").glob("3210*")}
    assert until == {"3210.json": "2027-03-01", "3210.2027-03-01.json": None}


def test_a_rule_that_starts_on_a_day_to_come_makes_a_second_table(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    build(tree.root, out, DAY)
    assert sorted(path.name for path in (out / "rules").glob("3210*")) == ["3210.2027-03-01.json", "3210.json"]


def test_a_contract_ends_on_the_day_on_which_the_next_begins(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    build(tree.root, out, DAY)
    first, second = contract(out, "3210", EVE).schema, contract(out, "3210", CHANGE).schema
    assert (first["x-until"], second["x-from"], second["x-until"]) == ("2027-03-01", "2027-03-01", None)


def test_the_contract_of_today_begins_on_the_day_of_the_last_change(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    assert {place: contract(out, place, DAY).schema["x-from"] for place in ("3210", "4303")} == {
        "3210": "2025-03-16",
        "4303": "2025-03-16",
    }


def test_the_day_before_a_change_filings_are_held_to_the_old_rule(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    build(tree.root, out, DAY)
    found = Contracts(out / "contracts").findings(three_places(out), EVE)
    assert [finding.rule for finding in found] == ["places-max"]


def test_from_the_day_of_a_change_filings_are_held_to_the_new_rule(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    build(tree.root, out, DAY)
    assert not Contracts(out / "contracts").findings(three_places(out), CHANGE)


def test_of_several_changes_to_come_the_one_in_force_counts(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE + THEN_ONE)
    build(tree.root, out, DAY)
    days = [DAY, EVE, CHANGE, date(2027, 8, 31), date(2027, 9, 1), date(2030, 1, 1)]
    begun = [contract(out, "3210", day).schema["x-from"] for day in days]
    assert begun == ["2025-03-16", "2025-03-16", "2027-03-01", "2027-03-01", "2027-09-01", "2027-09-01"]


def test_a_change_to_come_of_the_nation_makes_a_second_contract_for_every_place(tree: Tree, out: Path) -> None:
    ten = "      - {from: 2025-03-16, value: {kind: count, count: 10}, source: stdaily-2025-03-16}\n"
    tree.edit("content/regions/CN.yaml", ten, ten + ten.replace("2025-03-16, v", "2027-03-01, v").replace("10}", "12}"))
    build(tree.root, out, DAY)
    dated = sorted(path.name for path in (out / "contracts").glob("*.2027-03-01.json"))
    assert dated == [f"{place}.2027-03-01.json" for place in INSURED]


def test_once_the_day_has_come_the_new_contract_takes_the_old_ones_place(tree: Tree, out: Path) -> None:
    tree.edit(CITY, TWO_PLACES, TWO_PLACES + THEN_THREE)
    build(tree.root, out, DAY)
    later = (out / "contracts/3210.2027-03-01.json").read_bytes()
    build(tree.root, out, CHANGE)
    assert {path.name: path.read_bytes() for path in (out / "contracts").glob("3210*")} == {"3210.json": later}


def test_a_contract_of_every_region_is_a_json_schema(tree: Tree, out: Path) -> None:
    build(tree.root, out, DAY)
    for path in sorted((out / "contracts").glob("*.json")):
        Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))


def test_every_contract_is_a_json_schema_to_the_functions_engine(built: Path) -> None:
    refused = [
        path.name
        for path in (built / "contracts").glob("*.json")
        if not jsonschema_rs.meta.is_valid(json.loads(path.read_text("utf-8")))
    ]
    assert not refused


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(reference := part.get("$ref"), str):
            yield reference
        part = list(part.values())
    if isinstance(part, list):
        for member in part:
            yield from references(member)


def test_no_reference_of_a_contract_leaves_it(built: Path) -> None:
    for path in (built / "contracts").glob("*.json"):
        schema = json.loads(path.read_text("utf-8"))
        assert set(references(schema)) <= {f"#/$defs/{name}" for name in schema.get("$defs", {})}, path.name


@pytest.mark.parametrize(("name", "language"), [("mkdocs.yml", "zh-Hans"), ("mkdocs.en.yml", "en")])
def test_mkdocs_reads_only_pages_that_were_made(name: str, language: str) -> None:
    with (ROOT / name).open("rb") as file:
        assert yaml_load(file)["docs_dir"] == f"build/docs/{language}"


@pytest.mark.parametrize(("name", "folder"), [("mkdocs.yml", "build/site"), ("mkdocs.en.yml", "build/site-en")])
def test_mkdocs_empties_a_folder_under_build_and_never_the_sources_under_site(name: str, folder: str) -> None:
    with (ROOT / name).open("rb") as file:
        assert yaml_load(file)["site_dir"] == folder


def test_site_is_not_a_package_because_the_standard_library_owns_the_name() -> None:
    assert not (ROOT / "site/__init__.py").exists()
