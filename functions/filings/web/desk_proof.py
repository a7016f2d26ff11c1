"""GET /v1/desk/filings/{number}/proof: an auditor takes a filing out, with all that is needed to verify it elsewhere."""

from flask import Blueprint, Response, request

from filings.desk import audit
from filings.lookup import Lookup
from filings.proof.export import as_zip, export
from filings.web.desk_session import Desk


def door(desk: Desk, lookup: Lookup) -> Blueprint:
    """Make the door to exports of single filings."""
    blueprint = Blueprint("desk-proof", __name__)

    @blueprint.get("/v1/desk/filings/<number>/proof")
    def proof(number: str) -> Response:
        desk.officer(request, "proof")
        found, events = lookup.find(number)
        place = str(events[0].fields["place"])
        officer = desk.officer(request, "proof", place, number=str(found))
        packed = as_zip(export(lookup.store, found), str(found))
        audit.note(lookup.store, officer, "exported", desk.now(), place=place, number=str(found), after=events[-1].sha256)
        answer = Response(packed, mimetype="application/zip")
        answer.headers["Content-Disposition"] = f'attachment; filename="{found}.zip"'
        return answer

    return blueprint
