"""One run's service with its clients, who work side by side until told to stop, and those who kill it meanwhile."""

import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from chaos.asking import Asking, Send
from chaos.batches import Together
from chaos.employers import Employer
from chaos.filers import KINDS, Filer
from chaos.journal import Journal
from chaos.officers import CLERK, OFFICERS, Deciding
from documents import document
from filings.desk.sheet import Shape
from running import ROOT, Service


@dataclass
class Clock:
    """The time of a run: the real one, moved by so many seconds; `told` is a file from which a service may read them."""

    told: Path | None = None
    seconds: float = 0.0

    def now(self) -> datetime:
        """Tell the time in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self.seconds)

    def jump(self, seconds: float) -> None:
        """Move to so many seconds from the real time, all processes at once."""
        self.seconds = seconds
        if self.told is not None:
            new = self.told.with_suffix(".new")
            new.write_text(str(seconds), "utf-8")
            new.replace(self.told)


@dataclass
class World:
    """The clients of a run and what they share; `send` reaches the service."""

    seed: int
    send: Send
    secret: bytes
    clock: Clock = field(default_factory=Clock)
    journal: Journal = field(default_factory=Journal)
    stop: threading.Event = field(default_factory=threading.Event)
    filers: int = 6
    officers: int = 3
    employers: int = 1
    rest: float = 0.05
    enough: Callable[[], bool] = lambda: True
    built: Path = ROOT / "build"

    def clients(self) -> list[Callable[[], None]]:
        """Make the clients, each with a course of its own that the seed fixes."""
        forms = json.loads((self.built / "forms/3210.json").read_text("utf-8"))
        documents = {kind: document(forms, kind, letter=kind == KINDS[1]) for kind in KINDS}
        made: list[Callable[[], None]] = []
        jumps = self.clock.told is not None
        for i in range(self.filers):
            made.append(Filer(self._asking(f"filer {i}"), documents, self.secret, self.clock.now, jumps=jumps).live)
        for i in range(self.officers):
            asking, officer = self._asking(f"officer {i}"), OFFICERS[i % len(OFFICERS)]
            made.append(Deciding(asking, officer, self.secret, self.clock.now, jumps=jumps).work)
        made.append(Together(self._asking("together"), OFFICERS[0], self.secret, self.clock.now, jumps=jumps).work)
        made += [self._employer(i).live for i in range(self.employers)]
        return made

    def _employer(self, i: int) -> Employer:
        asking, jumps = self._asking(f"employer {i}"), self.clock.told is not None
        clerk = Deciding(asking, CLERK, self.secret, self.clock.now, jumps=jumps)
        return Employer(clerk, Filer(asking, {}, self.secret, self.clock.now, jumps=jumps), Shape(self.built / "contracts"))

    def _asking(self, name: str) -> Asking:
        return Asking(self.send, self.journal, random.Random(f"{self.seed} {name}"), self.stop)

    def live(self, seconds: float, others: Iterable[Callable[[], None]] = ()) -> None:
        """Let clients and `others` work, each again and again, for so many seconds and until it is `enough`, but not for ten
        times as long; raises what one of them raises."""
        tasks = [*self.clients(), *others]
        begun = time.monotonic()
        with ThreadPoolExecutor(len(tasks)) as pool:
            working = [pool.submit(self._again, task) for task in tasks]
            while not self._is_over(time.monotonic() - begun, seconds) and not any(_failed(work) for work in working):
                time.sleep(0.1)
            self.stop.set()
        for work in working:
            work.result()

    def _is_over(self, passed: float, seconds: float) -> bool:
        return passed >= seconds and (self.enough() or passed >= 10 * seconds)

    def _again(self, task: Callable[[], None]) -> None:
        while not self.stop.is_set():
            task()
            self.stop.wait(self.rest)

    def answered(self, more: int) -> None:
        """Wait until so many more requests that write have been answered, or the run is over."""
        enough = self.journal.asked["answered 201"] + more
        while self.journal.asked["answered 201"] < enough and not self.stop.wait(0.005):
            pass

    def repeat_all(self) -> None:
        """Hand everything in once more that has a receipt: nothing may come of it but the same receipt."""
        self.stop.clear()
        asking = self._asking("repeats")
        filer = Filer(asking, {}, self.secret, self.clock.now)
        for filed in self.journal.acknowledged():
            filer.repeat(filed)


def _failed(work: "Future[None]") -> bool:
    return work.done() and work.exception() is not None


@dataclass
class Guarded:
    """The service with whoever watches it: it is started again where it has died, as systemd would."""

    service: Service
    rng: random.Random
    journal: Journal
    lock: threading.Lock = field(default_factory=threading.Lock)

    def kill(self) -> None:
        """Kill it with all its workers, and start it again."""
        with self.lock:
            self.service.kill()
            self.journal.count("service killed")
            self.service.start()

    def kill_worker(self) -> None:
        """Kill one of its workers; the others go on."""
        with self.lock:
            if self.service.process is not None and (workers := self.service.workers_alive()):
                with suppress(ProcessLookupError):
                    os.kill(self.rng.choice(workers), signal.SIGKILL)
                self.journal.count("worker killed")

    def watch(self) -> None:
        """Start it again where it has ended by itself."""
        with self.lock:
            process = self.service.process
            if process is not None and process.poll() is not None:
                self.journal.count("service ended by itself")
                self.service.kill()
                self.service.start()
        time.sleep(0.5)
