"""An auditor takes a filing out over HTTP; nobody else does, and every time is in the audit log."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask

from deskwork import AUDITOR, ELSEWHERE, OFFICER, signed_in
from documents import document
from filings.proof.exported import verify_export
from filings.proof.reading import FolderReader
from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from storehouse import NIGHT, PUBLIC


def filed(app: Flask, forms: dict[str, Any]) -> str:
    """File something in Yangzhou; return its number."""
    headers = {"Idempotency-Key": "a-filing-for-an-auditor"}
    answer = app.test_client().post("/v1/filings", json=document(forms["3210"], "other-temporary"), headers=headers)
    return str(answer.json["number"])  # type: ignore[index]


def test_an_auditor_takes_a_filing_out_and_it_verifies(
    app: Flask, settings: Settings, store: MemoryStorage, forms: dict[str, Any], tmp_path: Path
) -> None:
    number = filed(app, forms)
    answer = signed_in(app, settings, AUDITOR).get(f"/v1/desk/filings/{number}/proof")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{number}.zip"'
    zipfile.ZipFile(BytesIO(answer.data)).extractall(tmp_path)
    report = verify_export(FolderReader(tmp_path / number), PUBLIC, NIGHT)
    assert (report.misfits, report.counts["uncovered"]) == ((), 1)
    [entry] = [json.loads(store.read(key)) for key in store.keys("audit/3210/")]
    assert (entry["act"], entry["number"], entry["officer"]["id"]) == ("exported", number, AUDITOR.id)


def test_nobody_but_an_auditor_of_the_place_takes_anything_out(app: Flask, settings: Settings, forms: dict[str, Any]) -> None:
    address = f"/v1/desk/filings/{filed(app, forms)}/proof"
    assert app.test_client().get(address).status_code == 401
    assert signed_in(app, settings, OFFICER).get(address).status_code == 403
    assert signed_in(app, settings, ELSEWHERE).get(address).status_code == 403
    assert signed_in(app, settings, AUDITOR).get("/v1/desk/filings/3210-0000-0000-5/proof").status_code == 404
