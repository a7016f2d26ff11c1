"""POST /v1/filings/{number}/events: do something to a filing afterwards."""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request

from filings.amend import Amending
from filings.seal import Keys
from filings.strict import strict_json
from filings.web import guard
from filings.web.house import House
from filings.web.origins import Origins


def blueprints(house: House) -> Iterator[Blueprint]:
    """Open the door."""
    yield door(Amending(house.lookup, Keys.from_file(house.settings.keys), house.scan), Origins.of_house(house))


def door(amending: Amending, origins: Origins) -> Blueprint:
    """Make the door for whoever has a filing's number and its lookup code; without the code there is no such filing."""
    blueprint = Blueprint("amend", __name__)

    @blueprint.post("/v1/filings/<number>/events")
    def amend(number: str) -> Response:
        body = strict_json(guard.json_body(request))
        code = request.headers.get("Lookup-Code", "")
        # Of which place the filing is, whoever has its number and code says by that.
        origin = origins.of(request, body, None)
        response = jsonify(amending.take(number, code, guard.idempotency_key(request), body, origin))
        response.status_code = 201
        return response

    return blueprint
