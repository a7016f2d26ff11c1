"""The Lambda Runtime API (2018-06-01) of one execution environment: hands events to the runtime client, takes its answers."""

import json
import queue
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

# What AWS lets a function answer.
ANSWER_MAX = 6 * 1024 * 1024
_BASE = "/2018-06-01/runtime"


@dataclass
class Invocation:
    """One event on its way through a function; `ended` is set once there is a result or an error."""

    event: dict[str, Any]
    deadline: float
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    result: dict[str, Any] | None = None
    error: dict[str, Any] | None = None
    ended: threading.Event = field(default_factory=threading.Event)

    def end(self, *, result: dict[str, Any] | None = None, error: dict[str, Any] | None = None) -> None:
        """Note how it ended; only the first end counts."""
        if not self.ended.is_set():
            self.result, self.error = result, error
            self.ended.set()


class RuntimeApi(ThreadingHTTPServer):
    """Serves one runtime client; `waiting` takes invocations, `init_error` is what the client said where it could not start."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.waiting: queue.Queue[Invocation | None] = queue.Queue()
        self.given: dict[str, Invocation] = {}
        self.started = threading.Event()
        self.init_error: dict[str, Any] | None = None
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_: Any) -> None:
        """Say nothing: clients are killed in the middle of a request, as on AWS."""

    @property
    def address(self) -> str:
        """Host and port, as AWS_LAMBDA_RUNTIME_API has them."""
        return f"127.0.0.1:{self.server_port}"

    def close(self) -> None:
        """Let nobody wait any longer."""
        self.waiting.put(None)
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # The client waits for whole answers: with Nagle's algorithm each would take forty milliseconds longer.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: RuntimeApi

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Hand out the next event; a client asks for its first when it has started."""
        if self.path != f"{_BASE}/invocation/next":
            return self._answer(404, {"errorMessage": f"the Runtime API has no {self.path}"})
        self.server.started.set()
        invocation = self.server.waiting.get()
        if invocation is None:
            return self._answer(500, {"errorMessage": "this environment has ended"})
        self.server.given[invocation.id] = invocation
        headers = {
            "Lambda-Runtime-Aws-Request-Id": invocation.id,
            "Lambda-Runtime-Deadline-Ms": str(int(invocation.deadline * 1000)),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:000000000000:function:beian",
            "Lambda-Runtime-Trace-Id": f"Root=1-{int(time.time()):08x}-{uuid.uuid4().hex[:24]};Sampled=0",
        }
        return self._answer(200, invocation.event, headers)

    def do_POST(self) -> None:
        """Take an answer or an error."""
        body = self._body()
        if self.path == f"{_BASE}/init/error":
            self.server.init_error = json.loads(body)
            self.server.started.set()
            return self._answer(202, {"status": "OK"})
        *_, which, what = self.path.split("/")
        invocation = self.server.given.pop(which, None)
        if invocation is None:
            return self._answer(400, {"errorMessage": "no such invocation"})
        if what == "error":
            invocation.end(error=json.loads(body))
        elif len(body) > ANSWER_MAX:
            invocation.end(error={"errorType": "Function.ResponseSizeTooLarge"})
            return self._answer(
                413, {"errorMessage": "exceeded maximum allowed payload size", "errorType": "RequestEntityTooLarge"}
            )
        else:
            invocation.end(result=json.loads(body))
        return self._answer(202, {"status": "OK"})

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _answer(self, status: int, content: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
