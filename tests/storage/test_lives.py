"""Whole lives of filings over every store: people and officers do what they like, days pass, the service dies at any write.

Whatever dies is asked again with the same key, as a form does; tests/lives.py says what must come of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar, TypeVar
from uuid import uuid4

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as tried
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from documents import document
from filings import numbers
from filings.amend import Amending
from filings.contract import Contracts
from filings.desk.deciding import Deciding
from filings.desk.queue import Queue
from filings.desk.rows import Rows
from filings.errors import Code, Refusal
from filings.intake import Intake
from filings.lookup import Lookup
from filings.model import NOTES, read_log
from filings.officers import Officer
from filings.parts import kept_parts
from filings.proof.ledger import close
from filings.seal import Keys
from filings.settings import Settings
from filings.standing import name
from filings.storage import Storage, StoreUnavailable
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.storage.objects import ObjectStorage
from filings.upkeep.sweeping import sweep_all
from lives import ENDED, LETTER, TEMPORARY, Clerk, Life, today
from papers import png, uploaded, with_files
from storehouse import SIGNING, checked

DAY = timedelta(days=1)
CLERKS = (Clerk("ann"), Clerk("ben"), Clerk("sue", supervises=True))
PERSON = ("withdraw", "cancel", "correct", "phone", "move", "papers", "renew")
DESK = ("claim", "release", "approve", "approve-on-commitment", "ask", "refuse", "reopen", "hold", "lift-hold")
WAITS = (timedelta(minutes=1), timedelta(hours=5), timedelta(days=1), timedelta(days=11), timedelta(days=90))
# Nothing dies, or the service does at the n-th write from now: before the store has done it, or before the store's answer came.
DEATHS = st.none() | st.tuples(st.integers(1, 12), st.booleans())
Death = tuple[int, bool] | None
Done = TypeVar("Done")


class Mortal:
    """A store whose caller dies once, at a write that was foreseen."""

    def __init__(self, store: Storage) -> None:
        self.store, self.death = store, None
        self.read, self.keys, self.side_by_side = store.read, store.keys, store.side_by_side
        self._counting = Lock()

    death: Death

    def create(self, key: str, body: bytes) -> None:
        self._live(lambda: self.store.create(key, body))

    def settle(self, key: str, body: bytes) -> bytes:
        return self._live(lambda: self.store.settle(key, body))

    def delete(self, key: str) -> None:
        self._live(lambda: self.store.delete(key))

    def _live(self, write: Callable[[], Done]) -> Done:
        with self._counting:
            left, done = self.death or (0, False)
            self.death = (left - 1, done) if left > 1 else None
        if left != 1:
            return write()
        if done:
            write()
        raise StoreUnavailable("died")


@dataclass
class Filed:
    """A filing with what its person keeps, and the last thing that was asked of it: a call that may be made again."""

    number: str
    code: str
    life: Life
    done: list[Callable[[], Any]]


class Town(RuleBasedStateMachine):
    """A few filings of one place, a clock, and a store under them."""

    new_store: ClassVar[Callable[[], Storage]]
    new_stores: ClassVar[dict[str, Callable[[], Storage]]]
    contracts: ClassVar[Contracts]
    settings: ClassVar[Settings]
    form: ClassVar[dict[str, Any]]

    @initialize(kind=st.sampled_from((TEMPORARY, LETTER)))
    def open(self, kind: str) -> None:
        self.now = datetime.fromisoformat("2026-11-20T04:00:00+00:00")
        self.store = Mortal(type(self).new_store())
        self.lookup = Lookup(self.store, self.settings.secret, self.contracts, lambda: self.now)
        self.keys = Keys.from_file(self.settings.keys)
        self.intake = Intake(self.store, self.contracts, self.keys, self.settings.secret, lambda: self.now)
        self.amending, self.deciding = Amending(self.lookup, self.keys), Deciding(self.lookup)
        self.filed: list[Filed] = []
        self.asked = 0
        self.submit(kind, None)

    def key(self) -> str:
        self.asked += 1
        return f"a-key-of-this-town-{self.asked}"

    def surely(self, ask: Callable[[], Any], death: Death) -> Any:
        """Ask, and ask again where the service died; return the answer, or the code of the refusal."""
        self.store.death = death
        try:
            return ask()
        except StoreUnavailable:
            return ask()
        finally:
            self.store.death = None

    @precondition(lambda self: len(self.filed) < 4)
    @rule(kind=st.sampled_from((TEMPORARY, LETTER)), death=DEATHS)
    def submit(self, kind: str, death: Death) -> None:
        filing = with_files(self.store, document(self.form, kind, letter=kind == LETTER), self.now)
        end = today(self.now) + timedelta(days=200) if kind == TEMPORARY else None
        if end:
            filing["treatments"][0]["until"] = end.isoformat()
        key = self.key()
        receipt = self.surely(lambda: self.intake.take(key, filing), death)
        assert self.intake.take(key, filing) == receipt
        self.filed.append(Filed(receipt["number"], receipt["lookup_code"], Life(kind, end, asked_end=end), []))

    @rule(which=st.integers(0, 3), data=st.data(), death=DEATHS)
    def amend(self, which: int, data: st.DataObject, death: Death) -> None:
        filed = self.filed[which % len(self.filed)]
        what = data.draw(_mostly([each for each in PERSON if filed.life.may(each)], PERSON))
        until = today(self.now) + timedelta(days=300) if what == "renew" else None
        body, key = self.body(filed.life.kind, what, until), self.key()

        def ask() -> Any:
            return _told(lambda: self.amending.take(filed.number, filed.code, key, body))

        possible = filed.life.may(what)
        answer = self.surely(ask, death)
        if possible:
            filed.life.amend(what, until)
            filed.done.append(ask)
        assert answer == (self.lookup.status(filed.number, filed.code) if possible else Code.FINDINGS)

    def body(self, kind: str, what: str, until: date | None) -> dict[str, Any]:
        # Whoever filed on a letter says where they live.
        address = {"address": "示例市示例路1号"} if kind == LETTER else {}
        phone = {"contact": {"phone": f"139{self.asked:08}", **address}}
        paper = {"material": "residence-permit", "files": [uploaded(self.store, png(), now=self.now)]}
        bodies: dict[str, dict[str, Any]] = {
            "correct": {"action": "correct", "changes": phone, "materials": [paper]},
            "phone": {"action": "change", "changes": phone},
            "move": {"action": "change", "changes": {"treatments": [{"place": "12"}]}},
            "papers": {"action": "add-papers", "materials": [paper]},
            "renew": {"action": "renew", "until": str(until)},
        }
        return bodies.get(what, {"action": what})

    @rule(which=st.integers(0, 3), clerk=st.sampled_from(CLERKS), data=st.data(), death=DEATHS)
    def decide(self, which: int, clerk: Clerk, data: st.DataObject, death: Death) -> None:
        filed = self.filed[which % len(self.filed)]
        action = data.draw(_mostly([each for each in DESK if filed.life.can(clerk, each, self.now)], DESK))
        late = data.draw(st.sampled_from((False, False, False, True)))
        log = read_log(self.store, numbers.parse(filed.number).serial)
        late = late and len(log) > 1
        body = {"action": action, "after": log[0 if late else -1].sha256, **self.members(action)}
        officer = Officer(clerk.id, clerk.id, frozenset({"officer"} | ({"supervisor"} if clerk.supervises else set())), ("3210",))
        key = self.key()

        def ask() -> Any:
            return _told(lambda: self.deciding.take(officer, filed.number, key, body))

        possible = not late and filed.life.can(clerk, action, self.now)
        answer = self.surely(ask, death)
        if possible:
            filed.life.decide(clerk, action, self.now)
            filed.done.append(ask)
            assert answer["status"] == filed.life.status
        else:
            assert answer is (Code.FILING_MOVED if late else Code.FINDINGS)

    def members(self, action: str) -> dict[str, Any]:
        day = today(self.now)
        note = {"note": {"text": "请说明", "language": "zh-Hans"}}
        members: dict[str, dict[str, Any]] = {
            "approve-on-commitment": {"papers_due": (day + timedelta(days=20)).isoformat()},
            "ask": {"points": [{"pointer": "/contact/phone", "what": "incorrect"}], "by": (day + 10 * DAY).isoformat(), **note},
            "refuse": {"reason": "papers-missing", **note},
            "reopen": note,
        }
        return members.get(action, {})

    @precondition(lambda self: any(filed.done for filed in self.filed))
    @rule(which=st.integers(0, 3), i=st.integers(0, 99))
    def ask_again(self, which: int, i: int) -> None:
        """Repeat what was done already: it is answered as it stands, and changes nothing."""
        done = self.filed[which % len(self.filed)].done
        if done:
            assert isinstance(done[i % len(done)](), dict)

    @rule(time=st.sampled_from(WAITS))
    def wait(self, time: timedelta) -> None:
        self.now += time

    @rule(time=st.sampled_from((timedelta(), *WAITS)), death=DEATHS)
    def sweep(self, time: timedelta, death: Death) -> None:
        self.now += time
        self.surely(lambda: sweep_all(self.store, self.contracts, lambda: self.now), death)
        lapsed = [filed.life.lapse(self.now) for filed in self.filed]
        if any(lapsed):
            # What ends on the day on which a correction lapses is looked at again on the day after.
            self.now += DAY
            sweep_all(self.store, self.contracts, lambda: self.now)
            [filed.life.lapse(self.now) for filed in self.filed]
        for filed in self.filed:
            filed.life.expire(self.now)

    @rule(death=DEATHS)
    def close(self, death: Death) -> None:
        self.surely(lambda: close(self.store, SIGNING, self.now), death)

    @invariant()
    def every_filing_is_what_the_model_says(self) -> None:
        for filed in self.filed:
            life, told = filed.life, self.lookup.status(filed.number, filed.code)
            assert told["status"] == life.status
            possible = {each["action"] for each in told["actions"] if each["possible"]}
            names = {"phone": "change", "move": "change", "papers": "add-papers"}
            assert possible == {names.get(what, what) for what in PERSON if life.may(what)}
            log = read_log(self.store, numbers.parse(filed.number).serial)
            assert len([event for event in log if name(event) not in NOTES]) == life.length
            macs = [event.fields["key_mac"] for event in log if "key_mac" in event.fields]
            assert len(macs) == len(set(macs)) == len(filed.done) + 1

    @invariant()
    def the_queue_shows_what_waits_and_nothing_else(self) -> None:
        queue = Queue(self.store, Rows(self.contracts, self.now))
        shown = [row["number"] for row in queue.waiting(Officer("x", "x", frozenset({"officer"}), ("3210",)), "3210")["filings"]]
        assert sorted(shown) == sorted(filed.number for filed in self.filed if filed.life.awaits)

    def teardown(self) -> None:
        """When all is quiet nothing is left behind, everything verifies, and nothing stored is without an event that names it."""
        self.now += 2 * DAY
        for _ in range(2):
            sweep_all(self.store, self.contracts, lambda: self.now)
            self.now += DAY
        assert self.store.keys("quarantine/") == []
        named = set()
        for filed in self.filed:
            named |= {part.key for part in kept_parts(read_log(self.store, numbers.parse(filed.number).serial))}
        assert {key for key in self.store.keys("filings/") if key.endswith(".jwe")} == named
        waiting = {numbers.parse(key.split("_")[1]).serial for key in self.store.keys("waiting/")}
        lives = {numbers.parse(filed.number).serial: self.lookup.status(filed.number)["status"] for filed in self.filed}
        assert waiting <= {serial for serial, status in lives.items() if status not in ENDED}
        close(self.store, SIGNING, self.now)
        assert checked(self.store, self.now).misfits == ()


def _mostly(possible: Sequence[str], every: Sequence[str]) -> st.SearchStrategy[str]:
    """Draw what is possible three times in four, so that lives grow long, and else anything."""
    share = 3 * len(every) // max(1, len(possible))
    return st.sampled_from([*(one for one in possible for _ in range(share)), *every])


def _told(ask: Callable[[], Any]) -> Any:
    try:
        return ask()
    except Refusal as refusal:
        return refusal.code


# The model is searched where that costs least; the other stores have to show that they are no different.
LIVES = {"memory": (120, 30), "folder": (12, 25), "objects": (6, 20)}


@pytest.fixture
def town(settings: Settings, forms: dict[str, Any], tmp_path: Path) -> type[Town]:
    class Here(Town):
        new_stores: ClassVar = {"memory": MemoryStorage, "folder": lambda: FolderStorage(tmp_path / uuid4().hex)}

    Here.contracts, Here.settings, Here.form = Contracts(settings.contracts), settings, forms["3210"]
    return Here


@pytest.mark.parametrize("kind", LIVES)
def test_whatever_people_officers_and_time_do_filings_are_what_the_model_says(
    town: type[Town], kind: str, request: pytest.FixtureRequest
) -> None:
    if kind == "objects":
        bucket = request.getfixturevalue("whole_bucket")
        town.new_stores["objects"] = lambda: ObjectStorage.at(replace(bucket, prefix=f"lives/{uuid4().hex}"))
    town.new_store = staticmethod(town.new_stores[kind])
    lives, steps = LIVES[kind]
    run_state_machine_as_test(
        town,
        settings=tried(
            max_examples=lives, stateful_step_count=steps, deadline=None, suppress_health_check=[HealthCheck.too_slow]
        ),
    )
