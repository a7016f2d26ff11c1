"""Handing in and looking up over HTTP: ours beside the same without validation and sealing, beside Kinto and beside FastAPI."""

import os
import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from bench import subject
from bench.contenders import ANSWERED, Contender, ours, peers
from bench.figures import Figure, Missing, Part, table
from bench.hammer import Answered, client, hammer
from bench.postgres import postgres

SECONDS = 3
AT_ONCE = (1, 16)
# One round: what every server answered, by server, then by what was asked (`submit` or `status`) and how many at once.
Round = Mapping[str, Mapping[tuple[str, int], Answered]]


def part(rounds: int) -> Part:
    """Measure every server in each round, in another order each time; a folder on this machine's disk is our store."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="beian-bench-")))
        contenders, missing = ours(folder, f"folder:{folder}/store"), list[str]()
        try:
            contenders += peers(stack.enter_context(postgres()))
        except Missing as error:
            missing.append(f"{error}.")
        found = [_round(contenders, folder, number, rounds) for number in range(rounds)]
    size = len(subject.body(subject.document()))
    words = (
        f"A document of {size} bytes, each with a key of its own, {SECONDS} s a sample, asked with {client()} on the same "
        "machine; granian with two processes of one thread, for FastAPI uvicorn with two."
    )
    return Part("Over HTTP", tuple(_figures(found)), "\n\n".join([words, table(HEAD, list(_rows(found)))]), tuple(missing))


def _round(contenders: list[Contender], folder: Path, number: int, rounds: int) -> Round:
    order = random.sample(contenders, len(contenders))
    names = ", ".join(each.name for each in order)
    print(f"→ round {number + 1} of {rounds}: {names} (load {os.getloadavg()[0]:.1f})", flush=True)
    return {each.name: _asked(each, folder) for each in order}


def _asked(contender: Contender, folder: Path) -> dict[tuple[str, int], Answered]:
    document, paths = folder / "document.json", folder / "paths.txt"
    document.write_bytes(subject.body(contender.document))
    with contender.serving() as url:
        paths.write_text("\n".join(contender.filed(url, ANSWERED)), "utf-8")
        hammer(url + contender.post, "body", document, 4, 1)
        found = {("submit", many): hammer(url + contender.post, "body", document, many, SECONDS) for many in AT_ONCE}
        return found | {("status", many): hammer(url, "paths", paths, many, SECONDS) for many in AT_ONCE}


NAMES = {
    "ours": "ours",
    "unsealed": "ours without validation and sealing",
    "Kinto": "Kinto on PostgreSQL",
    "FastAPI": "FastAPI, asyncpg, jsonschema-rs",
}
# What is asked, beside whom, and how many times as many answers a second are the goal.
GOALS = (("submit", "unsealed", 0.9), ("submit", "Kinto", 6.0), ("submit", "FastAPI", 0.8), ("status", "Kinto", 10.0))


def _figures(found: list[Round]) -> Iterator[Figure]:
    for what, whom, goal in GOALS:
        for many in AT_ONCE if whom in found[0] else ():
            rates = [one["ours"][what, many].rate / one[whom][what, many].rate for one in found]
            yield Figure(f"{what} over HTTP, {many} at once: answers a second", NAMES[whom], rates, goal, at_least=True)
    for many in AT_ONCE if "Kinto" in found[0] else ():
        slowest = [one["ours"]["submit", many].p99 / one["Kinto"]["submit", many].p99 for one in found]
        yield Figure(f"submit over HTTP, {many} at once: p99", NAMES["Kinto"], slowest, 0.2)


HEAD = ("server", "asked", "at once", "answers a second", "p50 ms", "p99 ms", "not 2xx")


def _rows(found: list[Round]) -> Iterator[list[str]]:
    for name in found[0]:
        for what, many in found[0][name]:
            each = [one[name][what, many] for one in found]
            middles = (median(one.rate for one in each), median(one.p50 for one in each), median(one.p99 for one in each))
            rate, *times = middles
            yield [NAMES[name], what, str(many), f"{rate:.0f}", *(f"{ms:.1f}" for ms in times), str(sum(one.bad for one in each))]
