"""Counts what has left the store: what was told outside, and what was erased; by rules of the harness's own."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from chaos.receiver import Heard
from filings.model import Event
from filings.parts import parts_of
from filings.proof.records import read_all
from filings.storage import Storage, each_key
from filings.upkeep.retention import Retention

Logs = Mapping[str, Sequence[Event]]
_DECIDED = ("approved", "approved-on-commitment", "correction-requested", "refused", "reopened")
_TELLS = frozenset({*_DECIDED, "erased", "expired", "lapsed", "reminded"})


def untold(logs: Logs, heard: Heard) -> Iterator[str]:
    """Yield the messages that nobody has ever said they have."""
    return (message for message in _messages(logs) if not heard.taken[message])


def of_nothing(logs: Logs, heard: Heard) -> Iterator[str]:
    """Yield the messages about events that are not in any log."""
    return iter(heard.handed.keys() - set(_messages(logs)))


def told_again(store: Storage, heard: Heard, in_doubt: int) -> Iterator[str]:
    """Yield what was told without an attempt of its own, in other words, or to somebody who had said that they have it.

    That may happen as often as a teller was `in_doubt`: killed, or cut off from the store, before it could note an answer.
    """
    attempts = Counter(key.split("/")[2].partition("_webhook.")[0] for key in each_key(store, "told/") if key[-1].isdigit())
    yield from (f"{message} without an attempt" for message, n in heard.handed.items() if n > attempts[message])
    yield from (f"{message} in other words" for message, bodies in heard.bodies.items() if len(bodies) > 1)
    again = {message: n for message, n in heard.taken.items() if n > 1}
    if sum(again.values()) - len(again) > in_doubt:
        yield from (f"{message} was taken {n} times, in doubt {in_doubt}" for message, n in again.items())


def _messages(logs: Logs) -> Iterator[str]:
    for log in logs.values():
        for position, event in enumerate(log, 1):
            if str(event.fields.get("event", event.status)) in _TELLS:
                yield f"{log[0].fields['number']}_{position:04}"


def uncovered(store: Storage, logs: Logs) -> Iterator[str]:
    """Yield the tombstones of what stood in no ledger before that in which they stand themselves."""
    known: dict[str, list[int]] = defaultdict(list)
    for ledger in read_all(store):
        for serial, last in {serial: position for serial, position, _ in sorted(ledger.filings)}.items():
            known[serial].append(last)
    for serial, log in logs.items():
        for position, event in enumerate(log, 1):
            if event.fields.get("event") == "erased":
                before = max((last for last in known[serial] if last < position), default=0)
                what = frozenset(event.fields["what"])
                if not before or any(
                    part.kind in what for each in _fresh(log, before, position) for part in parts_of(each.fields)
                ):
                    yield f"{serial} at {position}, of which {before} were known"


def _fresh(log: Sequence[Event], known: int, tombstone: int) -> Sequence[Event]:
    return log[known : tombstone - 1]


def unerased(logs: Logs, retention: Retention, today: date) -> Iterator[str]:
    """Yield the filings of which something is still to be erased."""
    return (serial for serial, log in logs.items() if retention.due(log, today))
