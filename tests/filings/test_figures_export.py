"""Filings that are taken out: what stands in which column, and that a spreadsheet does nothing but show it."""

import csv
import io
import json
import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from deskwork import CHANGCHUN, ELSEWHERE, OFFICER, SUPERVISOR, YANGZHOU
from documents import document
from filings.cli import main
from filings.desk.opened import Opening
from filings.figures import agency, facts
from filings.figures.agency import SAMPLE, BadCodes, Codes, insured_region
from filings.figures.daily import aggregate
from filings.figures.export import TABLES, Export
from filings.figures.report import Period
from filings.figures.sheets import csv_of, parquet_of
from filings.intake import Intake
from filings.lookup import Lookup
from filings.model import read_log
from filings.numbers import parse
from filings.officers import Officer
from filings.proof.ledger import close, events_of
from filings.proof.records import closed_days
from filings.proof.signing import SigningKey
from filings.seal import Keys
from filings.settings import Settings
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from officer import decide
from papers import with_files
from running import ROOT

NewIntake = Callable[..., Intake]
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30))
EVIL = ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "＝1", "＋1"]


def read_csv(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def counted(store: Any, now: datetime) -> None:
    """Close the days until `now` and count them."""
    close(store, SigningKey.make(), now)
    aggregate(store, list(closed_days(store)), events_of)


@pytest.fixture
def agent_filing(forms: dict[str, Any]) -> dict[str, Any]:
    filing = document(forms[YANGZHOU], "long-term-resident", treatments=2, agent=True)
    filing["contact"]["address"] = "=HYPERLINK(1)"
    return filing


@pytest.fixture
def taken(
    store: MemoryStorage, new_intake: NewIntake, agent_filing: dict[str, Any], filing: dict[str, Any], clock: datetime
) -> str:
    """Two filings, one of them approved; the number of that one."""
    intake = new_intake(store)
    number: str = intake.take("an-approved-filing-1", with_files(store, agent_filing, clock))["number"]
    intake.take("one-that-still-waits", with_files(store, filing, clock))
    decide(store, number, "correction-requested", clock + timedelta(hours=1), asked=[], by="2026-12-01")
    decide(store, number, "corrected", clock + timedelta(hours=5), review=True)
    decide(store, number, "approved", clock + timedelta(hours=26, minutes=30))
    counted(store, clock + timedelta(days=3))
    return number


@pytest.fixture
def opening(store: MemoryStorage, lookup: Lookup, key_pair: tuple[dict[str, Any], dict[str, Any]]) -> Opening:
    return Opening(replace(lookup, store=store), Keys({"CN": key_pair[1]}))


@pytest.fixture
def codes(folder: Path) -> Codes:
    return Codes.from_files(folder / "codes.json", ROOT / "docs/agency-codes.sample.json")


def test_a_filing_has_one_row_of_clear_facts(store: MemoryStorage, taken: str, codes: Codes) -> None:
    sheet = Export(store, codes).take(YANGZHOU, NOVEMBER, "filings", "csv")
    rows = read_csv(sheet.content)
    assert (sheet.name, sheet.rows, len(rows)) == ("filings-3210-2026-11-01-2026-11-30.csv", 2, 2)
    row = next(row for row in rows if row["number"] == taken)
    told = {
        "type": "long-term-resident",
        "channel": "place-online",
        "identity": "declared",
        "treatments": "2",
        "status": "approved",
        "in_force": "1",
        "decision": "approved",
        "decided_by": "officer",
        "hours": "26",
        "corrections": "1",
        "events": "4",
    }
    assert {name: row[name] for name in told} == told
    other = next(row for row in rows if row["number"] != taken)
    assert (other["status"], other["decision"], other["hours"], other["in_force"]) == ("submitted", "", "", "0")


def test_no_fact_of_the_person_is_among_the_clear_ones(store: MemoryStorage, taken: str, agent_filing: Any, codes: Codes) -> None:
    text = Export(store, codes).take(YANGZHOU, NOVEMBER, "filings", "csv").content.decode()
    insured, phone = agent_filing["insured"], agent_filing["contact"]["phone"]
    assert not [typed for typed in (insured["name"], insured["document"]["number"], phone) if typed in text]


def test_every_place_of_treatment_of_an_approved_filing_has_a_row_of_the_agencies_table(
    store: MemoryStorage, taken: str, agent_filing: dict[str, Any], codes: Codes, opening: Opening
) -> None:
    sheet = Export(store, codes, opening.document).take(YANGZHOU, NOVEMBER, "out_appy_d", "csv")
    one, other = read_csv(sheet.content)
    first, second = agent_filing["treatments"]
    assert sheet.name == "out_appy_d-3210-2026-11-01-2026-11-30-sample-codes.csv"
    assert one == dict.fromkeys(agency.COLUMNS, "") | {
        "trt_dcla_detl_sn": taken,
        "insutype": "310",
        "dcla_souc": "03",
        "psn_cert_type": "01",
        "certno": "32100219600229001X",
        "psn_name": "张三",
        "gend": "1",
        "brdy": "1960-02-29",
        "tel": "13800000000",
        "insu_admdvs": "321000",
        "rloc_admdvs": first["place"].ljust(6, "0"),
        "rloc_coty_type": "S1",
        "out_onln_way": "S1",
        "rloc_rea": "S2",
        "resout_addr": "'=HYPERLINK(1)",
        "memo": SAMPLE,
        "agnter_name": "李四",
        "agnter_cert_type": "01",
        "agnter_certno": "321002198505050025",
        "agnter_tel": "13900000000",
        "agnter_rlts": "2",
        "begndate": "2026-11-20",
        "out_fil_upld_stas": "S0",
        "att_cnt": str(len(agent_filing["materials"])),
        "vali_flag": "1",
        "rchk_flag": "S1",
    }
    assert (other["trt_dcla_detl_sn"], other["rloc_admdvs"]) == (f"{taken}-2", second["place"].ljust(6, "0"))


def test_what_has_no_code_stays_empty(store: MemoryStorage, taken: str, folder: Path, opening: Opening) -> None:
    none = Codes.from_files(folder / "codes.json", None)
    for row in read_csv(Export(store, none, opening.document).take(YANGZHOU, NOVEMBER, "out_appy_d", "csv").content):
        assert {row[name] for name in ("rloc_rea", "rloc_coty_type", "out_onln_way", "rchk_flag", "memo")} == {""}


def test_an_erased_filing_is_counted_as_left_out(store: MemoryStorage, taken: str, codes: Codes, opening: Opening) -> None:
    store.delete(read_log(store, parse(taken).serial)[0].fields["content_key"])
    sheet = Export(store, codes, opening.document).take(YANGZHOU, NOVEMBER, "out_appy_d", "csv")
    assert (sheet.rows, sheet.left_out) == (0, 1)
    assert sheet.name.endswith("-sample-codes-without-1.csv")


@pytest.fixture
def export(store: MemoryStorage, codes: Codes, opening: Opening) -> Export:
    return Export(store, codes, opening.document)


KINDS = {"text": "VARCHAR", "number": "BIGINT", "yes-no": "BOOLEAN", "date": "DATE", "time": "TIMESTAMP WITH TIME ZONE"}


@pytest.mark.parametrize("table", TABLES)
def test_parquet_says_the_same_as_csv(export: Export, taken: str, table: Any, tmp_path: Path) -> None:
    path, kinds = tmp_path / "rows.parquet", TABLES[table]
    path.write_bytes(export.take(YANGZHOU, NOVEMBER, table, "parquet").content)
    rows = read_csv(export.take(YANGZHOU, NOVEMBER, table, "csv").content)
    read = duckdb.read_parquet(str(path))
    assert dict(zip(read.columns, map(str, read.types), strict=True)) == {name: KINDS[kind] for name, kind in kinds.items()}
    same = [name for name, kind in kinds.items() if kind in {"text", "number", "date"}]
    values = read.project(", ".join(f'CAST("{name}" AS VARCHAR)' for name in same)).fetchall()
    assert values == [tuple(row[name].removeprefix("'") or None for name in same) for row in rows]


TEXTS = st.one_of(st.none(), st.text(), st.tuples(st.sampled_from(EVIL), st.text()).map("".join))


@given(st.lists(TEXTS))
def test_no_cell_of_a_csv_begins_as_a_formula_and_all_are_read_back(texts: list[str | None]) -> None:
    body = csv_of({"name": "text", "place": "text"}, [{"name": text, "place": "x"} for text in texts])
    assert body.startswith(b"\xef\xbb\xbf")
    rows = read_csv(body)
    assert not [row for row in rows if row["name"][:1] in set("=+-@\t\r\n＝＋－＠")]
    assert [row["name"] for row in rows] in (
        [text or "" for text in texts],
        [f"'{text}" if text and text[0] in "=+-@\t\r\n＝＋－＠" else text or "" for text in texts],
    )


def test_parquet_of_nothing_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "none.parquet").write_bytes(parquet_of(facts.COLUMNS, []))
    assert duckdb.read_parquet(str(tmp_path / "none.parquet")).columns == list(facts.COLUMNS)


@pytest.mark.parametrize(("place", "region"), [("3210", "321000"), ("11", "119900"), ("6601", "660100"), ("429004", "429004")])
def test_an_insured_place_is_written_as_a_region_of_medical_insurance(place: str, region: str) -> None:
    assert insured_region(place) == region


@pytest.mark.parametrize("wrong", ["[]", '{"rloc_reason": {}}', '{"rloc_rea": ["02"]}', '{"rloc_rea": {"referred": 6}}', "no"])
def test_a_file_of_codes_that_is_none_is_refused(wrong: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "codes.json").write_text(wrong)
    with pytest.raises(BadCodes):
        Codes.from_files(folder / "codes.json", tmp_path / "codes.json")


def test_every_column_is_documented() -> None:
    text = (ROOT / "docs/export.md").read_text("utf-8")
    assert [name for table in TABLES.values() for name in table if f"| `{name}` |" not in text] == []


def test_the_sample_of_codes_has_one_for_every_kind_that_can_be_filed(codes: Codes, forms: dict[str, Any]) -> None:
    kinds = {offered["kind"] for form in forms.values() for offered in form["types"]}
    assert kinds <= codes.own["rloc_rea"].keys()


# --- through the door


def test_what_a_supervisor_takes_out_is_noted_before(
    as_officer: Callable[[Officer], FlaskClient], store: MemoryStorage, taken: str, agent_filing: dict[str, Any]
) -> None:
    asked = f"/v1/desk/export?place={YANGZHOU}&from=2026-11-01&until=2026-11-30&table=out_appy_d"
    answer = as_officer(SUPERVISOR).get(asked)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="out_appy_d-3210-2026-11-01-2026-11-30.csv"'
    assert {row["psn_name"] for row in read_csv(answer.data)} == {agent_filing["insured"]["name"]}
    [entry] = [json.loads(store.read(key)) for key in store.keys(f"audit/{YANGZHOU}/")]
    assert (entry["act"], entry["officer"]["id"], entry["table"]) == ("exported", SUPERVISOR.id, "out_appy_d")
    assert "张三" not in json.dumps(entry, ensure_ascii=False)
    assert as_officer(SUPERVISOR).get(asked + "&format=parquet").data.startswith(b"PAR1")


@pytest.mark.parametrize("who", [OFFICER, ELSEWHERE])
def test_nobody_takes_out_what_role_and_place_do_not_allow(as_officer: Callable[[Officer], FlaskClient], who: Officer) -> None:
    assert as_officer(who).get(f"/v1/desk/export?place={YANGZHOU}").status_code == 403


@pytest.mark.parametrize(("query", "pointer"), [("table=all", "/table"), ("format=xls", "/format"), ("from=x", "/from")])
def test_what_cannot_be_taken_out_is_named(as_officer: Callable[[Officer], FlaskClient], query: str, pointer: str) -> None:
    answer = as_officer(SUPERVISOR).get(f"/v1/desk/export?place={YANGZHOU}&{query}")
    assert [finding["pointer"] for finding in json.loads(answer.data)["findings"]] == [pointer]


def test_the_desk_is_told_its_own_places_figures_only(
    as_officer: Callable[[Officer], FlaskClient], store: MemoryStorage, taken: str
) -> None:
    answer = as_officer(OFFICER).get(f"/v1/desk/figures?place={YANGZHOU}&from=2026-11-01&until=2026-11-30")
    told = json.loads(answer.data)
    assert (told["filed"]["total"], told["decided"]["total"], told["decided"]["returned"]) == (2, 1, 1)
    assert told["times"]["all"] == {"count": 1, "median": 26, "p90": 26}
    assert told["sample"] is False
    assert as_officer(OFFICER).get(f"/v1/desk/figures?place={CHANGCHUN}").status_code == 403


def test_what_is_published_is_for_everybody_and_may_be_kept_for_an_hour(as_officer: Any, desk_app: Any) -> None:
    answer = desk_app.test_client().get(f"/v1/figures/{YANGZHOU}")
    assert json.loads(answer.data) == {"place": YANGZHOU, "small": 5, "sample": False, "months": []}
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert desk_app.test_client().get("/v1/figures/9999").status_code == 404


# --- by command


@pytest.fixture
def environ(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a command over a folder needs, and nothing else."""
    for name in [name for name in os.environ if name.startswith("BEIAN_")]:
        monkeypatch.delenv(name)
    store = {"BEIAN_STORE": f"folder:{tmp_path / 'store'}", "BEIAN_SECRET": settings.secret.hex()}
    return store | {"BEIAN_CONTRACTS": str(settings.contracts), "BEIAN_KEYS": str(settings.keys)}


def test_the_commands_count_and_write_over_no_file(
    environ: dict[str, str], tmp_path: Path, new_intake: NewIntake, filing: dict[str, Any], desk_settings: Settings
) -> None:
    store, at = FolderStorage(tmp_path / "store"), datetime.now(UTC) - timedelta(days=3)
    intake = new_intake(store, lambda: at)
    number = intake.take("a-filing-by-command", with_files(store, deepcopy(filing), at))["number"]
    decide(store, number, "approved", at + timedelta(hours=1))
    close(store, SigningKey.make(), datetime.now(UTC))
    run, out = CliRunner(env=environ), tmp_path / "out.csv"
    assert run.invoke(main, ["figures"]).stdout.startswith("counted ")
    assert run.invoke(main, ["figures"]).stdout == "counted 0 days, published 0 months\n"
    asked = ["export", "--place", YANGZHOU, "--to", str(out)]
    assert run.invoke(main, asked).exit_code == 0
    assert [row["number"] for row in read_csv(out.read_bytes())] == [number]
    assert "there already" in run.invoke(main, asked).output
    sealed = [*asked[:-1], str(tmp_path / "agency.csv"), "--table", "out_appy_d"]
    assert "holds no key" in run.invoke(main, sealed).output
    assert run.invoke(main, sealed, env={"BEIAN_PRIVATE_KEYS": str(desk_settings.private_keys)}).output.startswith("wrote 1 rows")
    assert (tmp_path / "agency.csv").stat().st_mode & 0o777 == 0o600
