"""POST /v1/desk/filings/{number}/events and POST /v1/desk/decisions: decide on one filing, or approve several at once."""

from flask import Blueprint, Response, jsonify, request

from filings.desk.batch import Batch
from filings.desk.deciding import Deciding
from filings.desk.verdicts import ACTS
from filings.strict import strict_json
from filings.web import guard
from filings.web.desk_session import Desk


def door(desk: Desk, deciding: Deciding) -> Blueprint:
    """Make the door for officers; whoever may not decide at all is told so before any filing is looked for."""
    blueprint = Blueprint("desk-decisions", __name__)

    @blueprint.post("/v1/desk/filings/<number>/events")
    def decide(number: str) -> Response:
        body = strict_json(guard.json_body(request))
        act = ACTS.get(str(body.get("action")), "decide") if isinstance(body, dict) else "decide"
        desk.officer(request, act)
        key = guard.idempotency_key(request)
        found, events = deciding.lookup.find(number)
        officer = desk.officer(request, act, str(events[0].fields["place"]), number=str(found))
        response = jsonify(deciding.decide(officer, found, events, key, body))
        response.status_code = 201
        return response

    @blueprint.post("/v1/desk/decisions")
    def several() -> Response:
        body = strict_json(guard.json_body(request))
        desk.officer(request, "decide")
        batch = Batch(deciding, lambda place, number: desk.officer(request, "decide", place, number=number))
        return jsonify(batch.take(guard.idempotency_key(request), body))

    return blueprint
