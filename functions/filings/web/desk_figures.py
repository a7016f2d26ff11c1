"""GET /v1/desk/figures: what is done in a place. GET /v1/desk/export: its filings to take along, which is noted before."""

from flask import Blueprint, Response, jsonify, request

from filings.days import CHINA
from filings.desk import audit
from filings.errors import Code, Finding, Refusal
from filings.figures.export import TABLES, Export
from filings.figures.report import Period, report
from filings.figures.sheets import FORMATS
from filings.seal import Keys, NoKey
from filings.web.desk_session import Desk


def door(desk: Desk, export: Export, keys: Keys) -> Blueprint:
    """Make the door to the figures of the desk; `keys` are the private ones, without which nothing sealed is exported."""
    blueprint = Blueprint("desk-figures", __name__)

    def period() -> Period:
        today = desk.now().astimezone(CHINA).date()
        return Period.read(request.args.get("from"), request.args.get("until"), today)

    @blueprint.get("/v1/desk/figures")
    def figures() -> Response:
        place = request.args.get("place", "")
        desk.officer(request, "figures", place)
        return jsonify({**report(desk.store, place, period(), desk.now()), "sample": desk.settings.desk_local})

    @blueprint.get("/v1/desk/export")
    def taken() -> Response:
        place = request.args.get("place", "")
        officer = desk.officer(request, "export", place)
        table, form = request.args.get("table", "filings"), request.args.get("format", "csv")
        if wrong := [
            Finding(f"/{name}", "not-allowed")
            for name, known in (("table", table in TABLES), ("format", form in FORMATS))
            if not known
        ]:
            raise Refusal(Code.FINDINGS, tuple(wrong))
        if table == "out_appy_d":
            _hold_key(keys, place)
        asked = period()
        about = {"table": table, "format": form, "from": asked.since.isoformat(), "until": asked.until.isoformat()}
        audit.note(desk.store, officer, "exported", desk.now(), place=place, **about)
        sheet = export.take(place, asked, table, form)  # type: ignore[arg-type]
        disposition = f'attachment; filename="{sheet.name}"'
        return Response(sheet.content, content_type=FORMATS[form], headers={"Content-Disposition": disposition})

    return blueprint


def _hold_key(keys: Keys, place: str) -> None:
    """Raise Refusal where this service cannot open the place's filings: an empty table would look like no filings."""
    try:
        keys.nearest(place)
    except NoKey:
        raise Refusal(Code.SEAL_BROKEN) from None
