"""The harness catches what it is for: over a store that keeps its promises every count is nought, over one that does not, not."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from chaos import upkeep
from chaos.asking import Send
from chaos.counting import COUNTS
from chaos.grounds import counted
from chaos.officers import ISSUER, PLACE
from chaos.receiver import Heard, Hears
from chaos.tellers import Telling
from chaos.upkeep import APART, Upkeep
from chaos.world import World
from deskwork import agencies
from filings.contract import Contracts
from filings.days import CHINA
from filings.proof.signing import SigningKey
from filings.settings import Settings
from filings.storage import Storage, StoreUnavailable, each_key
from filings.storage.memory import MemoryStorage
from filings.telling.message import Message
from filings.telling.port import Later
from filings.upkeep import erasing
from filings.web.app import create_app

Lived = Callable[..., dict[str, list[str]]]
SECONDS = 0.8
# How much has to have happened, however slow the machine is.
ENOUGH = {"answered 201": 50, "batches": 1, "lists": 1, "closed a day": 2, "messages told": 5}
SEED = 1


class Tried(MemoryStorage):
    """A store of these tests; `end` comes when the clients have gone and before anything is counted."""

    def end(self) -> None:
        """Do nothing more."""


class Forgetful(Tried):
    """Says that an event is stored when it is in a cache; after the power was cut, some are not there, of which others heard."""

    def end(self) -> None:
        events = [key for key in self._objects if key.endswith("/0001.json")]
        approved = [key for key, body in self._objects.items() if key.startswith("filings/") and b'"event":"approved"' in body]
        for key in {*events[::3], *approved}:
            del self._objects[key]


class Overwriting(Tried):
    """Takes an object in the place of another: a store that does not know If-None-Match. Forgets that something was told."""

    def create(self, key: str, body: bytes) -> None:
        if key.startswith("told/") and key.endswith(".done"):
            return
        # Long enough for two to meet.
        time.sleep(0.005 if key.endswith(".json") else 0)
        with self._lock:
            self._objects[key] = bytes(body)


class TurnedRound(Tried):
    """Writes a queue's marker after the event that names it, and fails now and then in between. Forgets some of what is told."""

    def __init__(self) -> None:
        super().__init__()
        self.rng, self.here = random.Random(SEED), threading.local()

    def create(self, key: str, body: bytes) -> None:
        if key.startswith("outbox/") and self.rng.random() < 0.3:
            return
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


class Slow(Tried):
    """Takes a moment between what belongs together."""

    def create(self, key: str, body: bytes) -> None:
        super().create(key, body)
        time.sleep(0.005)


class Direct:
    """A way to the other side without a network."""

    name, peer = "webhook", "the tests"

    def __init__(self, heard: Heard) -> None:
        self.heard = heard

    def deliver(self, message: Message) -> None:
        if self.heard.hear(message.id, b"what happened") is not Hears.TAKES:
            raise Later("the tests")
        self.heard.take(message.id)

    def close(self) -> None:
        pass


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

    def live(store: Tried, apart: timedelta = APART) -> dict[str, list[str]]:
        app = create_app(settings, {}, store=store)
        world = World(SEED, in_process(app), settings.secret, rest=0.0, built=built)
        its = store, Contracts(settings.contracts), SigningKey.make(), world.clock, world.journal
        right, other = Upkeep(*its, every=0.3), Upkeep(*its, every=0.3, apart=apart)
        heard = Heard(random.Random(SEED))
        telling = Telling(store, heard, lambda _: Direct(heard), world.clock.now, world.journal, every=0.1)
        # What the first request reads and compiles, eleven threads at once would.
        replace(world, seed=0).clients()[0]()
        world.enough = lambda: all(world.journal.asked[what] >= n for what, n in ENOUGH.items())
        world.live(SECONDS, [right.work, other.work, *telling.others])
        store.end()
        world.repeat_all()
        assert len(world.journal.acknowledged()) > 5
        return {name: found for name, found in counted(world, right, telling).found.items() if found}

    return live


def test_nothing_is_lost_or_doubled_over_a_store_that_keeps_its_promises(lived: Lived) -> None:
    assert lived(Tried()) == {}


def test_nothing_is_lost_or_doubled_over_a_store_whose_answers_say_nothing(lived: Lived) -> None:
    assert lived(Doubting()) == {}


@pytest.mark.parametrize(
    ("store", "caught"),
    [
        (Forgetful, {"acknowledged filings lost", "messages of what never happened"}),
        (Overwriting, {"acknowledged events lost", "messages told again without a cause"}),
        (TurnedRound, {"filings that no queue shows", "messages never told"}),
    ],
)
def test_a_store_that_breaks_a_promise_is_found_out(lived: Lived, store: type[Tried], caught: set[str]) -> None:
    assert caught <= set(COUNTS)
    assert caught <= lived(store()).keys()


def test_upkeep_by_a_clock_that_is_wrong_by_hours_and_without_erasing_is_found_out(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "events_of", lambda store, day: iter(()))
    caught = lived(Slow(), timedelta(hours=2)).keys()
    assert "due and not erased" in caught
    assert {"filings that no queue shows", "findings of beian verify"} & caught


def test_an_eraser_that_does_not_ask_the_ledgers_is_found_out(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    def all_of(store: Storage, day: date) -> Iterator[tuple[str, int]]:
        return ((serial, 1000) for serial in sorted({key.split("/")[1] for key in each_key(store, "filings/")}))

    today = datetime.now(CHINA).date()
    monkeypatch.setattr(upkeep, "close", lambda store, key, now: None)
    monkeypatch.setattr(erasing, "closed_days", lambda store: [today + n * upkeep.DAY for n in range(10)])
    monkeypatch.setattr(erasing, "events_of", all_of)
    assert "erased and in no ledger" in lived(Tried())
