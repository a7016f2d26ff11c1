"""Two tabs, two processes, an officer at the same moment: what excludes each other happens once."""

import json
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from desk import Desk, NewDesk
from filings.errors import Code, Refusal
from filings.settings import Settings
from filings.storage import KeyTaken
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage

TABS = 6
PHONE = {"contact": {"phone": "13911112222"}}
TAB = """
import json, sys
from datetime import datetime
from pathlib import Path
from filings.amend import Amending
from filings.contract import Contracts
from filings.errors import Refusal
from filings.lookup import Lookup
from filings.seal import Keys
from filings.storage.folder import FolderStorage
said = json.loads(sys.argv[1])
now = datetime.fromisoformat(said["now"])
store, contracts = FolderStorage(Path(said["store"])), Contracts(Path(said["contracts"]))
lookup = Lookup(store, bytes.fromhex(said["secret"]), contracts, lambda: now)
amending = Amending(lookup, Keys.from_file(Path(said["keys"])))
lookup.status(said["number"], said["code"])
print("ready", flush=True)
sys.stdin.readline()
try:
    print(amending.take(said["number"], said["code"], said["key"], said["body"])["status"])
except Refusal as refusal:
    print(refusal.code, *(finding.rule for finding in refusal.findings))
"""


def at_once(*asking: Callable[[], Any]) -> list[Any]:
    """Do several things in threads that begin together; return what each gave, or its refusal."""
    barrier = Barrier(len(asking))

    def one(ask: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return ask()
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(len(asking)) as pool:
        return list(pool.map(one, asking))


def rules(outcomes: list[Any]) -> list[str]:
    return sorted(finding.rule for outcome in outcomes if isinstance(outcome, Refusal) for finding in outcome.findings)


def asks(desk: Desk, key: str, **body: Any) -> Callable[[], Any]:
    return lambda: desk.ask(key, **body)


@pytest.mark.parametrize("run", range(5))
def test_of_several_withdrawals_from_several_tabs_exactly_one_wins(desk: Desk, run: int) -> None:
    outcomes = at_once(*(asks(desk, f"a-key-of-tab-number-{tab}", action="withdraw") for tab in range(TABS)))
    assert rules(outcomes) == ["action-withdrawn"] * (TABS - 1)
    assert [event.status for event in desk.events()] == ["submitted", "withdrawn"]


@pytest.mark.parametrize("run", range(5))
def test_a_double_click_writes_one_event_and_gets_one_answer(desk: Desk, run: int) -> None:
    outcomes = at_once(*(asks(desk, "a-key-of-one-button", action="correct", changes=PHONE) for _ in range(TABS)))
    assert all(outcome == outcomes[0] for outcome in outcomes)
    assert [event.status for event in desk.events()] == ["submitted", "corrected"]


@pytest.mark.parametrize("run", range(5))
def test_a_withdrawal_and_an_approval_at_once_exclude_each_other(desk: Desk, run: int) -> None:
    def approve() -> str:
        try:
            desk.decide("approved")
        except (KeyTaken, ValueError):
            return "too late"
        return "approved"

    withdrawn, officer = at_once(asks(desk, "a-key-of-one-button", action="withdraw"), approve)
    if officer == "approved":
        assert rules([withdrawn]) == ["action-approved"]
    else:
        assert withdrawn["status"] == "withdrawn"
    assert len(desk.events()) == 2


@pytest.mark.parametrize("run", range(5))
def test_of_a_correction_and_a_withdrawal_at_once_the_withdrawal_is_last(desk: Desk, run: int) -> None:
    corrected, withdrawn = at_once(
        asks(desk, "a-key-of-tab-number-1", action="correct", changes=PHONE),
        asks(desk, "a-key-of-tab-number-2", action="withdraw"),
    )
    assert withdrawn["status"] == "withdrawn"
    assert [event.status for event in desk.events()] in (["submitted", "withdrawn"], ["submitted", "corrected", "withdrawn"])
    assert rules([corrected]) == (["action-withdrawn"] if len(desk.events()) == 2 else [])


def test_a_key_in_two_tabs_with_two_bodies_is_one_outcome_and_one_refusal(desk: Desk) -> None:
    outcomes = at_once(
        asks(desk, "a-key-of-both-tabs", action="withdraw"), asks(desk, "a-key-of-both-tabs", action="correct", changes=PHONE)
    )
    assert [outcome.code for outcome in outcomes if isinstance(outcome, Refusal)] == [Code.KEY_REUSED]
    assert len(desk.events()) == 2


class Overtaken(MemoryStorage):
    """A store in which something else happens once, just before the filing's second event is written."""

    first: Callable[[], None] | None = None

    def create(self, key: str, body: bytes) -> None:
        if key.endswith("/0002.json") and (first := self.first):
            self.first = None
            first()
        super().create(key, body)


def test_who_is_overtaken_by_a_decision_is_told_what_that_means_for_the_action(new_desk: NewDesk) -> None:
    store = Overtaken()
    desk = new_desk(store=store)
    store.first = lambda: desk.decide("approved")
    with pytest.raises(Refusal) as refusal:
        desk.ask(action="withdraw")
    assert rules([refusal.value]) == ["action-approved"]


def test_who_is_overtaken_by_what_does_not_matter_is_served_all_the_same(new_desk: NewDesk) -> None:
    store = Overtaken()
    desk = new_desk(store=store)
    store.first = lambda: desk.decide("in-review")
    assert [event["status"] for event in desk.ask(action="withdraw")["events"]] == ["submitted", "in-review", "withdrawn"]


class Crowded(MemoryStorage):
    """A store in which somebody else has always written the next event a moment before."""

    def create(self, key: str, body: bytes) -> None:
        if key.endswith("/0002.json"):
            raise KeyTaken(key)
        super().create(key, body)


def test_who_is_overtaken_again_and_again_is_told_so(new_desk: NewDesk) -> None:
    desk = new_desk(store=Crowded())
    with pytest.raises(Refusal) as refusal:
        desk.ask(action="correct", changes=PHONE)
    assert refusal.value.code is Code.FILING_MOVED
    assert len([key for key in desk.store.keys("filings/") if key.endswith(".key.jwe")]) == 2


def test_of_two_processes_over_a_folder_exactly_one_withdraws(new_desk: NewDesk, settings: Settings, tmp_path: Path) -> None:
    desk = new_desk(store=FolderStorage(tmp_path))
    said = {
        "store": str(tmp_path),
        "now": desk.amending.lookup.now().isoformat(),
        "secret": settings.secret.hex(),
        "contracts": str(settings.contracts),
        "keys": str(settings.keys),
        "number": desk.number,
        "code": desk.code,
        "body": {"action": "withdraw"},
    }
    tabs = [
        subprocess.Popen(
            [sys.executable, "-c", TAB, json.dumps({**said, "key": f"a-key-of-tab-number-{tab}"})],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for tab in range(2)
    ]
    assert [tab.stdout.readline() for tab in tabs if tab.stdout] == ["ready\n", "ready\n"]
    for tab in tabs:
        assert tab.stdin is not None
        tab.stdin.write("go\n")
        tab.stdin.flush()
    assert sorted(tab.communicate()[0].strip() for tab in tabs) == ["findings action-withdrawn", "withdrawn"]
    assert [event.status for event in desk.events()] == ["submitted", "withdrawn"]
