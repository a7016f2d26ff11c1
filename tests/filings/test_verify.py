"""Whatever is altered, taken away or put into a store is found and named; what is as it should be is not."""

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from desk import Desk
from filings.doctor.proving import Report as DoctorReport
from filings.doctor.verdict import record
from filings.model import canonical
from filings.numbers import parse
from filings.proof.ledger import close
from filings.proof.reading import FolderReader, StoreReader
from filings.proof.records import key_of
from filings.proof.signing import PublicKeys, SigningKey
from filings.proof.verify import verify
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from storehouse import DAY, NIGHT, PUBLIC, SIGNING, checked, copied, downloaded, fill, filled

NewDesk = Callable[..., Desk]
Objects = dict[str, bytes]


@pytest.fixture
def desks(new_desk: NewDesk) -> list[Desk]:
    return fill(new_desk, MemoryStorage())


@pytest.fixture
def objects(desks: list[Desk]) -> Objects:
    return copied(desks[0].store)  # type: ignore[arg-type]


def first(objects: Objects) -> str | None:
    """Return the key that verifying a store with these objects names."""
    found = checked(filled(objects)).first
    return found.key if found else None


def test_a_store_in_which_all_is_well_verifies_and_says_what_it_holds(objects: Objects) -> None:
    report = checked(filled(objects))
    assert report.misfits == ()
    assert {prefix.partition("/")[0] for prefix in objects} >= {
        *("audit", "contracts", "due", "filings", "ledger", "outbox", "owed", "people", "waiting"),
    }
    assert report.counts["filings"] == 5
    assert report.counts["ledgers"] == 2
    assert report.counts["audit"] == 2
    assert report.counts["uncovered"] == report.counts["late"] == 0
    assert report.head == hashlib.sha256(objects[key_of(report.last)]).hexdigest() if report.last else False


def test_one_byte_flipped_anywhere_is_found_and_named(objects: Objects) -> None:
    lot = random.Random(20261120)  # noqa: S311 - a lot that can be drawn again, and no secret
    for key, body in objects.items():
        for position in {0, len(body) - 1, *(lot.randrange(len(body)) for _ in range(3))}:
            altered = bytearray(body)
            altered[position] ^= 1 << lot.randrange(8)
            assert first(objects | {key: bytes(altered)}) == key, (key, position)


def test_every_object_that_is_taken_away_is_named(objects: Objects) -> None:
    last = max(key for key in objects if key.startswith("ledger/"))
    for key in objects:
        rest = {other: body for other, body in objects.items() if other != key}
        # What is told to people leaves the outbox by itself, the deadline of the correction was met, and the last ledger is the
        # subject of the next test.
        if not key.startswith("outbox/") and not key.endswith("_correction") and key != last:
            assert first(rest) == key


def test_last_days_that_were_cut_off_are_found_by_whoever_kept_the_hash_of_a_ledger(objects: Objects) -> None:
    last = max(key for key in objects if key.startswith("ledger/"))
    head = hashlib.sha256(objects.pop(last)).hexdigest()
    assert checked(filled(objects)).misfits == ()
    assert [misfit.key for misfit in checked(filled(objects), head=head).misfits] == [f"ledger/{head}"]


@pytest.mark.parametrize(
    "key",
    [
        "stray",
        "elsewhere/object",
        "filings/loose",
        "filings/{serial}/0009.json",
        "filings/{serial}/notes.txt",
        "filings/{serial}/deeper/0001.json",
        "filings/{serial}/20261120T0400-0123456789abcdef.paper.jwe",
        "filings/ZZZZZZZZ/0001.json",
        "filings/ZZZZZZZZ/20261120T0400-0123456789abcdef.key.jwe",
        "audit/3210/2026-11-20/120000000-01234567.json",
        "audit/note",
        "contracts/0123.json",
        "contracts/deeper/0123.json",
        "due/2026-12-01/3210-0000-0000-5_papers",
        "due/tomorrow",
        "ledger/2026-11-19.jws",
        "ledger/notes",
        "outbox/20261120T040000000_{number}_0009",
        "outbox/note",
        "owed/3210/2026-12-20/3210-0000-0000-5",
        "owed/note",
        "people/{hash}/20261120T0400-{number}",
        "people/note",
        "waiting/3210/2026-11-20/04/0000000_{number}_submitted.other-temporary.place-online.declared.papers2",
        "waiting/3210/2026-11-20/04/0000001_{number}_submitted.other-temporary.place-online.declared.papers",
    ],
)
def test_every_object_that_is_put_in_is_named(desks: list[Desk], objects: Objects, key: str) -> None:
    number = desks[0].number
    added = key.format(serial=parse(number).serial, number=number, hash="0" * 64)
    assert added not in objects
    assert first(objects | {added: b"{}"}) == added


def test_a_chain_that_was_written_anew_from_its_first_event_is_caught_by_the_ledger(desks: list[Desk], objects: Objects) -> None:
    serial = parse(desks[3].number).serial
    previous = None
    for position in (1, 2):
        key = f"filings/{serial}/000{position}.json"
        fields = json.loads(objects[key]) | {"previous": previous}
        if fields["event"] == "refused":
            fields |= {"event": "approved", "status": "approved"}
        objects[key] = canonical(fields)
        previous = hashlib.sha256(objects[key]).hexdigest()
    assert first(objects) == f"filings/{serial}/0002.json"
    without = {key: body for key, body in objects.items() if not key.startswith("ledger/")}
    assert first(without) is None


def test_a_ledger_signed_by_a_stranger_counts_for_nothing(objects: Objects) -> None:
    other = MemoryStorage()
    for key, body in objects.items():
        if not key.startswith("ledger/"):
            other.create(key, body)
    close(other, SigningKey.make(), NIGHT)
    assert checked(other).first.key == "ledger/2026-11-20.jws"  # type: ignore[union-attr]


def test_after_a_change_of_keys_old_and_new_ledgers_verify(desks: list[Desk]) -> None:
    new, store = SigningKey.make(), desks[0].store
    close(store, new, NIGHT + 2 * DAY)
    both = PublicKeys((new.public, SIGNING.public))
    assert verify(StoreReader(store), both, NIGHT + 2 * DAY).misfits == ()
    assert checked(store).first.key == key_of((NIGHT + 2 * DAY).date())  # type: ignore[union-attr]


def test_what_no_ledger_covers_yet_is_counted(desks: list[Desk]) -> None:
    desks[0].decide("approved", NIGHT + DAY)
    report = checked(desks[0].store)
    assert report.counts["uncovered"] == 1


def test_a_verdict_of_the_doctor_proves_nothing_and_is_counted_only(desks: list[Desk]) -> None:
    before = checked(desks[0].store).counts["working"]
    record(desks[0].store, DoctorReport("folder:store", "2026-11-20T10:00:00.000Z", ()))
    report = checked(desks[0].store)
    assert (report.first, report.counts["working"]) == (None, before + 1)


def test_an_event_of_a_closed_day_that_is_in_no_ledger_is_named(desks: list[Desk]) -> None:
    desks[0].decide("in-review", NIGHT - DAY)
    assert checked(desks[3].store).first.key == f"filings/{parse(desks[0].number).serial}/0002.json"  # type: ignore[union-attr]


def test_what_somebody_is_at_work_on_is_no_misfit_until_it_is_old(desks: list[Desk]) -> None:
    store, serial = desks[0].store, parse(desks[0].number).serial
    store.create(f"filings/{serial}/20261121T1730-0123456789abcdef.key.jwe", b"...")
    store.create(f"people/{'0' * 64}/20261121T1730-{desks[0].number}", b"{}")
    assert checked(store).counts["under-way"] == 2
    assert checked(store).misfits == ()
    assert [misfit.why for misfit in checked(store, NIGHT + 2 * DAY).misfits] == ["is named by no event"] * 2


def test_a_folder_store_and_a_plain_download_verify_without_being_written_to(objects: Objects, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    laid_out = FolderStorage(tmp_path / "store")
    for key, body in objects.items():
        laid_out.create(key, body)
    for folder in (tmp_path / "store", downloaded(objects, tmp_path / "plain")):
        before = sorted(folder.rglob("*"))
        assert verify(FolderReader(folder), PUBLIC, NIGHT + DAY).misfits == ()
        assert sorted(folder.rglob("*")) == before


@pytest.mark.parametrize("name", ["名单.txt", "filings/名单.txt", "filings+/list.txt", "notes+.txt"])
def test_a_file_in_a_download_that_can_be_no_object_is_named(objects: Objects, tmp_path: Path, name: str) -> None:
    folder = downloaded(objects, tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("1")
    assert name in {misfit.key for misfit in verify(FolderReader(folder), PUBLIC, NIGHT + DAY).misfits}


def test_a_link_in_a_download_is_no_object(objects: Objects, tmp_path: Path) -> None:
    folder = downloaded(objects, tmp_path / "download")
    key = next(key for key in objects if key.startswith("ledger/"))
    (folder / key).rename(tmp_path / "elsewhere")
    (folder / key).symlink_to(tmp_path / "elsewhere")
    assert key in {misfit.key for misfit in verify(FolderReader(folder), PUBLIC, NIGHT + DAY).misfits}
