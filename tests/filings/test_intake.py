"""Taking a filing: once whatever happens, found again whatever happens, and sealed."""

import hashlib
import json
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import queue
from documents import SAMPLE, Stocked, document
from filings import numbers
from filings.contract import Contracts
from filings.errors import Code, Refusal
from filings.intake import Intake
from filings.lookup import Lookup
from filings.model import canonical, event_key
from filings.seal import Sealed, open_sealed
from filings.settings import Settings
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.strict import strict_json
from meeting import MeetingStore

NewIntake = Callable[..., Intake]
KEY = "a-key-of-the-client-1"
WRITES = 6


class Crash(Exception):
    """The process ends here."""


class FailingStore(Stocked):
    """Fails at one of its writes, before or after it has happened, and works from then on."""

    def __init__(self, at: int = 0, error: type[Exception] = StoreUnavailable, *, after: bool = False) -> None:
        super().__init__()
        self.written: list[str] = []
        self._at, self._error, self._after = at, error, after

    def create(self, key: str, body: bytes) -> None:
        self.written.append(key)
        fails = len(self.written) == self._at
        if fails and not self._after:
            raise self._error
        super().create(key, body)
        if fails:
            raise self._error


class FailingReads(Stocked):
    """Fails at one of its reads and works from then on."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._left = at

    def read(self, key: str) -> bytes:
        self._left -= 1
        if self._left == 0:
            raise StoreUnavailable
        return super().read(key)


def serials(store: MemoryStorage) -> list[str]:
    """List the filings in a store."""
    return [key.split("/")[1] for key in store.keys("filings/") if key.endswith("/0001.json")]


def event(store: MemoryStorage) -> dict[str, Any]:
    """Read the first event of the only filing."""
    [serial] = serials(store)
    return dict(json.loads(store.read(event_key(serial, 1))))


def in_yangzhou(number: int, secret: bytes, attempt: int = 0) -> str:
    return str(numbers.number_for("3210", numbers.serial(secret, f"a-key-of-the-client-{number}", attempt)))


# --- crashes


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("error", [StoreUnavailable, Crash])
@pytest.mark.parametrize("write", range(1, WRITES + 1))
class TestAfterACrashAtAnyWrite:
    @pytest.fixture
    def store(
        self, write: int, error: type[Exception], after: bool, new_intake: NewIntake, filing: dict[str, Any]
    ) -> FailingStore:
        """A store that has failed once."""
        store = FailingStore(write, error, after=after)
        with pytest.raises(error):
            new_intake(store).take(KEY, filing)
        return store

    def test_a_retry_succeeds_with_the_number_of_the_key(
        self, store: FailingStore, new_intake: NewIntake, filing: dict[str, Any], settings: Settings
    ) -> None:
        assert new_intake(store).take(KEY, filing)["number"] == in_yangzhou(1, settings.secret)

    def test_after_the_retry_there_is_exactly_one_filing(
        self, store: FailingStore, new_intake: NewIntake, filing: dict[str, Any]
    ) -> None:
        new_intake(store).take(KEY, filing)
        assert len(serials(store)) == 1

    def test_after_the_retry_the_filing_waits_in_the_queue(
        self, store: FailingStore, new_intake: NewIntake, filing: dict[str, Any]
    ) -> None:
        assert queue(store) in ([], [new_intake(store).take(KEY, filing)["number"]])
        assert queue(store) == [new_intake(store).take(KEY, filing)["number"]]

    def test_before_the_retry_no_filing_is_without_a_waiting_marker(self, store: FailingStore) -> None:
        assert set(serials(store)) <= {number.replace("-", "")[4:12] for number in queue(store)}

    def test_after_the_retry_the_filing_can_be_opened(
        self, store: FailingStore, new_intake: NewIntake, filing: dict[str, Any], key_pair: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        new_intake(store).take(KEY, filing)
        fields = event(store)
        sealed = Sealed(fields["sealed"], store.read(fields["content_key"]).decode())
        assert json.loads(open_sealed(key_pair[1], sealed))["document"] == filing


def test_a_filing_is_written_as_contract_then_marker_then_index_entry_then_content_key_then_paper_then_event(
    new_intake: NewIntake, filing: dict[str, Any], settings: Settings
) -> None:
    store = FailingStore()
    number = new_intake(store).take(KEY, filing)["number"]
    serial = numbers.parse(number).serial
    contract, marker, entry, content_key, paper, first = store.written
    assert contract == f"contracts/{event(store)['contract']}.json"
    assert first == f"filings/{serial}/0001.json"
    assert marker == f"waiting/3210/2026-11-20/04/0000000_{number}_submitted.other-temporary.place-online.declared.papers"
    assert re.fullmatch(f"people/[0-9a-f]{{64}}/20261120T0400-{number}", entry)
    assert content_key.startswith(f"filings/{serial}/")
    assert content_key.endswith(".key.jwe")
    assert paper.startswith(f"filings/{serial}/")
    assert paper.endswith(".paper.jwe")


@pytest.mark.parametrize("read", [1, 2])
def test_after_a_failed_read_a_retry_gets_a_receipt_and_there_is_one_filing(
    new_intake: NewIntake, filing: dict[str, Any], read: int
) -> None:
    store = FailingReads(read)
    with pytest.raises(StoreUnavailable):
        new_intake(store).take(KEY, filing)
    assert new_intake(store).take(KEY, filing)["number"].replace("-", "")[4:12] == serials(store)[0]
    assert len(serials(store)) == 1


def test_a_filing_that_is_refused_writes_nothing(new_intake: NewIntake, filing: dict[str, Any]) -> None:
    store = FailingStore()
    del filing["scheme"]
    with pytest.raises(Refusal):
        new_intake(store).take(KEY, filing)
    assert store.written == []


def test_after_a_refusal_the_corrected_document_may_come_with_the_same_key(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    with pytest.raises(Refusal):
        new_intake(store).take(KEY, filing | {"scheme": "students"})
    assert new_intake(store).take(KEY, filing)["status"] == "submitted"


# --- the same key again


def test_the_same_key_with_the_same_document_gets_the_same_receipt(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    intake = new_intake(store)
    assert canonical(intake.take(KEY, filing)) == canonical(intake.take(KEY, deepcopy(filing)))


def test_the_order_of_members_makes_no_other_document(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    intake = new_intake(store)
    assert intake.take(KEY, filing) == intake.take(KEY, dict(reversed(filing.items())))


def test_a_repeated_filing_writes_nothing(new_intake: NewIntake, filing: dict[str, Any]) -> None:
    store = FailingStore()
    new_intake(store).take(KEY, filing)
    new_intake(store).take(KEY, filing)
    assert len(store.written) == WRITES


def test_after_midnight_the_receipt_is_still_the_same(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, clock: datetime
) -> None:
    filing["treatments"][0]["from"] = "2026-11-20"
    late = datetime(2026, 11, 20, 15, 59, 59, 999_000, tzinfo=UTC)
    receipt = new_intake(store, now=lambda: late).take(KEY, filing)
    for later in (timedelta(milliseconds=1), timedelta(days=1), timedelta(days=400)):
        now = late + later
        assert canonical(new_intake(store, now=lambda now=now: now).take(KEY, filing)) == canonical(receipt)


def test_a_new_filing_that_starts_yesterday_is_refused_after_midnight_in_china(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    filing["treatments"][0]["from"] = "2026-11-20"
    with pytest.raises(Refusal) as refused:
        new_intake(store, now=lambda: datetime(2026, 11, 20, 16, 0, tzinfo=UTC)).take(KEY, filing)
    assert [finding.rule for finding in refused.value.findings] == ["start-in-past"]


def test_when_the_rules_have_changed_the_receipt_is_still_the_same(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, tmp_path: Path
) -> None:
    receipt = new_intake(store).take(KEY, filing)
    for name in ("v1.json", "3210.json"):
        (tmp_path / name).write_text('{"x-until": null, "required": ["something new"]}')
    changed = new_intake(store, contracts=Contracts(tmp_path))
    with pytest.raises(Refusal):
        changed.take("another-key-of-the-client", filing)
    assert canonical(changed.take(KEY, filing)) == canonical(receipt)


@pytest.mark.parametrize(
    "change",
    [
        {"scheme": "residents"},
        {"contact": {"phone": "13800000001"}},
        {"insured_place": "3211"},
        {"insured_place": "11"},
        {"scheme": "not even allowed"},
        {"insured_place": "nowhere"},
    ],
    ids=json.dumps,
)
def test_the_same_key_with_another_document_is_refused(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, change: dict[str, Any]
) -> None:
    intake = new_intake(store)
    intake.take(KEY, filing)
    with pytest.raises(Refusal) as refused:
        intake.take(KEY, filing | change)
    assert refused.value.code is Code.KEY_REUSED


@pytest.mark.parametrize("other", [None, [], "text", 1])
def test_the_same_key_with_something_that_is_no_filing_is_refused(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, other: Any
) -> None:
    intake = new_intake(store)
    intake.take(KEY, filing)
    with pytest.raises(Refusal) as refused:
        intake.take(KEY, other)
    assert refused.value.code is Code.KEY_REUSED


def test_another_key_with_the_same_document_is_another_filing(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    intake = new_intake(store)
    assert intake.take(KEY, filing)["number"] != intake.take("a-key-of-the-client-2", filing)["number"]


# --- at the same time


def at_once(intake: Intake, *takes: tuple[str, dict[str, Any]]) -> list[bytes | Code]:
    """Take filings in as many threads."""

    def take(key: str, filing: dict[str, Any]) -> bytes | Code:
        try:
            return canonical(intake.take(key, filing))
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(takes)) as pool:
        return [done.result() for done in [pool.submit(take, *each) for each in takes]]


def test_two_at_once_with_the_same_key_get_one_filing_and_the_same_receipt(new_intake: NewIntake, filing: dict[str, Any]) -> None:
    for i in range(50):
        store = MeetingStore()
        one, other = at_once(new_intake(store), *[(f"key-of-two-at-once-{i}", filing)] * 2)
        assert one == other
        assert len(serials(store)) == len(queue(store)) == 1


def test_of_two_at_once_with_the_same_key_and_different_places_one_is_refused(
    new_intake: NewIntake, forms: dict[str, Any]
) -> None:
    filings = [document(forms[place], "other-temporary") for place in ("3210", "3211")]
    for i in range(50):
        store = MeetingStore()
        answers = at_once(new_intake(store), *[(f"key-of-two-at-once-{i}", filing) for filing in filings])
        assert answers.count(Code.KEY_REUSED) == 1
        assert len(serials(store)) == 1


# --- another filing has the serial already


@pytest.fixture
def colliding(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key leads to the same serial at first."""
    derived = numbers.serial

    def serial(secret: bytes, idempotency_key: str, attempt: int) -> str:
        return "00000000" if attempt == 0 else derived(secret, idempotency_key, attempt)

    monkeypatch.setattr(numbers, "serial", serial)


@pytest.mark.usefixtures("colliding")
def test_a_serial_that_another_filing_has_leads_to_the_next_attempt(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, settings: Settings
) -> None:
    intake = new_intake(store)
    assert [intake.take(f"a-key-of-the-client-{i}", filing)["number"] for i in (1, 2)] == [
        in_yangzhou(1, settings.secret, 0),
        in_yangzhou(2, settings.secret, 1),
    ]


@pytest.mark.usefixtures("colliding")
def test_after_a_collision_each_key_finds_its_own_filing_again(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    intake = new_intake(store)
    first = [intake.take(f"a-key-of-the-client-{i}", filing) for i in range(3)]
    assert [intake.take(f"a-key-of-the-client-{i}", filing) for i in range(3)] == first


@pytest.mark.usefixtures("colliding")
def test_two_at_once_with_colliding_keys_get_two_filings(new_intake: NewIntake, forms: dict[str, Any]) -> None:
    filings = [document(forms[place], "other-temporary") for place in ("3210", "3211")]
    for _ in range(50):
        store = MeetingStore()
        takes = [(f"key-of-two-at-once-{i}", filing) for i, filing in enumerate(filings)]
        assert len({*at_once(new_intake(store), *takes)}) == len(serials(store)) == 2


def test_where_every_attempt_meets_another_filing_the_fault_is_the_services(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "serial", lambda secret, key, attempt: "00000000")
    intake = new_intake(store)
    intake.take(KEY, filing)
    with pytest.raises(Refusal) as refused:
        intake.take("a-key-of-the-client-2", filing)
    assert refused.value.code is Code.INTERNAL


# --- what is stored


def test_in_the_clear_is_what_the_queue_and_the_statistics_need_and_nothing_else(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    receipt = new_intake(store).take(KEY, filing)
    fields = event(store)
    assert [fields.pop("waiting")] == store.keys("waiting/")
    [paper] = fields.pop("papers")
    assert re.fullmatch(rf"filings/{serials(store)[0]}/[-0-9A-Za-z]+[.]paper[.]jwe", paper["key"])
    assert paper.pop("sha256") == hashlib.sha256(store.read(paper.pop("key"))).hexdigest()
    assert fields.pop("content_key_sha256") == hashlib.sha256(store.read(fields["content_key"])).hexdigest()
    assert paper == {"type": "image/png", "size": SAMPLE.stat().st_size}
    kept_close = {name: fields.pop(name) for name in ("contract", "content_key", "sealed", "key_mac", "body_mac", "person")}
    [cover] = fields.pop("covers")
    assert re.fullmatch("[0-9a-f]{64}", cover.pop("place"))
    assert cover == {"from": "2026-11-20", "until": None}
    assert fields == {
        "event": "submitted",
        "status": "submitted",
        "previous": None,
        "at": "2026-11-20T04:00:00.000Z",
        "number": receipt["number"],
        "place": "3210",
        "type": "other-temporary",
        "starts": ["2026-11-20"],
        "channel": "place-online",
        "identity": "declared",
        "commitment": False,
        "seen": False,
        "later": False,
    }
    assert all(isinstance(value, str) for value in kept_close.values())


def test_the_marker_holds_only_when_the_filing_came(new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage) -> None:
    new_intake(store).take(KEY, filing)
    [marker] = store.keys("waiting/")
    assert store.read(marker) == b"2026-11-20T04:00:00.000Z"


def test_the_sealed_texts_say_in_the_clear_only_how_and_for_which_place_they_are_sealed(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage
) -> None:
    new_intake(store).take(KEY, filing)
    fields = event(store)
    texts = fields["sealed"], store.read(fields["content_key"]).decode()
    data, key = (json.loads(urlsafe_b64decode(text.partition(".")[0] + "==")) for text in texts)
    assert data == {"alg": "dir", "enc": "A256GCM"}
    assert {name: key[name] for name in key if name != "epk"} == {"alg": "ECDH-ES", "enc": "A256GCM", "kid": "CN"}


def test_a_filing_with_a_letter_is_marked_as_on_commitment(
    new_intake: NewIntake, forms: dict[str, Any], store: MemoryStorage
) -> None:
    new_intake(store).take(KEY, document(forms["3210"], "long-term-resident", letter=True))
    assert event(store)["commitment"] is True


def test_the_starts_are_in_order_and_today_in_china_where_left_out(
    new_intake: NewIntake, forms: dict[str, Any], store: MemoryStorage
) -> None:
    filing = document(forms["3210"], "settled-retiree", treatments=2)
    filing["treatments"][0]["from"] = "2026-12-01"
    new_intake(store, now=lambda: datetime(2026, 11, 20, 16, 30, tzinfo=UTC)).take(KEY, filing)
    assert event(store)["starts"] == ["2026-11-21", "2026-12-01"]


def test_the_contract_that_a_filing_was_made_under_is_named_by_its_hash(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, contracts: Contracts, clock: datetime
) -> None:
    new_intake(store).take(KEY, filing)
    contract = contracts.for_place("3210", clock.date())
    assert contract is not None
    assert event(store)["contract"] == contract.sha256


def test_an_acknowledged_filing_is_found_by_its_number(
    new_intake: NewIntake, filing: dict[str, Any], store: MemoryStorage, lookup: Lookup
) -> None:
    receipt = new_intake(store).take(KEY, filing)
    assert lookup.status(receipt["number"], receipt["lookup_code"])["status"] == "submitted"


@pytest.mark.parametrize("place", ["11", "3210", "429004"])
def test_a_filing_of_any_place_is_found_by_its_number(
    new_intake: NewIntake, forms: dict[str, Any], store: MemoryStorage, lookup: Lookup, place: str
) -> None:
    kind = forms[place]["types"][-1]["kind"]
    receipt = new_intake(store).take(KEY, document(forms[place], kind))
    assert lookup.status(receipt["number"])["place"] == place


# --- JSON that can be read in one way only


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"{",
        b"{'a': 1}",
        b'{"a": 1,}',
        b"\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\\ud800"',
        b'{"\\udfff": 1}',
        b"NaN",
        b"[-Infinity]",
        b"1e999",
        b'{"a": 1, "a": 1}',
        b'[{"b": {"a": 1, "\\u0061": 2}}]',
        b"1" * 5000,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"{} {}",
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_could_be_read_in_two_ways_or_not_at_all_is_malformed(body: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        strict_json(body)
    assert refused.value.code is Code.MALFORMED


def test_json_is_read_as_it_is() -> None:
    assert strict_json('{"a": [1, 2.5, null, true, "张三 \\ud83d\\ude00"]}'.encode()) == {"a": [1, 2.5, None, True, "张三 😀"]}
