"""What has been told already, and what was tried: write-once objects, by which workers keep out of each other's way.

`told/<day>/<id>_<way>.<n>` is the n-th attempt, made before it is begun: who makes the object makes the attempt.
`told/<day>/<id>_<way>.done` ends it, with the outcome. `<day>` is the UTC day of the event, so that what is old is found first.
`stopped/<way>-<peer>` says that the other side of a way wants no more.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from filings.model import canonical, moment
from filings.storage import KeyTaken, NoSuchKey, Storage, each_key
from filings.telling.message import Message
from filings.telling.port import Port

# Much longer than an entry of the outbox may wait, so that nothing is told again for want of its note.
KEPT = timedelta(days=30)
_DAY = "%Y%m%d"


@dataclass(frozen=True)
class State:
    """How far telling has come in one way: how many attempts, when the last one began, and whether that is the end of it."""

    attempts: int = 0
    last: datetime | None = None
    done: bool = False


@dataclass(frozen=True)
class Notes:
    """The notes in a store. Every method raises StoreUnavailable."""

    store: Storage

    def states(self, message: Message) -> Mapping[str, State]:
        """Tell of each way in which a message was tried how far that has come."""
        prefix = f"{_prefix(message)}_"
        attempts: dict[str, int] = {}
        done = set()
        for key in self.store.keys(prefix):
            way, _, ending = key.removeprefix(prefix).partition(".")
            if ending == "done":
                done.add(way)
            else:
                attempts[way] = max(attempts.get(way, 0), int(ending))
        return {way: self._state(message, way, attempts.get(way, 0), is_done=way in done) for way in {*attempts, *done}}

    def _state(self, message: Message, way: str, attempts: int, *, is_done: bool) -> State:
        if is_done or not attempts:
            return State(attempts, done=is_done)
        begun = json.loads(self.store.read(f"{_prefix(message)}_{way}.{attempts}"))
        return State(attempts, datetime.fromisoformat(begun["at"]))

    def claim(self, message: Message, way: str, attempt: int, now: datetime) -> bool:
        """Begin an attempt; say whether it is ours, or another worker was quicker."""
        try:
            self.store.create(f"{_prefix(message)}_{way}.{attempt}", canonical({"at": moment(now)}))
        except KeyTaken:
            return False
        return True

    def done(self, message: Message, way: str, outcome: str, now: datetime) -> None:
        """End it: `outcome` is `sent`, or why there was nothing to send, or why it was given up."""
        self.store.settle(f"{_prefix(message)}_{way}.done", canonical({"at": moment(now), "outcome": outcome}))

    def stop(self, port: Port, now: datetime) -> None:
        """Note that the other side of a way wants no more."""
        self.store.settle(_stopped(port), canonical({"at": moment(now)}))

    def stopped(self, port: Port) -> str | None:
        """Tell since when (RFC 3339) the other side wants no more, None where it never said so."""
        with suppress(NoSuchKey):
            return str(json.loads(self.store.read(_stopped(port)))["at"])
        return None

    def resume(self, port: Port) -> None:
        """Ask the other side again from now on."""
        with suppress(NoSuchKey):
            self.store.delete(_stopped(port))

    def forget(self, now: datetime) -> int:
        """Remove the notes about what was told more than KEPT ago; return how many."""
        bound, count = f"told/{(now - KEPT).astimezone(UTC):{_DAY}}/", 0
        for key in takewhile(lambda key: key < bound, each_key(self.store, "told/")):
            with suppress(NoSuchKey):
                self.store.delete(key)
                count += 1
        return count


def _prefix(message: Message) -> str:
    return f"told/{datetime.fromisoformat(message.event.at).astimezone(UTC):{_DAY}}/{message.id}"


def _stopped(port: Port) -> str:
    # By its hash, because an address may have a token in it.
    return f"stopped/{port.name}-{hashlib.sha256(port.peer.encode()).hexdigest()[:16]}"
