"""Employers' lists: each row is held to what the form holds a filing to, nothing is half filed, and nothing twice."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskwork import CLERK, YANGZHOU
from filings.contract import Contracts
from filings.desk.importing import Importing, Said
from filings.desk.sheet import Shape
from filings.errors import Finding, Refusal
from filings.model import read_log
from filings.numbers import parse
from filings.origin import Origin, staff
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from lists import as_the_form, card, person, saved
from officer import decide

New = Callable[..., Importing]
NewIntake = Callable[..., Any]


@pytest.fixture(scope="session")
def shape(contracts: Contracts, folder: Any) -> Shape:
    """What a list may be made of."""
    return Shape(folder)


@pytest.fixture(scope="session")
def said(shape: Shape) -> Said:
    """What whoever brings a list says once."""
    return Said(shape.data["notice"]["sha256"], "zh-Hans", consent=True)


@pytest.fixture
def importing(new_intake: NewIntake, shape: Shape, memory: MemoryStorage) -> Importing:
    """The use case over a store in memory."""
    return Importing(new_intake(memory), shape)


@pytest.fixture
def memory() -> MemoryStorage:
    """An empty store."""
    return MemoryStorage()


def wrong(work: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Refusal) as refused:
        work()
    return [(finding.pointer, finding.rule) for finding in refused.value.findings]


def filings(store: MemoryStorage) -> int:
    return sum(key.endswith("/0001.json") for key in store.keys("filings/"))


def test_each_row_is_a_filing_by_the_clerk_who_has_signed_in(importing: Importing, memory: MemoryStorage, said: Said) -> None:
    answer = importing.take(CLERK, YANGZHOU, saved([person(1), person(2)]), said)
    assert [(row["row"], row["new"], row["status"]) for row in answer["rows"]] == [(2, True, "submitted"), (3, True, "submitted")]
    assert answer["left"] == 0
    [event] = read_log(memory, parse(answer["rows"][0]["number"]).serial)
    assert event.fields["channel"] == "counter"
    assert event.fields["officer"] == {"id": CLERK.id, "name": CLERK.name}
    assert event.fields["identity"] == "declared"
    assert len({row["lookup_code"] for row in answer["rows"]}) == 2


def test_a_check_files_nothing_and_tells_no_codes(importing: Importing, memory: MemoryStorage) -> None:
    answer = importing.check(CLERK, YANGZHOU, saved([person(1)]))
    assert [(row["new"], row["number"], row["lookup_code"]) for row in answer["rows"]] == [(True, None, None)]
    assert memory.keys("") == []


def test_nothing_is_filed_where_one_row_is_wrong(importing: Importing, memory: MemoryStorage, said: Said) -> None:
    content = saved([person(1), person(2, phone="12"), person(3)])
    assert wrong(lambda: importing.take(CLERK, YANGZHOU, content, said)) == [("/rows/3/phone", "too-short")]
    assert memory.keys("") == []


def test_the_same_list_again_gives_the_same_receipts(importing: Importing, memory: MemoryStorage, said: Said) -> None:
    first = importing.take(CLERK, YANGZHOU, saved([person(1), person(2)]), said)
    later = importing.take(CLERK, YANGZHOU, saved([person(2), person(1)], encoding="gb18030", delimiter="\t"), said)
    assert {row["number"]: row["lookup_code"] for row in later["rows"]} == {
        row["number"]: row["lookup_code"] for row in first["rows"]
    }
    assert [row["new"] for row in later["rows"]] == [False, False]
    assert filings(memory) == 2


def test_of_a_list_with_one_row_changed_only_that_one_is_filed(importing: Importing, memory: MemoryStorage, said: Said) -> None:
    importing.take(CLERK, YANGZHOU, saved([person(1), person(2), person(3)]), said)
    answer = importing.take(CLERK, YANGZHOU, saved([person(1), person(2, treatment="12"), person(3)]), said)
    assert [row["new"] for row in answer["rows"]] == [False, True, False]
    assert filings(memory) == 4


def test_a_row_whose_filing_has_ended_is_filed_anew(
    importing: Importing, memory: MemoryStorage, said: Said, clock: datetime
) -> None:
    content = saved([person(1)])
    [row] = importing.take(CLERK, YANGZHOU, content, said)["rows"]
    decide(memory, row["number"], "refused", clock, reason="sample")
    [again] = importing.take(CLERK, YANGZHOU, content, said)["rows"]
    assert again["new"]
    assert again["number"] != row["number"]
    assert importing.take(CLERK, YANGZHOU, content, said)["rows"][0]["number"] == again["number"]


class Failing(MemoryStorage):
    """A store that answers so many writes and then no more."""

    def __init__(self, writes: int) -> None:
        super().__init__()
        self.writes = writes

    def create(self, key: str, body: bytes) -> None:
        """Create an object; raises KeyTaken, and StoreUnavailable where it has answered often enough."""
        self.writes -= 1
        if self.writes < 0:
            raise StoreUnavailable("no more")
        super().create(key, body)


@pytest.mark.parametrize("writes", range(1, 13))
def test_a_list_that_was_cut_off_is_finished_by_sending_it_again(
    new_intake: NewIntake, shape: Shape, said: Said, writes: int
) -> None:
    store, content = Failing(writes), saved([person(1), person(2), person(3)])
    importing = Importing(new_intake(store), shape)
    with pytest.raises(StoreUnavailable):
        importing.take(CLERK, YANGZHOU, content, said)
    store.writes = 1000
    done = filings(store)
    answer = importing.take(CLERK, YANGZHOU, content, said)
    assert [row["new"] for row in answer["rows"]].count(False) == done
    assert filings(store) == 3


def test_a_store_that_is_slow_gets_as_many_rows_as_time_allows(
    new_intake: NewIntake, shape: Shape, said: Said, clock: datetime, memory: MemoryStorage
) -> None:
    ticks = iter(clock + timedelta(seconds=i) for i in range(10_000))
    importing, content = Importing(new_intake(memory, lambda: next(ticks)), shape), saved(person(n) for n in range(30))
    left = [30]
    while left[-1]:
        left.append(importing.take(CLERK, YANGZHOU, content, said)["left"])
        assert left[-1] < left[-2]
    assert len(left) > 2
    assert filings(memory) == 30


def test_who_does_not_say_that_all_agree_and_have_read_the_notice_files_nothing(importing: Importing) -> None:
    assert wrong(lambda: importing.take(CLERK, YANGZHOU, saved([person(1), person(2)]), Said())) == [
        ("/consent", "required"),
        ("/notice", "required"),
    ]
    old = Said("0" * 64, "ko", consent=True)
    assert wrong(lambda: importing.take(CLERK, YANGZHOU, saved([person(1)]), old)) == [("/notice", "notice-current")]


def test_somebody_who_stands_in_a_list_twice_is_found(importing: Importing) -> None:
    content = saved([person(1), person(2), person(1, treatment="12")])
    assert wrong(lambda: importing.check(CLERK, YANGZHOU, content)) == [("/rows/4/number", "row-twice")]


def test_what_a_spreadsheet_has_spoilt_and_the_example_row_are_found(importing: Importing) -> None:
    content = saved([person(1, number="3.21002E+17"), person(2, name="示例 王五")])
    assert wrong(lambda: importing.check(CLERK, YANGZHOU, content)) == [
        ("/rows/2/number", "number-rounded"),
        ("/rows/3/name", "example-row"),
    ]


def test_a_place_without_a_contract_takes_no_list(importing: Importing) -> None:
    assert wrong(lambda: importing.check(CLERK, "32", saved([person(1)]))) == [("/place", "insured-place")]


def test_the_audit_log_has_how_many_and_nobody(importing: Importing, memory: MemoryStorage, said: Said) -> None:
    importing.take(CLERK, YANGZHOU, saved([person(1), person(2)]), said)
    [key] = memory.keys(f"audit/{YANGZHOU}/")
    entry = json.loads(memory.read(key))
    assert (entry["act"], entry["rows"], entry["new"]) == ("imported", 2, 2)
    assert "张三" not in memory.read(key).decode()


# What may be typed into a cell, sound or not; a list and the form have to find the same in it.
ODD = st.sampled_from(["", "0", "x", "张三", "2026-02-31", "2027-01-15", "2020-01-01", "a" * 70, "+82 10 1234 5678", "32"])
CELLS: dict[str, st.SearchStrategy[str]] = {
    "type": st.sampled_from(["settled-retiree", "long-term-resident", "stationed-worker", "referred", "other-temporary", "x"]),
    "scheme": st.sampled_from(["employees", "residents", "", "x"]),
    "name": st.sampled_from(["张三", "", "a" * 70]),
    "document": st.sampled_from(["resident-identity-card", "passport", "birth-certificate", "", "x"]),
    "number": st.sampled_from([card(1), card(1)[:-1] + "7", "E12345678", "", "321002196002310010"]),
    "phone": st.sampled_from(["13800000000", "0514-12345678", "138", "1380000000", "", "+8210123"]),
    "address": ODD,
    "treatment": st.sampled_from(["11", "3201", "32", "4401", "", "x"]),
    "from": ODD,
    "until": ODD,
    "treatment_2": st.sampled_from(["", "12", "11", "x"]),
    "from_2": ODD,
    "admitted": ODD,
    "hospital": ODD,
    "level": st.sampled_from(["", "1", "2", "4", "x"]),
    "papers": st.sampled_from(["", "posting-letter", "identity-card、posting-letter", "referral-application", "x"]),
    "agent_name": st.sampled_from(["李四", ""]),
    "agent_document": st.sampled_from(["resident-identity-card", "x"]),
    "agent_number": st.sampled_from(["321002198505050025", card(1), "1", ""]),
    "agent_phone": st.sampled_from(["13900000000", "1", ""]),
}


@given(changed=st.fixed_dictionaries({}, optional=CELLS))
def test_a_list_finds_in_a_row_what_the_form_is_told_of_the_same_filing(
    new_intake: NewIntake, shape: Shape, said: Said, clock: datetime, changed: dict[str, str]
) -> None:
    intake, columns = new_intake(MemoryStorage()), shape.data["columns"]
    cells = dict.fromkeys(CELLS, "") | person(1) | changed
    notice = {"id": shape.data["notice"]["id"], "sha256": said.notice, "language": "zh-Hans", "read_at": "2026-11-20T04:00:00Z"}
    document = as_the_form(cells, columns, YANGZHOU) | {"notice": notice, "clerk": {"staff": staff(CLERK)}}
    told = intake.findings(document, Origin(officer=CLERK), clock.date())
    try:
        Importing(intake, shape).check(CLERK, YANGZHOU, saved([cells]))
        found: tuple[Finding, ...] = ()
    except Refusal as refused:
        found = refused.findings
    pointers = {column["id"]: column["pointer"] for column in columns}

    def named(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
        return {(finding.rule, json.dumps(dict(finding.params), sort_keys=True)) for finding in findings}

    assert named(found) == named(told)
    # Where a column is what the form's question is, the finding stands in that column.
    exact = {finding.pointer for finding in told} & set(pointers.values())
    assert {pointers[finding.pointer.split("/")[3]] for finding in found if finding.pointer.count("/") == 3} >= exact
