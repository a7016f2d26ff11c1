"""What every run does: lays its ground, lets everything fail for a while and then nothing, sweeps, and counts."""

import json
import secrets
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from chaos.counting import Counting, Tally
from chaos.officers import DESK
from chaos.plan import Plan
from chaos.tellers import Telling
from chaos.upkeep import APART, DAY, Upkeep
from chaos.world import Guarded, World
from filings.contract import Contracts
from filings.proof.records import closed_days
from filings.proof.signing import PublicKeys, SigningKey
from filings.seal import make_pair
from filings.storage import Storage
from running import ROOT

LATE = timedelta(hours=4)


@dataclass
class Outcome:
    """What a run has come to: what was found wrong, and how much of what happened."""

    tally: Tally
    happened: dict[str, Any]


@dataclass
class Ground:
    """What every run stands on: a folder of its own with keys, a secret and the desk's settings."""

    folder: Path
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    signing: SigningKey = field(default_factory=SigningKey.make)

    @property
    def log(self) -> Path:
        """What the service says."""
        return self.folder / "service.log"

    def settings(self, store: str) -> dict[str, str]:
        """Write the files that the service wants, and return its settings."""
        public, private = make_pair("CN")
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("public", {"keys": [public]}), ("private", {"keys": [private]}), ("desk", DESK)):
            (self.folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
        return {
            "BEIAN_STORE": store,
            "BEIAN_SECRET": self.secret.hex(),
            "BEIAN_KEYS": str(self.folder / "public.json"),
            "BEIAN_PRIVATE_KEYS": str(self.folder / "private.json"),
            "BEIAN_DESK": str(self.folder / "desk.json"),
            "BEIAN_SITE": "",
        }


@contextmanager
def ground() -> Iterator[Ground]:
    """Lay the ground of a run, and remove it after."""
    with tempfile.TemporaryDirectory(prefix="beian-chaos-") as folder:
        yield Ground(Path(folder) / "own")


def upkeep(its: Ground, world: World, store: Storage, every: float = 2.5, apart: timedelta = timedelta(0)) -> Upkeep:
    """Make what sweeps, closes and erases over a store of this run, by a clock of its own."""
    return Upkeep(store, Contracts(ROOT / "build/contracts"), its.signing, world.clock, world.journal, every, apart)


def upkeepers(its: Ground, world: World, store: Storage) -> list[Callable[[], None]]:
    """Have two machines do upkeep, the one by the right time and the other by a clock that is fast or slow."""
    apart = APART if world.seed % 2 else -APART
    return [upkeep(its, world, store).work, upkeep(its, world, store, 4, apart).work]


def live(world: World, guarded: Guarded, seconds: float, plan: Plan | None, others: Iterable[Callable[[], None]]) -> None:
    """Start the service where nothing fails, then let everything fail for so long, then nothing again."""
    if plan:
        plan.off = True
    guarded.service.start()
    if plan:
        plan.off = False
    try:
        world.live(seconds, [guarded.watch, *others])
    finally:
        if plan:
            plan.off = True
    guarded.kill()
    world.repeat_all()


def counted(world: World, sweeping: Upkeep, telling: Telling | None = None) -> Tally:
    """Sweep when nothing can be under way any more, tell the rest, close the days, erase what is due, and count."""
    sweeping.sweep(LATE)
    if telling:
        telling.finish(sweeping.store, world.clock.now() + LATE)
    # Behind every night that was closed meanwhile.
    today = world.clock.now().date()
    ahead = LATE + max(max(closed_days(sweeping.store), default=today) - today, 0 * DAY) + 2 * DAY
    sweeping.night(ahead)
    after = world.clock.now() + ahead
    if telling:
        telling.finish(sweeping.store, after)
    keys = PublicKeys((sweeping.signing.public,))
    return Counting(sweeping.store, world.journal, world.secret, keys, telling).count(after + LATE)


def reckon(its: Ground, world: World, store: Storage, plan: Plan | None, telling: Telling | None = None) -> Outcome:
    """Count, and tell what happened."""
    tally = counted(world, upkeep(its, world, store), telling)
    asked = Counter({"filings": len(world.journal.filings), "acknowledged filings": len(world.journal.acknowledged())})
    asked["acknowledged events"] = len(set(world.journal.done))
    happened: dict[str, Any] = {"clients": dict(sorted((asked + world.journal.asked).items()))}
    if plan:
        happened["faults"] = {f"{kind}: {fault}": n for (kind, fault), n in sorted(plan.met.items())}
        happened["requests to the store"] = sum(plan.requests.values())
    if telling:
        happened["messages"] = {str(hears): n for hears, n in sorted(telling.heard.met.items())}
    return Outcome(tally, happened)
