"""The whole way of a filing over every store, the real S3 server among them."""

from pathlib import Path

from filings.settings import Settings
from filings.storage import Storage
from filings.waiting import parse
from filings.web.app import create_app

EXAMPLE = Path(__file__).parents[2] / "schemas/registration/examples/accepted/yangzhou-letter-self.json"
HEADERS = {"Idempotency-Key": "over-every-store-1"}


def test_a_filing_is_taken_once_and_answered_for(settings: Settings, store: Storage) -> None:
    client = create_app(settings, {}, store=store).test_client()
    first, again = (
        client.post("/v1/filings", data=EXAMPLE.read_bytes(), content_type="application/json", headers=HEADERS) for _ in range(2)
    )
    assert (first.status_code, again.data) == (201, first.data)
    receipt = first.get_json()
    found = client.get(f"/v1/filings/{receipt['number']}", headers={"Lookup-Code": receipt["lookup_code"]})
    assert found.get_json()["events"] == [{"event": "submitted", "status": "submitted", "at": receipt["received_at"]}]
    [marker] = store.keys("waiting/")
    assert parse(marker).number == receipt["number"]
