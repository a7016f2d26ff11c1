"""POST /v1/filings: take a filing. GET /v1/counter: tell a counter who it is."""

from flask import Blueprint, Response, jsonify, request

from filings.counters import Counters
from filings.errors import Code, Refusal
from filings.intake import Intake, Origin, strict_json
from filings.web import guard


def door(intake: Intake, counters: Counters) -> Blueprint:
    """Make the door through which filings come in, from people's own devices and from counters."""
    blueprint = Blueprint("submit", __name__)

    @blueprint.post("/v1/filings")
    def submit() -> Response:
        body = guard.json_body(request)
        origin = Origin(guard.counter(request, counters))
        receipt = intake.take(guard.idempotency_key(request), strict_json(body), origin)
        response = jsonify(receipt)
        response.status_code = 201
        response.headers["Location"] = f"/v1/filings/{receipt['number']}"
        return response

    @blueprint.get("/v1/counter")
    def counter() -> Response:
        known = guard.counter(request, counters)
        if known is None:
            raise Refusal(Code.COUNTER_UNKNOWN)
        return jsonify(known.as_json())

    return blueprint
