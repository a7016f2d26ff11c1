"""The malware scanner, a real clamd with one signature of our own: what it knows is refused, and without it nothing is stored."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from documents import document
from filings.scanner import Clamd, ScannerUnavailable
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from papers import png, uploaded

# Nobody's malware: a word that no picture of ours holds by chance.
KNOWN = b"beian-test-signature-4f1d0c5e"


@pytest.fixture(scope="module")
def clamd() -> Iterator[Clamd]:
    """A clamd over a Unix socket; where it is missing the tests are skipped, but not in CI."""
    program = shutil.which("clamd", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("clamd is missing: apt-get install clamav-daemon")
    # A socket's path is short, pytest's own folders are not.
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "beian.ndb").write_text(f"Beian.Test.Signature:0:*:{KNOWN.hex()}\n")
        (root / "clamd.conf").write_text(f"Foreground yes\nDatabaseDirectory {root}\nLocalSocket {root}/socket\n")
        process = subprocess.Popen([str(program), "--config-file", str(root / "clamd.conf")], stdout=subprocess.DEVNULL)
        scanner = Clamd(f"{root}/socket")
        deadline = time.monotonic() + 60
        while not answers(scanner):
            assert process.poll() is None, "clamd has ended"
            assert time.monotonic() < deadline, "clamd does not start"
            time.sleep(0.1)
        yield scanner
        process.terminate()
        process.wait(30)


def answers(scanner: Clamd) -> bool:
    try:
        return not scanner.is_infected(b"nothing bad")
    except ScannerUnavailable:
        return False


def test_what_it_knows_is_found_at_the_end_of_a_large_file_too(clamd: Clamd) -> None:
    assert clamd.is_infected(KNOWN)
    assert clamd.is_infected(bytes(5 * 1024 * 1024) + KNOWN)
    assert not clamd.is_infected(bytes(5 * 1024 * 1024))


@pytest.fixture
def filing(forms: Mapping[str, Any], store: MemoryStorage, clock: datetime) -> dict[str, Any]:
    """A filing with one picture that has the signature behind its end."""
    made = document(forms["3210"], "stationed-worker")
    made["materials"] = [{"material": "posting-letter", "files": [uploaded(store, png() + KNOWN, "image/png", clock)]}]
    return made


def sent(settings: Settings, clamd: str, store: MemoryStorage, clock: datetime, filing: dict[str, Any]) -> Any:
    """What a service with a scanner at that address answers."""
    client = create_app(replace(settings, clamd=clamd), {}, store=store, now=lambda: clock).test_client()
    return client.post("/v1/filings", json=filing, headers={"Idempotency-Key": "a-paper-to-be-scanned-1"})


def test_an_infected_paper_is_refused_and_nothing_is_stored(
    clamd: Clamd, settings: Settings, store: MemoryStorage, clock: datetime, filing: dict[str, Any]
) -> None:
    answer = sent(settings, clamd.address, store, clock, filing)
    assert answer.get_json()["findings"] == [{"pointer": "/materials/0/files/0", "rule": "file-infected"}]
    assert store.keys("filings/") == store.keys("waiting/") == []


def test_where_the_scanner_is_down_the_service_says_so_and_stores_nothing(
    settings: Settings, store: MemoryStorage, clock: datetime, filing: dict[str, Any]
) -> None:
    answer = sent(settings, "/nowhere/clamd.socket", store, clock, filing)
    assert (answer.status_code, answer.get_json()["code"]) == (503, "scanner-unavailable")
    assert store.keys("filings/") == store.keys("waiting/") == []
