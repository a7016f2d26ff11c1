"""POST /v1/filings: take a filing. GET /v1/counter: tell a counter, or a clerk who has signed in, who they are."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, jsonify, request

from filings.intake import Intake
from filings.seal import Keys
from filings.strict import strict_json
from filings.web import guard, watched
from filings.web.house import House
from filings.web.origins import Origins


def blueprints(house: House) -> Iterator[Blueprint]:
    """Open the door."""
    yield door(intake(house), Origins.of_house(house))


def intake(house: House) -> Intake:
    """Return what takes filings: here, and at the desk from an employer's list."""
    settings = house.settings
    return Intake(house.store, house.contracts, Keys.from_file(settings.keys), settings.secret, house.now, house.scan)


def door(intake: Intake, origins: Origins) -> Blueprint:
    """Make the door through which filings come in, from counters and from people's own devices, signed in or not."""
    blueprint = Blueprint("submit", __name__)

    @blueprint.post("/v1/filings")
    def submit() -> Response:
        document = strict_json(guard.json_body(request))
        origin = origins.of(request, document, _place(document))
        receipt = intake.take(guard.idempotency_key(request), document, origin)
        watched.about(receipt["number"], receipt["place"], receipt["type"])
        response = jsonify(receipt)
        response.status_code = 201
        response.headers["Location"] = f"/v1/filings/{receipt['number']}"
        return response

    @blueprint.get("/v1/counter")
    def counter() -> Response:
        return jsonify(origins.told(request))

    return blueprint


def _place(document: Any) -> str | None:
    place = document.get("insured_place") if isinstance(document, dict) else None
    return place if isinstance(place, str) else None
