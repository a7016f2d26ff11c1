"""What a function imports when it starts: each module of functions/ is opened for itself, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from filings.settings import Settings

ROOT = Path(__file__).parents[2]
FUNCTIONS = sorted(path.stem for path in (ROOT / "functions").glob("*.py"))
DOORS = ("amend", "review", "session", "status", "submit", "upload")
# Heavy at import, so never when a function starts (ARCHITECTURE.md, decisions): each is imported where it is first used.
NOT_AT_START = {
    *("boto3", "botocore", "jsonschema", "yaml", "joserfc", "authlib", "requests", "phonenumbers", "segno", "cryptography"),
    *("duckdb", "pypdf", "puremagic", "pypdfium2", "PIL", "chinese_calendar", "prometheus_client", "standardwebhooks"),
    *("mkdocs", "guide", "granian", "urllib3", "certifi"),
}
# What belongs to one door and starts with no other.
OWN = {"filings.web.desk": "review", "filings.web.openid": "session", "filings.amend": "amend", "filings.uploads": "upload"}
_SCRIPT = "import json, sys; import {}; json.dump(sorted(sys.modules), sys.stdout)"


def imported(module: str, settings: Settings) -> set[str]:
    """Start a function over an S3 store that nobody answers for, and list what it has imported."""
    environ = {
        "BEIAN_STORE": "s3://nobody",
        "BEIAN_SECRET": settings.secret.hex(),
        "BEIAN_CONTRACTS": str(settings.contracts),
        "BEIAN_KEYS": str(settings.keys),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
    }
    command = [sys.executable, "-c", _SCRIPT.format(module)]
    found = subprocess.run(command, capture_output=True, check=True, env=environ, cwd=ROOT / "functions")
    return set(json.loads(found.stdout))


@pytest.fixture(scope="module", params=FUNCTIONS)
def started(request: pytest.FixtureRequest, settings: Settings) -> tuple[str, set[str]]:
    """A function, and what it has imported when it waits for its first event."""
    return request.param, imported(request.param, settings)


def test_a_function_starts_without_anything_heavy(started: tuple[str, set[str]]) -> None:
    name, modules = started
    # A server makes the client that signs upload forms before it answers anybody (decision 82).
    signing = {"boto3", "botocore", "certifi", "urllib3"} if name == "local" else set()
    assert NOT_AT_START & {module.partition(".")[0] for module in modules} == signing


def test_a_function_starts_without_what_is_another_doors(started: tuple[str, set[str]]) -> None:
    name, modules = started
    commands = {module for module in modules if module.startswith(("filings.cli", "filings.commands"))}
    others = {module for module, door in OWN.items() if module in modules and door != name}
    # The desk signs officers in as the session door does people, and files employers' lists as the submit door does.
    assert name not in DOORS or others <= ({"filings.web.openid"} if name == "review" else set())
    assert name not in DOORS or not commands


def test_every_door_speaks_to_its_store_through_obstore(started: tuple[str, set[str]]) -> None:
    name, modules = started
    assert name not in DOORS or {"obstore", "jsonschema_rs"} <= modules
