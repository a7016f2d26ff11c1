"""Runs commands side by side in one go: every round all of them in another order, and what the kernel says each took."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryFile

from running import ROOT

Command = Sequence[str]


@dataclass(frozen=True)
class Cost:
    """What one run took with all its children: seconds by the clock, seconds of processors, MiB of the largest process."""

    wall: float
    cpu: float
    peak: float


def run(command: Command, environ: Mapping[str, str]) -> Cost:
    """Run a command from the project's root; raises CalledProcessError with what it said where it fails."""
    begun = time.monotonic()
    with TemporaryFile() as said:
        env = {**os.environ, **environ}
        with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=said) as process:
            _, status, used = os.wait4(process.pid, 0)
            took = time.monotonic() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            print(said.read().decode(errors="replace"), file=sys.stderr)
            raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def rounds(commands: Mapping[str, Command], count: int, environ: Mapping[str, str]) -> list[dict[str, Cost]]:
    """Run every command `count` times, in a new order each round."""
    found = []
    for number in range(count):
        order = random.sample(list(commands), len(commands))
        print(f"→ round {number + 1} of {count}: {', '.join(order)} (load {os.getloadavg()[0]:.1f})", flush=True)
        found.append({name: run(commands[name], environ) for name in order})
    return found


def middle(found: Sequence[Mapping[str, Cost]], name: str) -> Cost:
    """Return the medians of one command's runs."""
    costs = [one[name] for one in found]
    return Cost(median(c.wall for c in costs), median(c.cpu for c in costs), median(c.peak for c in costs))
