"""A receiver of webhooks on loopback that does not always take what it is told, and remembers what it has heard."""

import random
import select
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock


class Hears(StrEnum):
    """What a receiver does with one message."""

    TAKES = "taken"
    FAILS = "answered 500"
    REDIRECTS = "redirected"
    HANGS_UP = "connection closed without an answer"
    LATE = "answered too late"
    KILLED = "teller killed before the answer"


# Longer than a teller waits for an answer.
TOO_LATE = 12.0
_OFTEN = {Hears.TAKES: 60, Hears.FAILS: 12, Hears.REDIRECTS: 5, Hears.HANGS_UP: 12, Hears.KILLED: 8, Hears.LATE: 3}


@dataclass
class Heard:
    """What the other side knows: how often it was handed each message, by its id, and how often it has said that it has it.

    `kill` kills the tellers that are processes; while it is `calm`, everything is taken.
    """

    rng: random.Random
    kill: Callable[[], None] | None = None
    calm: bool = False
    handed: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    bodies: dict[str, set[bytes]] = field(default_factory=dict)
    met: Counter[Hears] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def hear(self, message: str, body: bytes) -> Hears:
        """Be handed a message whole; say what becomes of it."""
        with self._lock:
            self.handed[message] += 1
            self.bodies.setdefault(message, set()).add(body)
            draws = [hears for hears in _OFTEN if self.kill or hears is not Hears.KILLED]
            hears = Hears.TAKES if self.calm else self.rng.choices(draws, [_OFTEN[each] for each in draws])[0]
            if hears is Hears.LATE and self.met[hears] > self.handed.total() // 50:
                hears = Hears.FAILS
            self.met[hears] += 1
            return hears

    def take(self, message: str) -> None:
        """Note that the teller is about to be answered that it was heard."""
        with self._lock:
            self.taken[message] += 1


class Receiver(ThreadingHTTPServer):
    """Listens on loopback and lets `heard` decide."""

    daemon_threads = True

    def __init__(self, heard: Heard) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.heard = heard

    @property
    def url(self) -> str:
        """Where messages are posted to."""
        return f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever was killed or has lost patience hears no answer."""


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        message, heard = str(self.headers["webhook-id"]), self.server.heard
        hears = heard.hear(message, body)
        if hears is Hears.LATE:
            time.sleep(TOO_LATE)
        if hears is Hears.KILLED and heard.kill:
            heard.kill()
        if hears in {Hears.KILLED, Hears.HANGS_UP} or self._is_gone():
            return
        if hears is Hears.TAKES:
            heard.take(message)
        self.send_response({Hears.FAILS: 500, Hears.REDIRECTS: 307}.get(hears, 204))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_gone(self) -> bool:
        """Say whether whoever asked has stopped waiting: of a slow machine it is not the teller's fault that nobody listens."""
        readable, _, _ = select.select([self.connection], [], [], 0)
        return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)

    def log_message(self, *what: object) -> None:
        """Say nothing."""
