"""Writes what a load run found: as JSON, as a page that asks nobody for anything, and as a table for the terminal."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from load.figures import Measured, by_second, errors, lines

WIDTH, HEIGHT = 900, 160


def write(folder: Path, measured: Measured, about: Mapping[str, Any], looked_up: Mapping[str, int]) -> bool:
    """Write report.json and report.html into `folder`, print the table; say whether everything is as it should be.

    `about` tells how it was run; `looked_up` how many filings were acknowledged, how many of them were missing afterwards,
    and how many numbers were given twice.
    """
    found = lines(measured)
    kept = looked_up["acknowledged"] > 0 and looked_up["missing"] == looked_up["doubled"] == 0
    passed = kept and all(line.passed for line in found)
    told: dict[str, Any] = {
        "passed": passed,
        "about": dict(about),
        "kinds": [asdict(line) | {"passed": line.passed} for line in found],
        "filings": dict(looked_up),
        "errors": errors(measured),
        "seconds": [{"second": second, "requests": count, "p99": p99} for second, count, p99 in by_second(measured)],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    pages = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    page = pages.get_template("report.html").render(told, charts=_charts(told["seconds"]), width=WIDTH, height=HEIGHT)
    (folder / "report.html").write_text(page, "utf-8")
    print(_table(told))
    return passed


def _charts(seconds: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Draw requests and the 99th percentile by second, each as the points of a line."""
    return [_chart("Requests answered, by second", "", [one["requests"] for one in seconds]),
            _chart("99th percentile of all requests, by second", " ms", [one["p99"] for one in seconds])]  # fmt: skip


def _chart(title: str, unit: str, values: list[float]) -> dict[str, Any]:
    top, step = max(values, default=0) or 1, WIDTH / max(1, len(values) - 1)
    points = " ".join(f"{i * step:.1f},{HEIGHT * (1 - value / top):.1f}" for i, value in enumerate(values))
    return {"title": title, "points": points, "top": f"{top:.0f}{unit}", "seconds": len(values)}


def _table(told: Mapping[str, Any]) -> str:
    head = f"{'':10}{'requests':>9}{'errors':>8}{'p50':>9}{'p95':>9}{'p99':>9}{'longest':>9}{'gate':>8}"
    rows = [
        f"{line['kind']:10}{line['requests']:>9}{line['errors']:>8}{line['p50']:>9.1f}{line['p95']:>9.1f}{line['p99']:>9.1f}"
        f"{line['longest']:>9.1f}{line['gate']:>8}{'' if line['passed'] else '  ✗'}"
        for line in told["kinds"]
    ]
    said = [f"✗ {error['times']} × {error['kind']}: {error['said']}" for error in told["errors"][:10]]
    told = told["filings"]
    last = f"{told['acknowledged']} filings acknowledged, {told['missing']} of them missing afterwards, {told['doubled']} doubled"
    return "\n".join([head + "   (milliseconds)", *rows, *said, last])
