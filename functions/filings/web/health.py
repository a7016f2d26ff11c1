"""GET /v1/health: the process lives. GET /v1/ready: it can work, because all that it needs is there."""

from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response, jsonify

from filings.doctor.verdict import is_known
from filings.errors import Code
from filings.web import problems, watched
from filings.web.house import House


def door(house: House) -> Blueprint:
    """Make the door for whoever watches: `health` says whether to restart a process, `ready` whether to send it requests."""
    blueprint = Blueprint("health", __name__)
    parts = _parts(house)

    @blueprint.get("/v1/health")
    def health() -> Response:
        return jsonify({"status": "ok"})

    @blueprint.get("/v1/ready")
    def ready() -> Response:
        found = {name: _state(look) for name, look in parts.items()}
        if "failed" in found.values():
            watched.because(f"failed: {', '.join(name for name, state in found.items() if state == 'failed')}")
            return problems.answer(Code.NOT_READY, parts=found)
        return jsonify({"status": "ok", "parts": found})

    return blueprint


def _parts(house: House) -> Mapping[str, Callable[[], object]]:
    """Name what has to be there, each with a look that raises where it is not."""

    def keys() -> None:
        from filings.seal import Keys  # noqa: PLC0415 - what takes nothing in starts without it

        for path in (house.settings.keys, house.settings.private_keys):
            if path is not None:
                Keys.from_file(path).check()

    # One listing, which every door's role may make: where the doctor says whether the store will do.
    store = partial(is_known, house.store, house.settings.store)
    return {"store": store, "contracts": lambda: house.contracts.amendment().validator, "keys": _once(keys)}


def _once(look: Callable[[], None]) -> Callable[[], None]:
    """Look until it has gone well once: a process reads its keys when it begins, and importing them all costs time."""
    sound: list[bool] = []

    def looked() -> None:
        if not sound:
            look()
            sound.append(True)

    return looked


def _state(look: Callable[[], object]) -> str:
    try:
        look()
    except Exception as error:
        watched.failed(error)
        return "failed"
    return "ok"
