"""People sign in with an OpenID provider, and what somebody signed in may see: /v1/session…, /v1/mine…"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, cast

from flask import Blueprint, Response, jsonify, request

from filings.mine import Mine
from filings.people import KINDS, Person
from filings.provider import Provider
from filings.strict import strict_json
from filings.web import guard
from filings.web.house import House
from filings.web.openid import OpenId
from filings.web.published import NotProved
from filings.web.sessions import Sessions
from filings.web.signin import SignIn, steps

CALLBACK = "v1/session/callback"


def blueprints(house: House) -> Iterator[Blueprint]:
    """Open the door."""
    yield door(Sessions(house.settings, house.now), Mine(house.lookup))


def door(sessions: Sessions, mine: Mine) -> Blueprint:
    """Make the door; without a provider it says so, and nobody is signed in."""
    blueprint = Blueprint("session", __name__)

    @blueprint.get("/v1/session")
    def session() -> Response:
        person = sessions.person(request)
        document = person and {"kind": person.kind, "number": person.number}
        told = person and {"name": person.name, "document": document}
        return jsonify({"configured": sessions.configured, "person": told})

    @blueprint.post("/v1/session/end")
    def end() -> Response:
        # A body that must be JSON cannot be sent from another site's page.
        strict_json(guard.json_body(request))
        response = Response(status=204)
        sessions.session.drop(response)
        return response

    @blueprint.get("/v1/mine")
    def filings() -> Response:
        return jsonify({"filings": mine.filings(sessions.required(request))})

    @blueprint.post("/v1/mine/overlaps")
    def overlaps() -> Response:
        body = guard.json_body(request)
        return jsonify(mine.overlaps(sessions.required(request), strict_json(body)))

    provider = sessions.settings.provider
    if provider is not None:

        def enter(claims: Mapping[str, Any], response: Response) -> None:
            sessions.session.put(response, asdict(person_of(provider, claims)), sessions.now())

        site = cast("str", sessions.settings.site_url)
        openid = OpenId(provider, site + CALLBACK, sessions.now)
        steps(blueprint, "/v1/session", SignIn(openid, sessions.attempt, site, sessions.now, enter))
    return blueprint


def person_of(provider: Provider, claims: Mapping[str, Any]) -> Person:
    """Return the person whom claims name; raises NotProved where they do not."""
    kind = claims.get(provider.kind_claim) if provider.kind_claim else KINDS[0]
    name, number = claims.get(provider.name_claim), claims.get(provider.number_claim)
    if not (isinstance(name, str) and name.strip() and isinstance(number, str) and number.strip() and kind in KINDS):
        raise NotProved("the claims do not name a person and a document")
    return Person(name.strip(), str(kind), number.strip())
