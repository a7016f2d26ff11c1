"""What an operator sets, read once from a mapping such as the environment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from filings.agencies import Agencies, BadAgencies
from filings.provider import LOOPBACK, Provider, is_safe, provider_of
from filings.scanner import is_address
from filings.watch.meter import EMBEDDED

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
    site, ending in a slash; `provider` whom people may sign in with; `clamd` the malware scanner's address; `desk` whom officers
    sign in with and what its claims mean; `desk_local` whether sample officers may be chosen instead, for development;
    `private_keys` the file of the places' private keys, for those who open filings; `agency_codes` a file of codes for the
    agencies' table; `metrics` where counts go: `emf`, a folder, or nowhere.
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
    desk: Agencies | None = None
    desk_local: bool = False
    private_keys: Path | None = None
    agency_codes: Path | None = None
    metrics: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the BEIAN_ variables that ARCHITECTURE.md lists; raises BadSettings."""
        contracts, keys = (Path(environ.get(name, "")) for name in ("BEIAN_CONTRACTS", "BEIAN_KEYS"))
        wrong = list(_wrong_at_the_root(environ, contracts, keys))
        site = environ.get("BEIAN_SITE")
        if site and not Path(site, "index.html").is_file():
            wrong.append("BEIAN_SITE is not a folder with a built site")
        files = {member: Path(environ[name]) for member, name in _FILES.items() if environ.get(name)}
        wrong += [f"{_FILES[member]} is not a file" for member, path in files.items() if not path.is_file()]
        site_url = environ.get("BEIAN_SITE_URL") or None
        if site_url and not (is_safe(site_url) and site_url.endswith("/")):
            wrong.append("BEIAN_SITE_URL must be an https address that ends in a slash, or http on loopback")
        clamd = environ.get("BEIAN_CLAMD") or None
        if clamd and not is_address(clamd):
            wrong.append("BEIAN_CLAMD is neither host:port nor the path of a Unix socket")
        metrics = environ.get("BEIAN_METRICS") or None
        if metrics and metrics != EMBEDDED and not Path(metrics).is_dir():
            wrong.append("BEIAN_METRICS is neither emf nor a folder")
        provider, wrong_with_provider = provider_of(environ, site_url)
        desk, wrong_with_desk = _desk_of(environ, site_url)
        wrong += [*wrong_with_provider, *wrong_with_desk]
        if wrong:
            raise BadSettings("; ".join(wrong))
        return cls(
            store=environ["BEIAN_STORE"],
            secret=_secret(environ),
            contracts=contracts,
            keys=keys,
            site=Path(site) if site else None,
            site_url=site_url,
            provider=provider,
            clamd=clamd,
            desk=desk,
            desk_local=environ.get("BEIAN_DESK_LOCAL") == "1",
            metrics=metrics,
            **files,
        )


_REQUIRED = ("BEIAN_STORE", "BEIAN_SECRET", "BEIAN_CONTRACTS", "BEIAN_KEYS")
# Files that may be set, by the member of Settings that holds their path.
_FILES = {"counters": "BEIAN_COUNTERS", "private_keys": "BEIAN_PRIVATE_KEYS", "agency_codes": "BEIAN_AGENCY_CODES"}


def _secret(environ: Mapping[str, str]) -> bytes:
    try:
        return bytes.fromhex(environ.get("BEIAN_SECRET", ""))
    except ValueError:
        return b""


def _wrong_at_the_root(environ: Mapping[str, str], contracts: Path, keys: Path) -> Iterator[str]:
    """Say what is wrong with that without which nothing works."""
    yield from (f"{name} is not set" for name in _REQUIRED if not environ.get(name))
    if environ.get("BEIAN_SECRET") and len(_secret(environ)) < SECRET_BYTES_MIN:
        yield f"BEIAN_SECRET must be at least {SECRET_BYTES_MIN} bytes in hexadecimal digits"
    if environ.get("BEIAN_CONTRACTS") and not (contracts / "v1.json").is_file():
        yield "BEIAN_CONTRACTS is not a folder of compiled contracts"
    if environ.get("BEIAN_KEYS") and not keys.is_file():
        yield "BEIAN_KEYS is not a file"


def _desk_of(environ: Mapping[str, str], site_url: str | None) -> tuple[Agencies | None, list[str]]:
    """Read what concerns the desk: the agencies, or None where none are set, and everything that is wrong."""
    wrong, desk = list(_wrong_with_local(environ, site_url)), None
    if environ.get("BEIAN_DESK"):
        try:
            desk = Agencies.from_file(Path(environ["BEIAN_DESK"]))
        except BadAgencies as error:
            wrong.append(f"BEIAN_DESK: {error}")
        if not site_url:
            wrong.append("BEIAN_SITE_URL must be set where BEIAN_DESK is: the provider sends officers back there")
    return desk, wrong


def _wrong_with_local(environ: Mapping[str, str], site_url: str | None) -> Iterator[str]:
    """Say why anybody's choosing who they are is not to be offered here: wherever real filings could be."""
    local = environ.get("BEIAN_DESK_LOCAL", "")
    if local not in {"", "0", "1"}:
        yield "BEIAN_DESK_LOCAL is neither 1 nor 0"
    if local == "1" and environ.get("BEIAN_STORE", "").startswith("s3:"):
        yield "BEIAN_DESK_LOCAL is for development and cannot be set together with an S3 store"
    if local == "1" and site_url and urlsplit(site_url).hostname not in LOOPBACK:
        yield "BEIAN_DESK_LOCAL is for development and cannot be set where BEIAN_SITE_URL is not on loopback"
