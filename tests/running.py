"""The real service, as a user runs it."""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import IO
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
# Names the folder in which a test run listens to what is logged (overheard.py).
OVERHEARD = "OVERHEARD"
# Below the range from which the kernel gives ports to outgoing connections; each process of pytest-xdist has a part of its own.
PORTS, PART = range(12000, 32000), 2500
_given: set[int] = set()


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    return free_ports(1)[0]


def free_ports(count: int) -> list[int]:
    """Find ports on loopback that nobody listens on, and that nobody else in the same test run is given."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    mine = PORTS[worker * PART % len(PORTS) :][:PART]
    with ExitStack() as held:
        ports: list[int] = []
        while len(ports) < count:
            # Not the generator that hypothesis starts anew for every example.
            port = random.SystemRandom().choice(mine)
            probe = held.enter_context(socket.socket())
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                if port not in _given:
                    ports.append(port)
                    _given.add(port)
        return ports


def said_by(name: str) -> IO[bytes]:
    """Open a file for what a process says, in the folder in which the test run listens."""
    folder = os.environ.get(OVERHEARD)
    return tempfile.NamedTemporaryFile("wb", dir=folder, prefix=f"{name}-", suffix=".log", delete=folder is None)


@dataclass
class Service:
    """`beian serve` in a process group of its own, so that its workers die with it; `settings` come before its own.

    `program` may be another command that takes what `beian` takes; `log` takes what it says, which the tests' own output does
    where none is given.
    """

    port: int
    data: Path
    process: subprocess.Popen[bytes] | None = None
    settings: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    program: tuple[str, ...] = (str(Path(sys.prefix) / "bin/beian"),)
    log: Path | None = None

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers; raises RuntimeError where it does not."""
        where = ("--port", str(self.port), "--data", str(self.data), "--workers", str(self.workers))
        command = [*self.program, "serve", *where]
        own = {name: value for name, value in os.environ.items() if not name.startswith("BEIAN_")}
        # Pages as the public reads them, unless a test wants officers.
        environ = own | {"BEIAN_DESK_LOCAL": "0"} | self.settings
        with self.log.open("ab") if self.log else said_by(f"service-{self.port}") as said:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=said, stderr=said, start_new_session=True)
            deadline = time.monotonic() + START_SECONDS
            while not self.answers():
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise RuntimeError(f"the service does not start; it said:\n{Path(said.name).read_text('utf-8')}")
                time.sleep(0.05)

    def answers(self) -> bool:
        """Say whether the server answers that it can work."""
        try:
            with urlopen(f"{self.url}/v1/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError, HTTPException):
            return False

    def workers_alive(self) -> list[int]:
        """List the worker processes, and not what Python keeps beside them."""
        assert self.process is not None
        found = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("utf-8").split()
        return [int(pid) for pid in found if b"resource_tracker" not in _command_of(pid)]

    def stop(self) -> None:
        """Ask the server to end, and wait for it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)

    def kill(self) -> None:
        """Kill the server and its workers with SIGKILL, and wait until all are gone."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            while _group_lives(self.process.pid):
                time.sleep(0.01)
            self.process = None


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _command_of(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""
