"""GET /v1/filings/{number}: answer for a filing."""

from flask import Blueprint, Response, jsonify, request

from filings.lookup import Lookup


def door(lookup: Lookup) -> Blueprint:
    """Make the door that answers by number; the Lookup-Code header is optional, and must fit where it is sent."""
    blueprint = Blueprint("status", __name__)

    @blueprint.get("/v1/filings/<number>")
    def status(number: str) -> Response:
        return jsonify(lookup.status(number, request.headers.get("Lookup-Code")))

    return blueprint
