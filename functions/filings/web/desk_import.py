"""POST /v1/desk/import: check an employer's list, or file it."""

from flask import Blueprint, Request, Response, jsonify, request

from filings.desk.importing import Importing, Said
from filings.desk.sheet import BYTES_MAX
from filings.errors import Code, Refusal
from filings.web import watched
from filings.web.desk_session import Desk


def door(desk: Desk, importing: Importing) -> Blueprint:
    """Make the door through which clerks bring lists."""
    blueprint = Blueprint("desk-import", __name__)

    @blueprint.post("/v1/desk/import")
    def bring() -> Response:
        place = request.args.get("place", "")
        officer = desk.officer(request, "import", place)
        content = _csv(request)
        if request.args.get("dry") == "1":
            return jsonify(importing.check(officer, place, content))
        consent = request.args.get("consent") == "1"
        said = Said(request.args.get("notice"), request.args.get("language"), consent)
        response = jsonify(importing.take(officer, place, content, said, lambda kind: watched.listed(place, kind)))
        response.status_code = 201
        return response

    return blueprint


def _csv(request: Request) -> bytes:
    """Return the bytes of a list; raises Refusal where the request says that it is something else, or is too large."""
    if request.mimetype != "text/csv":
        raise Refusal(Code.UNSUPPORTED_MEDIA_TYPE)
    request.max_content_length = BYTES_MAX + 1
    content = request.get_data(cache=False)
    if len(content) > BYTES_MAX:
        raise Refusal(Code.TOO_LARGE)
    return content
