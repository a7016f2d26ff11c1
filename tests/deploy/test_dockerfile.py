"""The image's recipe, tried as far as that goes without an engine: linted, its sources there, its command started."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from filings.settings import Settings
from running import ROOT, free_port

RECIPE = (ROOT / "Dockerfile").read_text("utf-8")
SOURCES = [source for line in re.findall(r"^COPY (?!--from)(.+)$", RECIPE, re.MULTILINE) for source in line.split()[:-1]]


def test_the_recipe_is_clean() -> None:
    told = subprocess.run([Path(sys.prefix) / "bin/hadolint", ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (0, "")


def test_everything_that_the_recipe_copies_is_there_and_is_sent_to_the_builder() -> None:
    assert [source for source in SOURCES if not (ROOT / source.rstrip("/")).exists()] == []
    sent = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(sent) == sorted(SOURCES)


def test_the_command_of_the_image_serves_every_door_and_the_site(settings: Settings, tmp_path: Path) -> None:
    port = free_port()
    command = json.loads(re.findall(r"^CMD (\[.+\])$", RECIPE, re.MULTILINE)[-1])
    assert command[0] == "python"
    command = [str(port) if part == "8000" else "127.0.0.1" if part == "0.0.0.0" else part for part in command[1:]]  # noqa: S104
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "functions"),
        "BEIAN_STORE": f"folder:{tmp_path}",
        "BEIAN_SECRET": settings.secret.hex(),
        "BEIAN_KEYS": str(settings.keys),
        "BEIAN_CONTRACTS": str(ROOT / "build/contracts"),
        "BEIAN_SITE": str(ROOT / "build/site"),
    }
    with subprocess.Popen([sys.executable, *command], cwd=ROOT / "functions", env=environ) as server:
        try:
            assert waited(f"http://127.0.0.1:{port}/v1/ready") == 200
            assert waited(f"http://127.0.0.1:{port}/") == 200
        finally:
            server.terminate()


def waited(address: str) -> int:
    """Ask until there is an answer, and return its status."""
    until = time.monotonic() + 60
    while True:
        try:
            with urlopen(address, timeout=5) as answer:
                return int(answer.status)
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
