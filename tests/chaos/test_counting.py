"""The harness catches what it is for: over a store that keeps its promises every count is nought, over one that does not, not."""

import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from chaos.asking import Send
from chaos.counting import COUNTS
from chaos.grounds import counted
from chaos.officers import ISSUER, PLACE
from chaos.world import Upkeep, World
from deskwork import agencies
from filings.contract import Contracts
from filings.proof.signing import SigningKey
from filings.settings import Settings
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app

Lived = Callable[["Tried"], dict[str, list[str]]]
SECONDS = 2.0
SEED = 1


class Tried(MemoryStorage):
    """A store of these tests; `end` comes when the clients have gone and before anything is counted."""

    def end(self) -> None:
        """Do nothing more."""


class Forgetful(Tried):
    """Says that an event is stored when it is in a cache; after the power was cut, some are not there."""

    def end(self) -> None:
        events = [key for key in self._objects if key.endswith("/0001.json")]
        for key in events[::3]:
            del self._objects[key]


class Overwriting(Tried):
    """Takes an object in the place of another: a store that does not know If-None-Match."""

    def create(self, key: str, body: bytes) -> None:
        # Long enough for two to meet.
        time.sleep(0.005 if key.endswith(".json") else 0)
        self._objects[key] = bytes(body)


class TurnedRound(Tried):
    """Writes a queue's marker after the event that names it, and fails now and then in between."""

    def __init__(self) -> None:
        super().__init__()
        self.rng, self.here = random.Random(SEED), threading.local()

    def create(self, key: str, body: bytes) -> None:
        if key.startswith("waiting/"):
            self.here.later = key, body
            return
        super().create(key, body)
        if key.startswith("filings/") and key.endswith(".json") and (later := vars(self.here).pop("later", None)):
            if self.rng.random() < 0.3:
                raise StoreUnavailable("in between")
            super().create(*later)


class Doubting(Tried):
    """Carries out what it is asked for, and now and then says that it could not, or says so without having done it."""

    def __init__(self) -> None:
        super().__init__()
        self.rng, self.is_over = random.Random(SEED), False

    def end(self) -> None:
        self.is_over = True

    def create(self, key: str, body: bytes) -> None:
        luck = 0.5 if self.is_over else self.rng.random()
        if luck < 0.05:
            raise StoreUnavailable("before")
        super().create(key, body)
        if luck > 0.95:
            raise StoreUnavailable("after")


def in_process(app: Flask) -> Send:
    """Send to an application in this process."""

    def send(method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        answer = app.test_client(use_cookies=False).open(path, method=method, data=body, headers=dict(headers))
        return answer.status_code, answer.data

    return send


@pytest.fixture
def lived(desk_settings: Settings, built: Path) -> Lived:
    """Lets the clients of a run live over a store for a few seconds, and counts."""
    desk = agencies(issuer=ISSUER, places={PLACE: (PLACE,)})
    settings = replace(desk_settings, desk=desk, site_url="http://127.0.0.1/")

    def live(store: Tried) -> dict[str, list[str]]:
        app = create_app(settings, {}, store=store)
        world = World(SEED, in_process(app), settings.secret, rest=0.0, built=built)
        upkeep = Upkeep(store, Contracts(settings.contracts), SigningKey.make(), world.clock, world.journal, every=0.5)
        world.live(SECONDS, [upkeep.work])
        store.end()
        world.repeat_all()
        assert len(world.journal.acknowledged()) > 5
        return {name: found for name, found in counted(world, upkeep).found.items() if found}

    return live


def test_nothing_is_lost_or_doubled_over_a_store_that_keeps_its_promises(lived: Lived) -> None:
    assert lived(Tried()) == {}


def test_nothing_is_lost_or_doubled_over_a_store_whose_answers_say_nothing(lived: Lived) -> None:
    assert lived(Doubting()) == {}


@pytest.mark.parametrize(
    ("store", "caught"),
    [
        (Forgetful, "acknowledged filings lost"),
        (Overwriting, "acknowledged events lost"),
        (TurnedRound, "filings that no queue shows"),
    ],
)
def test_a_store_that_breaks_a_promise_is_found_out(lived: Lived, store: type[Tried], caught: str) -> None:
    assert caught in COUNTS
    assert caught in lived(store())
