"""Looking up a filing: its status for whoever has the number, and one answer for everything that does not fit."""

import hashlib
from typing import Any

import pytest

from filings import numbers
from filings.contract import Contracts
from filings.errors import Code, Refusal
from filings.lookup import Lookup
from filings.model import FOLLOWS, BrokenLog, canonical, event_key
from filings.numbers import Number
from filings.settings import Settings
from filings.standing import NEXT
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage

NUMBER = Number("3210", "7K3Q9FXM")
WAYS = {
    "submitted": ["submitted"],
    "in-review": ["submitted", "in-review"],
    "correction-requested": ["submitted", "in-review", "correction-requested"],
    "corrected": ["submitted", "in-review", "correction-requested", "corrected"],
    "approved": ["submitted", "in-review", "approved"],
    "approved-on-commitment": ["submitted", "in-review", "approved-on-commitment"],
    "refused": ["submitted", "in-review", "refused"],
    "withdrawn": ["submitted", "withdrawn"],
    "changed": ["submitted", "approved", "changed"],
    "cancelled": ["submitted", "approved", "cancelled"],
    "expired": ["submitted", "approved", "expired"],
}
NEXT_STEPS = {
    "submitted": "await-review",
    "in-review": "await-decision",
    "correction-requested": "correct",
    "corrected": "await-review",
    "approved": "go-for-treatment",
    "approved-on-commitment": "hand-in-papers",
    "changed": "go-for-treatment",
    "refused": "see-reason",
    "withdrawn": None,
    "cancelled": None,
    "expired": None,
}


class CountingStore(MemoryStorage):
    """Counts how often it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def read(self, key: str) -> bytes:
        self.asked += 1
        return super().read(key)

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        self.asked += 1
        return super().keys(prefix, after, limit)


class DeadStore(MemoryStorage):
    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        raise StoreUnavailable


def keep(store: MemoryStorage, statuses: list[str], number: Number = NUMBER) -> None:
    """Store a filing that has come to the last of the statuses, one a day."""
    previous: str | None = None
    for position, status in enumerate(statuses, 1):
        fields: dict[str, Any] = {"status": status, "at": f"2026-11-{position:02}T08:00:00.000Z", "previous": previous}
        if position == 1:
            fields |= {
                "number": str(number),
                "place": "3210",
                "type": "referred",
                "starts": ["2026-11-20"],
                "sealed": "a.b.c.d.e",
            }
        body = canonical(fields)
        store.create(event_key(number.serial, position), body)
        previous = hashlib.sha256(body).hexdigest()


def refusal(lookup: Lookup, text: str, code: str | None = None) -> tuple[Any, ...]:
    with pytest.raises(Refusal) as refused:
        lookup.status(text, code)
    return (refused.value.code, refused.value.findings, str(refused.value), refused.value.__cause__)


def wrong(code: str) -> str:
    return ("1" if code[0] != "1" else "2") + code[1:]


@pytest.mark.parametrize("status", [status for status in FOLLOWS if status is not None])
def test_every_status_is_told_with_what_comes_next(lookup: Lookup, store: MemoryStorage, status: str) -> None:
    keep(store, WAYS[status])
    assert lookup.status(str(NUMBER)) == {
        "number": "3210-7K3Q-9FXM-" + str(NUMBER)[-1],
        "place": "3210",
        "type": "referred",
        "status": status,
        "received_at": "2026-11-01T08:00:00.000Z",
        "starts": ["2026-11-20"],
        "events": [
            {"event": each, "status": each, "at": f"2026-11-{day:02}T08:00:00.000Z"} for day, each in enumerate(WAYS[status], 1)
        ],
        "next": NEXT_STEPS[status],
    }


def test_what_comes_next_is_known_for_every_status_that_leads_anywhere_on_its_own() -> None:
    assert NEXT.keys() == {status for status, after in FOLLOWS.items() if status is not None and after}


@pytest.mark.parametrize(
    "change", [str, str.lower, lambda number: number.replace("-", ""), lambda number: number.replace("0", "o")]
)
def test_a_number_is_found_however_it_is_written(lookup: Lookup, store: MemoryStorage, change: Any) -> None:
    keep(store, ["submitted"])
    assert lookup.status(change(str(NUMBER)))["number"] == str(NUMBER)


def test_the_lookup_code_that_fits_adds_what_only_the_filings_own_people_are_told(
    lookup: Lookup, store: MemoryStorage, settings: Settings
) -> None:
    keep(store, ["submitted"])
    told = lookup.status(str(NUMBER), numbers.lookup_code(settings.secret, NUMBER))
    assert told.keys() - lookup.status(str(NUMBER)).keys() == {"actions", "reason", "asked", "papers_due", "note"}
    assert lookup.status(str(NUMBER)).items() <= told.items()


def test_an_unknown_number_a_wrong_code_and_no_number_at_all_get_the_same_answer(
    lookup: Lookup, store: MemoryStorage, settings: Settings
) -> None:
    keep(store, ["submitted"])
    unknown, code = Number("3210", "00000000"), numbers.lookup_code(settings.secret, NUMBER)
    answers = {
        refusal(lookup, str(unknown)),
        refusal(lookup, str(unknown), wrong(code)),
        refusal(lookup, str(unknown), numbers.lookup_code(settings.secret, unknown)),
        refusal(lookup, str(NUMBER), wrong(code)),
        refusal(lookup, str(NUMBER), ""),
        refusal(lookup, wrong(str(NUMBER))),
        refusal(lookup, ""),
        refusal(lookup, "../../etc/passwd"),
        refusal(lookup, "9" * 10_000, code),
    }
    assert answers == {(Code.NOT_FOUND, (), "not-found", None)}


def test_the_serial_of_a_filing_under_another_place_is_not_found(lookup: Lookup, store: MemoryStorage) -> None:
    keep(store, ["submitted"])
    assert refusal(lookup, str(Number("3211", NUMBER.serial)))[0] is Code.NOT_FOUND


@pytest.mark.parametrize("number", [NUMBER, Number("3210", "00000000")], ids=["known", "unknown"])
@pytest.mark.parametrize("code", ["", "0000-0000", "é", "A" * 1000])
def test_a_wrong_code_never_touches_the_store(settings: Settings, number: Number, code: str) -> None:
    store = CountingStore()
    keep(store, ["submitted"])
    refusal(Lookup(store, settings.secret, Contracts(settings.contracts)), str(number), code)
    assert store.asked == 0


def test_what_is_no_number_never_touches_the_store(settings: Settings) -> None:
    store = CountingStore()
    refusal(Lookup(store, settings.secret, Contracts(settings.contracts)), wrong(str(NUMBER)))
    assert store.asked == 0


def test_a_marker_or_content_key_alone_is_no_filing(lookup: Lookup, store: MemoryStorage) -> None:
    store.create(f"waiting/3210/2026-11-20/04/0000000_{NUMBER}_submitted.long-term-resident.place-online.declared.papers", b"")
    store.create(f"filings/{NUMBER.serial}/0123456789abcdef.key.jwe", b"")
    assert refusal(lookup, str(NUMBER))[0] is Code.NOT_FOUND


def test_a_broken_log_is_no_answer(lookup: Lookup, store: MemoryStorage) -> None:
    keep(store, ["submitted", "in-review", "approved"])
    store.delete(event_key(NUMBER.serial, 2))
    with pytest.raises(BrokenLog):
        lookup.status(str(NUMBER))


def test_a_store_that_does_not_answer_is_no_unknown_number(settings: Settings) -> None:
    with pytest.raises(StoreUnavailable):
        Lookup(DeadStore(), settings.secret, Contracts(settings.contracts)).status(str(NUMBER))
