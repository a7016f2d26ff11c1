"""Takes one filing out of a store as a folder that stands on its own: whoever has it needs nothing else to verify it."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from filings.errors import Code, Refusal
from filings.kept import contract_key
from filings.model import read_log
from filings.numbers import Number
from filings.proof.records import parse
from filings.proof.signing import BadKey, as_pem, header_of
from filings.storage import NoSuchKey, Storage, each_key

MANIFEST = "export.json"
SUMS = "SHA256SUMS"
README = "README.md"
# What an export holds besides objects of a store.
OWN = frozenset({MANIFEST, SUMS, README, "public-key.json", "public-key.pem"})
_TEXT = Path(__file__).with_name("export.md")
# A zip carries times of files: always the same, so that the same filing gives the same bytes.
_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class File:
    """A file of an export: its path, with `/` between the parts, and its bytes."""

    path: str
    body: bytes


def export(store: Storage, number: Number) -> list[File]:
    """Return the files of an export of one filing.

    They are its events and sealed objects, the contracts that its events name, the ledgers that name it, the public keys that
    those ledgers name, how to verify all of it, and the hashes of it all.
    Raises Refusal(Code.NOT_FOUND) where there is no such filing, BrokenLog where its chain does not fit, BrokenLedger, and
    StoreUnavailable.
    """
    events = read_log(store, number.serial)
    if not events or events[0].fields["number"] != str(number):
        raise Refusal(Code.NOT_FOUND)
    contracts = {contract_key(event.fields["contract"]) for event in events if event.fields.get("contract")}
    ledgers = list(_ledgers(store, number.serial))
    objects = [*_read(store, [*each_key(store, f"filings/{number.serial}/"), *sorted(contracts)]), *ledgers]
    manifest = {"format": 1, "number": str(number), "events": len(events), "ledgers": [file.path for file in ledgers]}
    text = _TEXT.read_text("utf-8").replace("{number}", str(number)).replace("{serial}", number.serial)
    files = [
        *objects,
        File(MANIFEST, json.dumps(manifest, indent=1).encode() + b"\n"),
        File(README, text.encode()),
        *_keys(ledgers),
    ]
    return [*files, File(SUMS, "".join(f"{_sha256(file)}  {file.path}\n" for file in files).encode())]


def write_folder(files: Iterable[File], to: Path) -> None:
    """Write an export into a folder that is not there yet; raises FileExistsError."""
    to.mkdir(parents=True)
    for file in files:
        path = to / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.body)


def as_zip(files: Iterable[File], folder: str) -> bytes:
    """Pack an export into a zip file that holds one folder."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in files:
            packed.writestr(zipfile.ZipInfo(f"{folder}/{file.path}", _TIME), file.body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _read(store: Storage, keys: Iterable[str]) -> Iterator[File]:
    for key in keys:
        try:
            yield File(key, store.read(key))
        except NoSuchKey:
            # Erased or swept since it was listed, or not there at all: whoever verifies the export is told.
            continue


def _ledgers(store: Storage, serial: str) -> Iterator[File]:
    for key in each_key(store, "ledger/"):
        body = store.read(key)
        if any(named == serial for named, _, _ in parse(key, body).filings):
            yield File(key, body)


def _keys(ledgers: Iterable[File]) -> Iterator[File]:
    """Yield the keys that ledgers name: what an auditor compares with the operator's word, and tools read."""
    named: dict[str, Any] = {}
    pems = b""
    for file in ledgers:
        header = header_of(file.body)
        jwk = header.get("jwk")
        if isinstance(jwk, dict) and header.get("kid") not in named:
            try:
                pems += as_pem(jwk)
            except BadKey:
                continue
            named[str(header.get("kid"))] = {**jwk, "kid": header.get("kid")}
    if named:
        yield File("public-key.json", json.dumps({"keys": list(named.values())}, indent=1).encode() + b"\n")
        yield File("public-key.pem", pems)


def _sha256(file: File) -> str:
    return hashlib.sha256(file.body).hexdigest()
