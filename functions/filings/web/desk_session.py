"""Officers sign in, and what each may do: /v1/desk/session…; every other address of the desk asks `Desk.officer` first."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Request, Response, jsonify, request

from filings.agencies import PLACE
from filings.desk import audit
from filings.errors import Code, Refusal
from filings.intake import strict_json
from filings.officers import Officer
from filings.provider import LOOPBACK
from filings.samples import SAMPLES
from filings.settings import Settings
from filings.storage import Storage
from filings.web import guard
from filings.web.cookies import Cookie

DESK_LIFE = timedelta(hours=8)
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Desk:
    """Who works at the desk, as the browser's sealed cookie says, and what they may do there."""

    settings: Settings
    store: Storage
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    cookie: Cookie = field(init=False)

    def __post_init__(self) -> None:
        """Derive the cookie: it is sent along from this site's own pages only."""
        secure = not (self.settings.site_url or "").startswith("http://")
        object.__setattr__(self, "cookie", Cookie("beian-desk", self.settings.secret, secure, DESK_LIFE, "Strict"))

    @property
    def configured(self) -> bool:
        """Whether an operator has set a provider for officers."""
        return self.settings.desk is not None

    def known(self, request: Request) -> Officer | None:
        """Return who is signed in, or None; roles and places are those that the settings give today."""
        found = self.cookie.take(request, self.now())
        if found is None:
            return None
        if "sample" in found:
            return SAMPLES.get(found["sample"]) if self.settings.desk_local else None
        desk = self.settings.desk
        return desk.officer(found) if desk and found["issuer"] == desk.issuer else None

    def officer(self, request: Request, act: str, place: str | None = None, *, number: str | None = None) -> Officer:
        """Return who asks, where they may do `act` (a word of officers.ROLES) and, where it is given, in `place`.

        Raises Refusal(Code.OFFICER_REQUIRED) where nobody has signed in and Refusal(Code.NOT_ALLOWED) where role or place do not
        allow it or another site sent the request; the latter stands in the audit log, with `number` where it concerns a filing.
        """
        officer = self.known(request)
        if officer is None:
            raise Refusal(Code.OFFICER_REQUIRED)
        if request.method not in _READS and not self._is_ours(request):
            raise self.refused(officer, act, "origin", place, number=number)
        if not officer.may(act):
            raise self.refused(officer, act, "role", place, number=number)
        if not officer.may(act, place):
            raise self.refused(officer, act, "place", place, number=number)
        return officer

    def refused(self, officer: Officer, what: str, why: str, place: str | None = None, *, number: str | None = None) -> Refusal:
        """Note that an officer was refused something and why (`role`, `place`, `origin`), and return the refusal to raise."""
        about: dict[str, Any] = {"what": what, "why": why, "number": number}
        # What is asked for may be anything; only what can be a place has a log.
        if place and PLACE.fullmatch(place):
            audit.note(self.store, officer, "refused", self.now(), place=place, **about)
        else:
            audit.note_in_each(self.store, officer, "refused", self.now(), **about)
        return Refusal(Code.NOT_ALLOWED)

    def _is_ours(self, request: Request) -> bool:
        """Say whether a request that changes something comes from a page of this site, as far as the browser tells."""
        origin = request.headers.get("Origin")
        if origin is None:
            return True
        own = {_origin(self.settings.site_url)} if self.settings.site_url else set()
        # Where one works on the machine itself it may be called by either of its names.
        if not own or urlsplit(request.host_url).hostname in LOOPBACK:
            own.add(_origin(request.host_url))
        return origin in own


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def door(desk: Desk) -> Blueprint:
    """Make the door through which officers come in; where neither provider nor local sign-in is set, nobody does."""
    blueprint = Blueprint("desk-session", __name__)

    @blueprint.get("/v1/desk/session")
    def session() -> Response:
        officer = desk.known(request)
        told: dict[str, Any] = {"configured": desk.configured, "local": desk.settings.desk_local}
        samples = {"samples": [as_json(sample) for sample in SAMPLES.values()]} if desk.settings.desk_local else {}
        return jsonify(told | {"officer": officer and as_json(officer)} | samples)

    @blueprint.post("/v1/desk/session/end")
    def end() -> Response:
        strict_json(guard.json_body(request))
        response = Response(status=204)
        desk.cookie.drop(response)
        return response

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
