"""`make bench`: figures, measured beside others in one run, each with its goal. Nothing is asserted here."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable

from bench import builds, finding, queue, weight


def main() -> None:
    """Measure and print; the exit status says only whether measuring worked."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is built")
    parser.add_argument("--only", choices=("builds", "queue", "search", "weight"), help="measure one part")
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], str]] = {
        "weight": weight.report,
        "search": finding.report,
        "queue": queue.report,
        "builds": lambda: builds.report(chosen.rounds),
    }
    if chosen.only:
        print(f"{parts[chosen.only]()}\n", flush=True)
        return
    for name in parts:
        # Each in a process of its own: the kernel counts the memory of whoever starts a command as that command's.
        subprocess.run([sys.executable, "-m", "bench", "--only", name, "--rounds", str(chosen.rounds)], check=True)
    print(f"{os.cpu_count()} processors; load at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
