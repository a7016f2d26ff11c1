"""The service survives being killed: what it acknowledged is there, once. Run kill_loop.py by hand for longer."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SECONDS = "15"


@pytest.fixture(scope="module")
def counts() -> dict[str, int]:
    """What the kill loop counted; its exit status is not asked here, so that each figure fails in a test of its own."""
    script = Path(__file__).with_name("kill_loop.py")
    done = subprocess.run([sys.executable, str(script), "--seconds", SECONDS], capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return dict(json.loads(done.stdout))


def test_the_service_was_killed_often_enough_while_filings_came_in(counts: dict[str, int]) -> None:
    assert (counts["kills"] >= 3, counts["acknowledged"] > 20, counts["retried"] > 0) == (True, True, True), counts


def test_no_acknowledged_filing_was_lost(counts: dict[str, int]) -> None:
    assert counts["lost"] == 0


def test_no_filing_was_doubled(counts: dict[str, int]) -> None:
    assert counts["doubled"] == 0


def test_no_client_was_refused(counts: dict[str, int]) -> None:
    assert counts["refused"] == 0


def test_in_the_store_is_what_was_acknowledged_and_what_clients_gave_up_waiting_for(counts: dict[str, int]) -> None:
    assert counts["stored"] == counts["acknowledged"] + counts["given_up_but_stored"]
