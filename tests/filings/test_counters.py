"""Counters: who they are, what only they may say, and what stands in the event of a filing that came from one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from documents import Stocked, document
from filings.contract import Contracts
from filings.counters import CHANNELS, BadCounters, Counter, Counters, counter_findings
from filings.errors import Refusal
from filings.intake import Intake
from filings.model import read_log
from filings.numbers import parse
from filings.origin import Origin
from filings.seal import Keys
from filings.settings import Settings

HALL = Counter("yangzhou-hall-1", "示例大厅1号窗口", "counter", ("3210",))
KIOSK = Counter("yangzhou-kiosk-1", "示例自助机", "self-service-machine", ("3210",))
HOSPITAL = Counter("sample-hospital", "示例医院医保办", "hospital-office", ("3210",), "示例医院", 2)
DESK = Counter("sample-desk", "示例电话坐席", "telephone", ("3210", "3201"))
CLERK = {"staff": "示例工号 001"}


def told(filing: Mapping[str, Any], counter: Counter | None) -> set[tuple[str, str]]:
    return {(finding.pointer, finding.rule) for finding in counter_findings(filing, counter, filing["insured_place"])}


def paper(filing: dict[str, Any], **said: object) -> dict[str, Any]:
    return filing | {"materials": [{"material": entry["material"], **said} for entry in filing["materials"]]}


@pytest.fixture
def worker(forms: Mapping[str, Any]) -> dict[str, Any]:
    return document(forms["3210"], "stationed-worker")


def test_a_persons_own_device_cannot_say_that_a_clerk_saw_a_paper(worker: dict[str, Any]) -> None:
    assert told(paper(worker, seen=True), None) == {("/materials/0/seen", "not-here")}
    assert told(paper(worker, later=True), None) == {("/materials/0/later", "not-here")}
    assert told(worker | {"clerk": CLERK}, None) == {("/clerk", "not-here")}


@pytest.mark.parametrize("counter", [HALL, HOSPITAL])
def test_a_clerk_who_has_the_paper_before_them_says_so_and_who_they_are(worker: dict[str, Any], counter: Counter) -> None:
    assert told(paper(worker, seen=True) | {"clerk": CLERK}, counter) == set()
    assert told(paper(worker, seen=True), counter) == {("/clerk/staff", "required")}
    assert told(paper(worker, later=True) | {"clerk": CLERK}, counter) == {("/materials/0/later", "not-here")}


def test_on_the_telephone_nobody_sees_a_paper(worker: dict[str, Any]) -> None:
    assert told(paper(worker, later=True) | {"clerk": CLERK}, DESK) == set()
    assert told(paper(worker, seen=True) | {"clerk": CLERK}, DESK) == {("/materials/0/seen", "not-here")}


def test_a_kiosk_has_no_clerk(worker: dict[str, Any]) -> None:
    assert told(worker, KIOSK) == set()
    assert told(paper(worker, seen=True) | {"clerk": CLERK}, KIOSK) == {("/materials/0/seen", "not-here"), ("/clerk", "not-here")}


def test_a_counter_files_for_the_places_that_it_serves(worker: dict[str, Any]) -> None:
    assert told(worker | {"insured_place": "4303", "clerk": CLERK}, HALL) == {("/insured_place", "not-this-counter")}


def test_a_hospital_refers_as_itself(forms: Mapping[str, Any]) -> None:
    filing = document(forms["3210"], "referred") | {"clerk": CLERK}
    assert told(filing | {"referral": {"institution": "示例医院", "level": 2}}, HOSPITAL) == set()
    other = {"institution": "另一家示例医院", "level": 3}
    pointers = {("/referral/institution", "own-hospital"), ("/referral/level", "own-hospital")}
    assert told(filing | {"referral": other}, HOSPITAL) == pointers


def test_the_event_says_from_which_counter_a_filing_came(
    settings: Settings, key_pair: tuple[dict[str, Any], dict[str, Any]], clock: datetime, worker: dict[str, Any]
) -> None:
    store = Stocked()
    intake = Intake(store, Contracts(settings.contracts), Keys({"CN": key_pair[0]}), settings.secret, lambda: clock)
    with pytest.raises(Refusal) as refused:
        intake.take("a-counters-own-key-1", paper(worker, seen=True) | {"clerk": CLERK})
    assert {finding.rule for finding in refused.value.findings} == {"not-here"}
    receipt = intake.take("a-counters-own-key-1", paper(worker, seen=True) | {"clerk": CLERK}, Origin(HALL))
    [event] = read_log(store, parse(receipt["number"]).serial)
    assert (event.fields["channel"], event.fields["counter"]) == ("counter", "yangzhou-hall-1")
    assert "示例工号" not in json.dumps(dict(event.fields), ensure_ascii=False)


def write(path: Path, *entries: Mapping[str, Any]) -> Path:
    path.write_text(json.dumps({"counters": entries}), "utf-8")
    return path


def entry(**changed: Any) -> dict[str, Any]:
    token = hashlib.sha256(b"a token of the tests").hexdigest()
    return {"id": "hall", "name": "示例", "channel": "counter", "places": ["3210"], "token_sha256": token, **changed}


def test_a_counter_is_known_by_its_token_alone(tmp_path: Path) -> None:
    counters = Counters.from_file(write(tmp_path / "counters.json", entry()))
    assert counters.known("a token of the tests") == Counter("hall", "示例", "counter", ("3210",))
    assert counters.known("a token of the test") is None


@pytest.mark.parametrize(
    "entries",
    [
        [entry(channel="national-platform")],
        [entry(places=[])],
        [entry(institution="示例医院", level=2)],
        [entry(channel="hospital-office")],
        [entry(), entry(id="another")],
        [{"id": "hall"}],
    ],
    ids=["no counter's channel", "no places", "a hospital at a counter", "no hospital", "one token twice", "half an entry"],
)
def test_a_wrong_file_of_counters_is_refused(tmp_path: Path, entries: list[dict[str, Any]]) -> None:
    with pytest.raises(BadCounters):
        Counters.from_file(write(tmp_path / "counters.json", *entries))


def test_every_channel_of_counters_is_in_the_vocabulary(content: Any) -> None:
    assert set(content.ids("channels")) >= CHANNELS
