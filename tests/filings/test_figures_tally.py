"""What a log counts for, against somebody who counts it by hand."""

import math
import statistics
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from filings.figures.tally import Row, by, merged, percentile, rows, spread, total
from filings.model import Event, moment

CHINA = timezone(timedelta(hours=8))
BEGUN = datetime(2026, 10, 30, 9, 0, tzinfo=UTC)
STEPS: dict[str, dict[str, Any]] = {
    "corrected": {"review": True},
    "changed": {"review": True},
    "renewed": {"review": True},
    "claimed": {},
    "released": {},
    "correction-requested": {},
    "approved": {},
    "approved-on-commitment": {},
    "refused": {"reason": "papers-missing"},
    "reopened": {},
    "cancelled": {"review": False},
    "expired": {"automatic": "validity"},
}
DECISIONS = {"approved", "approved-on-commitment", "refused"}


def event(name: str, at: datetime, **members: Any) -> Event:
    return Event({"event": name, "status": name, "at": moment(at), **members}, "")


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    at = BEGUN + timedelta(hours=draw(st.integers(0, 100)))
    kind, channel = draw(st.sampled_from(["referred", "other-temporary"])), draw(st.sampled_from(["counter", "place-online"]))
    log = [event("submitted", at, type=kind, channel=channel, identity=draw(st.sampled_from(["declared", "verified"])))]
    for name in draw(st.lists(st.sampled_from(sorted(STEPS)), max_size=8)):
        at += timedelta(minutes=draw(st.integers(0, 5000)))
        automatic = {"automatic": "at-once"} if name == "approved" and draw(st.booleans()) else {}
        log.append(event(name, at, **STEPS[name], **automatic))
    return log


def by_hand(log: list[Event], position: int) -> dict[str, Any]:
    """Say of a decision what it was about, whether it was returned before, and how many hours it took, looking backwards."""
    names = [each.fields["event"] for each in log]
    earlier = [i for i in range(position) if names[i] in DECISIONS]
    since = earlier[-1] + 1 if earlier else 0
    asking = [i for i in range(since, position) if i == 0 or log[i].fields.get("review") or names[i] == "reopened"]
    returns = [i for i in range(since, position) if names[i] == "correction-requested"]
    # A correction that is asked for out of nothing begins what then is decided on, at what was before it.
    first = min([*asking, *(i - 1 for i in returns)], default=position - 1)
    took = datetime.fromisoformat(log[position].at) - datetime.fromisoformat(log[first].at)
    return {"of": names[first], "returned": bool(returns), "hours": math.floor(took.total_seconds() / 3600)}


@given(st.lists(logs(), max_size=6))
def test_the_rows_of_many_logs_are_what_counting_each_event_by_hand_gives(every: list[list[Event]]) -> None:
    made = merged(row for log in every for row in rows(log) if row)
    flat = [(log, i, each) for log in every for i, each in enumerate(log)]
    for decision in DECISIONS:
        its = [(log, i) for log, i, each in flat if each.fields["event"] == decision]
        mine = [row for row in made if (row.what, row.event) == ("decided", decision)]
        hand = [by_hand(log, i) for log, i in its]
        assert total(mine) == len(its)
        assert sorted(hour for hour, n in spread(mine).items() for _ in range(n)) == sorted(each["hours"] for each in hand)
        assert by(mine, lambda row: row.of) == {of: [h["of"] for h in hand].count(of) for of in sorted({h["of"] for h in hand})}
        assert total(row for row in mine if row.returned) == sum(each["returned"] for each in hand)
        assert total(row for row in mine if row.automatic) == sum("automatic" in log[i].fields for log, i in its)
    for what, names in {
        "returned": {"correction-requested"},
        "reopened": {"reopened"},
        "ended": {"cancelled", "expired"},
    }.items():
        assert total(row for row in made if row.what == what) == sum(each.fields["event"] in names for _, _, each in flat)
    assert by((row for row in made if row.what == "filed"), lambda row: (row.type, row.channel, row.identity)) == {
        str(key): [(log[0].fields["type"], log[0].fields["channel"], log[0].fields["identity"]) for log in every].count(key)
        for key in sorted({(log[0].fields["type"], log[0].fields["channel"], log[0].fields["identity"]) for log in every})
    }


@given(logs())
def test_a_row_counts_for_the_day_in_china_and_does_not_change_with_what_comes_later(log: list[Event]) -> None:
    made = list(rows(log))
    for i, row in enumerate(made):
        assert row is None or row.day == datetime.fromisoformat(log[i].at).astimezone(CHINA).date().isoformat()
    assert all(list(rows(log[:length])) == made[:length] for length in range(1, len(log)))


@given(st.lists(logs(), max_size=5), st.integers(0, 5))
def test_merging_parts_that_were_merged_already_gives_the_same(every: list[list[Event]], cut: int) -> None:
    each = [[row for row in rows(log) if row] for log in every]
    whole = merged(row for log in each for row in log)
    parts = [*merged(row for log in each[:cut] for row in log), *merged(row for log in each[cut:] for row in log)]
    assert merged(parts) == whole
    assert [Row.from_json(row.as_json()) for row in whole] == whole


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=300), st.integers(1, 100))
def test_a_percentile_is_the_nearest_rank_of_all_single_times(hours: list[int], percent: int) -> None:
    histogram = {hour: hours.count(hour) for hour in set(hours)}
    assert percentile(histogram, percent) == sorted(hours)[math.ceil(len(hours) * percent / 100) - 1]
    assert percentile(histogram, 50) == statistics.median_low(hours)


def test_of_nothing_there_is_no_percentile() -> None:
    assert percentile({}, 50) is None
