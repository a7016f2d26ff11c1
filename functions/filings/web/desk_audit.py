"""GET /v1/desk/audit: what stands in the audit log of a place on a day; reading it is noted too."""

from datetime import date

from flask import Blueprint, Response, jsonify, request

from filings.days import CHINA
from filings.desk import audit
from filings.errors import Code, Refusal
from filings.web.desk_session import Desk


def door(desk: Desk) -> Blueprint:
    """Make the door for auditors; without a day it is today in China."""
    blueprint = Blueprint("desk-audit", __name__)

    @blueprint.get("/v1/desk/audit")
    def entries() -> Response:
        place, now = request.args.get("place", ""), desk.now()
        officer = desk.officer(request, "audit", place)
        try:
            day = date.fromisoformat(request.args.get("day") or now.astimezone(CHINA).date().isoformat())
            audit.note(desk.store, officer, "audited", now, place=place, day=day.isoformat())
            page = audit.page(desk.store, place, day, request.args.get("after", ""))
        except ValueError:
            # No day, or no name of an entry: there is nothing there.
            raise Refusal(Code.NOT_FOUND) from None
        return jsonify({"place": place, "day": day.isoformat(), "entries": page.entries, "next": page.next})

    return blueprint
