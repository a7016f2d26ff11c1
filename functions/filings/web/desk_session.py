"""Which officer asks, and what they may do: every address of the desk asks `Desk.officer` first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from flask import Request, Response

from filings.agencies import PLACE, Agencies
from filings.desk import audit
from filings.errors import Code, Refusal
from filings.officers import Officer
from filings.provider import LOOPBACK
from filings.samples import SAMPLES
from filings.settings import Settings
from filings.storage import Storage
from filings.web import watched
from filings.web.bearer import Tokens, token_of
from filings.web.cookies import ATTEMPT_LIFE, Cookie
from filings.web.published import NotProved, ProviderDown

DESK_LIFE = timedelta(hours=8)
# A browser keeps 4096 bytes of a cookie with its name and attributes, and drops a larger one without a word.
COOKIE_MAX = 3900
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Desk:
    """Who works at the desk, as the browser's sealed cookie says, and what they may do there."""

    settings: Settings
    store: Storage
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    cookie: Cookie = field(init=False)
    attempts: Cookie = field(init=False)
    tokens: Tokens | None = field(init=False)

    def __post_init__(self) -> None:
        """Derive the cookies, of which the officer's is sent along from this site's own pages only."""
        secure, secret = not (self.settings.site_url or "").startswith("http://"), self.settings.secret
        desk = self.settings.desk
        object.__setattr__(self, "cookie", Cookie("beian-desk", secret, secure, DESK_LIFE, "Strict"))
        object.__setattr__(self, "attempts", Cookie("beian-desk-attempt", secret, secure, ATTEMPT_LIFE))
        object.__setattr__(self, "tokens", Tokens(desk.issuer, desk.audience, self.now) if desk and desk.audience else None)

    @property
    def configured(self) -> bool:
        """Whether an operator has set a provider for officers."""
        return self.settings.desk is not None

    def known(self, request: Request) -> Officer | None:
        """Return who has signed in with this browser, or None; what they may, the settings of today say."""
        found = self.cookie.take(request, self.now())
        if found is None:
            return None
        if "sample" in found:
            return SAMPLES.get(found["sample"]) if self.settings.desk_local else None
        desk = self.settings.desk
        return desk.officer(found) if desk and found["issuer"] == desk.issuer else None

    def asking(self, request: Request) -> Officer | None:
        """Return whose access token a request to the desk bears, or else who has signed in with the browser.

        Raises Refusal(Code.OFFICER_REQUIRED) where the token is none, and Refusal(Code.SIGNIN_UNAVAILABLE) where nobody can tell.
        """
        token = token_of(request.headers.get("Authorization"))
        return self.known(request) if token is None else self._bearer(token)

    def _bearer(self, token: str) -> Officer:
        desk = self.settings.desk
        try:
            if desk is None or self.tokens is None:
                raise NotProved("no machine is let in here")
            return desk.officer(desk.told(self.tokens.claims(token)))
        except ProviderDown as error:
            code, why = Code.SIGNIN_UNAVAILABLE, str(error)
        except (NotProved, KeyError) as error:
            code, why = Code.OFFICER_REQUIRED, str(error)
        watched.because(why)
        raise Refusal(code)

    def enter(self, claims: Mapping[str, Any], response: Response) -> None:
        """Let in whom the provider's claims name, note it, and give the browser the cookie.

        Raises NotProved where they name nobody, and Refusal(Code.NOT_ALLOWED), noted too, for whoever has no role or no place.
        """
        desk = cast("Agencies", self.settings.desk)
        try:
            told = desk.told(claims)
        except KeyError:
            raise NotProved("the claims name nobody") from None
        officer = desk.officer(told)
        if not officer.roles or not officer.places:
            raise self.refused(officer, "sign-in", "place" if officer.roles else "role")
        now = self.now()
        if len(self.cookie.seal({"issuer": desk.issuer, **told}, now)) > COOKIE_MAX:
            raise NotProved("more roles and places than a cookie holds")
        audit.note_in_each(self.store, officer, "signed-in", now)
        self.cookie.put(response, {"issuer": desk.issuer, **told}, now)

    def officer(self, request: Request, act: str, place: str | None = None, *, number: str | None = None) -> Officer:
        """Return who asks something of the desk, where they may do `act` (a word of officers.ROLES), in `place` if it is given.

        Raises Refusal(Code.OFFICER_REQUIRED) where nobody has signed in, and what `allowed` raises.
        """
        officer = self.asking(request)
        if officer is None:
            raise Refusal(Code.OFFICER_REQUIRED)
        return self.allowed(officer, request, act, place, number=number)

    def allowed(self, officer: Officer, request: Request, act: str, place: str | None, *, number: str | None = None) -> Officer:
        """Return an officer who is known already, where they may do it.

        Raises Refusal(Code.NOT_ALLOWED) where role or place do not allow it or another site sent the request; that stands in the
        audit log, with `number` where it concerns a filing.
        """
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
