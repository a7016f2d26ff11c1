"""Cookies that only this service can read or make: sealed, with an end of their own, and nothing kept on the server."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from flask import Request, Response

# How long somebody may take at the provider who signs in.
ATTEMPT_LIFE = timedelta(minutes=10)


@dataclass(frozen=True)
class Cookie:
    """One kind of cookie; `name` also separates its key from every other kind's. On https it is bound to this very host."""

    name: str
    secret: bytes
    secure: bool
    life: timedelta
    same_site: Literal["Lax", "Strict"] = "Lax"

    @property
    def sent_as(self) -> str:
        """The name that the browser knows."""
        return f"__Host-{self.name}" if self.secure else self.name

    def put(self, response: Response, content: dict[str, Any], now: datetime) -> None:
        """Give the browser `content`, sealed, until its life ends."""
        sealed = self.seal(content, now)
        life = int(self.life.total_seconds())
        response.set_cookie(
            self.sent_as, sealed, max_age=life, path="/", secure=self.secure, httponly=True, samesite=self.same_site
        )

    def take(self, request: Request, now: datetime) -> dict[str, Any] | None:
        """Return what the browser brings, or None where it is none, another's, altered or past its end."""
        return self.open(request.cookies.get(self.sent_as, ""), now)

    def drop(self, response: Response) -> None:
        """Take the cookie away from the browser."""
        response.delete_cookie(self.sent_as, path="/", secure=self.secure, httponly=True, samesite=self.same_site)

    def seal(self, content: dict[str, Any], now: datetime) -> str:
        """Seal content with its end (JWE, `dir` + A256GCM)."""
        from joserfc import jwe  # noqa: PLC0415 - only where somebody signs in

        body = json.dumps({"content": content, "ends": (now + self.life).timestamp()}, ensure_ascii=False).encode()
        return jwe.encrypt_compact({"alg": "dir", "enc": "A256GCM"}, body, self._key())

    def open(self, sealed: str, now: datetime) -> dict[str, Any] | None:
        """Open what `seal` made, or None."""
        if not sealed:
            return None
        from joserfc import jwe  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415

        try:
            read = json.loads(jwe.decrypt_compact(sealed, self._key(), algorithms=["dir", "A256GCM"]).plaintext or b"")
        except (JoseError, ValueError, KeyError):
            # What a browser sends may be anything; joserfc lets ValueError and KeyError through where it is no JWE at all.
            return None
        return dict(read["content"]) if read["ends"] > now.timestamp() else None

    def _key(self) -> Any:
        from joserfc.jwk import OctKey  # noqa: PLC0415

        return OctKey.import_key(hmac.new(self.secret, f"cookie:{self.name}".encode(), hashlib.sha256).digest())
