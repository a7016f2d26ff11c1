"""POST /v1/qr: draw the QR code that leads from a receipt to the status page."""

from flask import Blueprint, Response, jsonify, request

from filings import qr
from filings.strict import strict_json
from filings.web import guard


def door() -> Blueprint:
    """Make the door that draws; it keeps nothing and asks no store."""
    blueprint = Blueprint("qr", __name__)

    @blueprint.post("/v1/qr")
    def draw() -> Response:
        return jsonify(qr.draw(strict_json(guard.json_body(request))))

    return blueprint
