"""What waits at the desk, and a person's filings: /v1/desk/queue, /v1/desk/overdue, /v1/desk/search."""

from flask import Blueprint, Response, jsonify, request

from filings.contract import Contracts
from filings.desk.queue import Queue
from filings.desk.rows import Rows
from filings.desk.searching import Searching
from filings.desk.wanted import Wanted
from filings.strict import strict_json
from filings.web import guard
from filings.web.desk_session import Desk


def door(desk: Desk, contracts: Contracts) -> Blueprint:
    """Make the door of the lists; each page of a list is one place's."""
    blueprint = Blueprint("desk-queue", __name__)

    def rows() -> Rows:
        return Rows(contracts, desk.now())

    @blueprint.get("/v1/desk/queue")
    def queue() -> Response:
        place = request.args.get("place", "")
        officer = desk.officer(request, "queue", place)
        asked = Wanted.from_query(request.args)
        return jsonify(Queue(desk.store, rows()).waiting(officer, place, request.args.get("after", ""), asked))

    @blueprint.get("/v1/desk/overdue")
    def overdue() -> Response:
        place = request.args.get("place", "")
        desk.officer(request, "queue", place)
        return jsonify(Queue(desk.store, rows()).overdue(place, request.args.get("after", "")))

    @blueprint.post("/v1/desk/search")
    def search() -> Response:
        officer = desk.officer(request, "queue")
        asked = strict_json(guard.json_body(request))
        return jsonify(Searching(desk.store, desk.settings.secret, rows()).filings(officer, asked))

    return blueprint
