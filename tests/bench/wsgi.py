"""Asks an application inside this process as a WSGI server does, without what a test client adds."""

from io import BytesIO, StringIO
from typing import Any


def ask(app: Any, method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """Return the body of an answer; raises RuntimeError with it where the answer is not 2xx."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": StringIO(),
        "wsgi.url_scheme": "http",
        **headers,
    }
    answer = b"".join(app(environ, lambda status, headers, trouble=None: said.append(status)))
    if not said[0].startswith("2"):
        raise RuntimeError(answer.decode())
    return answer
