"""The harness catches what it is for: over a store that keeps its promises every count is nought, over one that does not, not."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from chaos import upkeep
from chaos.asking import Send
from chaos.broken import Doubting, Forgetful, Overwriting, Slow, Tried, TurnedRound
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
from filings.storage import Storage, each_key
from filings.telling.message import Message
from filings.telling.port import Later
from filings.upkeep import erasing
from filings.web.app import create_app

Lived = Callable[..., dict[str, list[str]]]
SECONDS = 0.8
# How much has to have happened, however slow the machine is.
ENOUGH = {"answered 201": 50, "batches": 1, "lists": 1, "closed a day": 2, "messages told": 5}
SEED = 1


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
