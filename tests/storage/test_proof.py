"""Closing, verifying and exporting over every store, the real S3 server among them, whose listings go folder by folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from filings.desk import audit
from filings.numbers import parse
from filings.proof.export import export
from filings.proof.ledger import close, events_of
from filings.settings import Settings
from filings.storage import Storage
from filings.web.app import create_app
from storehouse import LI, SIGNING, checked

EXAMPLE = Path(__file__).parents[2] / "schemas/registration/examples/accepted/yangzhou-letter-self.json"


def test_filings_are_closed_verified_and_exported_over_every_store(settings: Settings, store: Storage) -> None:
    client = create_app(settings, {}, store=store).test_client()
    numbers = []
    for i in range(3):
        headers = {"Idempotency-Key": f"proved-over-every-store-{i}"}
        answer = client.post("/v1/filings", data=EXAMPLE.read_bytes(), content_type="application/json", headers=headers)
        numbers.append(parse(answer.get_json()["number"]))
    now = datetime.now(UTC)
    audit.note(store, LI, "signed-in", now)
    audit.note(store, LI, "opened", now, place="3210", number=str(numbers[0]))
    tomorrow = now + timedelta(days=2)
    closed = close(store, SIGNING, tomorrow)
    assert closed.left_out == ()
    named = [event for day in closed.days for event in events_of(store, day)]
    assert sorted(named) == sorted((number.serial, 1) for number in numbers)
    report = checked(store, tomorrow, closed.head[1])
    assert (report.misfits, report.counts["uncovered"], report.counts["audit"]) == ((), 0, 2)
    assert sum(file.path.endswith(".jws") for file in export(store, numbers[0])) == 1
