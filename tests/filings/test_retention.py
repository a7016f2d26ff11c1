"""What has been kept long enough is erased for good, and the chain still verifies; what is held, waits or is owed is not."""

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from desk import Desk
from filings import notes
from filings.cli import main
from filings.days import add_months
from filings.desk.seals import ERASED, Seals
from filings.model import read_log
from filings.numbers import parse
from filings.proof.export import export, write_folder
from filings.proof.exported import verify_export
from filings.proof.ledger import close
from filings.proof.reading import FolderReader, StoreReader
from filings.proof.verify import verify
from filings.seal import Keys, NotOpened, Sealed, open_sealed
from filings.settings import Settings
from filings.storage import Storage, StoreUnavailable
from filings.storage.memory import MemoryStorage
from filings.upkeep.erasing import Erased, Erasing
from filings.upkeep.leftovers import Upkeep
from filings.upkeep.retention import BadRetention, Retention
from storehouse import DAY, NIGHT, PUBLIC, SIGNING, act, copied, fill

NewDesk = Callable[..., Desk]
SOON = {"status": "refused", "months": 6, "what": ["papers"], "rule": "papers of what was refused"}
LATER = {"status": "refused", "months": 24, "what": ["sealed", "papers"], "rule": "what was refused", "source": "archive-rules"}
EVERY = [
    {"status": status, "months": 1, "what": ["sealed", "papers"], "rule": "a month"}
    for status in ("approved", "approved-on-commitment", "changed", "refused", "withdrawn", "cancelled", "expired")
]


def months_later(months: int) -> datetime:
    night = NIGHT.replace(tzinfo=None)
    return datetime.combine(add_months(NIGHT.date(), months), night.time(), NIGHT.tzinfo) + DAY


def sweep(store: Storage, rules: list[dict[str, Any]], now: datetime) -> Erased:
    """Close the days and erase what is due."""
    close(store, SIGNING, now)
    return Erasing(store, Retention.read(rules), lambda: now).sweep()


def names(desk: Desk) -> list[str]:
    return [str(event.fields["event"]) for event in desk.events()]


@pytest.fixture
def desks(new_desk: NewDesk) -> list[Desk]:
    return fill(new_desk, MemoryStorage(), closed=False)


@pytest.fixture
def refused(desks: list[Desk]) -> Desk:
    return desks[3]


def test_papers_go_first_and_what_is_sealed_later_each_with_a_tombstone(refused: Desk) -> None:
    store = refused.store
    assert sweep(store, [SOON, LATER], months_later(5)).tombstones == 0
    assert sweep(store, [SOON, LATER], months_later(6)) == Erased(1, 1, [], months_later(6).date())
    tombstone = refused.events()[-1].fields
    assert tombstone["status"] == "refused"
    assert {name: tombstone[name] for name in ("event", "what", "rule", "automatic")} == {
        **{"event": "erased", "what": ["papers"], "rule": "papers of what was refused", "automatic": "retention"}
    }
    assert sweep(store, [SOON, LATER], months_later(23)).tombstones == 0
    assert sweep(store, [SOON, LATER], months_later(24)).objects == 2
    assert refused.events()[-1].fields["sources"] == ["archive-rules"]
    assert names(refused) == ["submitted", "refused", "erased", "erased"]


def test_everything_verifies_after_an_erasure(desks: list[Desk]) -> None:
    now = months_later(3)
    assert sweep(desks[0].store, EVERY, now).tombstones == 3
    Upkeep(desks[0].store, lambda: now).sweep()
    close(desks[0].store, SIGNING, now + DAY)
    report = verify(StoreReader(desks[0].store), PUBLIC, now + DAY)
    assert report.misfits == ()
    assert report.counts["erased"] == 9


def test_nothing_of_what_was_erased_can_be_got_back_from_the_bytes_of_the_store(
    desks: list[Desk], key_pair: tuple[dict[str, Any], dict[str, Any]], settings: Settings
) -> None:
    corrected = desks[2]
    store, paper = corrected.store, base64.b64encode(b"IHDR")
    now = months_later(3)
    sweep(store, EVERY, now)
    after = copied(store)  # type: ignore[arg-type]
    serial = parse(corrected.number).serial
    assert not [key for key in after if key.startswith(f"filings/{serial}/") and not key.endswith(".json")]
    assert not [key for key in after if key.startswith("people/") and key.endswith(corrected.number)]
    # Every sealed text that is left, under every key that can still be had.
    whole = b"".join(after.values())
    for event in corrected.events():
        for text in filter(None, (event.fields.get("sealed"), (event.fields.get("note") or {}).get("sealed"))):
            opened = [body for key, body in after.items() if key.endswith(".jwe") and opens(key_pair[1], text, body)]
            assert opened == []
            assert not opens(key_pair[1], text, text.encode())
        assert notes.read(store, settings.secret, event.fields.get("note")) is None
    for secret in ("张三", "13912345678", "32100219600229001X", "请补充电话"):
        for form in (
            secret.encode(),
            secret.encode("utf-16-le"),
            json.dumps(secret)[1:-1].encode(),
            base64.b64encode(secret.encode()),
        ):
            assert form.rstrip(b"=") not in whole
    assert paper not in whole


def opens(private: dict[str, Any], text: str, key: bytes) -> bool:
    try:
        open_sealed(private, Sealed(text, key.decode("ascii", "replace")))
    except NotOpened:
        return False
    return True


def test_the_lookup_and_the_opened_file_say_that_it_was_erased(
    refused: Desk, key_pair: tuple[dict[str, Any], dict[str, Any]]
) -> None:
    sweep(refused.store, EVERY, months_later(3))
    assert [event["event"] for event in refused.told()["events"]] == ["submitted", "refused", "erased"]
    parts = Seals(refused.store, Keys({"CN": key_pair[1]})).parts(refused.number, refused.events())
    assert [part.state for part in parts.values()] == [ERASED]


def test_an_export_of_what_was_erased_verifies_by_itself(desks: list[Desk], tmp_path: Path) -> None:
    corrected, now = desks[2], months_later(3)
    sweep(corrected.store, EVERY, now)
    close(corrected.store, SIGNING, now + DAY)
    write_folder(export(corrected.store, parse(corrected.number)), tmp_path / "export")
    report = verify_export(FolderReader(tmp_path / "export"), PUBLIC, now + DAY)
    assert (report.misfits, report.counts["erased"], report.counts["sealed"]) == ((), 5, 0)


def test_a_hold_stops_it_until_it_is_lifted(refused: Desk) -> None:
    act(refused, "hold")
    sweep(refused.store, EVERY, months_later(3))
    refused.decide("refused", months_later(3) + DAY, event="hold-lifted")
    assert names(refused)[-2:] == ["hold-set", "hold-lifted"]
    assert sweep(refused.store, EVERY, months_later(3) + DAY).tombstones == 0
    assert sweep(refused.store, EVERY, months_later(3) + 2 * DAY).tombstones == 1
    assert names(refused)[-3:] == ["hold-set", "hold-lifted", "erased"]


def test_what_was_added_since_the_last_ledger_waits_for_one_that_names_it(refused: Desk) -> None:
    at_once = [rule | {"months": 0} for rule in EVERY]
    close(refused.store, SIGNING, NIGHT)
    act(refused, "reopen", note={"text": "请补充。", "language": "zh-Hans"})
    act(refused, "refuse", reason="papers-missing")
    Erasing(refused.store, Retention.read(at_once), lambda: NIGHT).sweep()
    assert names(refused)[-2:] == ["reopened", "refused"]
    sweep(refused.store, at_once, NIGHT + DAY)
    assert names(refused)[-2:] == ["refused", "erased"]


def test_what_waits_and_what_is_owed_is_never_erased(desks: list[Desk]) -> None:
    waits, owes = desks[0], desks[4]
    sweep(waits.store, EVERY, months_later(30))
    assert "erased" not in names(waits) + names(owes)


def test_the_narrowest_rule_decides(refused: Desk) -> None:
    wide = {**LATER, "months": 1}
    province = {**LATER, "months": 2, "place": "32"}
    city = {**LATER, "months": 3, "place": "3210"}
    kind = {**LATER, "months": 4, "place": "3210", "type": "other-temporary"}
    elsewhere = {**LATER, "months": 1, "place": "3201"}
    for rules, months in (([wide], 1), ([wide, province], 2), ([province, city], 3), ([city, kind, elsewhere, wide], 4)):
        retention = Retention.read(rules)
        assert retention.due(refused.events(), add_months(NIGHT.date(), months)) is not None
        assert retention.due(refused.events(), add_months(NIGHT.date(), months) - DAY) is None


def test_other_rules_apply_to_what_lies_back_too(refused: Desk) -> None:
    assert sweep(refused.store, [LATER], months_later(7)).tombstones == 0
    assert sweep(refused.store, [SOON, LATER], months_later(7)).tombstones == 1


def test_two_at_once_write_one_tombstone(desks: list[Desk]) -> None:
    store, now = desks[0].store, months_later(3)
    close(store, SIGNING, now)
    sweeps = [Thread(target=Erasing(store, Retention.read(EVERY), lambda: now).sweep) for _ in range(4)]
    for each in sweeps:
        each.start()
    for each in sweeps:
        each.join()
    assert [names(desk).count("erased") for desk in desks] == [0, 1, 1, 1, 0]
    assert not [key for key in store.keys("filings/") if parse(desks[2].number).serial in key and key.endswith("jwe")]


class Dying(MemoryStorage):
    """Fails at its n-th deletion or creation from now on."""

    left = -1

    def _step(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise StoreUnavailable("the tests' plug was pulled")

    def create(self, key: str, body: bytes) -> None:
        self._step()
        super().create(key, body)

    def delete(self, key: str) -> None:
        self._step()
        super().delete(key)


def test_a_run_that_is_cut_off_anywhere_is_gone_on_with(desks: list[Desk]) -> None:
    now = months_later(3)
    close(desks[0].store, SIGNING, now)
    objects, erased = copied(desks[0].store), 0  # type: ignore[arg-type]
    for step in range(1, 100):
        store = Dying()
        for key, body in objects.items():
            store.create(key, body)
        store.left = step
        erasing = Erasing(store, Retention.read(EVERY), lambda: now)
        with suppress(StoreUnavailable):
            erased = erasing.sweep().objects
        store.left = -1
        erasing.sweep()
        logs = [read_log(store, parse(desk.number).serial) for desk in desks]
        assert [[event.fields["event"] for event in log].count("erased") for log in logs] == [0, 1, 1, 1, 0]
        left = [key for key in store.keys("filings/") if key.endswith("jwe")]
        assert {key.split("/")[1] for key in left} == {parse(desk.number).serial for desk in (desks[0], desks[4])}
        assert len(store.keys("people/")) == 2
        if erased:
            break
    assert erased == 12


def test_an_hour_in_which_nothing_fell_due_reads_no_filing(desks: list[Desk]) -> None:
    store, now = desks[0].store, months_later(3)
    sweep(store, EVERY, now)
    reads: list[str] = []

    def read(key: str) -> bytes:
        reads.append(key)
        return MemoryStorage.read(store, key)  # type: ignore[arg-type]

    store.read = read  # type: ignore[method-assign]
    Erasing(store, Retention.read(EVERY), lambda: now).sweep()
    assert reads == []


def test_without_a_ledger_nothing_is_erased_and_the_sweep_says_so(
    refused: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "retention.json"
    rules.write_text(json.dumps(EVERY))
    monkeypatch.setenv("BEIAN_STORE", f"folder:{tmp_path / 'store'}")
    monkeypatch.setenv("BEIAN_RETENTION", str(rules))
    assert "run beian close" in CliRunner().invoke(main, ["sweep"]).output
    rules.write_text("[{}]")
    told = CliRunner().invoke(main, ["sweep"])
    assert told.exit_code == 1
    assert "BEIAN_RETENTION: rule 1: status must be one of" in told.output


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        ["refused"],
        [{**LATER, "status": "in-review"}],
        [{**LATER, "months": -1}],
        [{**LATER, "months": True}],
        [{**LATER, "what": ["sealed"]}],
        [{**LATER, "what": []}],
        [{**LATER, "rule": " "}],
        [{**LATER, "place": "Yangzhou"}],
        [{**LATER, "type": 1}],
        [{**LATER, "days": 1}],
        [LATER, {**LATER, "months": 1}],
    ],
)
def test_rules_that_are_wrong_are_refused(wrong: Any) -> None:
    with pytest.raises(BadRetention):
        Retention.read(wrong)


def test_entries_of_persons_without_a_filing_are_swept_when_they_are_old(refused: Desk) -> None:
    store = refused.store
    kept = store.keys("people/")
    store.create(f"people/{'0' * 64}/20261120T0400-3210-0000-0000-5", b"{}")
    assert Upkeep(store, lambda: NIGHT).sweep().markers >= 1
    assert store.keys("people/") == kept


def test_notes_that_an_event_names_outlive_the_sweep(desks: list[Desk], settings: Settings) -> None:
    asked = next(event for event in desks[2].events() if event.fields.get("note"))
    Upkeep(desks[2].store, lambda: NIGHT + 9 * DAY).sweep()
    assert notes.read(desks[2].store, settings.secret, asked.fields["note"]) is not None
    assert len(read_log(desks[2].store, parse(desks[2].number).serial)) == 4
