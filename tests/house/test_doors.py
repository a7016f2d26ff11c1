"""What a function imports when it starts: each module of functions/ is opened for itself, in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from filings.doctor.verdict import PREFIX
from filings.settings import Settings
from filings.storage.folder import FolderStorage

ROOT = Path(__file__).parents[2]
FUNCTIONS = sorted(path.stem for path in (ROOT / "functions").glob("*.py"))
DOORS = ("amend", "review", "session", "status", "submit", "upload")
# Heavy at import, so never when a function starts (ARCHITECTURE.md, decisions): each is imported where it is first used.
NOT_AT_START = {
    *("boto3", "botocore", "jsonschema", "yaml", "joserfc", "authlib", "requests", "phonenumbers", "segno", "cryptography"),
    *("duckdb", "pypdf", "puremagic", "pypdfium2", "PIL", "chinese_calendar", "prometheus_client", "standardwebhooks"),
    *("mkdocs", "guide", "granian", "urllib3", "certifi", "jsonschema_rs", "stdnum", "pydoc", "s3transfer"),
}
# What every door needs some day and none to start with, however light it is.
LATER = {
    *("filings.doctor.proving", "filings.figures.monthly", "filings.storage.client"),
    *("filings.storage.presign", "resource", "subprocess"),
}
# What the forms of files, and who is signed in, have nothing to do with.
OF_FILINGS = {"filings.contract", "filings.lookup", "filings.seal", "filings.standing"}
# What belongs to one door and starts with no other.
OWN = {"filings.web.desk": "review", "filings.web.openid": "session", "filings.amend": "amend", "filings.uploads": "upload"}
_SCRIPT = "import json, sys; import {}; json.dump(sorted(sys.modules), sys.stdout)"


def imported(module: str, settings: Settings) -> set[str]:
    """Start a function over an S3 store that nobody answers for, and list what it has imported."""
    return set(json.loads(run(_SCRIPT.format(module), settings)))


def run(script: str, settings: Settings, **more: str) -> str:
    """Run a script where a function would start over such a store; return what it prints."""
    environ = {
        "BEIAN_STORE": "s3://nobody",
        "BEIAN_SECRET": settings.secret.hex(),
        "BEIAN_CONTRACTS": str(settings.contracts),
        "BEIAN_KEYS": str(settings.keys),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        **more,
    }
    command = [sys.executable, "-c", script]
    return subprocess.run(command, capture_output=True, check=True, env=environ, cwd=ROOT / "functions", text=True).stdout


@pytest.fixture(scope="module", params=FUNCTIONS)
def started(request: pytest.FixtureRequest, settings: Settings) -> tuple[str, set[str]]:
    """A function, and what it has imported when it waits for its first event."""
    return request.param, imported(request.param, settings)


def test_a_function_starts_without_anything_heavy(started: tuple[str, set[str]]) -> None:
    name, modules = started
    # A server makes the client that signs upload forms before it answers anybody (decision 82).
    signing = {"botocore", "certifi", "urllib3"} if name == "local" else set()
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
    assert name not in DOORS or "obstore" in modules


def test_a_door_starts_without_what_it_needs_later(started: tuple[str, set[str]]) -> None:
    name, modules = started
    # The desk draws papers and exports figures, and is given all that when it is opened.
    later = LATER if name in {*DOORS} - {"review"} else set()
    assert modules & later == set()
    assert name != "upload" or modules & OF_FILINGS == set()


def test_a_door_does_not_open_over_a_store_that_the_doctor_refuses(settings: Settings, tmp_path: Path) -> None:
    FolderStorage(tmp_path).create(f"{PREFIX}20261122T080000000000.failed", b"{}")
    with pytest.raises(subprocess.CalledProcessError) as told:
        run("import status", settings, BEIAN_STORE=f"folder:{tmp_path}")
    assert f"the store folder:{tmp_path} failed its examination" in told.value.stderr


def test_a_door_looks_for_garbage_from_its_first_answer_on_and_never_among_what_it_has_imported(settings: Settings) -> None:
    event = {"version": "2.0", "rawPath": "/v1/health", "rawQueryString": "", "headers": {}, "isBase64Encoded": False}
    event["requestContext"] = {"http": {"method": "GET", "path": "/v1/health", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1"}}
    script = (
        f"import gc, session; print(gc.isenabled()); session.handler({event}, None); print(gc.isenabled(), gc.get_freeze_count())"
    )
    before, after, kept = run(script, settings).split()
    assert (before, after) == ("False", "True")
    assert int(kept) > 10_000
