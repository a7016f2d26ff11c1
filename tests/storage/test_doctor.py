"""The doctor passes a store that does what is relied on, and names what a bad one does not."""

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError  # type: ignore[import-untyped]
from botocore.stub import Stubber  # type: ignore[import-untyped]
from click.testing import CliRunner

from filings.cli import main
from filings.doctor import bucket as buckets
from filings.doctor import examining
from filings.doctor.bench import bench
from filings.doctor.examining import examine
from filings.doctor.proving import Failed, Report, Result, proved
from filings.doctor.verdict import PREFIX, StoreRefused, admitted, record
from filings.settings import Settings
from filings.stamps import stamped
from filings.storage import Storage
from filings.storage.client import client
from filings.storage.folder import FolderStorage
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from filings.web.app import create_app
from tampering import tampering
from weed import S3Address

FORMS = {
    "a field that was not signed", "a file that is too large", "a file that is too small", "a wrong signature", "another hash",
    "another key", "another type", "no hash", "no signature at all", "what comes too late",
}  # fmt: skip
ONCE = {
    "a key is created once",
    "of many who create one key, in two processes, one wins",
    "a taken key is told apart from trouble",
}
# Of each way of being bad, the checks that have to notice it.
FAULTS = {
    "overwrites": ONCE,
    "late": {"what was written is read and listed at once"},
    "backwards": {"a listing has every key once, whatever the page"},
    "short": {"a listing goes on after 1,000 keys"},
    "keeps": {"what is deleted is gone, and its key free"},
    "trusting": {"a wrong secret is refused"},
    "open": {f"a stranger cannot {what}" for what in ("read an object", "list", "write an object", "delete an object")},
    "forms": {f"an upload form refuses {what}" for what in FORMS},
    "clock": {"the store's clock is right"},
}


AT = "2026-11-22T10:00:00.000Z"


def outcomes(results: Iterator[Result] | tuple[Result, ...]) -> Mapping[str, str]:
    return {result.check: result.outcome for result in results}


def where(bucket: Bucket) -> str:
    return f"s3://{bucket.name}/{bucket.prefix}"


def test_a_bucket_that_does_what_is_relied_on_passes_and_is_left_as_it_was(bucket: Bucket, s3: S3Address) -> None:
    ObjectStorage.at(bucket).create("filings/x", b"")
    report = examine(where(bucket), s3.environ())
    assert [result for result in report.results if result.outcome == "failed"] == []
    assert set().union(*FAULTS.values()) <= {result.check for result in report.results}
    assert ObjectStorage.at(bucket).keys("") == ["filings/x"]


@pytest.mark.parametrize("fault", FAULTS)
def test_the_doctor_notices_what_a_bad_store_does_not_do(bucket: Bucket, s3: S3Address, fault: str) -> None:
    with tampering(fault, bucket) as endpoint, bench(where(bucket), s3.environ() | {"AWS_ENDPOINT_URL": endpoint}) as place:
        told = outcomes(proved((check, proof) for check, proof in examining.checks(place) if check in FAULTS[fault]))
    assert told == dict.fromkeys(FAULTS[fault], "failed")


def test_a_folder_that_does_what_is_relied_on_passes_and_is_left_as_it_was(tmp_path: Path) -> None:
    report = examine(f"folder:{tmp_path / 'store'}", {})
    assert set(outcomes(report.results).values()) == {"passed"}
    assert sorted(path.name for path in (tmp_path / "store").rglob("*")) == [".tmp"]


def test_a_folder_that_others_can_enter_fails(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with bench(f"folder:{tmp_path}", {}) as place:
        told = outcomes(proved(each for each in examining.checks(place) if each[0] == "only its owner can enter the folder"))
    assert set(told.values()) == {"failed"}


def test_a_store_that_does_not_answer_fails() -> None:
    environ = {"AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    assert not examine("s3://nobody-there", environ).passed


def test_what_an_examination_that_was_cut_off_left_behind_is_removed(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    old, young = (stamped(now - timedelta(minutes=minutes), "0123abcd") for minutes in (90, 30))
    with bench(f"folder:{tmp_path}", {}) as place:
        for name in (old, young):
            place.store.create(f"doctor/{name}/x", b"")
        record(place.store, Report("", AT, ()))
        assert examining.cleared(place, now).endswith("and 1 of an examination that was cut off")
        assert [key for key in place.store.keys("doctor/") if not key.startswith(PREFIX)] == [f"doctor/{young}/x"]


@pytest.mark.parametrize(
    ("codes", "outcome"),
    [
        ([409, 412], "412 PreconditionFailed"),
        ([409, 409, 200], "created"),
        ([409] * 5, "409 ConditionalRequestConflict"),
        ([412], "412 PreconditionFailed"),
        ([200], "created"),
    ],
)
def test_a_conflict_with_a_write_under_way_is_tried_again_and_never_taken_for_a_write(codes: list[int], outcome: str) -> None:
    names = {409: "ConditionalRequestConflict", 412: "PreconditionFailed"}
    s3 = client(Bucket("conflict", access_key="a", secret_key="b"))
    with Stubber(s3) as stubbed:
        for code in codes:
            if code == 200:
                stubbed.add_response("put_object", {}, {"Bucket": "conflict", "Key": "x", "Body": b"x", "IfNoneMatch": "*"})
            else:
                stubbed.add_client_error("put_object", names[code], http_status_code=code)
        assert buckets.put_new(s3, "conflict", "x", b"x") == outcome
        stubbed.assert_no_pending_responses()


def test_any_other_refusal_of_a_write_is_no_lost_race() -> None:
    s3 = client(Bucket("conflict", access_key="a", secret_key="b"))
    with Stubber(s3) as stubbed:
        stubbed.add_client_error("put_object", "SlowDown", http_status_code=503)
        with pytest.raises(ClientError):
            buckets.put_new(s3, "conflict", "x", b"x")


def fails() -> str:
    raise Failed("it does not")


def works() -> str:
    return "it does"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Run the command over a folder with a few checks in the place of the real ones; return exit code and output."""

    def run(*proofs: Any, options: tuple[str, ...] = ()) -> tuple[int, str]:
        monkeypatch.setattr(examining, "checks", lambda _: ((f"check {i}", proof) for i, proof in enumerate(proofs)))
        done = CliRunner().invoke(main, ["doctor", "--store", f"folder:{tmp_path}", *options])
        return done.exit_code, done.stdout

    return run


def test_the_table_names_each_check_with_what_was_seen(asked: Any) -> None:
    code, told = asked(works, fails)
    assert code == 1
    assert told.splitlines()[:2] == ["passed  check 0                 it does", "FAILED  check 1                 it does not"]


def test_the_report_is_also_told_as_json(asked: Any) -> None:
    code, told = asked(works, options=("--json",))
    assert code == 0
    assert json.loads(told)["results"][0] == {"check": "check 0", "outcome": "passed", "seen": "it does"}


def test_a_verdict_takes_the_place_of_the_one_before_and_says_what_was_seen(asked: Any, tmp_path: Path) -> None:
    store = FolderStorage(tmp_path)
    asked(fails)
    asked(works)
    [key] = store.keys("doctor/")
    assert key.startswith(PREFIX)
    assert key.endswith(".passed")
    assert json.loads(store.read(key))["results"][0]["seen"] == "it does"


def test_a_look_without_a_record_leaves_the_verdict_as_it_was(asked: Any, tmp_path: Path) -> None:
    asked(fails, options=("--no-record",))
    assert FolderStorage(tmp_path).keys("doctor/") == []


def verdict(*, passed: bool) -> Report:
    return Report("", AT if passed else "2026-11-22T09:00:00.000Z", (Result("x", "passed" if passed else "failed", ""),))


def test_doors_refuse_a_store_that_failed(settings: Settings, tmp_path: Path) -> None:
    address = f"folder:{tmp_path}"
    record(FolderStorage(tmp_path), verdict(passed=False))
    with pytest.raises(StoreRefused, match="run `beian doctor --store"):
        create_app(settings_over(settings, address), {})


def settings_over(settings: Settings, address: str) -> Settings:
    return replace(settings, store=address)


def test_doors_serve_a_store_that_failed_and_then_passed(settings: Settings, tmp_path: Path) -> None:
    for passed in (False, True):
        record(FolderStorage(tmp_path), verdict(passed=passed))
    assert create_app(settings_over(settings, f"folder:{tmp_path}"), {})


def test_a_verdict_that_failed_counts_also_beside_one_that_passed(store: Storage) -> None:
    record(store, verdict(passed=True))
    store.create(f"{PREFIX}20261122T080000000000.failed", b"{}")
    with pytest.raises(StoreRefused):
        admitted(store, "folder:x")


def test_a_store_that_nobody_examined_is_served_with_a_warning(store: Storage, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert admitted(store, "folder:x") is store
    assert "nobody has examined the store yet" in caplog.text


def test_a_store_that_passed_is_served_without_a_word(store: Storage, caplog: pytest.LogCaptureFixture) -> None:
    record(store, verdict(passed=True))
    with caplog.at_level(logging.WARNING):
        admitted(store, "folder:x")
    assert caplog.text == ""


def test_a_store_that_does_not_tell_its_verdict_is_served_with_a_warning(
    bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = ObjectStorage.at(replace(bucket, secret_key="wrong"))
    with caplog.at_level(logging.WARNING):
        assert admitted(stranger, "s3://x") is stranger
    assert "could not be asked" in caplog.text


def test_beian_serve_refuses_a_store_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(FolderStorage(tmp_path / "store"), verdict(passed=False))
    monkeypatch.setenv("BEIAN_STORE", f"folder:{tmp_path / 'store'}")
    done = CliRunner().invoke(main, ["serve", "--port", "1", "--data", str(tmp_path)])
    assert done.exit_code == 1
    assert "is not served: run `beian doctor" in done.output
