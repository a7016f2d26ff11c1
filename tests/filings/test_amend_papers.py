"""Papers that come with an amendment, and attempts that end half-way: everything is taken once, and a refusal takes nothing."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import Desk, NewDesk, queue
from filings.errors import Refusal
from filings.seal import Sealed, open_sealed
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.waiting import waits
from papers import declared, png

MOVE: dict[str, Any] = {"action": "change", "changes": {"treatments": [{"place": "12"}]}}


@pytest.fixture
def promised(new_desk: NewDesk) -> Desk:
    """A filing on a commitment letter whose papers are to follow, taken out of the queue."""
    desk = new_desk("long-term-resident", letter=True)
    desk.leave()
    desk.decide("approved-on-commitment", papers_due="2026-12-20")
    return desk


def test_promised_papers_are_sealed_with_their_event_and_leave_quarantine(
    promised: Desk, key_pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    promised.ask(action="add-papers", materials=[promised.paper()])
    event = promised.events()[-1].fields
    [kept] = event["papers"]
    key, sealed = promised.store.read(event["content_key"]).decode(), promised.store.read(kept["key"]).decode()
    assert (kept["type"], kept["size"]) == ("image/png", len(png()))
    assert open_sealed(key_pair[1], Sealed(sealed, key)) == png()
    assert json.loads(open_sealed(key_pair[1], Sealed(event["sealed"], key)))["document"]["action"] == "add-papers"
    assert promised.store.keys("quarantine/") == []


def test_the_same_papers_sent_again_need_no_upload(promised: Desk) -> None:
    papers = [promised.paper()]
    assert promised.ask(action="add-papers", materials=papers) == promised.ask(action="add-papers", materials=papers)


def test_a_paper_that_was_never_sent_is_a_finding_and_puts_nothing_into_the_queue(promised: Desk) -> None:
    missing = {"material": "residence-permit", "files": [declared(png(), now=promised.amending.lookup.now())]}
    before = promised.store.keys("filings/")
    with pytest.raises(Refusal) as refusal:
        promised.ask(action="add-papers", materials=[promised.paper(), missing])
    assert [(found.pointer, found.rule) for found in refusal.value.findings] == [("/materials/1/files/0", "file-missing")]
    assert (promised.store.keys("waiting/"), promised.store.keys("filings/")) == ([], before)
    assert len(promised.store.keys("quarantine/")) == 1


class Failing(MemoryStorage):
    """Fails at one of its writes, before or after it has happened, and works from then on; counts from when it is told to."""

    left, after = 0, False

    def create(self, key: str, body: bytes) -> None:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise StoreUnavailable
        super().create(key, body)
        if self.left == 0:
            raise StoreUnavailable


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", range(1, 6))
def test_after_a_failure_at_any_write_the_same_request_is_carried_out_once(new_desk: NewDesk, write: int, after: bool) -> None:
    store = Failing()
    desk = new_desk(store=store)
    desk.leave()
    desk.decide("approved")
    for key in store.keys("contracts/"):
        store.delete(key)
    body: dict[str, Any] = {**MOVE, "materials": [desk.paper()]}
    store.left, store.after = write, after
    with pytest.raises(StoreUnavailable):
        desk.ask(**body)
    assert len(desk.events()) == 2 or store.keys("waiting/")
    assert desk.ask(**body)["next"] == "await-review"
    assert [event.status for event in desk.events()] == ["submitted", "approved", "changed"]
    assert queue(store) == [desk.number]
    assert store.keys("waiting/") == waits(desk.events())


def test_an_attempt_that_took_too_long_writes_no_event(new_desk: NewDesk, clock: datetime) -> None:
    times = [clock]
    desk = new_desk(now=lambda: times.pop() if len(times) > 1 else times[0])
    times[:] = [clock + timedelta(minutes=31), clock]
    with pytest.raises(StoreUnavailable):
        desk.ask(action="withdraw")
    assert [event.status for event in desk.events()] == ["submitted"]
