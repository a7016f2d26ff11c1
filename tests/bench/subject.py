"""What is handed in, looked up and served when the functions are measured: one document of 2 KB and a service of its own."""

import json
import secrets
import sys
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import documents
from filings.contract import Contracts
from filings.days import CHINA
from filings.intake import Intake
from filings.seal import Keys, make_pair
from filings.settings import Settings
from filings.storage import Storage
from running import ROOT

PLACE = "3210"
PEERS = ROOT / ".venv/peers/bin"
HERE = Path(__file__).parent


def document() -> dict[str, Any]:
    """Make a valid filing of some 2,000 bytes: an agent's, on a letter, with names and address as long as they may be."""
    form = json.loads((ROOT / f"build/forms/{PLACE}.json").read_text("utf-8"))
    filing = documents.document(form, "long-term-resident", agent=True, letter=True)
    filing["insured"]["name"], filing["filer"]["name"] = "张三" * 30, "李四" * 30
    filing["letter"]["signed_name"] = filing["filer"]["name"]
    filing["contact"]["address"] = "示例市示例区示例路1号" * 18
    return filing


def faulty() -> dict[str, Any]:
    """Spoil the document in eight places, of which the contract finds every one."""
    filing = document()
    filing["scheme"] = "none"
    filing["insured"]["document"]["number"] = "not a number"
    filing["filer"]["phone"] = "1"
    filing["contact"]["phone"] = ["13800000000"]
    filing["treatments"][0]["from"] = "soon"
    filing["letter"]["sha256"] = "0"
    filing["notice"] |= {"read_at": "yesterday", "surplus": True}
    return filing


def body(filing: Any) -> bytes:
    """Write a document as the form's page sends it."""
    return json.dumps(filing, ensure_ascii=False, separators=(",", ":")).encode()


@cache
def contracts() -> Contracts:
    """The compiled contracts."""
    return Contracts(ROOT / "build/contracts")


def settings(folder: Path, store: str = "memory:") -> dict[str, str]:
    """Make the variables of a service with keys of its own; `store` is an address for filings.storage.opening."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "keys.json").write_text(json.dumps({"keys": [make_pair("CN")[0]]}))
    return {
        "BEIAN_STORE": store,
        "BEIAN_SECRET": secrets.token_hex(32),
        "BEIAN_CONTRACTS": str(ROOT / "build/contracts"),
        "BEIAN_KEYS": str(folder / "keys.json"),
    }


def intake(environ: dict[str, str], store: Storage) -> Intake:
    """Make the use case that takes filings, as the door makes it."""
    known = Settings.from_environ(environ)
    return Intake(store, contracts(), Keys.from_file(known.keys), known.secret)


def today() -> date:
    """The day in China."""

    return datetime.now(UTC).astimezone(CHINA).date()


def granian(app: str, python: Path = Path(sys.prefix) / "bin") -> list[str]:
    """Give the command that serves a WSGI application as `beian serve` does: two processes, one thread each."""
    server = "import sys; from granian.cli import entrypoint; sys.exit(entrypoint())"
    settings = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "1", "--log-level", "warning"]
    return [str(python / "python"), "-c", server, *settings, "--host", "127.0.0.1", app]
