"""A store that is bad on purpose, for the doctor to find out: it stands before a real one and does one thing wrong."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3

from filings.storage.client import client
from filings.storage.opening import Bucket

# Status, headers, body.
Answer = tuple[int, dict[str, str], bytes]
_LATE_SECONDS = 0.4
_HOP = {"connection", "content-length", "date", "keep-alive", "transfer-encoding", "server"}
_FILE = re.compile(rb'name="file"; filename="[^"]*"\r\n(?:[^\r]+\r\n)*\r\n(.*)\r\n--', re.DOTALL)
_KEY = re.compile(rb'name="key"\r\n\r\n([^\r]+)\r\n')


@dataclass
class Tampering:
    """What goes wrong, and the store that would do it right. `made` says when each key was written, for what shows late."""

    fault: str
    bucket: Bucket
    pool: urllib3.PoolManager = field(default_factory=urllib3.PoolManager)
    made: dict[str, float] = field(default_factory=dict)

    @property
    def own(self) -> Any:
        """The store itself, entered with the right keys."""
        return client(self.bucket)

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        """Pass a request on, or do it wrong."""
        key = unquote(urlsplit(target).path).removeprefix(f"/{self.bucket.name}").lstrip("/")
        if method == "POST" and self.fault == "forms":
            return self._took(body)
        if method == "DELETE" and self.fault == "keeps":
            return 204, {}, b""
        passed = self.pool.request(method, f"{self.bucket.endpoint}{target}", headers=headers, body=body, redirect=False)
        if method == "PUT" and passed.status == 200:
            self.made[key] = time.monotonic()
        return self._changed(method, key, headers, body, (passed.status, dict(passed.headers), passed.data))

    def _changed(self, method: str, key: str, headers: dict[str, str], body: bytes, right: Answer) -> Answer:
        """Turn what the store has answered into something wrong."""
        status, told, content = right
        if method == "PUT" and status == 412 and self.fault == "overwrites":
            return self._done(method, key, body)
        if method == "GET" and self.fault == "late" and time.monotonic() - self.made.get(key, 0) < _LATE_SECONDS:
            return 404, {}, b"<Error><Code>NoSuchKey</Code></Error>"
        if b"<Contents>" in content and self.fault in {"backwards", "short"}:
            return status, told, self._listing(content)
        is_signed = "authorization" in {name.lower() for name in headers}
        if status == 403 and self.fault == ("trusting" if is_signed else "open"):
            return self._done(method, key, body)
        return right

    def _took(self, body: bytes) -> Answer:
        file, key = _FILE.search(body), _KEY.search(body)
        assert file is not None
        assert key is not None
        self.own.put_object(Bucket=self.bucket.name, Key=key[1].decode(), Body=file[1])
        return 204, {}, b""

    def _listing(self, content: bytes) -> bytes:
        found = re.findall(rb"<Contents>.*?</Contents>", content, re.DOTALL)
        changed = found[::-1] if self.fault == "backwards" else found[:900]
        return content[: content.index(b"<Contents>")] + b"".join(changed) + content[content.rindex(b"</Contents>") + 11 :]

    def _done(self, method: str, key: str, body: bytes) -> Answer:
        if method == "PUT":
            self.own.put_object(Bucket=self.bucket.name, Key=key, Body=body)
        elif method == "DELETE":
            self.own.delete_object(Bucket=self.bucket.name, Key=key)
        elif key:
            return 200, {}, self.own.get_object(Bucket=self.bucket.name, Key=key)["Body"].read()
        return 200, {"ETag": '"x"'}, b""


@contextmanager
def tampering(fault: str, bucket: Bucket) -> Iterator[str]:
    """Run a store with a fault in front of the bucket until the block ends; yield its address."""
    does = Tampering(fault, bucket)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, headers, content = does.answer(self.command, self.path, dict(self.headers), body)
            self.send_response_only(status)
            self.send_header("Date", formatdate(time.time() + (3600 if fault == "clock" else 0), usegmt=True))
            for name, value in headers.items():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            self.send_header(
                "Content-Length", headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(content))
            )
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_PUT = do_HEAD = do_GET = do_DELETE = do_POST = answer  # noqa: N815 - the names that the base class looks for

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
