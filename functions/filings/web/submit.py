"""POST /v1/filings: take a filing."""

from flask import Blueprint, Response, jsonify, request

from filings.intake import Intake, strict_json
from filings.web import guard


def door(intake: Intake) -> Blueprint:
    """Make the door through which filings come in."""
    blueprint = Blueprint("submit", __name__)

    @blueprint.post("/v1/filings")
    def submit() -> Response:
        body = guard.json_body(request)
        receipt = intake.take(guard.idempotency_key(request), strict_json(body))
        response = jsonify(receipt)
        response.status_code = 201
        response.headers["Location"] = f"/v1/filings/{receipt['number']}"
        return response

    return blueprint
