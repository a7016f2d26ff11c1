"""How long `mkdocs serve` takes from a saved rule to pages that can be read, beside the full build with which it began."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Figure, Part, table
from running import ROOT, free_port

GOAL = 0.1
HERE = ROOT / "build/bench/watched"
COPIED = ("content", "schemas", "site")
CITY, LINE = "content/regions/3210.yaml", re.compile(r"value: (\d), (source: yangzhou-guide-2024, where: 第3项附注)")
PATIENCE = 1800


def part(rounds: int) -> Part:
    """Start watching a copy of the project `rounds` times, and change one city's rule in each."""
    measured = [_once() for _ in range(rounds)]
    ratios = [change / full for full, change in measured]
    rows = [[f"{full:.1f}", f"{change:.2f}", f"{change / full:.3f}"] for full, change in measured]
    figure = Figure("one changed region file under mkdocs serve, all languages", "its full build", ratios, GOAL)
    return Part("The site: a changed rule", (figure,), table(["full build s", "change s", "ratio"], rows))


def _once() -> tuple[float, float]:
    """Return the seconds of the full build, and those from saving a file until the browsers are told to load pages anew."""
    shutil.rmtree(HERE, ignore_errors=True)
    for name in COPIED:
        shutil.copytree(ROOT / name, HERE / name)
    for path in ROOT.glob("mkdocs*.yml"):
        shutil.copy(path, HERE)
    (HERE / "build/docs/zh-Hans").mkdir(parents=True)
    begun = time.monotonic()
    with _watching() as log:
        _until(log, "Serving on", 1)
        full = time.monotonic() - begun
        # Two changes, of which the second counts: the first finds mkdocs' watcher still looking at every file for the first time.
        for count in (1, 2):
            text = (HERE / CITY).read_text("utf-8")
            saved = time.monotonic()
            (HERE / CITY).write_text(LINE.sub(lambda line: f"value: {int(line[1]) + 1}, {line[2]}", text, count=1), "utf-8")
            _until(log, "Reloading browsers", count)
        return full, time.monotonic() - saved


@contextmanager
def _watching() -> Iterator[Path]:
    """Run `mkdocs serve` over the copy; gives the file that it writes to."""
    log, environ = HERE / "build/watch.log", os.environ | {"TMPDIR": str(HERE / "build")}
    command = [f"{sys.prefix}/bin/mkdocs", "serve", "--dirty", "--no-strict", "--dev-addr", f"127.0.0.1:{free_port()}"]
    with log.open("wb") as out, subprocess.Popen(command, cwd=HERE, stdout=out, stderr=subprocess.STDOUT, env=environ) as it:
        try:
            yield log
        finally:
            it.terminate()


def _until(log: Path, said: str, count: int) -> None:
    """Wait until it has said something so many times; raises TimeoutError where it does not."""
    deadline = time.monotonic() + PATIENCE
    while log.read_text("utf-8").count(said) < count:
        if time.monotonic() > deadline:
            raise TimeoutError(log.read_text("utf-8")[-2000:])
        time.sleep(0.02)
