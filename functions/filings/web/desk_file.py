"""GET /v1/desk/filings/{number}… : the opened file, and its papers. Whatever is shown is noted in the audit log before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request

from filings.desk import audit
from filings.desk.deciding import Deciding
from filings.desk.opened import Opening
from filings.desk.pictures import NotDrawn
from filings.desk.seals import ERASED, NotOpen
from filings.desk.showing import Showing
from filings.errors import Code, Refusal
from filings.model import BrokenLog, Event
from filings.numbers import Number
from filings.officers import Officer
from filings.web import watched
from filings.web.desk_session import Desk

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
# What was sent may be anything: it is handed over to be kept, and does nothing where a browser opens it all the same.
_HARMLESS = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class _Opened:
    """A filing that an officer may open."""

    desk: Desk
    officer: Officer
    number: Number
    events: Sequence[Event]

    @property
    def place(self) -> str:
        return str(self.events[0].fields["place"])

    def note(self, act: audit.Act, **about: Any) -> None:
        now = self.desk.now()
        audit.note(self.desk.store, self.officer, act, now, place=self.place, number=str(self.number), **about)


def door(desk: Desk, opening: Opening, deciding: Deciding) -> Blueprint:
    """Make the door to single files; `deciding` says what the officer may do with one."""
    blueprint = Blueprint("desk-file", __name__)

    def opened(number: str) -> _Opened:
        desk.officer(request, "open")
        try:
            found, events = opening.lookup.find(number)
        except BrokenLog:
            # Not INTERNAL as elsewhere: an officer is to know that it is the record and not the service.
            watched.because("a log does not fit together")
            raise Refusal(Code.SEAL_BROKEN) from None
        officer = desk.officer(request, "open", events[0].fields["place"], number=str(found))
        return _Opened(desk, officer, found, events)

    @blueprint.get("/v1/desk/filings/<number>")
    def file(number: str) -> Response:
        its = opened(number)
        its.note("opened", after=its.events[-1].sha256)
        answer = opening.file(its.officer, its.number, its.events)
        return jsonify(answer | {"actions": deciding.answer(its.officer, its.number, its.events)["actions"]})

    _papers(blueprint, opened, Showing(opening.seals))
    return blueprint


def _papers(blueprint: Blueprint, opened: Any, showing: Showing) -> None:
    """The addresses of a file's papers: events, papers and pages are counted from 1."""
    base = "/v1/desk/filings/<number>/papers/<int:event>/<int:paper>"

    @blueprint.get(base)
    def pages(number: str, event: int, paper: int) -> Response:
        its = opened(number)
        return jsonify({"pages": _shown(showing.drawn, its, event, paper).pages})

    @blueprint.get(f"{base}/<int:page>")
    def page(number: str, event: int, paper: int, page: int) -> Response:
        its = opened(number)
        if page < 1:
            raise Refusal(Code.NOT_FOUND)
        drawn = _shown(showing.drawn, its, event, paper, page)
        its.note("paper-shown", event=event, paper=paper, page=page)
        return Response(drawn.picture, content_type="image/jpeg")

    @blueprint.get(f"{base}/original")
    def original(number: str, event: int, paper: int) -> Response:
        its = opened(number)
        found = _shown(showing.original, its, event, paper)
        its.note("paper-shown", event=event, paper=paper, original=True)
        name = f"{its.number}-{event}-{paper}.{_ENDINGS[found.type]}"
        disposition = f'attachment; filename="{name}"'
        return Response(found.content, content_type=found.type, headers={"Content-Disposition": disposition, **_HARMLESS})


def _shown(show: Any, its: _Opened, *which: int) -> Any:
    """Show a paper; raises Refusal where it stays closed or cannot be drawn."""
    try:
        return show(its.number, its.events, *which)
    except NotDrawn:
        raise Refusal(Code.PAPER_NOT_DRAWN) from None
    except NotOpen as closed:
        raise Refusal(Code.ERASED if closed.state == ERASED else Code.SEAL_BROKEN) from None
