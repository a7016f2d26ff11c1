"""The runs: each a world of its own in which other things go wrong."""

import random
import sys
import time
from collections import deque
from collections.abc import Callable

from chaos.asking import over_http
from chaos.disk import small_disk
from chaos.grounds import Outcome, ground, live, reckon, upkeepers
from chaos.plan import Fault, Plan
from chaos.proxy import Proxy
from chaos.shifted import CLOCK
from chaos.tellers import telling
from chaos.world import Clock, Guarded, World
from filings.storage.client import make_bucket
from filings.storage.folder import FolderStorage
from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket
from running import ROOT, Service, free_port
from weed import Weed

# Seconds from the real time.
_JUMPS = (0, 60, -60, 900, -900, 3 * 3600, -3 * 3600, 2 * 86400, -2 * 86400)
_ABOUT = 120
# How long a client of these runs waits for an answer; the pages wait for half a minute.
PATIENCE = 6.0


def bucket(seed: int, seconds: float) -> Outcome:
    """A bucket behind the proxy: everything that a network and a store can do to a request, and killing at any write."""
    with ground() as its:
        its.folder.parent.joinpath("weed").mkdir()
        weed = Weed(its.folder.parent / "weed")
        weed.start()
        plan = Plan(seed, rate=0.03)
        killers: dict[Fault, Callable[[], None]] = {}
        proxy = Proxy(weed.port, plan, killers, held=8.0, held_once=31.0)
        proxy.start()
        place = Bucket(
            "chaos", endpoint=weed.address.endpoint, access_key=weed.address.access_key, secret_key=weed.address.secret_key
        )
        make_bucket(place)
        environ = weed.address.environ() | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{proxy.port}"}
        settings = its.settings("s3://chaos") | environ
        service = Service(free_port(), its.folder, settings=settings, workers=3, log=its.log)
        world = World(seed, over_http(service.port, PATIENCE), its.secret)
        guarded = Guarded(service, random.Random(seed), world.journal)
        killers |= _killers(guarded, weed)
        faulty = ObjectStorage.at(
            Bucket("chaos", endpoint=environ["AWS_ENDPOINT_URL"], access_key=place.access_key, secret_key=place.secret_key)
        )
        try:
            with telling(its.folder, world, settings, faulty) as told:
                live(world, guarded, seconds, plan, [*upkeepers(its, world, faulty), *told.others])
                return reckon(its, world, ObjectStorage.at(place), plan, told)
        finally:
            service.kill()
            proxy.stop()
            weed.stop()


def _killers(guarded: Guarded, weed: Weed) -> dict[Fault, Callable[[], None]]:
    def store() -> None:
        weed.kill()
        guarded.journal.count("store killed")
        weed.start()

    return {
        Fault.SERVICE_BEFORE: guarded.kill,
        Fault.SERVICE_AFTER: guarded.kill,
        Fault.WORKER_BEFORE: guarded.kill_worker,
        Fault.WORKER_AFTER: guarded.kill_worker,
        Fault.STORE_BEFORE: store,
        Fault.STORE_AFTER: store,
    }


def folder(seed: int, seconds: float) -> Outcome:
    """A folder on this machine's disk, and the service killed at any moment under load."""
    with ground() as its:
        store, settings = FolderStorage(its.folder / "store"), its.settings(f"folder:{its.folder / 'store'}")
        service = Service(free_port(), its.folder, settings=settings, log=its.log)
        world = World(seed, over_http(service.port, PATIENCE), its.secret, rest=0.02)
        guarded = Guarded(service, random.Random(seed), world.journal)

        def kill() -> None:
            # Whatever the machine is busy with, something has been done in between, and something is being done now.
            world.answered(guarded.rng.randint(5, 40))
            guarded.rng.choice((guarded.kill, guarded.kill_worker))()

        try:
            with telling(its.folder, world, settings, store) as told:
                live(world, guarded, seconds, None, [*upkeepers(its, world, store), *told.others, kill])
                return reckon(its, world, store, None, told)
        finally:
            service.kill()


def full_disk(seed: int, seconds: float) -> Outcome:
    """A folder on a disk that is full again and again: of bytes, or of files."""
    with ground() as its, small_disk(its.folder.parent / "disk") as disk:
        store, settings = FolderStorage(disk.root / "store"), its.settings(f"folder:{disk.root / 'store'}")
        service = Service(free_port(), its.folder, settings=settings, log=its.log)
        world = World(seed, over_http(service.port, PATIENCE), its.secret)
        guarded = Guarded(service, random.Random(seed), world.journal)

        def fill() -> None:
            disk.fill(guarded.rng)
            world.journal.count("disk filled")
            world.stop.wait(guarded.rng.uniform(0.3, 1.5))
            disk.empty()
            world.stop.wait(guarded.rng.uniform(0.3, 1.5))

        try:
            with telling(its.folder, world, settings, store) as told:
                live(world, guarded, seconds, None, [*upkeepers(its, world, store), *told.others, fill])
                return reckon(its, world, store, None, told)
        finally:
            service.kill()


def clock(seed: int, seconds: float) -> Outcome:
    """The machine's clock jumps forth and back by minutes, hours and days, while all work and the sweep runs."""
    with ground() as its:
        store, told = FolderStorage(its.folder / "store"), its.folder.parent / "clock"
        world = World(seed, over_http(port := free_port(), PATIENCE), its.secret, clock=Clock(told))
        world.clock.jump(0)
        settings = its.settings(f"folder:{its.folder / 'store'}") | {CLOCK: str(told), "PYTHONPATH": str(ROOT / "tests")}
        program = (sys.executable, "-m", "chaos.shifted")
        service = Service(port, its.folder, settings=settings, program=program, log=its.log)
        guarded = Guarded(service, random.Random(seed), world.journal)
        been = deque([0.0], maxlen=5)

        def jump() -> None:
            time.sleep(guarded.rng.uniform(0.8, 2))
            been.append(_elsewhere(guarded.rng, been))
            world.clock.jump(been[-1])
            world.journal.count("clock jumped")

        try:
            live(world, guarded, seconds, None, [*upkeepers(its, world, store), jump])
            world.clock.jump(max(_JUMPS))
            return reckon(its, world, store, None)
        finally:
            service.kill()


def _elsewhere(rng: random.Random, been: deque[float]) -> float:
    """Draw a time, in seconds from the real one: where the clock is about now, or where it has not been of late.

    Whoever watches the clock compares beginning and end. One that is set away and back to the minute meanwhile is seen by nobody.
    """
    while True:
        there = rng.choice(_JUMPS) * rng.uniform(0.5, 1)
        if abs(there - been[-1]) < _ABOUT or all(abs(there - old) > _ABOUT for old in been):
            return there


RUNS: dict[str, Callable[[int, float], Outcome]] = {"bucket": bucket, "folder": folder, "full-disk": full_disk, "clock": clock}
