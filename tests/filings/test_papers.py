"""Papers on their way from quarantine to the insured place: each is checked, sealed, and there once whatever happens."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import queue
from filings.deposit import PATIENCE
from filings.errors import Code, Refusal
from filings.intake import Intake
from filings.model import canonical
from filings.papers import USE, quarantined
from filings.seal import Sealed, open_sealed
from filings.storage import NoSuchKey, StoreUnavailable
from filings.storage.memory import MemoryStorage
from meeting import MeetingStore
from papers import FILES, declared, jpeg, pdf, png, uploaded, with_files

NewIntake = Callable[..., Intake]
KEY = "a-key-with-papers-1"
SIZE_MAX = 10 * 1024 * 1024


@pytest.fixture
def papers(filing: dict[str, Any], store: MemoryStorage, clock: datetime) -> dict[str, Any]:
    """A filing whose papers are uploaded: one file of each type for its first paper."""
    with_files(store, filing, clock)
    store.delete(quarantined(filing["materials"][0]["files"][0]["upload"]))
    filing["materials"][0]["files"] = [uploaded(store, make(), kind, clock) for kind, make in FILES.items()]
    return filing


def event(store: MemoryStorage) -> dict[str, Any]:
    [key] = [key for key in store.keys("filings/") if key.endswith("/0001.json")]
    return dict(json.loads(store.read(key)))


def opened(store: MemoryStorage, private: dict[str, Any]) -> list[bytes]:
    """Open every paper of the only filing, as its place can."""
    fields = event(store)
    key = store.read(fields["content_key"]).decode()
    return [open_sealed(private, Sealed(store.read(paper["key"]).decode(), key)) for paper in fields["papers"]]


def refused(intake: Intake, filing: dict[str, Any], key: str = KEY) -> dict[str, str]:
    """File, and return what was found wrong, by pointer."""
    with pytest.raises(Refusal) as refusal:
        intake.take(key, filing)
    assert refusal.value.code is Code.FINDINGS
    return {finding.pointer: finding.rule for finding in refusal.value.findings}


def files_of(filing: dict[str, Any]) -> list[dict[str, Any]]:
    return [file for material in filing["materials"] for file in material["files"]]


# --- what becomes of good papers


def test_the_insured_place_opens_the_very_bytes_that_were_sent(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, key_pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    sent = [store.read(quarantined(file["upload"])) for file in files_of(papers)]
    new_intake(store).take(KEY, papers)
    assert opened(store, key_pair[1]) == sent


def test_the_event_names_type_and_size_of_each_paper_in_the_order_of_the_document(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage
) -> None:
    new_intake(store).take(KEY, papers)
    told = [(paper["type"], paper["size"]) for paper in event(store)["papers"]]
    assert told == [(file["type"], file["size"]) for file in files_of(papers)]


def test_nothing_of_a_filed_paper_stays_in_quarantine(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage
) -> None:
    new_intake(store).take(KEY, papers)
    assert store.keys("quarantine/") == []


def test_a_repeated_filing_finds_its_receipt_without_its_uploads(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage
) -> None:
    intake = new_intake(store)
    assert canonical(intake.take(KEY, papers)) == canonical(intake.take(KEY, deepcopy(papers)))


def test_nine_papers_of_ten_megabytes_are_taken(
    new_intake: NewIntake,
    filing: dict[str, Any],
    store: MemoryStorage,
    clock: datetime,
    key_pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    large = png(SIZE_MAX - len(png(1)) + 1)
    assert len(large) == SIZE_MAX
    filing["materials"][0]["files"] = [uploaded(store, large, now=clock) for _ in range(9)]
    del filing["materials"][1:]
    new_intake(store).take(KEY, filing)
    assert opened(store, key_pair[1]) == [large] * 9


# --- crashes and races


class Crash(Exception):
    """The process ends here."""


class CrashingStore(MemoryStorage):
    """Ends the process at one of its writes or deletions, before or after it has happened, once it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.left, self.after, self.log = 0, False, list[str]()

    def create(self, key: str, body: bytes) -> None:
        self._step(key, lambda: MemoryStorage.create(self, key, body))

    def delete(self, key: str) -> None:
        self._step(f"-{key}", lambda: MemoryStorage.delete(self, key))

    def _step(self, what: str, work: Callable[[], None]) -> None:
        self.log.append(what)
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Crash
        work()
        if self.left == 0:
            raise Crash


def kind_of(step: str) -> str:
    return step.partition("/")[0] if not step.startswith("filings/") else step.rpartition("/")[2].partition(".")[2]


def test_contract_marker_index_key_papers_and_event_are_written_in_this_order_and_then_the_uploads_removed(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime
) -> None:
    store = CrashingStore()
    with_files(store, filing, clock)
    filing["materials"] = filing["materials"][:1]
    store.log.clear()
    new_intake(store).take(KEY, filing)
    assert [kind_of(step) for step in store.log] == [
        "contracts",
        "waiting",
        "people",
        "key.jwe",
        "paper.jwe",
        "json",
        "-quarantine",
    ]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", range(1, 9))
def test_after_a_crash_at_any_step_a_retry_files_once_with_every_paper(  # noqa: PLR0913, PLR0917
    new_intake: NewIntake,
    filing: dict[str, Any],
    clock: datetime,
    key_pair: tuple[dict[str, Any], dict[str, Any]],
    step: int,
    after: bool,
) -> None:
    store = CrashingStore()
    filing["materials"] = filing["materials"][:1]
    filing["materials"][0]["files"] = [
        uploaded(store, jpeg(), "image/jpeg", clock),
        uploaded(store, pdf(), "application/pdf", clock),
    ]
    sent = [store.read(quarantined(file["upload"])) for file in files_of(filing)]
    store.left, store.after = step, after
    with pytest.raises(Crash):
        new_intake(store).take(KEY, filing)
    receipt = new_intake(store).take(KEY, filing)
    assert opened(store, key_pair[1]) == sent
    assert queue(store) == [receipt["number"]]


def test_two_at_once_with_the_same_key_get_the_same_receipt_though_one_finds_the_uploads_gone(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime, key_pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    for i in range(25):
        store, own = MeetingStore(), deepcopy(filing)
        with_files(store, own, clock)
        intake = new_intake(store)
        with ThreadPoolExecutor(2) as pool:
            one, other = pool.map(lambda _, intake=intake, own=own, i=i: intake.take(f"key-of-two-papers-{i}", own), range(2))
        assert one == other
        assert opened(store, key_pair[1]) == [png()] * len(own["materials"])


class LateStore(MemoryStorage):
    """Once told to, misses the filing at the first look, as one does who looks a moment before it is written."""

    misses = False

    def read(self, key: str) -> bytes:
        if self.misses and key.startswith("filings/"):
            self.misses = False
            raise NoSuchKey(key)
        return super().read(key)


def test_one_who_comes_when_the_uploads_are_just_gone_gets_the_receipt(
    new_intake: NewIntake, filing: dict[str, Any], clock: datetime
) -> None:
    store = LateStore()
    with_files(store, filing, clock)
    receipt = new_intake(store).take(KEY, filing)
    store.misses = True
    assert new_intake(store).take(KEY, filing) == receipt


def test_an_attempt_that_takes_longer_than_the_sweep_waits_writes_no_event(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, clock: datetime
) -> None:
    times = iter([clock] * 5)
    with pytest.raises(StoreUnavailable):
        new_intake(store, now=lambda: next(times, clock + PATIENCE + timedelta(seconds=1))).take(KEY, papers)
    assert [key for key in store.keys("filings/") if key.endswith(".json")] == []
    assert new_intake(store).take(KEY, papers)["status"] == "submitted"


def test_after_another_filing_took_the_uploads_they_are_missing(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage
) -> None:
    intake = new_intake(store)
    intake.take(KEY, papers)
    assert set(refused(intake, papers, "another-key-with-papers").values()) == {"file-missing"}


# --- refusals


def test_a_file_that_was_never_sent_is_missing(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, clock: datetime
) -> None:
    papers["materials"][0]["files"][1] = declared(png(), now=clock)
    assert refused(new_intake(store), papers) == {"/materials/0/files/1": "file-missing"}


def test_an_upload_can_be_used_for_two_hours_and_not_longer(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, clock: datetime
) -> None:
    late = new_intake(store, now=lambda: clock + USE + timedelta(minutes=1))
    assert set(refused(late, papers).values()) == {"file-missing"}
    assert new_intake(store, now=lambda: clock + USE).take(KEY, papers)["status"] == "submitted"


@pytest.mark.parametrize("member", ["size", "sha256"])
def test_a_file_that_is_not_what_the_filing_says_has_changed(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, member: str
) -> None:
    papers["materials"][0]["files"][0][member] = {"size": 1, "sha256": "0" * 64}[member]
    assert refused(new_intake(store), papers) == {"/materials/0/files/0": "file-changed"}


WRONG: dict[str, tuple[bytes, str, str]] = {
    "text as picture": (b"not a picture", "image/png", "file-type"),
    "PNG as JPEG": (png(), "image/jpeg", "file-type"),
    "JPEG as PNG": (jpeg(), "image/png", "file-type"),
    "PNG as PDF": (png(), "application/pdf", "file-type"),
    "HEIC as JPEG": (b"\0\0\0\x18ftypheic" + bytes(40), "image/jpeg", "file-type"),
    "page as PDF": (b"<html>%PDF-1.7</html>", "application/pdf", "file-type"),
    "JPEG cut off": (jpeg()[:-20], "image/jpeg", "file-broken"),
    "JPEG without picture": (jpeg()[:20] + b"\xff\xd9", "image/jpeg", "file-broken"),
    "JPEG without size": (jpeg().replace(b"\x08\x00\x08\x00\x08", b"\x08\x00\x00\x00\x00"), "image/jpeg", "file-broken"),
    "PNG cut off": (png()[:-8], "image/png", "file-broken"),
    "PNG with a wrong checksum": (png()[:-1] + b"\0", "image/png", "file-broken"),
    "PNG header only": (png()[:33], "image/png", "file-broken"),
    "PDF cut off": (pdf()[:200], "application/pdf", "file-broken"),
    "locked PDF": (pdf(change=lambda writer: writer.encrypt("secret")), "application/pdf", "file-locked"),
    "PDF with an attachment": (pdf(change=lambda writer: writer.add_attachment("a", b"b")), "application/pdf", "file-active"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_not_what_it_seems_is_refused(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, clock: datetime, name: str
) -> None:
    content, kind, rule = WRONG[name]
    papers["materials"][0]["files"][2] = uploaded(store, content, kind, clock)
    assert refused(new_intake(store), papers) == {"/materials/0/files/2": rule}


def test_everything_that_is_wrong_with_files_is_said_at_once_and_nothing_is_written(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, clock: datetime
) -> None:
    papers["materials"][0]["files"] = [declared(png(), now=clock), uploaded(store, b"text", now=clock), *files_of(papers)[:1]]
    before = store.keys("")
    found = refused(new_intake(store), papers)
    assert found == {"/materials/0/files/0": "file-missing", "/materials/0/files/1": "file-type"}
    assert store.keys("") == before


def test_after_a_refusal_the_good_uploads_can_be_used(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, clock: datetime
) -> None:
    good = papers["materials"][0]["files"]
    papers["materials"][0]["files"] = [*good, declared(png(), now=clock)]
    refused(new_intake(store), papers)
    papers["materials"][0]["files"] = good
    assert new_intake(store).take(KEY, papers)["status"] == "submitted"


@pytest.mark.parametrize("size", [0, -1, SIZE_MAX + 1, "1", None])
def test_a_size_that_no_file_may_have_is_named_so(
    new_intake: NewIntake, papers: dict[str, Any], store: MemoryStorage, size: Any
) -> None:
    papers["materials"][0]["files"][0]["size"] = size
    assert refused(new_intake(store), papers) == {"/materials/0/files/0/size": "file-size"}
