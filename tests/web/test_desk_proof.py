"""An auditor takes a filing out over HTTP; nobody else does, and every time is in the audit log."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from deskwork import AUDITOR, ELSEWHERE, OFFICER
from documents import document
from filings.officers import Officer
from filings.proof.exported import verify_export
from filings.proof.reading import FolderReader
from filings.storage.memory import MemoryStorage
from storehouse import NIGHT, PUBLIC

AsOfficer = Callable[[Officer], FlaskClient]


def filed(app: Flask, forms: dict[str, Any]) -> str:
    """File something in Yangzhou; return its number."""
    headers = {"Idempotency-Key": "a-filing-for-an-auditor"}
    answer = app.test_client().post("/v1/filings", json=document(forms["3210"], "other-temporary"), headers=headers)
    return str(answer.json["number"])  # type: ignore[index]


def test_an_auditor_takes_a_filing_out_and_it_verifies(
    desk_app: Flask, as_officer: AsOfficer, store: MemoryStorage, forms: dict[str, Any], tmp_path: Path
) -> None:
    number = filed(desk_app, forms)
    answer = as_officer(AUDITOR).get(f"/v1/desk/filings/{number}/proof")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.zip"'
    zipfile.ZipFile(BytesIO(answer.data)).extractall(tmp_path)
    report = verify_export(FolderReader(tmp_path / number), PUBLIC, NIGHT)
    assert (report.misfits, report.counts["uncovered"]) == ((), 1)
    [entry] = [json.loads(store.read(key)) for key in store.keys("audit/3210/")]
    assert (entry["act"], entry["number"], entry["officer"]["id"]) == ("exported", number, AUDITOR.id)


def test_nobody_but_an_auditor_of_the_place_takes_any_out(desk_app: Flask, as_officer: AsOfficer, forms: dict[str, Any]) -> None:
    address = f"/v1/desk/filings/{filed(desk_app, forms)}/proof"
    assert desk_app.test_client().get(address).status_code == 401
    assert as_officer(OFFICER).get(address).status_code == 403
    assert as_officer(ELSEWHERE).get(address).status_code == 403
    assert as_officer(AUDITOR).get("/v1/desk/filings/3210-0000-0000-5/proof").status_code == 404
