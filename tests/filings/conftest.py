"""What the tests of the functions share: contracts, a filing that is accepted, and the use cases over a store."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desk import Desk, NewDesk
from documents import document
from filings.amend import Amending
from filings.contract import Contracts
from filings.intake import Intake
from filings.lookup import Lookup
from filings.seal import Keys
from filings.settings import Settings
from filings.storage import Storage
from filings.storage.memory import MemoryStorage
from papers import with_files

NewIntake = Callable[..., Intake]


@pytest.fixture(scope="session")
def folder(settings: Settings) -> Path:
    """The folder of compiled contracts."""
    return settings.contracts


@pytest.fixture(scope="session")
def contracts(folder: Path) -> Contracts:
    """The contracts of every place."""
    return Contracts(folder)


@pytest.fixture(scope="session")
def private(key_pair: tuple[dict[str, Any], dict[str, Any]]) -> Keys:
    """The nation's private key."""
    return Keys({"CN": key_pair[1]})


@pytest.fixture
def filing(forms: dict[str, Any]) -> dict[str, Any]:
    """A filing that Yangzhou's contract accepts."""
    return document(forms["3210"], "other-temporary")


@pytest.fixture(scope="session")
def new_intake(contracts: Contracts, settings: Settings, clock: datetime) -> NewIntake:
    """Makes the use case over a store; `now` and `contracts` may be others."""

    def make(
        store: Storage,
        now: Callable[[], datetime] = lambda: clock,
        contracts: Contracts = contracts,
        secret: bytes = settings.secret,
    ) -> Intake:
        return Intake(store, contracts, Keys.from_file(settings.keys), secret, now)

    return make


@pytest.fixture
def lookup(store: Storage, settings: Settings, contracts: Contracts, clock: datetime) -> Lookup:
    """Answers for what is in `store`."""
    return Lookup(store, settings.secret, contracts, lambda: clock)


@pytest.fixture
def new_desk(new_intake: NewIntake, contracts: Contracts, settings: Settings, clock: datetime, forms: dict[str, Any]) -> NewDesk:
    """Files something in Yangzhou and sits down at both sides of the table."""

    def make(  # noqa: PLR0913 - each is something that a test may want otherwise
        kind: str = "other-temporary",
        store: Storage | None = None,
        *,
        letter: bool = False,
        contracts: Contracts = contracts,
        now: Callable[[], datetime] = lambda: clock,
        key: str = "a-filing-of-the-tests",
    ) -> Desk:
        store = store or MemoryStorage()
        filing = with_files(store, document(forms["3210"], kind, letter=letter), clock)
        receipt = new_intake(store).take(key, filing)
        lookup = Lookup(store, settings.secret, contracts, now)
        return Desk(store, receipt["number"], receipt["lookup_code"], Amending(lookup, Keys.from_file(settings.keys)))

    return make


@pytest.fixture
def desk(new_desk: NewDesk) -> Desk:
    """A temporary filing that has been submitted."""
    return new_desk()
