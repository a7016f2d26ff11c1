"""GET /v1/figures/{place}: what is published of a place, for everybody."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, jsonify

from filings.contract import Contracts
from filings.days import CHINA
from filings.errors import Code, Refusal
from filings.storage import Storage

# Months are published once and stay as they are; an hour late is early enough.
_HOUR = "public, max-age=3600"


def door(store: Storage, contracts: Contracts, now: Callable[[], datetime], *, sample: bool) -> Blueprint:
    """Make the door; `sample` says that what is counted here are filings of a development service."""
    blueprint = Blueprint("figures", __name__)

    @blueprint.get("/v1/figures/<place>")
    def figures(place: str) -> Response:
        from filings.figures.monthly import public  # noqa: PLC0415 - who looks a filing up starts without it

        if contracts.for_place(place, now().astimezone(CHINA).date()) is None:
            raise Refusal(Code.NOT_FOUND)
        response = jsonify({**public(store, place), "sample": sample})
        response.headers["Cache-Control"] = _HOUR
        return response

    return blueprint
