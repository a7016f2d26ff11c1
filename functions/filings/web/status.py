"""GET /v1/filings/{number}: answer for a filing."""

from collections.abc import Iterator

from flask import Blueprint, Response, jsonify, request

from filings.lookup import Lookup
from filings.web import figures, qr
from filings.web.house import House


def blueprints(house: House) -> Iterator[Blueprint]:
    """Open the door, with what else is for everybody and holds no secret: the QR code of a receipt, and published figures."""
    yield door(house.lookup)
    yield qr.door()
    yield figures.door(house.store, house.contracts, house.now, sample=house.settings.desk_local)


def door(lookup: Lookup) -> Blueprint:
    """Make the door that answers by number; the Lookup-Code header is optional, and must fit where it is sent."""
    blueprint = Blueprint("status", __name__)

    @blueprint.get("/v1/filings/<number>")
    def status(number: str) -> Response:
        return jsonify(lookup.status(number, request.headers.get("Lookup-Code")))

    return blueprint
