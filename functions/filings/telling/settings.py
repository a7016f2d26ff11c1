"""What an operator sets about telling people: a JSON file that BEIAN_TELL names. Without it nobody is told anything."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from filings.provider import is_safe
from filings.settings import BadSettings

# How long a secret of a webhook may be, in bytes, as the Standard Webhooks specification has it.
SECRET_BYTES = (24, 64)
_SECURITIES = ("starttls", "tls", "none")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True)
class MailSettings:
    """A mail server and who writes; `security` is `starttls`, `tls` or, on this machine only, `none`; `ca` a file of its
    certificate authority where that is no public one."""

    host: str
    port: int
    security: str
    sender: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    ca: Path | None = None


@dataclass(frozen=True)
class WebhookSettings:
    """Where events are posted to, and the secret (`whsec_` and Base64) that both sides know."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class TellSettings:
    """Which ways there are, and the public address of the site: one in whose folders the languages stand, or one for each."""

    sites: Mapping[str, str]
    mail: MailSettings | None = None
    webhook: WebhookSettings | None = None

    def site(self, language: str) -> str:
        """Return the address of a language's site; the original language stands at the root."""
        root = self.sites.get("", "")
        return self.sites.get(language) or (root if language == "zh-Hans" else f"{root}{language}/")

    @classmethod
    def from_file(cls, path: Path, languages: frozenset[str]) -> "TellSettings":
        """Read the file; `languages` are those of the site. Raises BadSettings, which names what is wrong."""
        try:
            given = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            raise BadSettings("BEIAN_TELL is not a JSON file") from None
        return cls.read(given, languages)

    @classmethod
    def read(cls, given: Any, languages: frozenset[str]) -> "TellSettings":
        """Read what stands in the file; raises BadSettings."""
        wrong: list[str] = []
        _known("", given, {"site_url"}, {"mail", "webhook"}, wrong)
        if wrong:
            raise BadSettings("; ".join(wrong))
        if not given.keys() & {"mail", "webhook"}:
            wrong.append("BEIAN_TELL names neither mail nor webhook")
        sites = _sites(given["site_url"], languages, wrong)
        mail = _mail(given["mail"], wrong) if "mail" in given else None
        webhook = _webhook(given["webhook"], wrong) if "webhook" in given else None
        if wrong:
            raise BadSettings("; ".join(wrong))
        return cls(sites, mail, webhook)


def _known(where: str, given: Any, needed: set[str], more: set[str], wrong: list[str]) -> bool:
    """Say whether something is an object with the members that it needs and no other; tell what is wrong otherwise."""
    if not isinstance(given, dict):
        wrong.append(f"BEIAN_TELL: {where or 'the file'} is not an object")
        return False
    before = len(wrong)
    wrong += [f"BEIAN_TELL: {where}{'.' if where else ''}{name} is missing" for name in sorted(needed - given.keys())]
    wrong += [f"BEIAN_TELL: {where}{'.' if where else ''}{name} is unknown" for name in sorted(given.keys() - needed - more)]
    return len(wrong) == before


def _sites(given: Any, languages: frozenset[str], wrong: list[str]) -> dict[str, str]:
    sites = given if isinstance(given, dict) else {"": given}
    if isinstance(given, dict) and given.keys() != languages:
        wrong.append(f"BEIAN_TELL: site_url names not exactly the languages of the site: {', '.join(sorted(languages))}")
    if not all(isinstance(url, str) and is_safe(url) and url.endswith("/") for url in sites.values()):
        wrong.append("BEIAN_TELL: site_url must be an https address that ends in a slash, or http on loopback")
    return sites


def _mail(given: Any, wrong: list[str]) -> MailSettings | None:
    if not _known("mail", given, {"host", "from"}, {"port", "security", "user", "password", "ca"}, wrong):
        return None
    texts = {name: given[name] for name in ("host", "from", "security", "user", "password", "ca") if name in given}
    wrong += [f"BEIAN_TELL: mail.{name} is not a text" for name, text in texts.items() if not isinstance(text, str) or not text]
    security, host = given.get("security", "starttls"), given["host"]
    if security not in _SECURITIES:
        wrong.append(f"BEIAN_TELL: mail.security is none of {', '.join(_SECURITIES)}")
    elif security == "none" and host not in _LOOPBACK:
        wrong.append("BEIAN_TELL: mail.security may be none only where the server is on this machine")
    port = given.get("port", _PORTS.get(str(security)))
    if type(port) is not int or not 0 < port < 65536:
        wrong.append("BEIAN_TELL: mail.port is no port")
    if ("user" in given) != ("password" in given):
        wrong.append("BEIAN_TELL: mail.user and mail.password belong together")
    if not _is_address(given["from"]):
        wrong.append("BEIAN_TELL: mail.from is no e-mail address")
    ca = Path(given["ca"]) if isinstance(given.get("ca"), str) else None
    if ca and not ca.is_file():
        wrong.append("BEIAN_TELL: mail.ca is not a file")
    return None if wrong else MailSettings(host, port, security, given["from"], given.get("user"), given.get("password"), ca)


def _is_address(text: Any) -> bool:
    from email.utils import parseaddr  # noqa: PLC0415 - only where mail is sent

    return isinstance(text, str) and text.isprintable() and "@" in parseaddr(text)[1]


def _webhook(given: Any, wrong: list[str]) -> WebhookSettings | None:
    if not _known("webhook", given, {"url", "secret"}, set(), wrong):
        return None
    if not isinstance(given["url"], str) or not is_safe(given["url"]) or urlsplit(given["url"]).fragment:
        wrong.append("BEIAN_TELL: webhook.url must be an https address, or http on loopback")
    if not _is_secret(given["secret"]):
        wrong.append("BEIAN_TELL: webhook.secret must be whsec_ and 24 to 64 bytes in Base64 (beian webhook-secret makes one)")
    return None if wrong else WebhookSettings(given["url"], given["secret"])


def _is_secret(text: Any) -> bool:
    if not isinstance(text, str) or not text.startswith("whsec_"):
        return False
    try:
        raw = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return False
    return SECRET_BYTES[0] <= len(raw) <= SECRET_BYTES[1]
