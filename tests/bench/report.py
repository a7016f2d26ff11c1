"""Puts what the parts have found into one report, and its short table into the README: `python -m bench.report`."""

import json
import os
import platform
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import HEAD, Part, table
from running import ROOT

OUT = ROOT / "build/bench"
README = ROOT / "README.md"
_BETWEEN = re.compile(r"(<!-- bench -->\n).*?(<!-- /bench -->)", re.DOTALL)


def write(names: Iterable[str]) -> None:
    """Gather the parts that have been measured in the order of `names`; write report.json and report.md."""
    found = {name: json.loads(path.read_text("utf-8")) for name in names if (path := OUT / "parts" / f"{name}.json").is_file()}
    report = {"at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine(), "parts": found}
    (OUT / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    (OUT / "report.md").write_text(short(report), "utf-8")
    print(f"→ {OUT.relative_to(ROOT)}/report.json, {OUT.relative_to(ROOT)}/report.md (into the README: python -m bench.report)")


def short(report: dict[str, Any]) -> str:
    """Write the table that the README holds: every figure that has a goal, where it was measured and with which command."""
    parts = [Part.from_json(found) for found in report["parts"].values()]
    rows = [figure.row() for part in parts for figure in part.figures if figure.goal is not None]
    minutes = sum(found["seconds"] for found in report["parts"].values()) / 60
    rounds = sorted({found["rounds"] for found in report["parts"].values()})
    times = f"{rounds[0]}" if len(rounds) == 1 else f"{rounds[0]} to {rounds[-1]}"
    said = f"`make bench`, each part with ROUNDS={times}, {report['at']}, {report['machine']}; {minutes:.0f} minutes."
    missing = [sentence for part in parts for sentence in part.missing]
    return "\n\n".join([f"{said} Ratios of one run, side by side; none is a promise.", table(HEAD, rows), *missing]) + "\n"


def machine() -> str:
    """Say on what kind of machine this runs, without its name."""
    words = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").is_file() else ""
    model = re.search(r"model name\s*: (.*)", words)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kind = model[1] if model else platform.machine()
    return f"{os.cpu_count()} processors ({kind}), {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    """Put the short table of the last run between the README's two marks."""
    found = (OUT / "report.md").read_text("utf-8")
    text, times = _BETWEEN.subn(lambda marks: f"{marks[1]}{found}{marks[2]}", README.read_text("utf-8"))
    if times != 1:
        raise SystemExit("the README has no <!-- bench --> … <!-- /bench -->")
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
