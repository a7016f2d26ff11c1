"""The two steps of signing in with an OpenID provider, there and back: the same for people and for officers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from typing import Any, cast
from urllib.parse import urlencode, urljoin

from flask import Blueprint, Response, redirect, request

from filings.errors import Code, Refusal
from filings.web import watched
from filings.web.cookies import Cookie
from filings.web.openid import Attempt, OpenId
from filings.web.published import NotProved, ProviderDown

# A page of this site and nothing else: no second slash, no backslash, no address of the functions, no fragment.
_PAGE = re.compile(r"/(?!/|v1/)[A-Za-z0-9/_.~-]{0,200}(\?[A-Za-z0-9=&_.~%+-]{0,500})?")


@dataclass(frozen=True)
class SignIn:
    """One way to sign in at this site.

    `attempts` is the cookie that a browser keeps while it is at the provider; `enter` puts whom the claims name into the answer
    as signed in, and raises NotProved or Refusal where they name nobody who may; `front` is where to go on if nothing else was
    asked.
    """

    openid: OpenId
    attempts: Cookie
    site: str
    now: Callable[[], datetime]
    enter: Callable[[Mapping[str, Any], Response], None]
    front: str = "/"

    def start(self) -> Response:
        """Send the browser to the provider."""
        asked = request.args.get("back", "")
        attempt = Attempt.new(asked if _PAGE.fullmatch(asked) else self.front)
        try:
            response = _to(self.openid.address(attempt))
        except ProviderDown as error:
            return self._failed(Code.SIGNIN_UNAVAILABLE, error, attempt.back)
        self.attempts.put(response, attempt.as_json(), self.now())
        return response

    def come_back(self) -> Response:
        """Take what the provider sent along; an attempt is good for one answer, whatever it is."""
        known = self.attempts.take(request, self.now())
        attempt = Attempt(**known) if known else None
        back = attempt.back if attempt else self.front
        try:
            claims = self._proved(attempt)
            response = _to(urljoin(self.site, back))
            self.enter(claims, response)
        except ProviderDown as error:
            response = self._failed(Code.SIGNIN_UNAVAILABLE, error, back)
        except NotProved as error:
            response = self._failed(Code.SIGNIN_FAILED, error, back)
        except Refusal as refusal:
            response = self._failed(refusal.code, refusal, back)
        self.attempts.drop(response)
        return response

    def _proved(self, attempt: Attempt | None) -> Mapping[str, Any]:
        sent = request.args
        if attempt is None or not compare_digest(sent.get("state", "").encode(), attempt.state.encode()):
            raise NotProved("no attempt of this browser")
        # RFC 9207: an answer that another provider mixed in.
        if sent.get("iss", self.openid.issuer) != self.openid.issuer:
            raise NotProved("another issuer")
        if not sent.get("code"):
            raise NotProved("no code")
        return self.openid.claims(sent["code"], attempt)

    def _failed(self, code: Code, error: Exception, back: str) -> Response:
        """Lead a reader back to the page that they came from, which says what happened; anybody else gets the problem."""
        # The kind of trouble in our own words or a class's name; never what was sent.
        watched.because(str(error), code)
        if "text/html" not in request.headers.get("Accept", ""):
            raise Refusal(code)
        page, _, query = back.partition("?")
        kept = f"{query}&" if query else ""
        return _to(urljoin(self.site, f"{page}?{kept}{urlencode({'signin': code})}"))


def steps(blueprint: Blueprint, path: str, sign_in: SignIn) -> None:
    """Put both steps below `path` behind a door."""
    blueprint.get(f"{path}/start", endpoint="start")(sign_in.start)
    blueprint.get(f"{path}/callback", endpoint="callback")(sign_in.come_back)


def _to(address: str) -> Response:
    return cast("Response", redirect(address, 302))
