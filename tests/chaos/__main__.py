"""`make chaos`: lets everything go wrong that can, and counts what was lost and what was doubled. All counts have to be nought.

    PYTHONPATH=tests python -m chaos --seconds 600 --only bucket --seed 1234

The seed is printed; with it the same clients ask for the same, and the same requests to the store meet the same faults.
"""

import json
import os
import resource
import sys
import time
from argparse import ArgumentParser
from secrets import randbelow
from typing import Any

from chaos.counting import COUNTS
from chaos.grounds import Outcome
from chaos.runs import RUNS
from running import ROOT

OUT = ROOT / "build/chaos"
# What part of the time each run has.
_SHARES = {"bucket": 0.55, "folder": 0.15, "full-disk": 0.15, "clock": 0.15}


def main() -> int:
    """Run, print, and write the report; the exit status says whether every count is nought."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=150, help="how long things go wrong, in all runs together")
    parser.add_argument("--only", choices=tuple(RUNS), action="append", help="this run and not all")
    parser.add_argument("--seed", type=int, help="what an earlier run printed")
    chosen = parser.parse_args()
    seed = randbelow(2**32) if chosen.seed is None else chosen.seed
    names = chosen.only or list(RUNS)
    whole = sum(_SHARES[name] for name in names)
    print(f"→ seed {seed}", flush=True)
    outcomes = {}
    for name in names:
        seconds = chosen.seconds * _SHARES[name] / whole
        print(f"→ {name}: {seconds:.0f} s of trouble", flush=True)
        begun = time.monotonic()
        outcomes[name] = RUNS[name](seed, seconds)
        outcomes[name].happened["seconds"] = round(time.monotonic() - begun)
        print(told(outcomes[name]), flush=True)
    write(seed, outcomes)
    wrong = {name: run for name, run in outcomes.items() if any(run.tally.counts.values())}
    if wrong:
        print(f"NOT NOUGHT in {', '.join(wrong)}; seed {seed}")
    return 1 if wrong else 0


def told(run: Outcome) -> str:
    """Say what came of a run: what happened, every count, and of those that are not nought what was found."""
    clients = run.happened["clients"]
    did = ", ".join(f"{n} {what}" for what, n in clients.items())
    counts = [f"  {n:6d}  {name}" for name, n in run.tally.counts.items()]
    found = [f"          {name}: {each}" for name in COUNTS for each in run.tally.found[name][:10]]
    return "\n".join([f"  {did}; {run.happened['seconds']} s", *counts, *found])


def write(seed: int, outcomes: dict[str, Outcome]) -> None:
    """Write the report, build/chaos/report.json."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    report: dict[str, Any] = {
        "seed": seed,
        "processors": os.cpu_count(),
        "processor_seconds": round(sum(each.ru_utime + each.ru_stime for each in used)),
        "runs": {
            name: {
                **run.happened,
                "counts": run.tally.counts,
                "found": {what: each for what, each in run.tally.found.items() if each},
            }
            for name, run in outcomes.items()
        },
    }
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    print(f"→ {OUT.relative_to(ROOT) / 'report.json'}, {report['processor_seconds']} s of processors")


if __name__ == "__main__":
    sys.exit(main())
