"""What an OpenID provider publishes of itself: its addresses and its keys, asked for when first wanted and kept for an hour."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from filings.provider import is_safe

# A provider signs with a key pair: what is signed with a shared secret, or not at all, is no token here.
ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]
# To connect, and between two bytes: seconds.
PATIENCE = (3, 6)
# How far a provider's clock may be from ours.
LEEWAY_SECONDS = 60
_KEPT = timedelta(hours=1)
# A key that is not known may be new; asked for again, but not for every forged token.
_AGAIN = timedelta(minutes=1)


class ProviderDown(Exception):
    """The provider does not answer, or answers what no provider says; the message is the kind of error."""


class NotProved(Exception):
    """What was brought does not prove who somebody is; the message is the kind of error."""


class Published:
    """A provider as this process knows it."""

    def __init__(self, issuer: str, now: Callable[[], datetime]) -> None:
        self.issuer = issuer
        self._now = now
        self._kept: dict[str, tuple[datetime, dict[str, Any]]] = {}

    def endpoint(self, name: str) -> str:
        """Return an address that the provider publishes of itself; raises ProviderDown where it is none to be trusted."""
        published = self._get(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
        address = published.get(name)
        if published.get("issuer") != self.issuer or not isinstance(address, str) or not is_safe(address):
            raise ProviderDown(f"its configuration has no {name} of this issuer")
        return address

    def signed(self, text: str) -> Any:
        """Return a token (JWS) whose signature is the provider's, as joserfc has it: `header` and `claims`, unexamined.

        Raises ProviderDown, and joserfc's JoseError, ValueError, KeyError or TypeError where the signature does not hold.
        """
        from joserfc import jwt  # noqa: PLC0415 - joserfc takes as long to import as the rest of a request: only where it is used
        from joserfc.errors import InvalidKeyIdError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        address = self.endpoint("jwks_uri")
        try:
            return jwt.decode(text, KeySet.import_key_set(self._get(address)), algorithms=ALGORITHMS)  # type: ignore[arg-type]
        except InvalidKeyIdError:
            keys = KeySet.import_key_set(self._get(address, _AGAIN))  # type: ignore[arg-type]
            return jwt.decode(text, keys, algorithms=ALGORITHMS)

    def _get(self, address: str, kept: timedelta = _KEPT) -> dict[str, Any]:
        # A third of a second to import, together with what it brings: only where somebody signs in.
        import requests  # noqa: PLC0415

        now = self._now()
        if address in self._kept and now - self._kept[address][0] < kept:
            return self._kept[address][1]
        try:
            answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
            if answer.status_code != 200:
                raise ProviderDown(f"answers {answer.status_code}")
            found = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise ProviderDown(type(error).__name__) from None
        if not isinstance(found, dict):
            raise ProviderDown("not an object")
        self._kept[address] = (now, found)
        return found
