"""`make bench`: figures, measured beside others in one run, each with its goal. Nothing is asserted here."""

import os
from argparse import ArgumentParser
from collections.abc import Callable

from bench import builds, finding, weight


def main() -> None:
    """Measure and print; the exit status says only whether measuring worked."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="how often everything is built")
    parser.add_argument("--only", choices=("builds", "search", "weight"), help="measure one part")
    chosen = parser.parse_args()
    parts: dict[str, Callable[[], str]] = {
        "weight": weight.report,
        "search": finding.report,
        "builds": lambda: builds.report(chosen.rounds),
    }
    for name, report in parts.items():
        if chosen.only in {None, name}:
            print(f"{report()}\n", flush=True)
    print(f"{os.cpu_count()} processors; load at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
