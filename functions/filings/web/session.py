"""Sign in with an OpenID provider, and what somebody signed in may see: /v1/session…, /v1/mine…"""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from typing import cast
from urllib.parse import urlencode, urljoin

from flask import Blueprint, Request, Response, current_app, jsonify, redirect, request

from filings.errors import Code, Refusal
from filings.intake import strict_json
from filings.mine import Mine
from filings.people import Person
from filings.settings import Settings
from filings.web import guard
from filings.web.cookies import Cookie
from filings.web.openid import Attempt, NotProved, OpenId, ProviderDown

CALLBACK = "v1/session/callback"
SESSION_LIFE = timedelta(minutes=30)
ATTEMPT_LIFE = timedelta(minutes=10)
# A page of this site and nothing else: no second slash, no backslash, no address of the functions, no fragment.
_PAGE = re.compile(r"/(?!/|v1/)[A-Za-z0-9/_.~-]{0,200}(\?[A-Za-z0-9=&_.~%+-]{0,500})?")


@dataclass(frozen=True)
class Sessions:
    """Who is signed in, as the browser's sealed cookie says; nobody, where no provider is set."""

    settings: Settings
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    session: Cookie = field(init=False)
    attempt: Cookie = field(init=False)

    def __post_init__(self) -> None:
        """Derive the two kinds of cookies: of a session, and of a try to sign in."""
        secure = not (self.settings.site_url or "").startswith("http://")
        for name, life in (("session", SESSION_LIFE), ("attempt", ATTEMPT_LIFE)):
            object.__setattr__(self, name, Cookie(f"beian-{name}", self.settings.secret, secure, life))

    @property
    def configured(self) -> bool:
        """Whether an operator has set a provider."""
        return self.settings.provider is not None

    def person(self, request: Request) -> Person | None:
        """Return who is signed in, or None."""
        found = self.session.take(request, self.now()) if self.configured else None
        return Person(**found) if found else None

    def required(self, request: Request) -> Person:
        """Return who is signed in; raises Refusal(Code.SIGNIN_REQUIRED)."""
        person = self.person(request)
        if person is None:
            raise Refusal(Code.SIGNIN_REQUIRED)
        return person


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

    if sessions.settings.provider is not None:
        site = cast("str", sessions.settings.site_url)
        openid = OpenId(sessions.settings.provider, site + CALLBACK, sessions.now)
        _steps(blueprint, _SignIn(sessions, openid, site))
    return blueprint


def _steps(blueprint: Blueprint, sign_in: "_SignIn") -> None:
    """The two steps of signing in, there and back; only where there is a provider."""

    @blueprint.get("/v1/session/start")
    def start() -> Response:
        return sign_in.start(page_of(request.args.get("back", "")))

    @blueprint.get("/v1/session/callback")
    def callback() -> Response:
        return sign_in.come_back()


def page_of(back: str) -> str:
    """Return an address of a page of this site as it is, and the front page for anything else."""
    return back if _PAGE.fullmatch(back) else "/"


@dataclass(frozen=True)
class _SignIn:
    sessions: Sessions
    openid: OpenId
    site: str

    def start(self, back: str) -> Response:
        """Send the browser to the provider."""
        attempt = Attempt.new(back)
        try:
            response = self._to(self.openid.address(attempt))
        except ProviderDown as error:
            return self._failed(Code.SIGNIN_UNAVAILABLE, error, back)
        self.sessions.attempt.put(response, attempt.as_json(), self.sessions.now())
        return response

    def come_back(self) -> Response:
        """Take what the provider sent along; an attempt is good for one answer, whatever it is."""
        known = self.sessions.attempt.take(request, self.sessions.now())
        attempt = Attempt(**known) if known else None
        try:
            person = self._proved(attempt)
        except ProviderDown as error:
            response = self._failed(Code.SIGNIN_UNAVAILABLE, error, attempt.back if attempt else "/")
        except NotProved as error:
            response = self._failed(Code.SIGNIN_FAILED, error, attempt.back if attempt else "/")
        else:
            response = self._to(urljoin(self.site, attempt.back if attempt else "/"))
            self.sessions.session.put(response, asdict(person), self.sessions.now())
        self.sessions.attempt.drop(response)
        return response

    def _proved(self, attempt: Attempt | None) -> Person:
        sent = request.args
        if attempt is None or not compare_digest(sent.get("state", "").encode(), attempt.state.encode()):
            raise NotProved("no attempt of this browser")
        # RFC 9207: an answer that another provider mixed in.
        if sent.get("iss", self.openid.issuer) != self.openid.issuer:
            raise NotProved("another issuer")
        if not sent.get("code"):
            raise NotProved("no code")
        return self.openid.person(sent["code"], attempt)

    def _failed(self, code: Code, error: Exception, back: str) -> Response:
        """Lead a reader back to the page that they came from, which says what happened; anybody else gets the problem."""
        # The kind of trouble in our own words or a class's name; never what was sent.
        current_app.logger.warning("%s: %s", code, error)
        if "text/html" not in request.headers.get("Accept", ""):
            raise Refusal(code)
        page, _, query = back.partition("?")
        kept = f"{query}&" if query else ""
        return self._to(urljoin(self.site, f"{page}?{kept}{urlencode({'signin': code})}"))

    @staticmethod
    def _to(address: str) -> Response:
        return cast("Response", redirect(address, 302))
