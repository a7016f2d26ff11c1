"""How long a fresh process takes to its first answer: each door beside Flask with obstore, and beside a plain stack."""

import json
import secrets
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import subject
from bench.figures import Figure, Part, table
from bench.measure import Command, Cost, middle, rounds, run
from filings.settings import Settings
from filings.storage.client import make_bucket
from filings.storage.opening import Bucket, open_storage
from filings.web.desk_session import Desk
from running import ROOT
from weed import S3Address, seaweed

BUCKET = "bench-cold"
# Every start of the submit door files one more: the desk's queue stays as long as it was in the first round, one filing.
DESK_STORE = f"s3://{BUCKET}/desk"
HERE = Path(__file__).parent
DOORS = ("submit", "status", "amend", "upload", "session", "review")
BARE, FLOOR, PLAIN = "python alone", "Flask and obstore", "the plain stack"
# What importing costs whoever does it at start; what is read in the last two are the rules, compiled and as they are written.
IMPORTS = {
    "boto3 with a client": "import boto3; boto3.client('s3', region_name='us-east-1')",
    "botocore's signer alone": "import botocore.auth",
    "jsonschema": "import jsonschema",
    "PyYAML": "import yaml",
    "joserfc with one sealing": "from joserfc import jwe; from joserfc.jwk import OctKey;"
    "jwe.encrypt_compact({'alg': 'dir', 'enc': 'A256GCM'}, b'x', OctKey.generate_key(256))",
    "phonenumbers with one number": "import phonenumbers; phonenumbers.parse('13800000000', 'CN')",
    "a place's rules from JSON": "import json, pathlib; json.loads(pathlib.Path('build/contracts/3210.json').read_bytes())",
    "all rules from YAML": "import yaml, pathlib;"
    "[yaml.safe_load(path.read_bytes()) for path in pathlib.Path('content/regions').glob('*.yaml')]",
}


def part(count: int) -> Part:
    """Start every process in each round, in another order each time; the store is SeaweedFS on loopback."""
    with tempfile.TemporaryDirectory(prefix="beian-bench-") as folder, seaweed(Path(folder)) as s3:
        bucket = Bucket(BUCKET, endpoint=s3.endpoint, region=s3.region, access_key=s3.access_key, secret_key=s3.secret_key)
        make_bucket(bucket)
        environ = _environ(Path(folder), s3)
        commands = _commands(Path(folder), environ)
        for command in commands.values():
            run(command, environ)
        found = rounds(commands, 4 * count, environ)
    return Part("Cold start", tuple(_figures(found)), _text(found))


def _environ(folder: Path, s3: S3Address) -> dict[str, str]:
    known = subject.settings(folder / "settings", f"s3://{BUCKET}")
    desk = {
        "issuer": "https://officers.example",
        "client_id": "bench",
        "claims": {"roles": "roles", "places": "org"},
        "roles": {"officer": "officer"},
        "places": {"yangzhou": [subject.PLACE]},
    }
    (folder / "desk.json").write_text(json.dumps(desk))
    paths = f"{ROOT / 'functions'}:{HERE / 'peers'}:{ROOT / 'tests'}"
    more = {"BEIAN_DESK": str(folder / "desk.json"), "BEIAN_SITE_URL": "https://beian.example/", "PYTHONPATH": paths}
    # A package brings its modules compiled: the first run of each, which does not count, has to leave them so too.
    return known | s3.environ() | more | {"PEER_BUCKET": BUCKET, "PYTHONDONTWRITEBYTECODE": ""}


def _commands(folder: Path, environ: Mapping[str, str]) -> dict[str, Command]:
    python, first = sys.executable, str(HERE / "peers/first_event.py")
    events = {name: folder / f"{name}.json" for name in DOORS}
    for name, event in _events(dict(environ)).items():
        events[name].write_text(json.dumps(event), "utf-8")
    doors: dict[str, Command] = {name: (python, first, name, str(events[name])) for name in DOORS}
    doors["review"] = ("/usr/bin/env", f"BEIAN_STORE={DESK_STORE}", *doors["review"])
    beside: dict[str, Command] = {
        name: (python, str(HERE / f"peers/{script}.py"), str(events["submit"]))
        for name, script in ((FLOOR, "flask_first"), (PLAIN, "plain_first"))
    }
    imports: dict[str, Command] = {name: (python, "-c", script) for name, script in IMPORTS.items()}
    return {BARE: (python, "-c", "pass")} | beside | doors | imports


def _events(environ: dict[str, str]) -> dict[str, dict[str, Any]]:
    store = open_storage(environ["BEIAN_STORE"], environ)
    receipt = subject.intake(environ, store).take(secrets.token_urlsafe(24), subject.document())
    filing, code = f"/v1/filings/{receipt['number']}", {"lookup-code": receipt["lookup_code"]}
    subject.intake(environ, open_storage(DESK_STORE, environ)).take(secrets.token_urlsafe(24), subject.document())
    desk = Desk(Settings.from_environ(environ), store)
    officer = {"id": "o", "name": "O", "roles": ["officer"], "places": ["yangzhou"], "issuer": "https://officers.example"}
    cookie = f"{desk.cookie.sent_as}={desk.cookie.seal(officer, datetime.now(UTC))}"
    file = {"type": "image/png", "size": 1000, "sha256": "0" * 64}
    return {
        "submit": _event("POST", "/v1/filings", 201, subject.document()),
        "status": _event("GET", filing, 200, headers=code),
        "amend": _event("POST", f"{filing}/events", 422, {"action": "cancel"}, headers=code),
        "upload": _event("POST", "/v1/uploads", 201, file),
        "session": _event("GET", "/v1/session", 200),
        "review": _event("GET", "/v1/desk/queue", 200, query=f"place={subject.PLACE}", cookies=[cookie]),
    }


def _event(method: str, path: str, expected: int, sent: Any = None, **more: Any) -> dict[str, Any]:
    """Make an event; `more` may have `headers`, a `query` and `cookies`."""
    headers = {"host": "beian.example", **more.get("headers", {})} | ({"content-type": "application/json"} if sent else {})
    http = {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "bench"}
    context = {"http": http, "stage": "$default", "requestId": "bench", "accountId": "0", "domainName": "beian.example"}
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": more.get("query", ""),
        "cookies": more.get("cookies", []),
        "headers": headers,
        "requestContext": context,
        "body": subject.body(sent).decode() if sent else None,
        "isBase64Encoded": False,
        "expected": [expected, 200],
    }


def _figures(found: list[dict[str, Cost]]) -> Iterator[Figure]:
    for beside, words, goal in ((FLOOR, "Flask's first request with obstore's first put", 1.25), (PLAIN, PLAIN, 0.25)):
        for door in DOORS:
            yield Figure(f"cold start: {door}", words, [one[door].wall / one[beside].wall for one in found], goal)


def _text(found: list[dict[str, Cost]]) -> str:
    base = middle(found, BARE)
    rows = []
    for name in found[0]:
        cost = middle(found, name)
        over = (cost.wall - base.wall) * 1000
        rows.append([name, *(f"{number:.0f}" for number in (cost.wall * 1000, over, cost.cpu * 1000))])
    words = (
        "Each a process of its own, from its start to its first event answered; the store is SeaweedFS. The session door asks "
        "the store for nothing but its verdict, the upload door signs a form (botocore), and the desk's opens an officer's "
        "cookie over a queue of one filing."
    )
    order = sorted(rows, key=lambda row: float(row[1]))
    return "\n\n".join([words, table(["process", "ms", "ms over python alone", "processor ms"], order)])
