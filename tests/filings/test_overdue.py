"""Promised papers that have not come are listed for officers from the day after they were due, until they come or are refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest

import town
from desk import Desk, NewDesk
from deskwork import OFFICER
from filings import owed
from filings.contract import Contracts
from filings.desk.deciding import Deciding
from filings.desk.queue import Queue
from filings.desk.rows import Rows
from filings.upkeep.leftovers import Upkeep

DAY = timedelta(days=1)
DUE = "2026-12-20"
AFTER = datetime.fromisoformat("2026-12-21T00:00:00+08:00")


@pytest.fixture
def times(clock: datetime) -> list[datetime]:
    return [clock]


@pytest.fixture
def promised(new_desk: NewDesk, times: list[datetime]) -> Desk:
    """A filing that an officer has approved on a commitment, with papers to follow."""
    desk = new_desk("long-term-resident", letter=True, now=lambda: times[0])
    act(desk, "approve-on-commitment", papers_due=DUE)
    return desk


def act(desk: Desk, action: str, **members: Any) -> None:
    body = {"action": action, "after": desk.events()[-1].sha256, **members}
    Deciding(desk.amending.lookup).take(OFFICER, desk.number, f"a-key-to-{action}-after-{len(desk.events())}", body)


def listed(desk: Desk, contracts: Contracts, now: datetime) -> list[str]:
    page = Queue(desk.store, Rows(contracts, now)).overdue("3210")
    assert page["next"] is None
    return [row["number"] for row in page["filings"]]


def test_papers_are_overdue_from_the_day_after_they_were_due(promised: Desk, contracts: Contracts) -> None:
    assert listed(promised, contracts, AFTER - timedelta(milliseconds=1)) == []
    assert listed(promised, contracts, AFTER) == [promised.number]


def test_papers_that_have_come_are_owed_no_more(promised: Desk, contracts: Contracts, times: list[datetime]) -> None:
    times[0] += DAY
    promised.ask(action="add-papers", materials=[promised.paper()])
    assert listed(promised, contracts, AFTER) == []


def test_papers_that_were_sent_back_are_owed_again_by_the_new_day(
    promised: Desk, contracts: Contracts, times: list[datetime]
) -> None:
    times[0] += DAY
    promised.ask(action="add-papers", materials=[promised.paper()])
    act(promised, "approve-on-commitment", papers_due="2026-12-28")
    assert listed(promised, contracts, AFTER) == []
    assert listed(promised, contracts, AFTER + 8 * DAY) == [promised.number]


def test_the_longest_overdue_come_first_and_what_is_not_due_is_not_looked_at(promised: Desk, contracts: Contracts) -> None:
    for i, day in enumerate(("2026-12-01", "2027-02-01")):
        town.fill(promised.store, iter([town.submission(i)]))
        promised.store.create(f"owed/3210/{day}/{town.number(i)}", b"{}")
    assert listed(promised, contracts, AFTER) == [promised.number]


def test_the_sweep_removes_entries_of_what_is_owed_no_more_and_no_others(promised: Desk, times: list[datetime]) -> None:
    entries = promised.store.keys("owed/")
    assert [owed.number_of(key) for key in entries] == [promised.number]
    Upkeep(promised.store, lambda: AFTER).sweep()
    assert promised.store.keys("owed/") == entries
    promised.ask(action="cancel")
    Upkeep(promised.store, lambda: AFTER - DAY).sweep()
    assert promised.store.keys("owed/") == entries
    Upkeep(promised.store, lambda: AFTER).sweep()
    assert promised.store.keys("owed/") == []
