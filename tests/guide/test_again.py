"""A build that goes on from the one before makes what a build from nothing makes, and little of it anew."""

from datetime import date
from pathlib import Path

import pytest

from documents import Tree, copied
from guide.build import Builder, build
from guide.read import ContentRefused

DAY = date(2026, 11, 21)
CITY = "content/regions/3210.yaml"
TWO_PLACES = "      - {from: 2024-08-15, value: 2, source: yangzhou-guide-2024, where: 第3项附注}\n"
# What all places inherit; a sentence; prose, from which traditional Chinese is derived; a source; a style.
CHANGES = (
    ("content/regions/CN.yaml", "where: ", "where: 修订 "),
    ("content/locales/ko/guide.po", 'msgstr "타지역 안치 퇴직일군"', 'msgstr "타지역 안치 퇴직자"'),
    ("content/pages/zh-Hans/what.md", "\n\n", "\n\n新的。\n\n"),
    ("content/sources.yaml", "review_by: ", "review_by: 2031-01-01 # "),
    ("site/assets/site.css", "/*", "/* changed"),
)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    return copied(tmp_path_factory.mktemp("again") / "project", "site/assets")


@pytest.fixture(scope="module")
def builder(tree: Tree) -> Builder:
    made = Builder(tree.root, tree.root / "build", {})
    made.build(DAY)
    return made


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(tree: Tree, name: str, old: str, new: str) -> None:
    path = tree.root / name
    text = path.read_text("utf-8")
    assert old in text, name
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_change_in_one_city_makes_little_anew_and_what_a_build_from_nothing_makes(
    tree: Tree, builder: Builder, tmp_path: Path
) -> None:
    changed(tree, CITY, TWO_PLACES, TWO_PLACES.replace("value: 2", "value: 3"))
    made, written = builder.build(DAY)
    build(tree.root, tmp_path, DAY)
    assert files(tree.root / "build") == files(tmp_path)
    assert 10 < written < made / 5


def test_changes_of_many_kinds_and_another_day_make_what_a_build_from_nothing_makes(
    tree: Tree, builder: Builder, tmp_path: Path
) -> None:
    later = date(2027, 3, 2)
    for name, old, new in CHANGES:
        changed(tree, name, old, new)
    builder.build(later)
    build(tree.root, tmp_path, later)
    assert files(tree.root / "build") == files(tmp_path)


def test_what_is_refused_leaves_the_build_before_and_can_be_mended(tree: Tree, builder: Builder) -> None:
    builder.build(DAY)
    before = files(tree.root / "build")
    changed(tree, CITY, "value: 3", "value: three")
    with pytest.raises(ContentRefused):
        builder.build(DAY)
    assert files(tree.root / "build") == before
    changed(tree, CITY, "value: three", "value: 3")
    made = builder.memory.made
    # The file is read again, and nothing else.
    assert (builder.build(DAY)[1], builder.memory.made) == (0, made + 1)
