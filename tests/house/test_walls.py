"""The plan of the house, held: who may import whom, how large a file and a function may be, what may not stand in the tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = {"filings": ROOT / "functions/filings", "guide": ROOT / "site/guide"}
MODULES = sorted(path for room in (ROOT / "functions", ROOT / "site") for path in room.rglob("*.py"))
DOORS = ("amend", "review", "session", "status", "submit", "upload")
# The functions that are no doors: what a schedule calls, and the page for an address that the site does not have.
OTHERS = ("close", "figures", "missing", "sweep", "tell")
# One library, one room: where each may be imported. Paths from the project's root; a folder allows all below it.
LIBRARIES = {
    "flask": ("functions/filings/web/",),
    "werkzeug": ("functions/filings/web/",),
    "obstore": ("functions/filings/storage/objects.py",),
    "botocore": ("functions/filings/storage/client.py", "functions/filings/storage/presign.py", "functions/filings/doctor/"),
    "urllib3": ("functions/filings/doctor/",),
    "jsonschema_rs": ("functions/filings/contract.py", "site/guide/institutions.py"),
    "jsonschema": ("site/guide/",),
    "joserfc": (
        *(f"functions/filings/web/{module}.py" for module in ("bearer", "cookies", "openid", "published")),
        *("functions/filings/proof/signing.py", "functions/filings/seal.py"),
    ),
    "authlib": ("functions/filings/web/openid.py",),
    "requests": ("functions/filings/telling/webhook.py", "functions/filings/web/openid.py", "functions/filings/web/published.py"),
    "standardwebhooks": ("functions/filings/telling/webhook.py",),
    "chinese_calendar": ("functions/filings/workdays.py",),
    "phonenumbers": ("functions/filings/checks.py",),
    "segno": ("functions/filings/qr.py",),
    "pypdf": ("functions/filings/pdf.py",),
    "pypdfium2": ("functions/filings/desk/pictures.py",),
    "PIL": ("functions/filings/desk/pictures.py",),
    "puremagic": ("functions/filings/inspection.py",),
    "stdnum": ("functions/filings/checks.py", "functions/filings/numbers.py"),
    "yaml": ("site/guide/read.py",),
    "babel": ("site/guide/words.py",),
    "uniseg": ("site/guide/diagrams.py",),
    "opencc": ("site/guide/traditional.py", "site/guide/search.py"),
    "pypinyin": ("site/guide/search.py",),
    "jinja2": ("site/guide/", "site/hooks.py", "site/watching.py"),
    "mkdocs": ("site/hooks.py", "site/watching.py"),
    "granian": ("functions/filings/cli.py",),
    "click": ("functions/filings/cli.py", "functions/filings/commands/"),
    "prometheus_client": ("functions/filings/watch/openmetrics.py",),
    "duckdb": ("functions/filings/figures/sheets.py",),
    "apig_wsgi": ("functions/filings/web/opened.py",),
}
# Who stands above whom in filings: a module imports only from the rows below its own.
STOREYS = [
    {"cli"},
    {"commands"},
    {"web"},
    {"figures"},
    {"desk", "mine", "upkeep"},
    {"proof", "telling"},
    {"amend", "intake"},
    {"lookup", "origin", "recording"},
    {"owed", "retention"},
    {"actions", "amendment", "deadlines", "kept", "notes", "outbox", "people"},
    {"brought", "deposit", "scene", "uploads"},
    {"contract", "doctor", "papers", "settings", "parts", "standing", "strict", "waiting"},
    {"agencies", "checks", "counters", "inspection", "model", "numbers", "qr", "samples", "scanner", "seal"},
    {"officers", "provider"},
    {"pdf", "stamps", "steady"},
    {"apart"},
    {"days", "storage", "errors", "workdays"},
    {"watch"},
]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_each_library_is_imported_in_its_own_room_only(path: Path) -> None:
    strays = {
        library
        for library in {module.partition(".")[0] for module in imported(path)}
        if library in LIBRARIES and not name(path).startswith(LIBRARIES[library])
    }
    assert strays == set()


@pytest.mark.parametrize(("room", "other"), [("filings", "guide"), ("guide", "filings")])
def test_guide_and_filings_share_data_and_never_code(room: str, other: str) -> None:
    strays = [
        name(path) for path in ROOMS[room].rglob("*.py") if other in {module.partition(".")[0] for module in imported(path)}
    ]
    assert strays == []


def test_every_storey_of_filings_imports_only_from_those_below() -> None:
    level = {module: i for i, row in enumerate(STOREYS) for module in row}
    wrong = []
    for path in ROOMS["filings"].rglob("*.py"):
        own = path.relative_to(ROOMS["filings"]).parts[0].removesuffix(".py")
        for module in imported(path):
            parts = module.split(".")
            if parts[0] == "filings" and len(parts) > 1 and parts[1] in level and own in level and parts[1] != own:
                wrong += [f"{name(path)} imports {module}"] if level[parts[1]] <= level[own] else []
    assert wrong == []


def test_use_cases_see_the_storage_protocol_only() -> None:
    alone = ("amend", "intake", "kept", "lookup", "mine", "model", "papers", "people", "recording", "uploads")
    files = [ROOMS["filings"] / f"{use_case}.py" for use_case in alone]
    files += [path for room in ("desk", "figures", "proof", "upkeep") for path in (ROOMS["filings"] / room).rglob("*.py")]
    used = {module for path in files for module in imported(path)}
    allowed = {"Storage", "KeyTaken", "NoSuchKey", "StoreUnavailable", "each_key", "keys", "keys.check_key"}
    allowed |= {"settling", "settling.at_once"}
    assert {module for module in used if module.startswith("filings.storage.")} <= {f"filings.storage.{part}" for part in allowed}


def test_only_doors_and_the_commands_read_the_environment() -> None:
    readers = {name(path) for path in MODULES if "environ" in path.read_text("utf-8") and "os" in set(imported(path))}
    commands = {"functions/filings/cli.py", "site/guide/__main__.py"}
    commands |= {name(path) for path in MODULES if path.parent.name == "commands"}
    assert readers <= {f"functions/{door}.py" for door in ("local", *DOORS, *OTHERS)} | commands


@pytest.mark.parametrize("path", [*MODULES, *sorted((ROOT / "site/assets").glob("*.js"))], ids=name)
def test_no_file_is_longer_than_two_hundred_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 200


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_function_is_longer_than_forty_lines(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
            assert lines <= 40, f"{node.name} has {lines} lines"


def test_site_is_a_folder_and_never_a_package() -> None:
    assert not (ROOT / "site/__init__.py").exists()
    settings = (ROOT / "mkdocs.yml").read_text("utf-8")
    assert re.search(r"^site_dir: build/site$", settings, re.MULTILINE)
    assert re.search(r"^docs_dir: build/docs/zh-Hans$", settings, re.MULTILINE)


def test_no_lock_file_names_a_host_and_every_requirement_is_hashed() -> None:
    assert "://" not in (ROOT / "requirements/package-lock.json").read_text("utf-8")
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text("utf-8")
        assert "://" not in text
        assert len(re.findall(r"^[a-z].*==", text, re.MULTILINE)) == len(
            re.findall(r"^[a-z].*==.* \\\n    --hash=", text, re.MULTILINE)
        )
