"""Many officers at once: each filing is decided on once, whoever comes second is told so, and every chain verifies."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from filings import waiting
from filings.contract import Contracts
from filings.desk.batch import Batch
from filings.desk.deciding import Deciding
from filings.desk.rows import Rows
from filings.errors import Code, Refusal
from filings.lookup import Lookup
from filings.model import canonical, event_key, moment, read_log
from filings.numbers import ALPHABET, Number, parse
from filings.officers import Officer
from filings.settings import Settings
from filings.storage import Storage
from filings.storage.folder import FolderStorage

OFFICERS = [Officer(f"officer-{i}", f"Officer {i}", frozenset({"officer"}), ("3210",)) for i in range(8)]
FILINGS = 1000


def serial(i: int) -> str:
    return "".join(ALPHABET[i >> shift & 31] for shift in range(35, -1, -5))


def submit(store: Storage, i: int, at: datetime, **members: object) -> tuple[str, str]:
    """Put the first event of a filing into a store, as intake writes it but for what is sealed; return number and hash."""
    number = Number("3210", serial(i))
    fields = {
        "event": "submitted", "status": "submitted", "previous": None, "at": moment(at), "place": "3210",
        "type": "other-temporary", "starts": ["2026-11-20"], "commitment": False, "channel": "place-online",
        "identity": "verified", "number": str(number), "covers": [], "seen": False, "later": False, **members,
    }  # fmt: skip
    fields["waiting"] = waiting.mark(store, number, fields)
    store.create(event_key(number.serial, 1), canonical(fields))
    return str(number), read_log(store, number.serial)[0].sha256


@pytest.fixture
def decide(contracts: Contracts, settings: Settings, clock: datetime, tmp_path: Path) -> Deciding:
    return Deciding(Lookup(FolderStorage(tmp_path), settings.secret, contracts, lambda: clock))


def test_of_eight_officers_who_decide_on_a_thousand_filings_each_is_told_what_became_of_it(
    decide: Deciding, clock: datetime
) -> None:
    store = decide.lookup.store
    filed = dict(submit(store, i, clock) for i in range(FILINGS))

    def work(officer: Officer) -> Counter[str]:
        """Decide on every filing in an order of one's own, half of them refused, as it was when the queue was looked at."""
        told: Counter[str] = Counter()
        for number, after in sorted(filed.items(), key=lambda each: sha256(f"{officer.id} {each}".encode()).digest()):
            body = {"action": "approve", "after": after}
            if sha256(f"{number} {officer.id}".encode()).digest()[0] % 2:
                body = {"action": "refuse", "after": after, "reason": "papers-missing"}
            try:
                decide.take(officer, number, f"a-key-of-{officer.id}-{number}", body)
            except Refusal as refusal:
                told[refusal.code] += 1
            else:
                told["done"] += 1
        return told

    with ThreadPoolExecutor(len(OFFICERS)) as pool:
        told = sum(pool.map(work, OFFICERS), Counter())
    assert told == {"done": FILINGS, Code.FILING_MOVED: FILINGS * (len(OFFICERS) - 1)}
    logs = [read_log(store, serial(i)) for i in range(FILINGS)]
    assert {len(log) for log in logs} == {2}
    assert store.keys("waiting/") == []


@pytest.mark.parametrize(
    ("members", "rule"),
    [
        ({}, None),
        ({"identity": "declared"}, "unverified"),
        ({"identity": "declared", "seen": True}, None),
        ({"later": True}, "later"),
        ({"commitment": True}, "commitment"),
    ],
)
def test_only_what_asks_for_no_look_of_its_own_is_approved_with_others_and_the_queue_says_so(
    decide: Deciding, clock: datetime, members: dict[str, object], rule: str | None
) -> None:
    number, after = submit(decide.lookup.store, 0, clock, **members)
    row = Rows(decide.lookup.contracts, clock).row(read_log(decide.lookup.store, parse(number).serial))
    assert row["alone"] == rule
    batch = Batch(decide, lambda place, number: OFFICERS[0])
    answer = batch.take("a-key-of-the-tests", {"action": "approve", "filings": [{"number": number, "after": after}]})
    if rule is None:
        assert answer == {"results": [{"number": number, "status": "approved"}]}
    else:
        findings = [{"pointer": "/action", "rule": rule}]
        assert answer == {"results": [{"number": number, "code": "findings", "findings": findings}]}


def test_a_batch_tells_each_filings_own_result_and_is_safe_to_repeat(decide: Deciding, clock: datetime) -> None:
    store = decide.lookup.store
    first, second, third = (submit(store, i, clock) for i in range(3))
    decide.take(OFFICERS[1], second[0], "a-key-of-somebody-else", {"action": "claim", "after": second[1]})

    def allow(place: str, number: str) -> Officer:
        if number == third[0]:
            raise Refusal(Code.NOT_ALLOWED)
        return OFFICERS[0]

    filings = [{"number": number, "after": after} for number, after in (first, second, third, ("3210-0000", "0" * 64))]
    batch = Batch(decide, allow)
    answer = batch.take("a-key-of-the-tests", {"action": "approve", "filings": filings})
    assert [each.get("status", each.get("code")) for each in answer["results"]] == [
        "approved",
        "filing-moved",
        "not-allowed",
        "not-found",
    ]
    assert batch.take("a-key-of-the-tests", {"action": "approve", "filings": filings}) == answer
    assert len(read_log(store, serial(0))) == 2
