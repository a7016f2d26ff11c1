"""What the tests share: compiled content, a key pair, an application over memory, and the real service on loopback."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient

import granted
from deskwork import agencies, signed_in
from documents import Stocked
from filings.officers import Officer
from filings.seal import make_pair
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from guide.build import build
from guide.content import Content, load
from openapi import CheckedClient
from overheard import pytest_configure, pytest_sessionfinish, pytest_terminal_summary
from provider import SITE_URL, RunningProvider
from running import ROOT, Service, free_port

# Hooks that listen to the whole suite.
__all__ = ["pytest_configure", "pytest_sessionfinish", "pytest_terminal_summary"]
CHINA = timezone(timedelta(hours=8))


Flask.test_client_class = CheckedClient
# Whatever a request does to the store, its door's role has to be granted in the template.
granted.hold(MemoryStorage)
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


@pytest.fixture(scope="session")
def desk_settings(
    settings: Settings, key_pair: tuple[dict[str, Any], dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """The same settings with officers, and with the private key that opens what they decide on."""
    keys = tmp_path_factory.mktemp("keys") / "private.json"
    keys.write_text(json.dumps({"keys": [key_pair[1]]}))
    return replace(settings, desk=agencies(), private_keys=keys, site_url="https://beian.example/")


@pytest.fixture
def store() -> MemoryStorage:
    """An empty store, but for the sample file in its quarantine."""
    return Stocked()


@pytest.fixture
def app(settings: Settings, store: MemoryStorage) -> Flask:
    """The application with every door, over the empty store."""
    return create_app(settings, {}, store=store)


@pytest.fixture
def desk_app(desk_settings: Settings, store: MemoryStorage) -> Flask:
    """The application with every door and the desk, over the empty store."""
    return create_app(desk_settings, {}, store=store)


@pytest.fixture
def as_officer(desk_app: Flask, desk_settings: Settings) -> Callable[[Officer], FlaskClient]:
    """Open a browser of `desk_app` in which an officer is signed in."""
    return lambda officer: signed_in(desk_app, desk_settings, officer)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The running service with the site that `make site` built; `make test` sees to that."""
    assert (ROOT / "build/site/index.html").is_file(), "run `make site` first"
    running = Service(free_port(), tmp_path_factory.mktemp("data"))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def desk_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The running service as `make serve` starts it: whoever wants chooses at /desk/ which sample officer to be."""
    running = Service(free_port(), tmp_path_factory.mktemp("desk"), settings={"BEIAN_DESK_LOCAL": "1"})
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def signed_port() -> int:
    """The port of a service whose provider knows its address."""
    return free_port()


@pytest.fixture(scope="session")
def provider(signed_port: int) -> Iterator[RunningProvider]:
    """A real OpenID provider, which sends people back to the tests' own address and to the service on `signed_port`."""
    sites = (SITE_URL, f"http://127.0.0.1:{signed_port}/")
    redirects = [f"{site}v1/{whose}session/callback" for site in sites for whose in ("", "desk/")]
    running = RunningProvider(free_port(), redirects)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def clock() -> datetime:
    """A time that tests may use as now: noon in China on a working day."""
    return datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
