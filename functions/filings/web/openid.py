"""Speaks OpenID Connect with the provider: the authorization code flow with PKCE, and the ID token that comes of it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from filings.provider import Client
from filings.web.published import LEEWAY_SECONDS, PATIENCE, NotProved, ProviderDown, Published

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session


@dataclass(frozen=True)
class Attempt:
    """One try to sign in, which the browser brings back: what ties the answer to the question, and where to go on afterwards."""

    state: str
    nonce: str
    verifier: str
    back: str

    @classmethod
    def new(cls, back: str) -> "Attempt":
        """Draw what nobody can guess."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), back)

    def as_json(self) -> dict[str, str]:
        """Return it as a cookie keeps it."""
        return asdict(self)


class OpenId:
    """A provider with which a browser signs in, as one of its clients."""

    def __init__(self, client: Client, redirect_uri: str, now: Callable[[], datetime]) -> None:
        self._client = client
        self._redirect_uri = redirect_uri
        self._now = now
        self._published = Published(client.issuer, now)

    @property
    def issuer(self) -> str:
        """The provider's own name for itself."""
        return self._client.issuer

    def address(self, attempt: Attempt) -> str:
        """Return the provider's address to which the browser is sent; raises ProviderDown."""
        endpoint = self._published.endpoint("authorization_endpoint")
        with self._session() as session:
            made: tuple[str, str] = session.create_authorization_url(
                endpoint, state=attempt.state, code_verifier=attempt.verifier, nonce=attempt.nonce
            )
        return made[0]

    def claims(self, code: str, attempt: Attempt) -> Mapping[str, Any]:
        """Exchange the code for an ID token and return what it says; raises ProviderDown and NotProved."""
        with self._session() as session:
            token = self._token(session, code, attempt)
        return self._proved(token, attempt.nonce)

    def _session(self) -> "OAuth2Session":
        # Authlib and requests take a third of a second to import: only where somebody signs in.
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415

        session = OAuth2Session(
            self._client.client_id,
            self._client.client_secret,
            token_endpoint_auth_method=None if self._client.client_secret else "none",
            scope=self._client.scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            default_timeout=PATIENCE,
        )
        session.max_redirects = 0
        return session

    def _token(self, session: "OAuth2Session", code: str, attempt: Attempt) -> Mapping[str, Any]:
        from authlib.integrations.base_client import OAuthError  # noqa: PLC0415
        from requests import RequestException  # noqa: PLC0415

        endpoint = self._published.endpoint("token_endpoint")
        try:
            token = session.fetch_token(endpoint, grant_type="authorization_code", code=code, code_verifier=attempt.verifier)
        except OAuthError as error:
            # Of what OAuth can refuse here only this is the code's fault; the rest is how the client is set up.
            if error.error == "invalid_grant":
                raise NotProved("invalid_grant") from None
            raise ProviderDown("the client is not set up as the provider wants it") from None
        except (RequestException, ValueError) as error:
            raise ProviderDown(type(error).__name__) from None
        if not isinstance(token.get("id_token"), str):
            raise NotProved("no ID token")
        return dict(token)

    def _proved(self, token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Check signature, algorithm, issuer, audience, nonce and times of the ID token."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        try:
            signed = self._published.signed(token["id_token"])
            expected = {"iss": self.issuer, "aud": self._client.client_id}
            options = {name: {"essential": True, "value": value} for name, value in expected.items()}
            params = {"nonce": nonce, "client_id": self._client.client_id, "access_token": token.get("access_token")}
            claims = CodeIDToken(signed.claims, signed.header, options, params)
            claims.validate(now=int(self._now().timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotProved(type(error).__name__) from None
        return dict(claims)
