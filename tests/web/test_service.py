"""`beian serve` as a user runs it: every accepted example over real HTTP, and again after a restart."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from click.testing import CliRunner

from documents import SAMPLE
from filings.cli import main
from running import START_SECONDS, Service, free_port

ACCEPTED = sorted((Path(__file__).parents[2] / "schemas/registration/examples/accepted").glob("*.json"))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A service of this module's own, because it is restarted."""
    service = Service(free_port(), tmp_path_factory.mktemp("data"))
    service.start()
    yield service
    service.stop()


def upload(service: Service, path: Path) -> None:
    """Put the sample file where its uploads would have put it."""
    for paper in json.loads(path.read_bytes())["materials"]:
        for file in paper["files"]:
            place = service.data / "store/quarantine+" / file["upload"]
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(SAMPLE.read_bytes())


def post(service: Service, path: Path) -> bytes:
    upload(service, path)
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"curl-{path.stem}"[:64].ljust(16, "-")}
    with urlopen(Request(f"{service.url}/v1/filings", path.read_bytes(), headers), timeout=30) as answer:
        assert answer.status == 201
        return bytes(answer.read())


def status(service: Service, receipt: bytes) -> dict[str, Any]:
    filed = json.loads(receipt)
    request = Request(f"{service.url}/v1/filings/{filed['number']}", headers={"Lookup-Code": filed["lookup_code"]})
    with urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))


def test_every_accepted_example_is_filed_once_answered_at_once_and_kept_over_a_restart(own: Service) -> None:
    receipts = {path: post(own, path) for path in ACCEPTED}
    assert len({json.loads(receipt)["number"] for receipt in receipts.values()}) == len(ACCEPTED)
    before = {path: status(own, receipt) for path, receipt in receipts.items()}
    assert {answer["status"] for answer in before.values()} == {"submitted"}
    own.stop()
    own.start()
    assert {path: status(own, receipt) for path, receipt in receipts.items()} == before
    assert {path: post(own, path) for path in ACCEPTED} == receipts


def test_the_service_serves_the_contract_that_it_enforces(own: Service) -> None:
    with urlopen(f"{own.url}/contracts/3210.json", timeout=30) as answer:
        assert json.load(answer)["x-place"] == "3210"


def test_a_second_service_does_not_share_the_port(own: Service, tmp_path: Path) -> None:
    port = str(own.port)
    answer = CliRunner().invoke(main, ["serve", "--port", port, "--data", str(tmp_path)])
    assert (answer.exit_code, f"port {port} is taken" in answer.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_is_killed_is_replaced_and_takes_no_other_with_it(own: Service) -> None:
    killed = own.workers_alive()[0]
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + START_SECONDS
    # What had queued up at the dead one is lost, and asked again.
    while killed in own.workers_alive() or len(own.workers_alive()) < own.workers or not own.answers():
        assert own.process is not None
        assert own.process.poll() is None, "the whole service has ended"
        assert time.monotonic() < deadline
        time.sleep(0.1)
