"""The audit log is read by the auditors of its place, page by page, and reading it is noted in it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest
from flask import Flask

from deskwork import AUDITOR, OFFICER, YANGZHOU, signed_in
from filings.desk import audit
from filings.officers import ROLES
from filings.settings import Settings
from filings.storage import KeyTaken
from filings.storage.memory import MemoryStorage
from filings.web.app import create_app
from running import ROOT

# Half past midnight on 21 November in China, still the day before in UTC.
NIGHT = datetime(2026, 11, 20, 16, 30, 1, 234_000, UTC)
DAY = "2026-11-21"


@pytest.fixture
def app(desk_settings: Settings, store: MemoryStorage) -> Flask:
    return create_app(desk_settings, {}, store=store, now=lambda: NIGHT)


def read(app: Flask, settings: Settings, **query: str) -> Any:
    answer = signed_in(app, settings, AUDITOR, NIGHT).get("/v1/desk/audit", query_string={"place": YANGZHOU} | query)
    return json.loads(answer.data)


def test_an_entry_stands_under_its_place_and_its_day_in_china(store: MemoryStorage) -> None:
    key = audit.note(store, OFFICER, "opened", NIGHT, place=YANGZHOU, number="3210-0000-0000-G", after="x")
    assert key.startswith(f"audit/{YANGZHOU}/{DAY}/003001234-")
    assert json.loads(store.read(key)) == {
        "at": "2026-11-20T16:30:01.234Z",
        "act": "opened",
        "officer": OFFICER.signed(),
        "place": YANGZHOU,
        "number": "3210-0000-0000-G",
        "after": "x",
    }


def test_what_concerns_no_place_stands_under_none(store: MemoryStorage) -> None:
    assert audit.note(store, OFFICER, "signed-in", NIGHT).startswith(f"audit/-/{DAY}/")


def test_two_entries_of_one_moment_are_two(store: MemoryStorage, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["00000000", "00000000", "11111111"])
    monkeypatch.setattr("filings.desk.audit.secrets.token_hex", lambda size: next(drawn))
    keys = [audit.note(store, OFFICER, "opened", NIGHT, place=YANGZHOU) for _ in range(2)]
    assert [key[-13:-5] for key in keys] == ["00000000", "11111111"]


def test_what_cannot_be_noted_is_not_shown(app: Flask, desk_settings: Settings, store: MemoryStorage) -> None:
    client = signed_in(app, desk_settings, AUDITOR, NIGHT)

    def full(key: str, body: bytes) -> None:
        raise OSError("the disk is full")

    store.create = full  # type: ignore[method-assign]
    assert client.get(f"/v1/desk/audit?place={YANGZHOU}").status_code == 500


def test_an_auditor_reads_a_day_of_their_place_and_that_is_noted(
    app: Flask, desk_settings: Settings, store: MemoryStorage
) -> None:
    audit.note(store, OFFICER, "opened", NIGHT - timedelta(seconds=1), place=YANGZHOU)
    audit.note(store, OFFICER, "opened", NIGHT - timedelta(hours=1), place=YANGZHOU)
    audit.note(store, OFFICER, "opened", NIGHT, place="3201")
    told = read(app, desk_settings)
    assert (told["place"], told["day"], told["next"]) == (YANGZHOU, DAY, None)
    assert [(entry["act"], entry["officer"]["id"]) for entry in told["entries"]] == [
        ("opened", OFFICER.id),
        ("audited", AUDITOR.id),
    ]
    earlier = read(app, desk_settings, day="2026-11-20")
    assert [entry["act"] for entry in earlier["entries"]] == ["opened"]
    # Three by now, all of this very moment: which day each was about is noted too.
    about = [entry["day"] for entry in read(app, desk_settings)["entries"] if entry["act"] == "audited"]
    assert sorted(about) == ["2026-11-20", DAY, DAY]


def test_a_long_day_is_read_page_by_page(app: Flask, desk_settings: Settings, store: MemoryStorage) -> None:
    for second in range(audit.PAGE + 20):
        audit.note(store, OFFICER, "opened", NIGHT - timedelta(seconds=second + 1, hours=1), place=YANGZHOU)
    first = read(app, desk_settings, day="2026-11-20")
    rest = read(app, desk_settings, day="2026-11-20", after=first["next"])
    moments = [entry["at"] for entry in first["entries"] + rest["entries"]]
    assert (len(first["entries"]), len(moments), rest["next"]) == (audit.PAGE, audit.PAGE + 20, None)
    assert moments == sorted(moments)


@pytest.mark.parametrize("query", [{"day": "yesterday"}, {"day": "2026-02-30"}, {"after": "../x"}, {"after": "x" * 300}])
def test_what_is_no_day_and_no_entry_is_not_found(app: Flask, desk_settings: Settings, query: dict[str, str]) -> None:
    assert read(app, desk_settings, **query)["code"] == "not-found"


def test_an_entry_is_never_written_over(store: MemoryStorage) -> None:
    key = audit.note(store, OFFICER, "opened", NIGHT, place=YANGZHOU)
    with pytest.raises(KeyTaken):
        store.create(key, b"{}")


@pytest.mark.parametrize("language", ["zh-Hans", "en", "ko", "ru"])
def test_every_entry_and_everything_that_can_be_refused_has_words(language: str) -> None:
    catalogue = (ROOT / f"content/locales/{language}/desk.po").read_text("utf-8")
    acts = {act for allowed in ROLES.values() for act in allowed}
    wanted = [f"act.{act}" for act in get_args(audit.Act)] + [f"what.{act}" for act in (*acts, "sign-in")]
    assert [name for name in sorted(wanted) if f'msgid "desk-audit.{name}"' not in catalogue] == []


def test_the_published_shapes_name_every_act_and_every_entry() -> None:
    session, log = (json.loads((ROOT / f"schemas/api/desk-{name}.json").read_text("utf-8")) for name in ("session", "audit"))
    officer = session["$defs"]["officer"]["properties"]
    assert set(officer["acts"]["items"]["enum"]) == {act for allowed in ROLES.values() for act in allowed}
    assert set(officer["roles"]["items"]["enum"]) == set(ROLES)
    assert set(log["$defs"]["entry"]["properties"]["act"]["enum"]) == set(get_args(audit.Act))
