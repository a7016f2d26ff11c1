"""Lets a browser send one file into quarantine: a form that pins its type, size and bytes, good for ten minutes."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from filings.errors import Code, Finding, Refusal
from filings.inspection import TYPES
from filings.model import canonical, moment
from filings.numbers import fingerprint
from filings.papers import quarantined
from filings.stamps import stamped
from filings.storage import KeyTaken, Storage

SIZE_MAX = 10 * 1024 * 1024
SENDING = timedelta(minutes=10)
_SHA256 = re.compile("[0-9a-f]{64}")
# Of members that are none, so many are named.
_ENOUGH = 20
_UPLOAD = re.compile("[0-9]{8}T[0-9]{4}-[0-9a-f]{32}")


@dataclass(frozen=True)
class Pinned:
    """What an upload may be and nothing else: its name, media type, size in bytes and SHA-256 in hexadecimal digits."""

    upload: str
    type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Form:
    """What a browser sends: POST multipart/form-data to `url`, `fields` in this order, the file last under the name `file`."""

    url: str
    fields: Mapping[str, str]


# Makes the form of an upload that may be sent for so long from now.
MakeForm = Callable[[Pinned, timedelta], Form]


@dataclass(frozen=True)
class Uploads:
    """The use case with what it needs; `now` gives the time in UTC."""

    form: MakeForm
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def offer(self, wish: Any) -> dict[str, Any]:
        """Answer a wish (type, size, sha256) with the form: upload, url, fields, expires_at (RFC 3339, UTC).

        Raises Refusal with Code.FINDINGS; StoreUnavailable where a bucket's credentials cannot be found.
        """
        if findings := tuple(_findings(wish)):
            raise Refusal(Code.FINDINGS, findings)
        now = self.now()
        pinned = Pinned(stamped(now, secrets.token_hex(16)), wish["type"], wish["size"], wish["sha256"])
        form = self.form(pinned, SENDING)
        expires = moment(now + SENDING)
        return {"upload": pinned.upload, "url": form.url, "fields": dict(form.fields), "expires_at": expires}


def forms(presign: Callable[[str, str, bytes, int, int], tuple[str, dict[str, str]]]) -> MakeForm:
    """Let a bucket take the files itself; `presign` as filings.storage.opening.presigner gives it."""

    def form(pinned: Pinned, lasting: timedelta) -> Form:
        digest, seconds = bytes.fromhex(pinned.sha256), int(lasting.total_seconds())
        return Form(*presign(quarantined(pinned.upload), pinned.type, digest, pinned.size, seconds))

    return form


@dataclass(frozen=True)
class SignedUploads:
    """What a bucket does for presigned forms, for the other stores: forms that are signed here and taken here."""

    store: Storage
    secret: bytes
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def form(self, pinned: Pinned, lasting: timedelta) -> Form:
        """Make a form for `take`."""
        expires = moment(self.now() + lasting)
        fields = {"Content-Type": pinned.type, "size": str(pinned.size), "sha256": pinned.sha256, "expires": expires}
        return Form(f"/v1/uploads/{pinned.upload}", fields | {"signature": self._signature(pinned.upload, fields)})

    def take(self, upload: str, fields: Mapping[str, str], content: bytes) -> None:
        """Store a file that is sent with its form; sending the same again changes nothing.

        Raises Refusal: Code.UPLOAD_REFUSED where the form is not as it was given or came too late, Code.UPLOAD_DIFFERS where the
        bytes are not those that it pins; and StoreUnavailable.
        """
        pinned = {name: value for name, value in fields.items() if name != "signature"}
        signed = hmac.compare_digest(fields.get("signature", "").encode(), self._signature(upload, pinned).encode())
        if not signed or not _UPLOAD.fullmatch(upload) or moment(self.now()) > fields["expires"]:
            raise Refusal(Code.UPLOAD_REFUSED)
        if len(content) != int(fields["size"]) or hashlib.sha256(content).hexdigest() != fields["sha256"]:
            raise Refusal(Code.UPLOAD_DIFFERS)
        try:
            self.store.create(quarantined(upload), content)
        except KeyTaken:
            # The same bytes: no others fit the form.
            return

    def _signature(self, upload: str, fields: Mapping[str, str]) -> str:
        return fingerprint(self.secret, "upload", canonical({"upload": upload, "fields": dict(fields)}))


def _findings(wish: Any) -> Iterator[Finding]:
    """Say what schemas/api/upload.json says, in the words of findings."""
    if not isinstance(wish, dict):
        yield Finding("", "wrong-type")
        return
    for name in sorted(wish.keys() - {"type", "size", "sha256"})[:_ENOUGH]:
        yield Finding(f"/{name.replace('~', '~0').replace('/', '~1')}", "unknown-member")
    kind, size, sha256 = (wish.get(name) for name in ("type", "size", "sha256"))
    yield from (Finding(f"/{name}", "required") for name in ("type", "size", "sha256") if name not in wish)
    if "type" in wish and kind not in TYPES:
        yield Finding("/type", "not-allowed")
    if "size" in wish and (isinstance(size, bool) or not isinstance(size, int) or not 1 <= size <= SIZE_MAX):
        yield Finding("/size", "file-size", {"limit": SIZE_MAX})
    if "sha256" in wish and not (isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        yield Finding("/sha256", "format")
