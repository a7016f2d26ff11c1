"""POST /v1/filings: take a filing. GET /v1/counter: tell a counter who it is."""

from flask import Blueprint, Response, jsonify, request

from filings.counters import Counters
from filings.errors import Code, Refusal
from filings.intake import Intake, Origin, strict_json
from filings.web import guard
from filings.web.session import Sessions


def door(intake: Intake, counters: Counters, sessions: Sessions) -> Blueprint:
    """Make the door through which filings come in, from counters and from people's own devices, signed in or not."""
    blueprint = Blueprint("submit", __name__)

    @blueprint.post("/v1/filings")
    def submit() -> Response:
        body = guard.json_body(request)
        counter = guard.counter(request, counters)
        # Who is signed in at a counter's screen is not who stands at the counter.
        origin = Origin(counter, None if counter else sessions.person(request))
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
