"""Who is measured over HTTP: our service, the same without validation and sealing, and two peers over PostgreSQL."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bench import subject
from running import ROOT, START_SECONDS, free_port

HERE = Path(__file__).parent
ANSWERED = 200


@dataclass(frozen=True)
class Contender:
    """One server: how it is started (`PORT` stands for its port), where a document goes and where it is asked for.

    `document` is what is sent; an answer names what is asked for afterwards under `path`, a list of members that lead to it.
    """

    name: str
    command: tuple[str, ...]
    environ: Mapping[str, str]
    post: str
    document: Any
    path: tuple[str, ...]
    once: tuple[tuple[str, str, Any], ...] = ()
    ready: list[str] = field(default_factory=list)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Run the server until the block ends; gives its address once it answers, and does once what it needs before."""
        port = free_port()
        command = [str(port) if each == "PORT" else each for each in self.command]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=dict(self.environ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url, process)
            if not self.ready:
                self.ready.append("ready")
                for method, where, sent in self.once:
                    asked(url + where, method, sent)
            yield url
        finally:
            _ended(process)

    def filed(self, url: str, count: int) -> list[str]:
        """Hand in some documents and return the paths under which they are asked for."""
        paths = []
        for number in range(count):
            found: Any = asked(url + self.post, "POST", self.document, f"a-filing-of-the-bench-{time.time_ns()}-{number}")
            for member in self.path:
                found = found[member]
            paths.append(f"{self.post}/{found}")
        return paths


def asked(url: str, method: str, sent: Any, key: str = "") -> Any:
    """Send JSON and return the JSON of the answer; raises HTTPError."""
    headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
    with urlopen(Request(url, subject.body(sent), headers, method=method), timeout=30) as answer:
        return json.load(answer)


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        # One of Granian's workers may not hear that it is to stop; `beian serve` has its own answer to that.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(url, timeout=5):
                return
        except HTTPError as error:
            error.close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"a server does not start: {process.args!r}")


def ours(folder: Path, store: str, environ: Mapping[str, str] | None = None) -> list[Contender]:
    """Our service, and the same without validation and sealing over a store of its own."""
    found = []
    for name, app, doors in (("ours", "local:app", "functions"), ("unsealed", "unsealed:app", "tests/bench/peers")):
        known = subject.settings(folder / name, f"{store}/{name}" if store.startswith("folder:") else store)
        paths = {"PYTHONPATH": f"{ROOT / 'functions'}:{ROOT / doors}"}
        command = (*subject.granian(app), "--port", "PORT")
        found.append(
            Contender(name, command, {**known, **paths, **(environ or {})}, "/v1/filings", subject.document(), ("number",))
        )
    return found


def peers(database: str) -> list[Contender]:
    """Kinto on the server that serves us, and FastAPI on uvicorn; both with two processes and over the same PostgreSQL."""
    place = subject.contracts().for_place(subject.PLACE, subject.today())
    assert place is not None
    environ = {
        "PEER_DATABASE": database,
        "PEER_SCHEMA": str(ROOT / f"build/contracts/{subject.PLACE}.json"),
        "PYTHONPATH": str(HERE / "peers"),
        "PYTHONWARNINGS": "ignore",
    }
    subprocess.run([str(subject.PEERS / "python"), str(HERE / "peers/kinto_ready.py")], env=environ, check=True)
    collection = "/v1/buckets/agency/collections/filings"
    everybody = {"permissions": {"record:create": ["system.Everyone"], "read": ["system.Everyone"]}}
    kinto = Contender(
        "Kinto",
        (*subject.granian("kinto_app:app", subject.PEERS), "--port", "PORT"),
        environ,
        f"{collection}/records",
        {"data": subject.document()},
        ("data", "id"),
        (("PUT", "/v1/buckets/agency", {}), ("PUT", collection, {"data": {"schema": dict(place.schema)}, **everybody})),
    )
    uvicorn = (str(subject.PEERS / "python"), "-m", "uvicorn", "fast_app:app", "--workers", "2", "--log-level", "critical")
    fast = Contender("FastAPI", (*uvicorn, "--port", "PORT"), environ, "/filings", subject.document(), ("number",))
    return [kinto, fast]
