"""Asks the service as our pages do: waits so long, and sends again what was not answered, under the same key."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from threading import Event
from urllib.parse import urlsplit, urlunsplit

from chaos.journal import Journal

# After these a page cannot know whether it was done, and sends the same again (site/assets/form-send.js).
UNSURE = frozenset({0, 500, 503})
_HTTP_500 = 500

# Sends one request: method, path, body, headers; returns status and body, status 0 where no whole answer came.
Send = Callable[[str, str, bytes | None, Mapping[str, str]], tuple[int, bytes]]


def over_http(port: int, patience: float) -> Send:
    """Send to a service on loopback, or where a whole address leads, and wait no longer than so many seconds."""

    def send(method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        whole = urlsplit(path)
        connection = HTTPConnection(whole.netloc or f"127.0.0.1:{port}", timeout=patience)
        try:
            connection.request(method, urlunsplit(("", "", *whole[2:])), body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException):
            return 0, b""
        finally:
            connection.close()

    return send


@dataclass
class Asking:
    """One client: `stop` ends its patience, `pause` is how long it waits before it sends again."""

    send: Send
    journal: Journal
    rng: random.Random
    stop: Event
    pause: float = 0.15

    def once(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Send something once."""
        status, answer = self.send(method, path, body, headers or {})
        self.journal.count(f"answered {status}")
        if status == _HTTP_500 and path.startswith("/v1/"):
            # A store that fails is a 503; whatever else the service could not deal with is a fault of its own.
            self.journal.refuse(f"{method} {_shape(path)} answered 500")
        return status, answer

    def until_answered(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, patience: int = 200
    ) -> tuple[int, bytes]:
        """Send something until it is answered for sure, or `patience` tries have failed; give up when the run is over."""
        for attempt in range(patience):
            status, answer = self.once(method, path, body, headers)
            if status not in UNSURE:
                return status, answer
            self.journal.count("sent again")
            if self.stop.is_set() and attempt > 1:
                break
            self.rest()
        return 0, b""

    def rest(self) -> None:
        """Wait a little before the next try."""
        time.sleep(self.pause * self.rng.uniform(0.3, 2))


def _shape(path: str) -> str:
    """Leave out of a path what is different in every filing."""
    return "/".join("…" if any(letter.isdigit() for letter in part[1:]) else part for part in path.partition("?")[0].split("/"))
