"""Signs ledgers and holds signatures to a public key: compact JWS (RFC 7515) with Ed25519, by its own name as RFC 9864 has it."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ALGORITHM = "Ed25519"
_COMPACT = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")


class BadKey(ValueError):
    """The file holds no Ed25519 key of the kind that is wanted."""


class NotSigned(ValueError):
    """The text is no compact JWS, was altered, or was signed with a key that is not among those given."""


@dataclass(frozen=True)
class SigningKey:
    """The operator's private key (JWK, with its thumbprint as `kid`)."""

    jwk: Mapping[str, Any] = field(repr=False)

    @classmethod
    def make(cls) -> "SigningKey":
        """Make a fresh key."""
        from joserfc.jwk import OKPKey  # noqa: PLC0415 - heavy at import, and wanted once a night

        key = OKPKey.generate_key("Ed25519", {"use": "sig"})
        return cls({**key.as_dict(private=True), "kid": key.thumbprint()})

    @classmethod
    def from_file(cls, path: Path) -> "SigningKey":
        """Read a private JWK; raises BadKey."""
        jwk = _read(path)
        if not isinstance(jwk, dict) or not _is_key(jwk) or "d" not in jwk:
            raise BadKey(f"{path} holds no private Ed25519 key (JWK)")
        return cls({**jwk, "kid": jwk.get("kid") or _thumbprint(jwk)})

    @property
    def kid(self) -> str:
        """By which name the key stands in what it signed."""
        return str(self.jwk["kid"])

    @property
    def public(self) -> dict[str, Any]:
        """The public half, for everybody."""
        return {name: value for name, value in self.jwk.items() if name != "d"}

    def sign(self, payload: bytes) -> str:
        """Sign some bytes; return the compact JWS that holds them."""
        from joserfc import jws  # noqa: PLC0415
        from joserfc.jwk import OKPKey  # noqa: PLC0415

        public = {name: self.jwk[name] for name in ("kty", "crv", "x")}
        header = {"alg": _ALGORITHM, "kid": self.kid, "jwk": public}
        return jws.serialize_compact(header, payload, OKPKey.import_key(dict(self.jwk)), algorithms=[_ALGORITHM])


@dataclass(frozen=True)
class PublicKeys:
    """Keys whose signatures count: today's, and those that it followed."""

    jwks: tuple[Mapping[str, Any], ...]

    @classmethod
    def from_file(cls, path: Path) -> "PublicKeys":
        """Read a public JWK or a JWK Set of several; raises BadKey."""
        return cls.read(_read(path), str(path))

    @classmethod
    def read(cls, content: Any, whence: str) -> "PublicKeys":
        """Read keys from JSON that came from `whence`; raises BadKey."""
        jwks = content.get("keys", [content]) if isinstance(content, dict) else []
        if not isinstance(jwks, list) or not jwks or not all(isinstance(jwk, dict) and _is_key(jwk) for jwk in jwks):
            raise BadKey(f"{whence} holds no public Ed25519 key (JWK, or a JWK Set)")
        return cls(tuple({name: jwk[name] for name in ("kty", "crv", "x")} for jwk in jwks))

    def open(self, signed: bytes) -> bytes:
        """Return what was signed; raises NotSigned."""
        from joserfc import jws  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import OKPKey  # noqa: PLC0415

        # joserfc reads 128 kB unless told otherwise; a ledger is as long as its day was busy.
        if not _is_written_one_way(signed):
            raise NotSigned("no compact JWS")
        registry = jws.JWSRegistry(algorithms=[_ALGORITHM])
        registry.max_payload_length = 2 * len(signed)
        for jwk in self.jwks:
            try:
                return jws.deserialize_compact(signed, OKPKey.import_key(dict(jwk)), registry=registry).payload
            except (JoseError, ValueError, KeyError, TypeError):
                # Not this key, or no JWS at all: other libraries' errors come through where a part is no base64 or no JSON.
                continue
        raise NotSigned("no signature by a key that was given")


def header_of(signed: bytes) -> Mapping[str, Any]:
    """Return what a compact JWS says of its own signature, nothing where it is none; proves nothing."""
    header = signed.partition(b".")[0]
    try:
        said = json.loads(base64.urlsafe_b64decode(header + b"=" * (-len(header) % 4)))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def as_pem(jwk: Mapping[str, Any]) -> bytes:
    """Write a public key as tools other than those for JWS read it; raises BadKey."""
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    try:
        return OKPKey.import_key(dict(jwk)).as_pem(private=False)
    except (JoseError, ValueError, KeyError, TypeError):
        raise BadKey("not a public key") from None


def _is_written_one_way(signed: bytes) -> bool:
    """Say whether the signature is written as it has to be: base64 leaves bits at its end that no signature would protect."""
    if not _COMPACT.fullmatch(signed):
        return False
    signature = signed.rpartition(b".")[2]
    padded = signature + b"=" * (-len(signature) % 4)
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(padded)) == padded


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadKey(f"{path} cannot be read as JSON ({type(error).__name__})") from None


def _is_key(jwk: Mapping[str, Any]) -> bool:
    return jwk.get("kty") == "OKP" and jwk.get("crv") == "Ed25519" and isinstance(jwk.get("x"), str)


def _thumbprint(jwk: Mapping[str, Any]) -> str:
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    return str(OKPKey.import_key(dict(jwk)).thumbprint())
