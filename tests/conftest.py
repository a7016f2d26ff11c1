"""What the tests share: compiled content, a key pair, an application over memory, and the real service on loopback."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import hypothesis
import pytest
from flask import Flask

from filings.seal import make_pair
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from guide.build import build
from guide.content import Content, load
from openapi import CheckedClient

ROOT = Path(__file__).parents[1]
CHINA = timezone(timedelta(hours=8))


Flask.test_client_class = CheckedClient
# Timings are never asserted, and hypothesis would by itself.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def content() -> Content:
    """The real content."""
    return load(ROOT)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with contracts, forms and docs compiled from the real content as of today in China."""
    out = tmp_path_factory.mktemp("build")
    build(ROOT, out, datetime.now(CHINA).date())
    return out


@pytest.fixture(scope="session")
def forms(built: Path) -> dict[str, Any]:
    """Every place's form, by the place's code."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in (built / "forms").glob("*.json")}


@pytest.fixture(scope="session")
def key_pair() -> tuple[dict[str, Any], dict[str, Any]]:
    """The nation's public and private key."""
    return make_pair("CN")


@pytest.fixture(scope="session")
def settings(built: Path, key_pair: tuple[dict[str, Any], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over memory with a secret of the tests'."""
    keys = tmp_path_factory.mktemp("keys") / "public.json"
    keys.write_text(json.dumps({"keys": [key_pair[0]]}))
    return Settings("memory:", b"a secret of the tests, 32 bytes!", built / "contracts", keys)


@pytest.fixture
def store() -> MemoryStorage:
    """An empty store."""
    return MemoryStorage()


@pytest.fixture
def app(settings: Settings, store: MemoryStorage) -> Flask:
    """The application with every door, over the empty store."""
    return create_app(settings, {}, store=store)


@dataclass
class Service:
    """`beian serve` as a user runs it: `url` without a slash at the end, `data` its folder."""

    url: str
    data: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server on its port and wait until it answers."""
        command = [str(Path(sys.prefix) / "bin/beian"), "serve", "--data", str(self.data), "--port", self.url.rpartition(":")[2]]
        environ = {name: value for name, value in os.environ.items() if not name.startswith("BEIAN_")}
        self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 60
        while True:
            try:
                with urlopen(f"{self.url}/v1/health", timeout=5) as answer:
                    assert answer.status == 200
                return
            except (URLError, ConnectionError):
                assert time.monotonic() < deadline, "the service does not answer"
                assert self.process.poll() is None, "the service has ended"
                time.sleep(0.1)

    def stop(self) -> None:
        """End the server and wait for it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The running service with the site that `make site` built; `make test` sees to that."""
    assert (ROOT / "build/site/index.html").is_file(), "run `make site` first"
    running = Service(f"http://127.0.0.1:{free_port()}", tmp_path_factory.mktemp("data"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def clock() -> datetime:
    """A time that tests may use as now: noon in China on a working day."""
    return datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
