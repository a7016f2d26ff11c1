"""Which OpenID provider people may sign in with, as an operator sets it; without one everything else works."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Client(Protocol):
    """How a provider knows this service; people and officers may have providers of their own."""

    @property
    def issuer(self) -> str:
        """The provider's name for itself, and where it publishes what it is."""

    @property
    def client_id(self) -> str:
        """This service's name at the provider."""

    @property
    def client_secret(self) -> str | None:
        """What proves it; without one it is a public client and rests on PKCE alone."""

    @property
    def scope(self) -> str:
        """What is asked for so that the wanted claims come."""


@dataclass(frozen=True)
class Provider:
    """A provider, how it knows us, and which claims of its ID tokens say who somebody is.

    `number_claim` holds the number of an identity document, `name_claim` the name as it stands there; `kind_claim` holds the
    kind of document by the ids of the registration schema, and without it every number is that of a resident identity card.
    """

    issuer: str
    client_id: str
    number_claim: str
    name_claim: str = "name"
    kind_claim: str | None = None
    scope: str = "openid profile"
    client_secret: str | None = field(default=None, repr=False)


def provider_of(environ: Mapping[str, str], site_url: str | None) -> tuple[Provider | None, list[str]]:
    """Read the BEIAN_OIDC_… variables: the provider, or None where none is set, and everything that is wrong with them."""
    issuer = environ.get("BEIAN_OIDC_ISSUER", "")
    if not issuer:
        return None, []
    wrong = [f"{name} is not set" for name in ("BEIAN_OIDC_CLIENT_ID", "BEIAN_OIDC_NUMBER_CLAIM") if not environ.get(name)]
    if not is_safe(issuer):
        wrong.append("BEIAN_OIDC_ISSUER must be an https address, or http on loopback")
    if not site_url:
        wrong.append("BEIAN_SITE_URL must be set where BEIAN_OIDC_ISSUER is: the provider sends people back there")
    scope = environ.get("BEIAN_OIDC_SCOPE") or Provider.scope
    if "openid" not in scope.split():
        wrong.append("BEIAN_OIDC_SCOPE must contain openid")
    provider = Provider(
        issuer=issuer,
        client_id=environ.get("BEIAN_OIDC_CLIENT_ID", ""),
        number_claim=environ.get("BEIAN_OIDC_NUMBER_CLAIM", ""),
        name_claim=environ.get("BEIAN_OIDC_NAME_CLAIM") or Provider.name_claim,
        kind_claim=environ.get("BEIAN_OIDC_KIND_CLAIM") or None,
        scope=scope,
        client_secret=environ.get("BEIAN_OIDC_CLIENT_SECRET") or None,
    )
    return provider, wrong


def is_safe(address: str) -> bool:
    """Say whether nobody on the way can listen to an address: https, or http that does not leave the machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
