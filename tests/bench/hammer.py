"""Asks a server as fast as it answers: with wrk (Debian: wrk), or without it with a small client of our own."""

import json
import random
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Answered:
    """What a server answered: requests a second, milliseconds at 50 and 99 of a hundred, and how many answers were not 2xx."""

    rate: float
    p50: float
    p99: float
    bad: int


def client() -> str:
    """Name what asks."""
    return "wrk" if shutil.which("wrk") else "a client in Python"


def hammer(url: str, kind: str, file: Path, connections: int, seconds: int) -> Answered:
    """Send the document in `file` (`kind` is `body`) or ask for the paths in it (`paths`) over some connections for a while.

    `url` is the document's address, or the server's. An answer that is not 2xx counts as bad.
    """
    what = [str(random.getrandbits(31)), kind, str(file)]
    if shutil.which("wrk"):
        known = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s", "-s", str(HERE / "hammer.lua")]
        command = [*known, url, "--", *what]
    else:
        command = [sys.executable, str(HERE / "hammer_client.py"), url, str(connections), str(seconds), *what]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.strip().rpartition("\n")[2])
    return Answered(found["requests"] / found["seconds"], found["p50"], found["p99"], found["bad"])
