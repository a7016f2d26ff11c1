"""Machines at the desk: access tokens of the officers' provider, which are JWTs made for this service (RFC 9068)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from filings.web.published import LEEWAY_SECONDS, NotProved, Published

# How such a token says that it is one: without it an ID token would do, which is made for somebody else's eyes.
_TYPES = frozenset({"at+jwt", "application/at+jwt"})


class Tokens:
    """What holds access tokens to their signature, type, issuer, audience and times."""

    def __init__(self, issuer: str, audience: str, now: Callable[[], datetime]) -> None:
        self._published = Published(issuer, now)
        self._audience = audience
        self._now = now

    def claims(self, token: str) -> Mapping[str, Any]:
        """Return what a token says of whoever bears it; raises ProviderDown, and NotProved where anything is wrong with it."""
        from joserfc import jwt  # noqa: PLC0415 - only where a machine asks
        from joserfc.errors import JoseError  # noqa: PLC0415

        expected: dict[str, Any] = {"iss": {"value": self._published.issuer}, "aud": {"value": self._audience}}
        needed = {name: {"essential": True} | expected.get(name, {}) for name in ("iss", "aud", "exp", "iat", "sub", "client_id")}
        try:
            signed = self._published.signed(token)
            if str(signed.header.get("typ", "")).lower() not in _TYPES:
                raise NotProved("no access token")
            registry = jwt.JWTClaimsRegistry(int(self._now().timestamp()), LEEWAY_SECONDS, **needed)
            registry.validate(signed.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotProved(type(error).__name__) from None
        return dict(signed.claims)


def token_of(header: str | None) -> str | None:
    """Return the token of an Authorization header; None where there is no header, and "" where it bears none."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
