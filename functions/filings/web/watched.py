"""Watches every request: gives it an id, writes its line, and counts it."""

import logging
import re
import secrets
import time
from collections.abc import Iterable
from http import HTTPMethod
from typing import Any

from flask import Flask, Request, Response, g, has_request_context, request

from filings.errors import Code, Finding
from filings.numbers import NotANumber, parse
from filings.watch.log import line, where
from filings.watch.meter import Meter

ID_HEADER = "X-Request-Id"
# 32 hexadecimal digits, as nginx makes them, or a UUID: no number of a person and no telephone can look like that.
_SENT = re.compile("[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# As Amazon API Gateway makes them; they come from the gateway and never from the request.
_GATEWAY = re.compile("[A-Za-z0-9=_-]{8,64}")
_PLACE = re.compile("[0-9]{2}([0-9]{2}){0,2}")
# Which door an address belongs to, where it is not called as its blueprint is.
_DOORS = {"figures": "status", "qr": "status", "ready": "health"}
# Short enough to be read out on the telephone.
_OWN_BYTES = 8
_METHODS = frozenset(HTTPMethod)


def register(app: Flask, meter: Meter) -> None:
    """Watch an application; before anything else is registered, so that what others put on an answer is seen."""

    @app.before_request
    def begin() -> None:
        g.begun, g.request_id = time.perf_counter(), _identity(_asked())

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[ID_HEADER] = g.request_id
        seconds, told = time.perf_counter() - g.begun, _told(response.status_code)
        _count(meter, told, seconds)
        line(_level(told), {**told, "ms": round(seconds * 1000, 1)}, meter.members())
        return response


def refused(code: Code, findings: Iterable[Finding] = ()) -> None:
    """Note with which problem the request at hand is answered, and by which rules."""
    if has_request_context():
        g.code, g.rules = str(code), sorted({finding.rule for finding in findings})


def failed(error: BaseException) -> None:
    """Note the kind of an error and where it arose, never its message: that could hold what was typed."""
    g.failure = {"kind": type(error).__name__, "where": where(error)}


def because(why: str, code: Code | None = None) -> None:
    """Note in our own words, or with the name of an error's class, why a request fails; `code` where no problem will say it."""
    g.why = why
    if code:
        g.code = str(code)


def about(number: str, place: str | None = None, kind: str | None = None) -> None:
    """Note which filing a request turned out to be about; with its place and type it has just been given a receipt."""
    g.filing = {"number": number, "place": place, "type": kind}


def listed(place: str, kind: str) -> None:
    """Note that the request at hand has just filed a row of an employer's list."""
    g.setdefault("listed", []).append((place, kind))


def _asked() -> Request:
    """Return the request at hand itself: every look through flask's stand-in costs several times as much."""
    asked: Request = request._get_current_object()  # type: ignore[attr-defined] # flask types the stand-in as what it stands for
    return asked


def _identity(request: Request) -> str:
    """Take the id that a gateway or a proxy gave, else make one."""
    gateway = str(request.environ.get("apig_wsgi.request_context", {}).get("requestId", ""))
    sent = request.headers.get(ID_HEADER, "").lower()
    if _GATEWAY.fullmatch(gateway):
        return gateway
    return sent if _SENT.fullmatch(sent) else secrets.token_hex(_OWN_BYTES)


def _told(status: int) -> dict[str, Any]:
    """Say what may be said of the request at hand, whatever is in it."""
    asked, noted = _asked(), vars(g)
    blueprint = asked.blueprint or "-"
    door = "review" if blueprint.startswith("desk-") else _DOORS.get(blueprint, blueprint)
    return {
        "event": "request",
        "id": noted["request_id"],
        "door": door,
        "route": asked.url_rule.rule if asked.url_rule else "-",
        "method": asked.method if asked.method in _METHODS else "-",
        "status": status,
        "code": noted.get("code"),
        "rules": noted.get("rules") or None,
        **(noted.get("filing") or _filing(asked.view_args or {})),
        "why": noted.get("why"),
        **noted.get("failure", {}),
    }


def _filing(arguments: dict[str, Any]) -> dict[str, Any]:
    """Name filing and place, where the address names them; what is neither is not repeated."""
    try:
        number = parse(arguments["number"])
    except (KeyError, NotANumber):
        place = arguments.get("place", "")
        return {"place": place} if _PLACE.fullmatch(place) else {}
    return {"number": str(number), "place": number.place}


def _count(meter: Meter, told: dict[str, Any], seconds: float) -> None:
    door, route, status = told["door"], told["route"], told["status"]
    meter.note("requests", door=door, route=route, method=told["method"], status=str(status))
    meter.note("request_seconds", seconds, door=door, route=route)
    if told["code"]:
        meter.note("refusals", door=door, code=told["code"])
    if status >= 500:
        meter.note("server_errors", door=door, code=told["code"] or "-")
    for rule in told["rules"] or ():
        meter.note("findings", rule=rule)
    if told.get("type"):
        meter.note("filings", place=told["place"], type=told["type"], origin="single")
    for place, kind in g.get("listed", ()):
        meter.note("filings", place=place, type=kind, origin="list")


def _level(told: dict[str, Any]) -> int:
    if told["status"] >= 500:
        return logging.ERROR
    return logging.WARNING if told["why"] else logging.INFO
