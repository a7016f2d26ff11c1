"""Speaks OpenID Connect with the provider: the authorization code flow with PKCE, and the ID token that comes of it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from filings.people import KINDS, Person
from filings.provider import Provider, is_safe

if TYPE_CHECKING:
    from authlib.integrations.requests_client import OAuth2Session

# A provider signs with a key pair: what is signed with a shared secret, or not at all, is no ID token here.
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
# To connect, and between two bytes: seconds.
_PATIENCE = (3, 6)
_KEPT = timedelta(hours=1)
# A key that is not known may be new; asked for again, but not for every forged token.
_AGAIN = timedelta(minutes=1)
_LEEWAY_SECONDS = 60


class ProviderDown(Exception):
    """The provider does not answer, or answers what no provider says; the message is the kind of error."""


class NotProved(Exception):
    """The provider's answer does not prove who somebody is; the message is the kind of error."""


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
    """A provider as this process knows it: its addresses and keys are asked for when first wanted, and kept for an hour."""

    def __init__(self, provider: Provider, redirect_uri: str, now: Callable[[], datetime]) -> None:
        self._provider = provider
        self._redirect_uri = redirect_uri
        self._now = now
        self._kept: dict[str, tuple[datetime, dict[str, Any]]] = {}

    @property
    def issuer(self) -> str:
        """The provider's own name for itself."""
        return self._provider.issuer

    def address(self, attempt: Attempt) -> str:
        """Return the provider's address to which the browser is sent; raises ProviderDown."""
        with self._session() as session:
            endpoint = self._endpoint(session, "authorization_endpoint")
            made: tuple[str, str] = session.create_authorization_url(
                endpoint, state=attempt.state, code_verifier=attempt.verifier, nonce=attempt.nonce
            )
        return made[0]

    def person(self, code: str, attempt: Attempt) -> Person:
        """Exchange the code for an ID token and return who it names; raises ProviderDown and NotProved."""
        with self._session() as session:
            token = self._token(session, code, attempt)
            claims = self._claims(session, token, attempt.nonce)
        return self._named(claims)

    def _session(self) -> "OAuth2Session":
        # Authlib and requests take a third of a second to import: only where somebody signs in.
        from authlib.integrations.requests_client import OAuth2Session  # noqa: PLC0415

        session = OAuth2Session(
            self._provider.client_id,
            self._provider.client_secret,
            token_endpoint_auth_method=None if self._provider.client_secret else "none",
            scope=self._provider.scope,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            default_timeout=_PATIENCE,
        )
        session.max_redirects = 0
        return session

    def _token(self, session: "OAuth2Session", code: str, attempt: Attempt) -> Mapping[str, Any]:
        from authlib.integrations.base_client import OAuthError  # noqa: PLC0415
        from requests import RequestException  # noqa: PLC0415

        endpoint = self._endpoint(session, "token_endpoint")
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

    def _claims(self, session: "OAuth2Session", token: Mapping[str, Any], nonce: str) -> Mapping[str, Any]:
        """Check signature, algorithm, issuer, audience, nonce and times of the ID token."""
        from authlib.oidc.core import CodeIDToken  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        try:
            signed = self._signed(session, token["id_token"])
            expected = {"iss": self.issuer, "aud": self._provider.client_id}
            options = {name: {"essential": True, "value": value} for name, value in expected.items()}
            params = {"nonce": nonce, "client_id": self._provider.client_id, "access_token": token.get("access_token")}
            claims = CodeIDToken(signed.claims, signed.header, options, params)
            claims.validate(now=int(self._now().timestamp()), leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise NotProved(type(error).__name__) from None
        return dict(claims)

    def _signed(self, session: "OAuth2Session", text: str) -> Any:
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import InvalidKeyIdError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        address = self._endpoint(session, "jwks_uri")
        try:
            return jwt.decode(text, KeySet.import_key_set(self._get(session, address)), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        except InvalidKeyIdError:
            keys = KeySet.import_key_set(self._get(session, address, _AGAIN))  # type: ignore[arg-type]
            return jwt.decode(text, keys, algorithms=ALGORITHMS)

    def _named(self, claims: Mapping[str, Any]) -> Person:
        provider = self._provider
        kind = claims.get(provider.kind_claim) if provider.kind_claim else KINDS[0]
        name, number = claims.get(provider.name_claim), claims.get(provider.number_claim)
        if not (isinstance(name, str) and name.strip() and isinstance(number, str) and number.strip() and kind in KINDS):
            raise NotProved("the claims do not name a person and a document")
        return Person(name.strip(), str(kind), number.strip())

    def _endpoint(self, session: "OAuth2Session", name: str) -> str:
        """Return an address that the provider publishes of itself; raises ProviderDown where it is none to be trusted."""
        published = self._get(session, self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        address = published.get(name)
        if published.get("issuer") != self.issuer or not isinstance(address, str) or not is_safe(address):
            raise ProviderDown(f"its configuration has no {name} of this issuer")
        return address

    def _get(self, session: "OAuth2Session", address: str, kept: timedelta = _KEPT) -> dict[str, Any]:
        from requests import RequestException  # noqa: PLC0415

        now = self._now()
        if address in self._kept and now - self._kept[address][0] < kept:
            return self._kept[address][1]
        try:
            answer = session.get(address, withhold_token=True)
            answer.raise_for_status()
            found = answer.json()
        except (RequestException, ValueError) as error:
            raise ProviderDown(type(error).__name__) from None
        if not isinstance(found, dict):
            raise ProviderDown("not an object")
        self._kept[address] = (now, found)
        return found
