"""Whoever listens to the suite would hear a leak: in a log, from a process, in another guise; and only a leak."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from overheard import is_personal, leaks, personal, written
from running import ROOT

PLANTED = """
import logging
from flask import Flask
from running import said_by

def test_that_plants_a_leak():
    app = Flask("planted")
    app.add_url_rule("/", view_func=lambda: "", methods=["POST"])
    app.test_client().post("/", json={{"contact": {{"phone": "13877776666"}}}})
    {leak}
"""
WAYS = {
    "log": 'logging.getLogger("beian").warning("somebody at 13877776666")',
    "process": 'said = said_by("service"); said.write("1387777666" "6 asked".encode()); said.close()',
    "nothing": 'logging.getLogger("beian").warning("somebody"); logging.getLogger("library").warning("%s", 13877776666)',
}


@pytest.mark.parametrize("way", WAYS)
def test_a_planted_leak_fails_the_run_and_is_named(tmp_path: Path, way: str) -> None:
    (tmp_path / "conftest.py").write_text(
        "from overheard import pytest_configure, pytest_sessionfinish, pytest_terminal_summary\n", "utf-8"
    )
    (tmp_path / "test_planted.py").write_text(PLANTED.format(leak=WAYS[way]), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", str(tmp_path)]
    done = subprocess.run(command, env={"PYTHONPATH": str(ROOT / "tests")}, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout + done.stderr
    assert (done.returncode, "'13877776666' stands in" in done.stdout) == ((0, False) if way == "nothing" else (1, True))


@pytest.mark.parametrize(
    "guise", ["张小宝", json.dumps("张小宝"), quote("张小宝"), '{"number": "3210-7K3Q-9FXM-E", "why": "张小宝"}']
)
def test_a_value_is_found_in_every_guise(tmp_path: Path, guise: str) -> None:
    (tmp_path / "a.log").write_text(f"{guise}\n", "utf-8")
    assert leaks(tmp_path, ["张小宝", "李小宝"]) == ["'张小宝' stands in a.log"]


def test_what_the_service_makes_itself_is_no_leak(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(
        '{"id": "13877776666138777766661387777666", "number": "3210-7K3Q-9FXM-E", "status": 200}\n', "utf-8"
    )
    assert leaks(tmp_path, ["13877776666", "3210-7K3Q"]) == []


def test_of_a_filing_everything_is_noted_that_is_about_somebody() -> None:
    examples = ROOT / "schemas/registration/examples/accepted"
    filing = json.loads((examples / "xiangtan-long-term-resident-for-parent-two-places.json").read_text("utf-8"))
    people = (filing["insured"], filing["filer"])
    expected = {value for person in people for value in (person["name"], person["document"]["number"])}
    assert expected | set(filing["contact"].values()) <= set(personal(filing)) | {filing["contact"].get("email", "")}


def test_what_tests_and_examples_hold_is_known() -> None:
    assert {"张三", "李四", "13800000000", "32100219600229001X"} <= written()
    assert all(is_personal(value) for value in written())
