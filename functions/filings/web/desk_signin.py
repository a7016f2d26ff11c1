"""Officers sign in and out, with the agencies' OpenID provider or, for development, as a sample: /v1/desk/session…"""

from typing import Any, cast

from flask import Blueprint, Response, jsonify, request

from filings.desk import audit
from filings.errors import Code, Refusal
from filings.officers import Officer
from filings.samples import SAMPLES
from filings.strict import strict_json
from filings.web import guard
from filings.web.desk_session import Desk
from filings.web.openid import OpenId
from filings.web.signin import SignIn, steps

CALLBACK = "v1/desk/session/callback"


def door(desk: Desk) -> Blueprint:
    """Make the door through which officers come in; where neither provider nor local sign-in is set, nobody does."""
    blueprint = Blueprint("desk-session", __name__)

    @blueprint.get("/v1/desk/session")
    def session() -> Response:
        officer = desk.asking(request)
        told: dict[str, Any] = {"configured": desk.configured, "local": desk.settings.desk_local}
        samples = {"samples": [as_json(sample) for sample in SAMPLES.values()]} if desk.settings.desk_local else {}
        return jsonify(told | {"officer": officer and as_json(officer)} | samples)

    @blueprint.post("/v1/desk/session/end")
    def end() -> Response:
        strict_json(guard.json_body(request))
        response = Response(status=204)
        desk.cookie.drop(response)
        return response

    if desk.settings.desk is not None:
        site = cast("str", desk.settings.site_url)
        openid = OpenId(desk.settings.desk, site + CALLBACK, desk.now)
        steps(blueprint, "/v1/desk/session", SignIn(openid, desk.attempts, site, desk.now, desk.enter, "/desk/"))
    if desk.settings.desk_local:
        _local(blueprint, desk)
    return blueprint


def _local(blueprint: Blueprint, desk: Desk) -> None:
    """The sign-in for development: choose who to be."""

    @blueprint.post("/v1/desk/session/local")
    def local() -> Response:
        body = strict_json(guard.json_body(request))
        chosen = body.get("officer") if isinstance(body, dict) else None
        sample = SAMPLES.get(chosen) if isinstance(chosen, str) else None
        if sample is None:
            raise Refusal(Code.NOT_FOUND)
        now = desk.now()
        audit.note_in_each(desk.store, sample, "signed-in", now, local=True)
        response = jsonify({"officer": as_json(sample)})
        desk.cookie.put(response, {"sample": sample.id}, now)
        return response


def as_json(officer: Officer) -> dict[str, Any]:
    """Return what a page tells of an officer, and to them."""
    lists = {"roles": sorted(officer.roles), "acts": sorted(officer.acts), "places": list(officer.places)}
    return officer.signed() | lists
