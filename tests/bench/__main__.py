"""`make bench`: figures, each measured beside a floor or a peer in one run, with its goal. Nothing is asserted here.

Writes build/bench/report.json, and build/bench/report.md with the short table that the README holds.
"""

import importlib
import json
import os
import subprocess
import sys
import time
from argparse import ArgumentParser

from bench.figures import Missing, Part
from bench.report import OUT, write
from running import ROOT

# By name the module that measures it: `part(rounds)` gives a Part, or raises Missing.
PARTS = {
    "validation": "bench.validation",
    "weight": "bench.weight",
    "search": "bench.finding",
    "cold": "bench.cold",
    "submission": "bench.submission",
    "lookup": "bench.lookup",
    "cost": "bench.on_paper",
    "puts": "bench.bare_puts",
    "races": "bench.races",
    "http": "bench.over_http",
    "queue": "bench.queue",
    "builds": "bench.builds",
    "rebuild": "bench.rebuild",
}
# What takes longer than the others together is measured when it is asked for by name.
LONG = {"scale": "bench.scale", "lighthouse": "bench.lighthouse"}


def main() -> None:
    """Measure, print and write down; the exit status says only whether measuring worked."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is measured")
    parser.add_argument("--only", choices=(*PARTS, *LONG), help="measure one part; the report keeps the others")
    parser.add_argument("--inside", action="store_true", help="measure in this very process, and write the part alone")
    chosen = parser.parse_args()
    if chosen.inside:
        inside(chosen.only, chosen.rounds)
        return
    begun = time.monotonic()
    for name in [chosen.only] if chosen.only else PARTS:
        # Each in a process of its own: the kernel counts the memory of whoever starts a command as that command's.
        rounds = ["--rounds", str(chosen.rounds)]
        subprocess.run([sys.executable, "-m", "bench", "--inside", "--only", name, *rounds], check=True, cwd=ROOT)
    write([*PARTS, *LONG])
    print(f"{os.cpu_count()} processors; load at the end {os.getloadavg()[0]:.1f}; took {time.monotonic() - begun:.0f} s")


def inside(name: str, rounds: int) -> None:
    """Measure one part, print it, and write it below build/bench/parts/."""
    begun = time.monotonic()
    try:
        found = importlib.import_module((PARTS | LONG)[name]).part(rounds)
    except Missing as error:
        found = Part(f"Not measured: {name}", missing=(f"{name}: {error}",))
    told = found.as_json() | {"seconds": round(time.monotonic() - begun), "rounds": rounds, "load": round(os.getloadavg()[0], 1)}
    (OUT / "parts").mkdir(parents=True, exist_ok=True)
    (OUT / "parts" / f"{name}.json").write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    print(f"{found.markdown()}\n", flush=True)


if __name__ == "__main__":
    main()
