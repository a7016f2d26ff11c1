"""A Lambda function: a package, read-only, in a sandbox, with AWS's runtime client in it. One event at a time, cold or warm."""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambda_runtime.api import Invocation, RuntimeApi
from running import ROOT

# An environment with nothing in it but the runtime client; the make rule `test` sees to it.
CLIENT = ROOT / ".venv/lambda"
TMP_BYTES = 512 * 1024 * 1024
INIT_SECONDS = 30


@dataclass(frozen=True)
class Outcome:
    """What came of an event: what the handler returned, or the error; `cold` where the function had to start for it."""

    result: dict[str, Any] | None
    error: dict[str, Any] | None
    cold: bool

    @property
    def kind(self) -> str | None:
        """The error's type, as AWS names it."""
        return str(self.error["errorType"]) if self.error else None


class Environment:
    """One execution environment: a runtime client in its sandbox, alive until it ends, is killed or is in the way."""

    def __init__(self, package: Path, handler: str, environ: Mapping[str, str]) -> None:
        if not (CLIENT / "bin/python").exists() or not shutil.which("bwrap"):
            raise RuntimeError("this wants `make .venv/lambda/.made` and Debian's bubblewrap (apt-get install bubblewrap)")
        self.api = RuntimeApi()
        given = {**environ, **_lambda_variables(handler, self.api.address)}
        # A session of its own, to be killed whole. bwrap's --die-with-parent would end it with the thread that started it.
        self.process = subprocess.Popen(_sandboxed(package, handler), env=given, stderr=subprocess.PIPE, start_new_session=True)
        self.said = b""
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def invoke(self, invocation: Invocation) -> None:
        """Let the client have an event, and wait for its end, the deadline's or its own."""
        if self._started():
            self.api.waiting.put(invocation)
            while not invocation.ended.wait(0.02) and self._alive() and time.time() < invocation.deadline:
                pass
        if self.api.init_error:
            invocation.end(error=self.api.init_error)
        elif not self._alive():
            invocation.end(error={"errorType": "Runtime.ExitError"})
        elif not invocation.ended.is_set():
            invocation.end(error={"errorType": "Sandbox.Timedout"})
        if (invocation.error or {}).get("errorType") in {"Sandbox.Timedout", "Function.ResponseSizeTooLarge"}:
            self.stop()

    @property
    def usable(self) -> bool:
        """Whether another event can come here."""
        return self._alive() and self.api.init_error is None

    def stop(self) -> None:
        """Kill everything in the sandbox."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._listening.join()
        self.api.close()

    def _started(self) -> bool:
        until = time.monotonic() + INIT_SECONDS
        while not self.api.started.wait(0.02) and self._alive() and time.monotonic() < until:
            pass
        return self.api.started.is_set() and self.api.init_error is None

    def _alive(self) -> bool:
        return self.process.poll() is None

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr as stream:
            for line in stream:
                self.said += line


@dataclass
class Function:
    """A function as an operator deploys it; `timeout` in seconds. An environment that failed is replaced by a fresh one."""

    package: Path
    handler: str
    environ: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30
    environment: Environment | None = None
    said: bytes = b""

    def invoke(self, event: dict[str, Any]) -> Outcome:
        """Let it handle one event."""
        cold = self.environment is None
        if self.environment is None:
            self.environment = Environment(self.package, self.handler, self.environ)
        invocation = Invocation(event, time.time() + self.timeout)
        self.environment.invoke(invocation)
        if not self.environment.usable:
            self.stop()
        return Outcome(invocation.result, invocation.error, cold)

    def stop(self) -> None:
        """End its environment; what it wrote to standard error stays in `said`."""
        if self.environment is not None:
            self.environment.stop()
            self.said += self.environment.said
            self.environment = None


def _lambda_variables(handler: str, api: str) -> dict[str, str]:
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "LAMBDA_TASK_ROOT": "/var/task",
        "PYTHONPATH": "/var/task",
        "_HANDLER": handler,
        "AWS_LAMBDA_RUNTIME_API": api,
        "AWS_LAMBDA_FUNCTION_NAME": "beian",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.11",
    }


def _sandboxed(package: Path, handler: str) -> list[str]:
    """Make the command: everything read-only, the package at /var/task, and of /tmp as much as AWS gives."""
    bind = ["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/var", "--ro-bind", str(package), "/var/task"]
    bind += ["--size", str(TMP_BYTES), "--tmpfs", "/tmp", "--ro-bind", str(CLIENT), str(CLIENT), "--remount-ro", "/var"]  # noqa: S108
    return ["bwrap", *bind, "--chdir", "/var/task", str(CLIENT / "bin/python"), "-m", "awslambdaric", handler]
