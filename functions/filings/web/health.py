"""GET /v1/health: say whether the service can reach its store."""

from flask import Blueprint, Response, jsonify

from filings.storage import Storage


def door(store: Storage) -> Blueprint:
    """Make the door for whoever watches the service; an unreachable store is answered as store-unavailable."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/v1/health")
    def health() -> Response:
        store.keys("doctor/", limit=1)
        return jsonify({"status": "ok"})

    return blueprint
