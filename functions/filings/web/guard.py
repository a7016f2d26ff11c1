"""What every request and answer passes: size, media type, the client's key, and the headers that keep a browser careful."""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import Flask, Request, Response

from filings.errors import Code, Refusal
from filings.web import problems

if TYPE_CHECKING:
    from filings.counters import Counter, Counters

BODY_LIMIT = 256 * 1024
# What AWS Lambda takes from a function is JSON of 6 MB, with the body as text or in base64; the rest of it is headers.
_LAMBDA_MAX = 6 * 1024 * 1024 - 64 * 1024
_KEY = re.compile('([A-Za-z0-9_-]{16,64})|"([A-Za-z0-9_-]{16,64})"')
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def register(app: Flask, environ: Mapping[str, str]) -> None:
    """Bound bodies and put the headers on every answer; a view that has set one of them keeps its own.

    Where `environ` is that of AWS Lambda, an answer that would not be taken there is answered as a problem instead.
    """
    # One more than is taken: werkzeug cuts a body of unknown length off at its bound without a word, and json_body has to see it.
    app.config["MAX_CONTENT_LENGTH"] = BODY_LIMIT + 1

    @app.after_request
    def careful(response: Response) -> Response:
        if "AWS_LAMBDA_FUNCTION_NAME" in environ and _carried(response) > _LAMBDA_MAX:
            response = problems.answer(Code.ANSWER_TOO_LARGE)
        own = {name.lower() for name, _ in response.headers}
        for name, value in _HEADERS.items():
            if name.lower() not in own:
                response.headers.add(name, value)
        return response


def _carried(response: Response) -> int:
    """Say how many bytes a body takes inside a function's answer, as apig-wsgi writes it."""
    size = response.calculate_content_length() or 0
    # A character that is escaped takes six bytes.
    if size * 6 <= _LAMBDA_MAX:
        return size
    if str(response.mimetype).startswith(("text/", "application/json")):
        return len(json.dumps(response.get_data(as_text=True)))
    return size * 4 // 3


def json_body(request: Request) -> bytes:
    """Return the bytes of a JSON request; raises Refusal where it says that it is something else, or is too large."""
    if request.mimetype != "application/json":
        raise Refusal(Code.UNSUPPORTED_MEDIA_TYPE)
    body = request.get_data(cache=False)
    if len(body) > BODY_LIMIT:
        raise Refusal(Code.TOO_LARGE)
    return body


def idempotency_key(request: Request) -> str:
    """Return the client's Idempotency-Key, with or without the quotes of a structured field; raises Refusal."""
    match = _KEY.fullmatch(request.headers.get("Idempotency-Key", ""))
    if match is None:
        raise Refusal(Code.IDEMPOTENCY_KEY)
    return match[1] or match[2]


def counter(request: Request, counters: "Counters") -> "Counter | None":
    """Return the counter whose token the request bears, None where it bears none; raises Refusal where nobody knows it."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    known = counters.known(token.strip()) if scheme.lower() == "bearer" else None
    if known is None:
        raise Refusal(Code.COUNTER_UNKNOWN)
    return known
