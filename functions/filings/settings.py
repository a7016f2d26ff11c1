"""What an operator sets, read once from a mapping such as the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from filings.provider import Provider, is_safe, provider_of
from filings.scanner import is_address

SECRET_BYTES_MIN = 32


class BadSettings(ValueError):
    """Settings are missing or wrong; the message names every one of them."""


@dataclass(frozen=True)
class Settings:
    """The settings of one deployment; ARCHITECTURE.md lists them with their environment variables.

    `store` is an address for filings.storage.opening; `secret` the key that numbers, lookup codes and fingerprints are derived
    with (32 bytes or more, never changed while filings live); `contracts` the folder of compiled contracts; `keys` the file of
    the places' public keys (JWK Set); `site` the folder of the built site where this process serves it too; `counters` the file
    that names the counters, kiosks, hospitals and telephone desks that may file for others; `site_url` the public address of the
    site, ending in a slash; `provider` whom people may sign in with; `clamd` the malware scanner's address.
    """

    store: str
    secret: bytes = field(repr=False)
    contracts: Path
    keys: Path
    site: Path | None = None
    counters: Path | None = None
    site_url: str | None = None
    provider: Provider | None = None
    clamd: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the BEIAN_ variables that ARCHITECTURE.md lists; raises BadSettings."""
        wrong = [f"{name} is not set" for name in _REQUIRED if not environ.get(name)]
        try:
            secret = bytes.fromhex(environ.get("BEIAN_SECRET", ""))
        except ValueError:
            secret = b""
        if environ.get("BEIAN_SECRET") and len(secret) < SECRET_BYTES_MIN:
            wrong.append(f"BEIAN_SECRET must be at least {SECRET_BYTES_MIN} bytes in hexadecimal digits")
        contracts, keys = (Path(environ.get(name, "")) for name in ("BEIAN_CONTRACTS", "BEIAN_KEYS"))
        if environ.get("BEIAN_CONTRACTS") and not (contracts / "v1.json").is_file():
            wrong.append("BEIAN_CONTRACTS is not a folder of compiled contracts")
        if environ.get("BEIAN_KEYS") and not keys.is_file():
            wrong.append("BEIAN_KEYS is not a file")
        site = environ.get("BEIAN_SITE")
        if site and not Path(site, "index.html").is_file():
            wrong.append("BEIAN_SITE is not a folder with a built site")
        counters = environ.get("BEIAN_COUNTERS")
        if counters and not Path(counters).is_file():
            wrong.append("BEIAN_COUNTERS is not a file")
        site_url = environ.get("BEIAN_SITE_URL") or None
        if site_url and not (is_safe(site_url) and site_url.endswith("/")):
            wrong.append("BEIAN_SITE_URL must be an https address that ends in a slash, or http on loopback")
        clamd = environ.get("BEIAN_CLAMD") or None
        if clamd and not is_address(clamd):
            wrong.append("BEIAN_CLAMD is neither host:port nor the path of a Unix socket")
        provider, wrong_with_provider = provider_of(environ, site_url)
        wrong += wrong_with_provider
        if wrong:
            raise BadSettings("; ".join(wrong))
        return cls(
            store=environ["BEIAN_STORE"],
            secret=secret,
            contracts=contracts,
            keys=keys,
            site=Path(site) if site else None,
            counters=Path(counters) if counters else None,
            site_url=site_url,
            provider=provider,
            clamd=clamd,
        )


_REQUIRED = ("BEIAN_STORE", "BEIAN_SECRET", "BEIAN_CONTRACTS", "BEIAN_KEYS")
