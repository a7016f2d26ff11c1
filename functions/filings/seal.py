"""Seals personal data to the insured place: whoever stores it cannot read it back.

Each event has a content key of its own; document and papers are sealed with it (JWE, `dir` + A256GCM), and the content key is
sealed to the place's public key (JWE, ECDH-ES + A256GCM) and stored apart. Removing that one object makes the data unreadable
for good.
"""

import json
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

NATION = "CN"
# joserfc opens 64 KiB unless told otherwise; a paper has up to ten MiB.
_SEALED_MAX = 16 * 1024 * 1024


class NoKey(LookupError):
    """There is no key for the place, nor for anything that it inherits from."""


class NotOpened(ValueError):
    """The key is not the place's, or the text is not as it was sealed."""


@dataclass(frozen=True)
class Sealed:
    """What is stored: the sealed data, and the content key sealed to the place."""

    data: str
    key: str


@dataclass(frozen=True)
class Keys:
    """Public or private keys (JWK) by `kid`, a place code or, for a key that followed another, `3210.2`.

    Sealed is to the last key of a place, opened with the one that was sealed to. A place without a key uses its province's, then
    `CN`'s.
    """

    by_kid: Mapping[str, Mapping[str, Any]]

    @classmethod
    def from_file(cls, path: Path) -> "Keys":
        """Read a JWK Set (RFC 7517)."""
        return cls({key["kid"]: key for key in json.loads(path.read_text("utf-8"))["keys"]})

    def check(self) -> None:
        """Raise ValueError where something that is no key of an elliptic curve stands for a place."""
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import ECKey  # noqa: PLC0415

        for kid, key in self.by_kid.items():
            try:
                ECKey.import_key(dict(key))
            except (JoseError, ValueError, KeyError) as error:
                raise ValueError(f"{kid}: {type(error).__name__}") from None

    def nearest(self, place: str) -> Mapping[str, Any]:
        """Find the key to seal to a place; raises NoKey."""
        for code in _chain(place):
            if kids := [kid for kid in self.by_kid if _place_of(kid) == code]:
                return self.by_kid[kids[-1]]
        raise NoKey(place)

    def opening(self, place: str, sealed: str) -> Mapping[str, Any]:
        """Find the private key to which a content key of a place was sealed, as that says itself; raises NoKey, NotOpened."""
        try:
            header = sealed.partition(".")[0]
            kid = str(json.loads(urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"])
        except (ValueError, KeyError, TypeError) as error:
            raise NotOpened(type(error).__name__) from None
        # No key of a place that this one does not inherit from is tried, whatever stands there.
        if _place_of(kid) not in _chain(place) or kid not in self.by_kid:
            raise NoKey(kid)
        return self.by_kid[kid]


@dataclass(frozen=True)
class ContentKey:
    """A fresh key for one event's document and papers, in the hands of whoever seals them and of nobody afterwards."""

    raw: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def seal(self, content: bytes) -> str:
        """Seal some content under this key."""
        from joserfc import jwe  # noqa: PLC0415 - joserfc takes as long to import as the rest of a request: only where it is used
        from joserfc.jwk import OctKey  # noqa: PLC0415

        return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, content, OctKey.import_key(self.raw))

    def open(self, sealed: str) -> bytes:
        """Open what was sealed under this key; raises NotOpened where key or text do not fit."""
        from joserfc import jwe  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import OctKey  # noqa: PLC0415

        registry = jwe.JWERegistry()
        registry.max_ciphertext_length = _SEALED_MAX
        try:
            return bytes(jwe.decrypt_compact(sealed, OctKey.import_key(self.raw), registry=registry).plaintext or b"")
        except (JoseError, ValueError, KeyError) as error:
            # joserfc lets other libraries' ValueError through where the text is no base64, and KeyError where a header is
            # not whole.
            raise NotOpened(type(error).__name__) from None

    def sealed_to(self, public: Mapping[str, Any]) -> str:
        """Seal this key itself to a place's public key."""
        from joserfc import jwe  # noqa: PLC0415

        header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": public["kid"]}
        return jwe.encrypt_compact(header, self.raw, _imported(json.dumps(public, sort_keys=True)))


@lru_cache(maxsize=512)
def _imported(public: str) -> Any:
    """Read a place's public key once: to import it takes half as long as to seal with it."""
    from joserfc.jwk import ECKey  # noqa: PLC0415

    return ECKey.import_key(json.loads(public))


def _place_of(kid: str) -> str:
    return kid.partition(".")[0]


def _chain(place: str) -> tuple[str, ...]:
    return (place, place[:4], place[:2], NATION)


def seal(public: Mapping[str, Any], content: bytes) -> Sealed:
    """Seal `content` under a fresh content key, and that key to `public`."""
    key = ContentKey()
    return Sealed(key.seal(content), key.sealed_to(public))


def open_sealed(private: Mapping[str, Any], sealed: Sealed) -> bytes:
    """Open what `seal` made with the place's private key; raises NotOpened where key or text do not fit."""
    return opened_key(private, sealed.key).open(sealed.data)


def opened_key(private: Mapping[str, Any], sealed: str) -> ContentKey:
    """Open a content key that was sealed to a place with the place's private key; raises NotOpened."""
    from joserfc import jwe  # noqa: PLC0415
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import ECKey  # noqa: PLC0415

    try:
        return ContentKey(bytes(jwe.decrypt_compact(sealed, ECKey.import_key(dict(private))).plaintext or b""))
    except (JoseError, ValueError, KeyError) as error:
        # As above; and ValueError where the key is none of an elliptic curve.
        raise NotOpened(type(error).__name__) from None


def make_pair(kid: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Make a key pair (P-256) for a place: the public and the private JWK."""
    from joserfc.jwk import ECKey  # noqa: PLC0415

    key = ECKey.generate_key("P-256", {"kid": kid, "use": "enc"})
    return dict(key.as_dict(private=False)), dict(key.as_dict(private=True))
