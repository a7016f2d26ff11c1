"""What every run does: lays its ground, lets everything fail for a while and then nothing, sweeps, and counts."""

import json
import secrets
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from chaos.counting import Counting, Tally
from chaos.officers import DESK
from chaos.plan import Plan
from chaos.world import Guarded, Upkeep, World
from filings.contract import Contracts
from filings.proof.ledger import close
from filings.proof.signing import PublicKeys, SigningKey
from filings.seal import make_pair
from filings.storage import Storage
from running import ROOT

LATE = timedelta(hours=4)
DAY = timedelta(days=1)


@dataclass
class Outcome:
    """What a run has come to: what was found wrong, and how much of what happened."""

    name: str
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


def upkeep(its: Ground, world: World, store: Storage) -> Upkeep:
    """Make what sweeps and closes over a store of this run."""
    return Upkeep(store, Contracts(ROOT / "build/contracts"), its.signing, world.clock, world.journal)


def live(
    world: World, guarded: Guarded, sweeping: Upkeep, seconds: float, plan: Plan | None, *others: Callable[[], None]
) -> None:
    """Start the service where nothing fails, then let everything fail for so long, then nothing again."""
    if plan:
        plan.off = True
    guarded.service.start()
    if plan:
        plan.off = False
    try:
        world.live(seconds, [guarded.watch, sweeping.work, *others])
    finally:
        if plan:
            plan.off = True
    guarded.kill()
    world.repeat_all()


def counted(world: World, sweeping: Upkeep) -> Tally:
    """Sweep when nothing can be under way any more, close the days, and count."""
    sweeping.sweep(LATE)
    late = world.clock.now() + LATE
    # Behind every night that was closed meanwhile.
    after = late + 400 * DAY
    close(sweeping.store, sweeping.signing, after)
    keys = PublicKeys((sweeping.signing.public,))
    return Counting(sweeping.store, world.journal, world.secret, keys).count(late + LATE)


def reckon(name: str, its: Ground, world: World, store: Storage, plan: Plan | None) -> Outcome:
    """Count, and tell what happened."""
    tally = counted(world, upkeep(its, world, store))
    asked = Counter({"filings": len(world.journal.filings), "acknowledged filings": len(world.journal.acknowledged())})
    asked["acknowledged events"] = len(set(world.journal.done))
    happened: dict[str, Any] = {"clients": dict(sorted((asked + world.journal.asked).items()))}
    if plan:
        happened["faults"] = {f"{kind}: {fault}": n for (kind, fault), n in sorted(plan.met.items())}
        happened["requests to the store"] = sum(plan.requests.values())
    return Outcome(name, tally, happened)
