"""A run by the clock can be followed in the log: all its lines bear one id, whoever writes them."""

import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from filings.watch.log import LOGGER, formatter, line
from filings.watch.meter import Nowhere
from filings.watch.runs import run
from running import ROOT

INVOCATION = "8f507cfc-xmpl-4697-b07a-ac58fc914c95"
# What AWS Lambda does.
_INVOKED = f"""
from types import SimpleNamespace
import sweep
sweep.handler({{}}, SimpleNamespace(aws_request_id="{INVOCATION}"))
"""


class Said(logging.Handler):
    """Keeps each line as it is written at that moment."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[dict[str, Any]] = []
        self.setFormatter(formatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    """What is said in a test."""
    caplog.set_level("INFO", logger=LOGGER.name)
    handler = Said()
    logging.root.addHandler(handler)
    yield handler.lines
    logging.root.removeHandler(handler)


def test_all_lines_of_a_run_bear_its_id_and_no_other_run_has_it(said: list[dict[str, Any]]) -> None:
    for _ in range(2):
        with run("sweep", Nowhere()), ThreadPoolExecutor(1) as pool:
            pool.submit(logging.getLogger("botocore").warning, "slow").result()
    line(logging.INFO, {"event": "store"})
    first, second, third, fourth, after = said
    assert [told["event"] for told in said] == ["library", "run", "library", "run", "store"]
    assert re.fullmatch("[0-9a-f]{16}", first["id"])
    assert (first["id"], third["id"]) == (second["id"], fourth["id"])
    assert first["id"] != third["id"]
    assert "id" not in after


def test_a_run_that_fails_bears_its_id_and_leaves_it_behind(said: list[dict[str, Any]]) -> None:
    with pytest.raises(OSError, match="gone"), run("close", Nowhere(), INVOCATION):
        raise OSError("gone")
    line(logging.INFO, {"event": "store"})
    failed, after = said
    assert (failed["id"], failed["outcome"], "id" in after) == (INVOCATION, "failed", False)


def test_on_lambda_everything_that_a_run_writes_bears_the_id_of_the_invocation(tmp_path: Path) -> None:
    environ = os.environ | {"BEIAN_STORE": f"folder:{tmp_path}"}
    command = [sys.executable, "-c", _INVOKED]
    ran = subprocess.run(command, env=environ, cwd=ROOT / "functions", capture_output=True, text=True, check=True)
    assert [json.loads(told)["id"] for told in ran.stderr.splitlines()] == [INVOCATION]
    assert ran.stdout
    assert all(told.startswith(f"{INVOCATION} ") for told in ran.stdout.splitlines())
