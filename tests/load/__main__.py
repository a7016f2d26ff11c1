"""`make load`: people read, ask and file all at once; the service is `beian serve` over a real S3 store, all on loopback."""

import json
import os
import platform
import subprocess
import sys
import tempfile
import uuid
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

from filings.storage.client import make_bucket
from filings.storage.opening import Bucket
from load import material, report
from running import ROOT, Service, free_port
from weed import seaweed

LOCUST = ROOT / ".venv/load/bin/locust"
BEFORE = 40
# Filings of either kind that are ready for each that are likely to be wanted.
SPARE = 3


def main() -> int:
    """Run, write build/load/, and return 1 where a gate was missed."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=40, help="people, each of whom does something once a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--out", type=Path, default=ROOT / "build/load")
    parser.add_argument("--no-gates", action="store_true", help="measure only")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beian-load-") as name:
        found = run(Path(name), chosen.users, chosen.seconds)
    about = {
        "People": f"{chosen.users}, each of whom does something once a second, for {chosen.seconds} seconds",
        "Service": "beian serve with two workers",
        "Store": "SeaweedFS, in one process",
        "Machine": f"{os.cpu_count()} processors, {platform.machine()}, shared by service, store and Locust",
        "Load of the machine when it ended": f"{os.getloadavg()[0]:.1f}",
        "Python": platform.python_version(),
    }
    passed = report.write(chosen.out, found["measured"], about, found["filings"])
    print(f"→ {chosen.out / 'report.html'}")
    return 0 if passed or chosen.no_gates else 1


def run(folder: Path, users: int, seconds: int) -> dict[str, Any]:
    """Start store and service, let Locust work, and look everything up again."""
    (folder / "weed").mkdir()
    with seaweed(folder / "weed") as s3:
        make_bucket(Bucket("load", endpoint=s3.endpoint, region=s3.region, access_key=s3.access_key, secret_key=s3.secret_key))
        service = Service(free_port(), folder / "data", settings={"BEIAN_STORE": "s3://load/", **s3.environ()})
        service.start()
        try:
            receipts = [_filed(service.url, filing) for filing in _first()]
            prepared = material.prepare(folder, users * seconds // 25 * SPARE + 10 * SPARE, receipts)
            _locust(prepared, service.url, users, seconds)
            told = json.loads(prepared.with_name("measured.json").read_text("utf-8"))
            return {"measured": told["measured"], "filings": _looked_up(service.url, receipts + told["acknowledged"])}
        finally:
            service.stop()


def _first() -> list[dict[str, Any]]:
    offered = material.forms()
    return [material.signed(offered, i) for i in range(BEFORE)]


def _filed(url: str, filing: dict[str, Any]) -> dict[str, Any]:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    answer = requests.post(f"{url}/v1/filings", json=filing, headers=headers, timeout=60)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _locust(prepared: Path, url: str, users: int, seconds: int) -> None:
    command = [
        *(str(LOCUST), "--locustfile", str(Path(__file__).with_name("scenario.py")), "--host", url, "--headless"),
        *("--users", str(users), "--spawn-rate", str(users), "--run-time", f"{seconds}s", "--stop-timeout", "60"),
        *("--exit-code-on-error", "0", "--only-summary", "--loglevel", "WARNING"),
    ]
    subprocess.run(command, env=os.environ | {"BEIAN_LOAD": str(prepared)}, cwd=prepared.parent, check=True, stdout=sys.stderr)


def _looked_up(url: str, receipts: list[dict[str, Any]]) -> dict[str, int]:
    """Ask for every acknowledged filing; count those that do not answer as they were acknowledged."""

    def is_missing(receipt: dict[str, Any]) -> bool:
        headers = {"Lookup-Code": receipt["lookup_code"]}
        answer = requests.get(f"{url}/v1/filings/{receipt['number']}", headers=headers, timeout=60)
        told = answer.json() if answer.ok else {}
        return any(told.get(name) != receipt[name] for name in ("number", "status", "place", "type"))

    with ThreadPoolExecutor(4) as pool:
        missing = sum(pool.map(is_missing, receipts))
    numbers = {receipt["number"] for receipt in receipts}
    return {"acknowledged": len(receipts), "missing": missing, "doubled": len(receipts) - len(numbers)}


if __name__ == "__main__":
    sys.exit(main())
