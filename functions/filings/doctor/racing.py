"""Lets two processes go for the same keys at the same moment, again and again, and compares what each was told."""

import json
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from filings.doctor.bench import Bench
from filings.doctor.proving import Failed, NotApplicable
from filings.storage import NoSuchKey, StoreUnavailable

_ROUNDS = 20
_THREADS = 4
_LIBRARY = Path(__file__).parents[2]
# The folder of the package comes first, so that a racer is of the same version as the doctor.
_RACER = f"import sys; sys.path.insert(0, {str(_LIBRARY)!r}); from filings.doctor.racer import main; main()"


def raced(bench: Bench) -> str:
    """Race for each of some keys: everybody must be told the same winner, and the winner's object must be there."""
    if bench.address == "memory:":
        raise NotApplicable("memory belongs to one process")
    keys = [bench.key(f"raced/{number:02}") for number in range(_ROUNDS)]
    told = _told(bench, keys)
    for key in keys:
        try:
            held = bench.store.read(key).decode()
        except NoSuchKey:
            raise Failed("nobody won a key that all wanted") from None
        if told[key] != {held}:
            raise Failed(f"{len(told[key])} racers believe that they won one key, or the winner's object is not there")
    return f"{_ROUNDS} keys, {2 * _THREADS} racers each, one winner each"


def _told(bench: Bench, keys: list[str]) -> Mapping[str, set[str]]:
    """Return for each key which bodies the racers were told that it holds; ends when both processes have ended."""
    told: dict[str, set[str]] = {key: set() for key in keys}
    with ExitStack() as running:
        racers = [running.enter_context(_Racer()) for _ in range(2)]
        for number, racer in enumerate(racers):
            racer.say({"address": bench.address, "environ": dict(bench.environ), "name": number, "threads": _THREADS})
        for racer in racers:
            racer.hear()
        for key in keys:
            for racer in racers:
                racer.say({"key": key})
            for racer in racers:
                told[key].update(racer.hear()["told"])
    return told


class _Racer:
    """A process that races, and ends with its input."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", _RACER]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def say(self, message: Mapping[str, Any]) -> None:
        """Send a message; raises StoreUnavailable where nobody is there any more."""
        try:
            print(json.dumps(message), file=self._process.stdin, flush=True)
        except BrokenPipeError:
            raise StoreUnavailable("a racer has ended too early") from None

    def hear(self) -> Any:
        """Wait for a message; raises StoreUnavailable where it tells of trouble, or none comes."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        heard = json.loads(line or '{"trouble": "a racer has ended too early"}')
        if "trouble" in heard:
            raise StoreUnavailable(heard["trouble"])
        return heard
