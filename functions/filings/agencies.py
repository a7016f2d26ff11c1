"""The desk as an operator sets it: the provider with which officers sign in, and what its claims make of them."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filings.officers import ROLES, Officer
from filings.provider import is_safe

# The code of an insured place.
PLACE = re.compile("[0-9]{2}([0-9]{2}){0,2}")
_MEMBERS = frozenset({"issuer", "client_id", "client_secret", "scope", "audience", "claims", "roles", "places", "appeals"})


class BadAgencies(ValueError):
    """The operator's file of the desk is wrong; the message names everything that is, in one line."""


@dataclass(frozen=True)
class Agencies:
    """Who works at the desk, by what their provider says of them.

    `roles` and `places` translate the values of the claims named in `roles_claim` and `places_claim` into roles (officers.ROLES)
    and codes of insured places; a value that is not there gives nothing. A claim inside another is named with a dot between
    them (`realm_access.roles`). `audience` is what access tokens of machines must be made for; without it none is taken.
    `appeals` say for each place, in each language, how somebody may appeal against a decision.
    """

    issuer: str
    client_id: str
    roles_claim: str
    places_claim: str
    roles: Mapping[str, str]
    places: Mapping[str, tuple[str, ...]]
    name_claim: str = "name"
    scope: str = "openid profile"
    audience: str | None = None
    appeals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    client_secret: str | None = field(default=None, repr=False)

    @classmethod
    def from_file(cls, path: Path) -> "Agencies":
        """Read the file that BEIAN_DESK names; its shape is in ARCHITECTURE.md. Raises BadAgencies."""
        try:
            said = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise BadAgencies(f"cannot be read: {type(error).__name__}") from None
        wrong = list(_wrong(said)) if isinstance(said, dict) else ["is not a JSON object"]
        if wrong:
            raise BadAgencies(", ".join(wrong))
        claims = said["claims"]
        return cls(
            issuer=said["issuer"],
            client_id=said["client_id"],
            roles_claim=claims["roles"],
            places_claim=claims["places"],
            roles=said["roles"],
            places={value: tuple(codes) for value, codes in said["places"].items()},
            name_claim=claims.get("name", cls.name_claim),
            scope=said.get("scope", cls.scope),
            audience=said.get("audience"),
            appeals=said.get("appeals", {}),
            client_secret=said.get("client_secret"),
        )

    def officer(self, known: Mapping[str, Any]) -> Officer:
        """Return the officer that `known` (what `told` made of some claims) is by the file as it stands today."""
        roles = frozenset(self.roles[value] for value in known["roles"] if value in self.roles)
        places = dict.fromkeys(code for value in known["places"] for code in self.places.get(value, ()))
        return Officer(known["id"], known["name"], roles, tuple(places))

    def told(self, claims: Mapping[str, Any]) -> dict[str, Any]:
        """Take from claims what concerns the desk: id, name, and the values of roles and places that the file knows.

        Whoever is not named is known by their id. Raises KeyError where the claims name nobody at all.
        """
        subject = claims["sub"]
        if not (isinstance(subject, str) and subject.strip()):
            raise KeyError("sub")
        name = _claim(claims, self.name_claim)
        return {
            "id": subject,
            "name": name.strip() if isinstance(name, str) and name.strip() else subject,
            "roles": [value for value in _values(_claim(claims, self.roles_claim)) if value in self.roles],
            "places": [value for value in _values(_claim(claims, self.places_claim)) if value in self.places],
        }


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """Find a claim by its name, or step by step into claims that hold others."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _values(claim: Any) -> Iterator[str]:
    values: Iterable[Any] = claim if isinstance(claim, list) else (claim,)
    yield from (value for value in values if isinstance(value, str))


def _wrong(said: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with the members of the file, without repeating a secret."""
    yield from (f"{name} is not known" for name in sorted(said.keys() - _MEMBERS))
    for name in ("issuer", "client_id"):
        if not _is_text(said.get(name)):
            yield f"{name} is not set"
    if _is_text(said.get("issuer")) and not is_safe(said["issuer"]):
        yield "issuer must be an https address, or http on loopback"
    yield from (f"{name} is not text" for name in ("client_secret", "audience") if name in said and not _is_text(said[name]))
    if "openid" not in str(said.get("scope", Agencies.scope)).split():
        yield "scope must contain openid"
    claims = said.get("claims")
    if not isinstance(claims, dict) or not all(_is_text(claims.get(name)) for name in ("roles", "places")):
        yield "claims must name those of roles and places"
    roles = said.get("roles")
    if not isinstance(roles, dict) or not all(isinstance(role, str) and role in ROLES for role in roles.values()):
        yield f"roles must lead from a claim's values to {', '.join(ROLES)}"
    places = said.get("places")
    if not isinstance(places, dict) or not all(map(_are_codes, places.values())):
        yield "places must lead from a claim's values to lists of codes"
    appeals = said.get("appeals", {})
    if not isinstance(appeals, dict) or not all(_are_codes([code]) and _are_texts(texts) for code, texts in appeals.items()):
        yield "appeals must hold texts by code and language"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _are_codes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(code, str) and PLACE.fullmatch(code) for code in value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))
