"""Those who tell: `beian tell`, which is killed and started again, beside a worker over a store that fails."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

from chaos.journal import Journal
from chaos.receiver import Heard, Receiver
from chaos.world import World
from filings import outbox
from filings.storage import Storage, StoreUnavailable, each_key
from filings.telling.message import Words, read_words
from filings.telling.port import Port
from filings.telling.settings import TellSettings
from filings.telling.webhook import Webhook
from filings.telling.worker import Worker
from running import ROOT

Now = Callable[[], datetime]
_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
_WORDS = ROOT / "build/words/telling.json"
# How long the worker waits for the receiver, in seconds: less than `beian tell`, so that a run is not held up at its end.
_PATIENCE = (5.0, 5.0)
# When what was not heard is told again, after everything else: twice to a receiver that goes on as before, and then until each
# message has had an attempt at one that takes everything, however many it has had before (worker.DELAYS).
_ROUNDS = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 240, 600, 1800))
_AS_BEFORE = 2


@dataclass
class Teller:
    """`beian tell` in a process of its own."""

    environ: Mapping[str, str]
    log: Path
    journal: Journal
    killed: int = 0
    process: subprocess.Popen[bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Begin to tell."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("BEIAN_")}
        command = [str(Path(sys.prefix) / "bin/beian"), "tell", "--every", "1"]
        with self.log.open("ab") as said:
            self.process = subprocess.Popen(command, cwd=ROOT, env={**own, **self.environ}, stdout=said, stderr=said)

    def kill(self) -> None:
        """Kill it with SIGKILL; whoever watches starts it again."""
        with self._lock:
            if self.process is not None and self.process.poll() is None:
                self.process.send_signal(signal.SIGKILL)
                self.process.wait()
                self.killed += 1
                self.journal.count("teller killed")

    def watch(self) -> None:
        """Start it again where it has ended; only who killed it may have done that."""
        with self._lock:
            if self.process is not None and (status := self.process.poll()) is not None:
                if status != -signal.SIGKILL:
                    self.journal.refuse(f"beian tell ended with {status}")
                self.start()
        time.sleep(1)

    def end(self) -> int:
        """Kill it for good; return how often it may not have known whether it was heard."""
        self.kill()
        self.process = None
        return self.killed + len(re.findall("the store is unavailable", self.log.read_text("utf-8")))


@dataclass
class Telling:
    """A worker over a store that may fail, what the receiver has heard, and how often somebody may not know that it has.

    `port` makes the way for a clock.
    """

    store: Storage
    heard: Heard
    port: Callable[[Now], Port]
    now: Now
    journal: Journal
    teller: Teller | None = None
    every: float = 1.0
    in_doubt: int = 0

    @property
    def others(self) -> list[Callable[[], None]]:
        """What goes on beside the clients."""
        return [self.work, *([self.teller.watch] if self.teller else [])]

    def work(self) -> None:
        """Tell once; what breaks off is gone on with next time."""
        try:
            self._run(self.store, self.now)
        except StoreUnavailable:
            self.in_doubt += 1
        time.sleep(self.every)

    def finish(self, store: Storage, begin: datetime) -> None:
        """Tell the rest from a time on, over a store that does not fail; the receiver takes everything in the end.

        What an eraser by a later clock has announced is told when its time has come.
        """
        self.end()
        done = None
        while (first := _first(store)) not in {None, done}:
            done, begin = first, max(begin, first.at) if first else begin
            for i, step in enumerate(_ROUNDS):
                self.heard.calm = self.heard.calm or i >= _AS_BEFORE
                self._run(store, partial(_at, begin + step))

    def end(self) -> None:
        """End the process that tells."""
        if self.teller is not None:
            self.in_doubt += self.teller.end()
            self.teller = None

    def _run(self, store: Storage, now: Now) -> None:
        self.journal.count("messages told", Worker(store, [self.port(now)], now).run().counts["sent"])


def _first(store: Storage) -> outbox.Entry | None:
    return next((entry for key in each_key(store, "outbox/") if (entry := outbox.parsed(key))), None)


def _at(time: datetime) -> datetime:
    return time


@contextmanager
def telling(folder: Path, world: World, environ: Mapping[str, str], store: Storage) -> Iterator[Telling]:
    """Let a process and a worker tell over a store (`environ` leads to it too) until the block ends."""
    heard = Heard(random.Random(world.seed))
    words = read_words(_WORDS)
    with Receiver(heard) as receiver:
        Thread(target=receiver.serve_forever, args=(0.1,), daemon=True, name="receiver").start()
        told = {"site_url": "http://127.0.0.1/", "webhook": {"url": receiver.url, "secret": _SECRET}}
        (folder / "tell.json").write_text(json.dumps(told), "utf-8")
        settings = TellSettings.read(told, frozenset(words))
        own = {"BEIAN_TELL": str(folder / "tell.json"), "BEIAN_WORDS": str(_WORDS)}
        teller = Teller({**environ, **own}, folder / "teller.log", world.journal)
        heard.kill = teller.kill
        teller.start()

        def port(now: Now) -> Port:
            assert settings.webhook is not None
            return Webhook(settings.webhook, Words(words, settings.site), now, _PATIENCE)

        made = Telling(store, heard, port, world.clock.now, world.journal, teller)
        try:
            yield made
        finally:
            made.end()
            receiver.shutdown()
