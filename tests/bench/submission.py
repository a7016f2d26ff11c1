"""Where the time of one submission goes: every step of it timed inside a real request, in this process, over a folder."""

import secrets
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from bench import subject
from bench.calls import shares, timed
from bench.figures import Figure, Part, table
from bench.wsgi import ask
from filings.settings import Settings
from filings.storage.folder import FolderStorage
from filings.web.app import create_app

TIMES = 60
# What is timed by itself: where it stands, and what it is called; the time of a step within a step counts for the inner one.
STEPS = {
    "filings.web.submit.strict_json": "reading the JSON",
    "filings.contract.Contract.findings": "validation: the contract and naming what it finds",
    "filings.checks.all_findings": "validation: checks that no schema can say",
    "filings.numbers.fingerprint": "HMAC: fingerprints",
    "filings.intake.canonical": "canonical JSON",
    "filings.deposit.canonical": "canonical JSON",
    "filings.seal.ContentKey.seal": "sealing the document (JWE, A256GCM)",
    "filings.seal.ContentKey.sealed_to": "sealing the content key to the place (JWE, ECDH-ES)",
    "filings.storage.folder.FolderStorage.create": "the store: writing",
    "filings.storage.folder.FolderStorage.read": "the store: reading",
}
REST = "Flask, and what is between the steps"


Spent = tuple[float, float]


def spent() -> Spent:
    """Return the seconds of the clock, and those of the processor for this thread."""
    return time.perf_counter(), time.thread_time()


@dataclass
class Watch:
    """Seconds by step, of the clock and of the processor, each without those of the steps within it."""

    took: dict[str, Spent] = field(default_factory=dict)
    calls: dict[str, int] = field(default_factory=dict)
    _inner: list[Spent] = field(default_factory=lambda: [(0.0, 0.0)])

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Time a callable under a name."""

        def timed_call(*given: Any, **named: Any) -> Any:
            self._inner.append((0.0, 0.0))
            begun = spent()
            try:
                found = call(*given, **named)
                return list(found) if isinstance(found, Iterator) else found
            finally:
                whole = minus(spent(), begun)
                self.took[name] = plus(self.took.get(name, (0.0, 0.0)), minus(whole, self._inner.pop()))
                self.calls[name] = self.calls.get(name, 0) + 1
                self._inner[-1] = plus(self._inner[-1], whole)

        return timed_call

    def rest(self, whole: Spent) -> Spent:
        """Return what was spent between the steps."""
        return minus(whole, (sum(clock for clock, _ in self.took.values()), sum(busy for _, busy in self.took.values())))


def plus(one: Spent, other: Spent) -> Spent:
    """Add clocks and processors."""
    return one[0] + other[0], one[1] + other[1]


def minus(one: Spent, other: Spent) -> Spent:
    """Subtract clocks and processors."""
    return one[0] - other[0], one[1] - other[1]


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Time every step until the block ends."""
    with ExitStack() as stack:
        for where, name in STEPS.items():
            module, _, attribute = where.rpartition(".")
            target = _found(module)
            stack.enter_context(patch.object(target, attribute, watch.around(name, getattr(target, attribute))))
        yield


def _found(name: str) -> Any:

    module, _, kind = name.rpartition(".")
    return getattr(import_module(module), kind) if kind[0].isupper() else import_module(name)


def part(rounds: int) -> Part:
    """Send submissions through the application itself, and look at what each step of them took."""
    with tempfile.TemporaryDirectory(prefix="beian-bench-") as folder:
        environ = subject.settings(Path(folder), f"folder:{folder}/store")
        app = create_app(Settings.from_environ(environ), environ, doors={"submit"})
        filing = subject.body(subject.document())
        for _ in range(5):
            submit(app, filing)
        steps, whole = [], []
        for _ in range(rounds * TIMES):
            watch = Watch()
            with watched(watch):
                begun = spent()
                submit(app, filing)
                whole.append(minus(spent(), begun))
            steps.append(watch)
        figures = list(_beside(Path(folder) / "floor", rounds))
    return Part("Where a submission's time goes", tuple(figures), table(HEAD, _rows(steps, whole)))


HEAD = ("step", "times", "µs by the clock", "share", "µs of the processor", "share")


def _rows(steps: list[Watch], whole: list[Spent]) -> list[list[str]]:
    names = [name for name in dict.fromkeys(STEPS.values()) if name in steps[0].took]
    all_ = {name: [each.took.get(name, (0.0, 0.0)) for each in steps] for name in names}
    all_[REST] = [each.rest(one) for each, one in zip(steps, whole, strict=True)]
    took = {name: [median(one[which] for one in each) for which in (0, 1)] for name, each in all_.items()}
    total = [sum(each[which] for each in took.values()) for which in (0, 1)]
    rows = []
    for name, each in took.items():
        told = [text for which in (0, 1) for text in (f"{each[which] * 1e6:.0f}", f"{100 * each[which] / total[which]:.0f} %")]
        rows.append([name, str(steps[-1].calls.get(name, "")), *told])
    return [*rows, ["together", "", f"{total[0] * 1e6:.0f}", "", f"{total[1] * 1e6:.0f}", ""]]


def submit(app: Any, body: bytes) -> None:
    """Send one document to the application under a key of its own; raises RuntimeError where it is not taken."""
    ask(app, "POST", "/v1/filings", body, HTTP_IDEMPOTENCY_KEY=secrets.token_urlsafe(24))


def _beside(folder: Path, rounds: int) -> Iterator[Figure]:
    """Compare what a submission costs with one durable write of the same bytes."""
    environ = subject.settings(folder, f"folder:{folder}/store")
    app = create_app(Settings.from_environ(environ), environ, doors={"submit"})
    filing, bare = subject.body(subject.document()), FolderStorage(folder / "bare")
    calls = {"submit": lambda: submit(app, filing), "write": lambda: bare.create(f"filings/{secrets.token_hex(8)}", filing)}
    found = timed(calls, max(rounds, 5), TIMES)
    yield Figure("submit in process, folder", "one durable write of the same bytes", shares(found, "submit", "write"))
