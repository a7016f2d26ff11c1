"""What falls due by itself is done on its day, once, whoever sweeps how often, as log and rules have it."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from desk import Desk, NewDesk
from documents import document
from filings.cli import main
from filings.contract import Contracts
from filings.desk.deciding import Deciding
from filings.intake import Intake
from filings.numbers import Number
from filings.officers import Officer
from filings.proof.reading import StoreReader
from filings.proof.signing import PublicKeys
from filings.proof.verify import verify
from filings.standing import name, standing
from filings.storage import Storage
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.upkeep.due import Due
from papers import with_files

LI = Officer("li", "李某", frozenset({"officer"}), ("3210",))
DAY = timedelta(days=1)
# Noon in China, Friday.
START = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
NewIntake = Callable[..., Intake]


@dataclass
class Clock:
    """A time that passes when a test says so."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def set(self, day: str) -> None:
        """Go on to noon in China on a day."""
        self.at = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=4)


@pytest.fixture
def clock_now() -> Clock:
    return Clock()


@pytest.fixture
def filed(new_desk: NewDesk, clock_now: Clock) -> Callable[..., Desk]:
    """Files something in Yangzhou under a clock."""
    return lambda kind="other-temporary", **how: new_desk(kind, now=clock_now, **how)


def act(desk: Desk, action: str, **members: Any) -> None:
    body = {"action": action, "after": desk.events()[-1].sha256, **members}
    Deciding(desk.amending.lookup).take(LI, desk.number, f"a-key-of-the-tests-{len(desk.events())}", body)


def sweep(desk: Desk, clock: Clock, contracts: Contracts | None = None) -> dict[str, int]:
    return Due(desk.store, contracts or desk.amending.lookup.contracts, clock).sweep().events


def ask(desk: Desk, by: str = "2026-12-01") -> None:
    act(desk, "ask", points=[{"pointer": "/contact/phone", "what": "incorrect"}], by=by)


def names(desk: Desk) -> list[str]:
    return [name(event) for event in desk.events()]


def test_an_unanswered_correction_is_reminded_of_once_and_lapses_on_the_day_after(
    filed: Callable[..., Desk], clock_now: Clock
) -> None:
    desk = filed()
    ask(desk)
    for day, written in (("2026-11-27", {}), ("2026-11-28", {"reminded": 1}), ("2026-11-29", {}), ("2026-12-01", {})):
        clock_now.set(day)
        assert sweep(desk, clock_now) == written
    clock_now.set("2026-12-02")
    assert sweep(desk, clock_now) == {"lapsed": 1}
    assert sweep(desk, clock_now) == {}
    assert (names(desk)[-2:], desk.told()["status"]) == (["reminded", "lapsed"], "expired")
    assert desk.told()["reason"]["code"] == "correction-unanswered"
    assert desk.events()[-1].fields["automatic"] == "correction"


def test_a_correction_that_came_lapses_no_more(filed: Callable[..., Desk], clock_now: Clock) -> None:
    desk = filed()
    ask(desk)
    desk.ask(action="correct", changes={"contact": {"phone": "13800000001"}})
    clock_now.set("2026-12-10")
    assert sweep(desk, clock_now) == {}
    assert desk.told()["status"] == "corrected"


def test_what_was_approved_before_goes_on_where_the_correction_of_a_change_does_not_come(
    filed: Callable[..., Desk], clock_now: Clock
) -> None:
    desk = filed()
    act(desk, "approve")
    desk.ask(action="change", changes={"treatments": [{"place": "12"}]})
    act(desk, "ask", points=[{"pointer": "/treatments/0/place", "what": "incorrect"}], by="2026-11-25")
    clock_now.set("2026-11-26")
    sweep(desk, clock_now)
    assert (desk.told()["status"], desk.told()["next"], names(desk)[-1]) == ("refused", "as-before", "lapsed")
    assert standing(desk.events()).in_force


def test_promised_papers_are_reminded_of_and_nothing_is_taken_away(filed: Callable[..., Desk], clock_now: Clock) -> None:
    desk = filed("long-term-resident", letter=True)
    act(desk, "approve-on-commitment", papers_due="2026-12-20")
    clock_now.set("2026-12-17")
    assert sweep(desk, clock_now) == {"reminded": 1}
    clock_now.set("2027-01-20")
    assert sweep(desk, clock_now) == {}
    assert (desk.told()["status"], desk.events()[-1].fields["of"]) == ("approved-on-commitment", "papers")


def with_end(new_intake: NewIntake, desk: Desk, forms: dict[str, Any], clock: Clock) -> Desk:
    """File another temporary one that ends on 1 June 2027."""
    filing = with_files(desk.store, document(forms["3210"], "other-temporary"), clock())
    filing["treatments"] = [{**filing["treatments"][0], "until": "2027-06-01"}]
    receipt = new_intake(desk.store, clock).take("a-filing-with-an-end-1", filing)
    return replace(desk, number=receipt["number"], code=receipt["lookup_code"])


def test_a_filing_expires_when_its_period_is_over(
    filed: Callable[..., Desk], new_intake: NewIntake, forms: dict[str, Any], clock_now: Clock
) -> None:
    desk = with_end(new_intake, filed(), forms, clock_now)
    act(desk, "approve")
    clock_now.set("2027-06-01")
    assert sweep(desk, clock_now) == {}
    clock_now.set("2027-06-02")
    assert sweep(desk, clock_now) == {"expired": 1}
    assert desk.told()["status"] == "expired"


def test_who_asked_in_time_to_renew_does_not_lose_the_filing_while_an_officer_thinks(
    filed: Callable[..., Desk], new_intake: NewIntake, forms: dict[str, Any], clock_now: Clock
) -> None:
    desk = with_end(new_intake, filed(), forms, clock_now)
    act(desk, "approve")
    clock_now.set("2027-05-28")
    desk.ask(action="renew", until="2027-12-31")
    for day in ("2027-06-02", "2027-06-03", "2027-06-04"):
        clock_now.set(day)
        assert sweep(desk, clock_now) == {}
    act(desk, "approve")
    clock_now.set("2027-12-31")
    assert sweep(desk, clock_now) == {}
    clock_now.set("2028-01-01")
    assert sweep(desk, clock_now) == {"expired": 1}


# --- rules that no source is known to set yet: on a copy of a contract that has them


@pytest.fixture
def ruled(contracts: Contracts, folder: Path, tmp_path: Path) -> Callable[[dict[str, Any]], Contracts]:
    """Yangzhou's contract with a decision time."""

    def make(decision_time: dict[str, Any]) -> Contracts:
        for path in folder.iterdir():
            if path.name in {"v1.json", "amendment.json", "decision.json"} or path.name.startswith("3210"):
                schema = json.loads(path.read_text("utf-8"))
                for checks in schema.get("x-checks", {}).values():
                    checks["decision_time"] = decision_time
                (tmp_path / path.name).write_text(json.dumps(schema))
        return Contracts(tmp_path)

    return make


Rule = Callable[[dict[str, Any]], Contracts]


@pytest.fixture
def filed_under(
    ruled: Rule, new_intake: NewIntake, new_desk: NewDesk, forms: dict[str, Any], clock_now: Clock
) -> Callable[..., Desk]:
    """Files something at a place that promises when it decides."""

    def make(decision_time: dict[str, Any], kind: str = "other-temporary", store: Storage | None = None, **how: Any) -> Desk:
        contracts = ruled(decision_time)
        desk = new_desk(kind, store, contracts=contracts, now=clock_now, **how)
        filing = with_files(desk.store, document(forms["3210"], kind, **how), clock_now())
        receipt = new_intake(desk.store, clock_now, contracts).take("a-filing-under-the-rule", filing)
        return replace(desk, number=receipt["number"], code=receipt["lookup_code"])

    return make


def test_where_the_rule_says_at_once_a_filing_is_approved_without_an_officer(
    filed_under: Callable[..., Desk], clock_now: Clock
) -> None:
    desk = filed_under({"kind": "at-once"})
    assert sweep(desk, clock_now) == {"approved": 1}
    assert sweep(desk, clock_now) == {}
    last = desk.events()[-1].fields
    assert (last["automatic"], "officer" in last, desk.told()["status"]) == ("decision_time", False, "approved")
    assert [key for key in desk.store.keys("waiting/") if desk.number in key] == []


def test_what_rests_on_a_letter_or_is_in_an_officers_hands_is_not_approved_at_once(
    filed_under: Callable[..., Desk], clock_now: Clock
) -> None:
    on_letter = filed_under({"kind": "at-once"}, "long-term-resident", letter=True)
    assert sweep(on_letter, clock_now) == {}
    in_hands = filed_under({"kind": "at-once"})
    act(in_hands, "claim")
    assert sweep(in_hands, clock_now) == {}


def test_the_promised_days_are_working_days_and_reminded_of_once(filed_under: Callable[..., Desk], clock_now: Clock) -> None:
    desk = filed_under({"kind": "within", "working_days": 3})
    for day, written in (("2026-11-20", {}), ("2026-11-25", {}), ("2026-11-26", {"reminded": 1}), ("2026-11-27", {})):
        clock_now.set(day)
        assert sweep(desk, clock_now) == written
    assert desk.events()[-1].fields["of"] == "decision"


def test_without_contracts_what_rests_on_them_is_left_and_counted(filed_under: Callable[..., Desk], clock_now: Clock) -> None:
    desk = filed_under({"kind": "at-once"})
    fallen = Due(desk.store, None, clock_now).sweep()
    assert (fallen.events, fallen.skipped) == ({}, 1)
    assert sweep(desk, clock_now) == {"approved": 1}


def test_many_sweeps_at_once_do_everything_once(filed_under: Callable[..., Desk], clock_now: Clock, tmp_path: Path) -> None:
    desk = filed_under({"kind": "at-once"}, store=FolderStorage(tmp_path / "store"))
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: sweep(desk, clock_now), range(4)))
    assert sum(each.get("approved", 0) for each in done) == 1
    assert names(desk) == ["submitted", "approved"]


class Cut(Exception):
    """The sweep ends here."""


class CutOff(MemoryStorage):
    """Ends the sweep at its n-th write."""

    left = 10**6

    def _step(self) -> None:
        self.left -= 1
        if self.left <= 0:
            raise Cut

    def create(self, key: str, body: bytes) -> None:
        self._step()
        super().create(key, body)

    def delete(self, key: str) -> None:
        self._step()
        super().delete(key)


@pytest.mark.parametrize("step", range(1, 8))
def test_a_sweep_that_is_cut_off_anywhere_is_made_good_by_the_next(new_desk: NewDesk, clock_now: Clock, step: int) -> None:
    store = CutOff()
    desk = new_desk(store=store, now=clock_now)
    ask(desk)
    clock_now.set("2026-12-02")
    store.left = step
    try:
        sweep(desk, clock_now)
    except Cut:
        store.left = 10**6
        sweep(desk, clock_now)
    store.left = 10**6
    assert names(desk) == ["submitted", "correction-requested", "lapsed"]
    clock_now.set("2026-12-04")
    sweep(desk, clock_now)
    assert list(store.keys("due/")) == []


def test_a_broken_log_stops_no_other_filing_and_is_named(filed: Callable[..., Desk], clock_now: Clock) -> None:
    desk = filed()
    ask(desk)
    broken = str(Number("3210", "00000001"))
    desk.store.create(f"due/2026-11-20/{broken}_correction", b"{}")
    desk.store.create("due/not-a-day/nothing", b"of ours")
    desk.store.create("filings/00000001/0001.json", b"no event")
    clock_now.set("2026-12-02")
    fallen = Due(desk.store, None, clock_now).sweep()
    assert (fallen.events, fallen.broken) == ({"lapsed": 1}, [broken])


@pytest.fixture
def empty(tmp_path: Path) -> str:
    FolderStorage(tmp_path / "empty")
    return f"folder:{tmp_path / 'empty'}"


def test_the_command_says_what_fell_due(empty: str, folder: Path) -> None:
    said = CliRunner().invoke(main, ["sweep"], env={"BEIAN_STORE": empty, "BEIAN_CONTRACTS": str(folder)})
    assert (said.exit_code, said.stdout.splitlines()[0]) == (0, "fallen due: nothing")


def test_a_store_verifies_after_notes_decisions_and_sweeps(filed: Callable[..., Desk], clock_now: Clock) -> None:
    desk = filed()
    note = {"text": "请重填电话。", "language": "zh-Hans"}
    act(desk, "claim")
    act(desk, "release")
    act(desk, "ask", points=[{"pointer": "/contact/phone", "what": "incorrect"}], by="2026-12-01", note=note)
    for day in ("2026-11-29", "2026-12-02", "2026-12-04"):
        clock_now.set(day)
        sweep(desk, clock_now)
    report = verify(StoreReader(desk.store), PublicKeys(()), clock_now())
    assert (report.misfits, report.counts["events"]) == ((), 6)
