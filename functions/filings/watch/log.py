"""One line of JSON for each thing that happened, on standard error; of what other libraries say only who, where and how bad."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TextIO

LOGGER = logging.getLogger("beian")
# What a line may hold. A member that is not among them is a mistake: nobody has thought about what stands in it.
MEMBERS = frozenset(
    {
        *("event", "id", "door", "route", "method", "status", "ms", "code", "rules", "number", "place", "type"),
        *("kind", "where", "why", "run", "outcome", "address", "told"),
    }
)
_WRITTEN = json.JSONEncoder(ensure_ascii=False).encode
_DURING: dict[str, str] = {}


def line(level: int, members: Mapping[str, Any], metrics: Mapping[str, Any] | None = None) -> None:
    """Write a line: `members`, of MEMBERS (ValueError otherwise) and left out where None, and what a Meter adds as `metrics`."""
    if strangers := members.keys() - MEMBERS:
        raise ValueError(f"no member of a log line: {', '.join(sorted(strangers))}")
    if LOGGER.isEnabledFor(level):
        told = _begun(level) | {name: value for name, value in members.items() if value is not None}
        text = _WRITTEN(told | dict(metrics or {}))
        # Without looking through the stack for who writes it: no line of ours says so.
        LOGGER.handle(LOGGER.makeRecord(LOGGER.name, level, "", 0, text, (), None))


@contextmanager
def during(identity: str) -> Iterator[None]:
    """Put an id on every line of the process, whoever writes it, that has none of its own: it does one thing meanwhile."""
    _DURING["id"] = identity
    try:
        yield
    finally:
        _DURING.clear()


def where(error: BaseException) -> str:
    """Say in which function and on which line an error arose."""
    trace, place = error.__traceback__, "?"
    while trace:
        place, trace = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}", trace.tb_next
    return place


def configure() -> None:
    """Send the process's log to standard error as JSON lines, ours from `info` on, others' from `warning` on.

    Whatever was set up before is replaced, among it the handler of AWS Lambda's runtime, which writes messages as they are.
    """
    handler = _Handler()
    handler.setFormatter(formatter())
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    LOGGER.setLevel(logging.INFO)


def formatter() -> logging.Formatter:
    """Make what writes our lines as they are, and of what a library says only who, where and how bad."""
    return _Formatter()


# The server that runs our workers tells in its own words when one of them dies, and knows nothing of requests.
_SERVER = "_granian"


class _Formatter(logging.Formatter):
    """Our lines as they are. What a library says could hold what was typed: of that neither message nor arguments are kept."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == LOGGER.name:
            return record.getMessage()
        told = {"event": "library", "address": record.name, "where": f"{record.module}.{record.funcName}:{record.lineno}"}
        if record.exc_info and record.exc_info[0]:
            told["kind"] = record.exc_info[0].__name__
        elif record.name == _SERVER:
            told["why"] = record.getMessage()
        return json.dumps(_begun(record.levelno) | told)


class _Handler(logging.StreamHandler[TextIO]):
    """Writes to what is standard error at the moment, not to what it was when the process began."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr

    @stream.setter
    def stream(self, stream: TextIO) -> None:
        raise AttributeError("always standard error")


def _begun(level: int) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"time": now, "level": logging.getLevelName(level).lower()} | _DURING
