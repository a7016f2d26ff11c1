"""Daily and monthly figures in a store: written once, made again the same, whoever runs it how often."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from filings.days import day_in_china
from filings.errors import Refusal
from filings.figures.backlog import backlog
from filings.figures.daily import aggregate, key_of, last_day, read_books
from filings.figures.monthly import public, publish
from filings.figures.report import Period, report
from filings.figures.tally import rows, total
from filings.model import BrokenLog, append, canonical, event_key, moment, read_log
from filings.numbers import number_for
from filings.storage import Storage
from filings.storage.memory import MemoryStorage
from filings.waiting import Waiting
from filings.waiting import key_of as marker_of

FIRST = datetime(2026, 9, 28, 1, 0, tzinfo=UTC)
YANGZHOU, CHANGCHUN = "3210", "2201"
KINDS, CHANNELS = ("referred", "other-temporary", "long-term-resident"), ("counter", "place-online")


@dataclass
class Town:
    """A store in which people file and officers decide, and its ledger, which here is only remembered."""

    store: Storage = field(default_factory=MemoryStorage)
    ledger: dict[date, list[tuple[str, int]]] = field(default_factory=dict)
    filings: int = 0

    def file(self, at: datetime, place: str = YANGZHOU, kind: str = "referred", channel: str = "counter") -> str:
        self.filings += 1
        serial = f"{self.filings:08d}"
        told: dict[str, Any] = {
            "event": "submitted",
            "status": "submitted",
            "previous": None,
            "at": moment(at),
            "place": place,
            "type": kind,
        }
        told |= {"channel": channel, "identity": "declared", "number": str(number_for(place, serial)), "starts": ["2026-10-01"]}
        self.store.create(event_key(serial, 1), canonical(told))
        self.close(day_in_china(moment(at)), serial, 1)
        return serial

    def decide(self, serial: str, status: str, at: datetime, closed: date | None = None, **members: Any) -> None:
        log = read_log(self.store, serial)
        append(self.store, serial, log, {"event": status, "status": status, "at": moment(at), **members})
        self.close(closed or day_in_china(moment(at)), serial, len(log) + 1)

    def close(self, day: date, serial: str, position: int) -> None:
        self.ledger.setdefault(day, []).append((serial, position))

    def days(self, until: date) -> list[date]:
        first = min(self.ledger)
        return [first + timedelta(days=i) for i in range((until - first).days + 1)]

    def events_of(self, store: Storage, day: date) -> Iterator[tuple[str, int]]:
        yield from self.ledger.get(day, ())

    def run(self, until: date) -> list[date]:
        return aggregate(self.store, self.days(until), self.events_of)

    def figures(self) -> dict[str, bytes]:
        return {key: self.store.read(key) for prefix in ("figures/", "months/") for key in self.store.keys(prefix, limit=10_000)}


@pytest.fixture
def town() -> Town:
    """Five weeks in two towns."""
    made, lot = Town(), Random(5)  # noqa: S311 - the same five weeks each time
    for hour in range(0, 24 * 36, 5):
        at = FIRST + timedelta(hours=hour, minutes=lot.randrange(60))
        serial = made.file(at, lot.choice([YANGZHOU, YANGZHOU, CHANGCHUN]), lot.choice(KINDS), lot.choice(CHANNELS))
        if lot.random() < 0.2:
            at += timedelta(hours=2)
            made.decide(serial, "correction-requested", at)
            made.decide(serial, "corrected", at + timedelta(hours=5), review=True)
            at += timedelta(hours=5)
        if lot.random() < 0.9:
            status = lot.choice(["approved", "approved", "approved", "refused"])
            reason: dict[str, Any] = {"reason": "papers-missing"} if status == "refused" else {}
            made.decide(serial, status, at + timedelta(hours=lot.randrange(1, 90)), **reason)
    return made


LAST = date(2026, 11, 10)


def test_the_figures_of_any_period_are_what_the_logs_say(town: Town) -> None:
    town.run(LAST)
    logs = [read_log(town.store, f"{i + 1:08d}") for i in range(town.filings)]
    for since, until in [
        (date(2026, 9, 1), LAST),
        (date(2026, 10, 3), date(2026, 10, 3)),
        (date(2026, 10, 10), date(2026, 10, 20)),
    ]:
        hand = [
            row
            for log in logs
            if log[0].fields["place"] == YANGZHOU
            for row in rows(log)
            if row and since.isoformat() <= row.day <= until.isoformat()
        ]
        books = list(read_books(town.store, YANGZHOU, since, until))
        mine = [row for book in books for row in book.rows]
        for what in ("filed", "decided", "returned", "amended"):
            assert total(row for row in mine if row.what == what) == sum(row.what == what for row in hand)
        assert sum(len(serials) for book in books for serials in book.filings.values()) == sum(
            row.what == "filed" for row in hand
        )


def test_a_lost_object_is_made_again_with_the_same_bytes_though_the_logs_have_grown(town: Town) -> None:
    town.run(LAST)
    publish(town.store)
    before = town.figures()
    waits = next(f"{i + 1:08d}" for i in range(town.filings) if len(read_log(town.store, f"{i + 1:08d}")) == 1)
    town.decide(waits, "approved", datetime(2026, 11, 12, tzinfo=UTC))
    for key in before:
        town.store.delete(key)
        assert (town.run(LAST), publish(town.store)) != ([], [])
        assert town.figures() == before


def test_a_second_run_has_nothing_to_do(town: Town) -> None:
    assert len(town.run(LAST)) == len(town.days(LAST))
    assert publish(town.store) == ["2026-09", "2026-10"]
    before = town.figures()
    assert (town.run(LAST), publish(town.store), town.figures()) == ([], [], before)


def test_many_runs_at_once_and_one_after_the_other_give_the_same(town: Town) -> None:
    town.run(LAST)
    publish(town.store)
    expected = town.figures()
    for key in expected:
        town.store.delete(key)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: (town.run(LAST), publish(town.store)), range(4)))
    town.run(LAST)
    publish(town.store)
    assert town.figures() == expected


def test_a_day_without_anything_for_a_place_has_no_object(town: Town) -> None:
    town.run(LAST)
    quiet = next(day for day in town.days(LAST) if not town.ledger.get(day))
    assert town.store.keys(f"figures/{YANGZHOU}/{quiet}") == []
    assert json.loads(town.store.read(key_of("-", quiet)))["places"] == []


def test_what_the_ledger_learnt_a_day_late_counts_for_its_own_day(town: Town) -> None:
    serial = town.file(datetime(2026, 10, 8, 1, 0, tzinfo=UTC), "6101")
    late = datetime(2026, 10, 9, 15, 59, tzinfo=UTC)
    town.decide(serial, "approved", late, closed=date(2026, 10, 10))
    town.run(LAST)
    [_, row] = [row for book in read_books(town.store, "6101", date(2026, 10, 8), date(2026, 10, 9)) for row in book.rows]
    assert (row.what, row.day) == ("decided", "2026-10-09")
    assert not [row for book in read_books(town.store, "6101", date(2026, 10, 10), LAST) for row in book.rows]


def test_a_log_that_is_shorter_than_its_ledger_says_stops_the_count(town: Town) -> None:
    town.close(date(2026, 10, 5), "00000001", 9)
    with pytest.raises(BrokenLog, match="00000001"):
        town.run(LAST)


def test_a_month_is_published_when_nothing_of_it_can_come_any_more(town: Town) -> None:
    town.run(date(2026, 11, 1))
    assert publish(town.store) == ["2026-09"]
    town.run(date(2026, 11, 2))
    assert publish(town.store) == ["2026-10"]
    told = public(town.store, YANGZHOU)
    assert [month["month"] for month in told["months"]] == ["2026-10", "2026-09"]
    assert told["months"][0]["filed"] > 50
    assert public(town.store, "1101")["months"][0]["filed"] == 0


def test_the_desk_is_told_the_same_of_a_month_as_the_public_but_whole(town: Town) -> None:
    town.run(LAST)
    publish(town.store)
    shown = public(town.store, YANGZHOU)["months"][0]
    told = report(town.store, YANGZHOU, Period(date(2026, 10, 1), date(2026, 10, 31)), datetime(2026, 11, 11, tzinfo=UTC))
    assert (told["filed"]["total"], told["decided"]["total"]) == (shown["filed"], shown["decided"])
    assert told["filed"]["types"] == shown["types"]
    assert {name: told["times"]["all"][name] for name in ("median", "p90")} == shown["times"]
    assert (len(told["days"]), sum(day["filed"] for day in told["days"])) == (31, shown["filed"])
    assert (told["closed"], last_day(town.store, date(2027, 5, 1))) == ("2026-11-10", LAST)


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        ("yesterday", None, ("/from", "format")),
        ("2026-10-02", "2026-10-01", ("/until", "until-before-from")),
        ("2025-01-01", "2026-10-01", ("/until", "too-many-days")),
    ],
)
def test_a_period_that_is_none_is_refused(since: str, until: str | None, wrong: tuple[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        Period.read(since, until, LAST)
    assert [(finding.pointer, finding.rule) for finding in refused.value.findings] == [wrong]


def test_without_a_wish_the_period_is_the_last_thirty_days() -> None:
    assert Period.read(None, None, LAST) == Period(date(2026, 10, 12), LAST)


def test_what_waits_is_told_from_the_names_of_markers_alone() -> None:
    store, now = MemoryStorage(), datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    for i, days in enumerate([40, 12, 12, 4, 0.5]):
        at = moment(now - timedelta(days=days))
        number = str(number_for(YANGZHOU, f"{i:08d}"))
        store.create(marker_of(Waiting(YANGZHOU, at, number, "submitted", KINDS[i % 3], "counter", "declared", False)), b"")
    # The same filing once more, and another place's.
    store.create(marker_of(Waiting(YANGZHOU, moment(now), number, "corrected", "referred", "counter", "declared", True)), b"")
    store.create(marker_of(Waiting(CHANGCHUN, moment(now), number, "submitted", "referred", "counter", "declared", True)), b"")
    told = backlog(store, YANGZHOU, now)
    assert (told.count, told.oldest) == (5, moment(now - timedelta(days=40)))
    assert told.ages == (1, 0, 1, 0, 2, 0, 1)
    assert told.types == {"referred": 2, "other-temporary": 2, "long-term-resident": 1}
    assert told.channels == {"counter": 5}
