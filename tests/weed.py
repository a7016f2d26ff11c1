"""A real S3 store for tests: SeaweedFS in one process, on loopback only, on ports of its own."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from running import free_ports

READY_SECONDS = 60
STOP_SECONDS = 20
_PORTS = [f"-{server}.{port}" for server in ("master", "volume", "filer", "s3", "admin") for port in ("port", "port.grpc")]
# However the tests end, SIGKILL included, the pipe ends with them and takes the server along.
_UNTIL_STDIN_ENDS = 'exec 3<&0; "$@" </dev/null & weed=$!; { cat <&3; kill "$weed"; } >/dev/null & wait "$weed"'


@dataclass(frozen=True)
class S3Address:
    endpoint: str
    access_key: str
    secret_key: str
    region: str

    def environ(self) -> dict[str, str]:
        """The variables that `open_storage` reads, for this store."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
        }


class Weed:
    """One SeaweedFS with its data in `tmp`, on ports that it keeps: it can be killed and started again on what it had stored."""

    def __init__(self, tmp: Path) -> None:
        self.tmp = tmp
        self._ports = dict(zip(_PORTS, free_ports(len(_PORTS)), strict=True))
        self.address = S3Address(f"http://127.0.0.1:{self.port}", "testaccess", "testsecrettestsecret", "us-east-1")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> int:
        """Where it speaks S3."""
        return self._ports["-s3.port"]

    @property
    def filer(self) -> int:
        """Where it speaks its own protocol."""
        return self._ports["-filer.port"]

    def start(self) -> None:
        """Start it and wait until it answers; RuntimeError with its log if it does not come up."""
        log = self.tmp / "weed.log"
        command = ["sh", "-c", _UNTIL_STDIN_ENDS, "sh", *_command(self.tmp, self._ports, self.address)]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=self.tmp, stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True
            )
        _wait_until_ready(self._process, self.address, log)

    def stop(self) -> None:
        """Ask it to end, and wait for it."""
        if self._process is not None:
            _stop(self._process)
            self._process = None

    def kill(self) -> None:
        """Kill it with SIGKILL, in the middle of whatever it does."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process = None


@contextmanager
def seaweed(tmp: Path) -> Iterator[S3Address]:
    """Run SeaweedFS with its data in `tmp` until the block ends; RuntimeError with its log if it does not come up."""
    weed = Weed(tmp)
    try:
        weed.start()
        yield weed.address
    finally:
        weed.stop()


def _command(tmp: Path, ports: dict[str, int], address: S3Address) -> list[str]:
    data, log, config = tmp / "data", tmp / "log", tmp / "s3.json"
    data.mkdir(exist_ok=True)
    log.mkdir(exist_ok=True)
    credentials = [{"accessKey": address.access_key, "secretKey": address.secret_key}]
    actions = ["Admin", "Read", "Write", "List", "Tagging"]
    config.write_text(
        json.dumps({"identities": [{"name": "test", "credentials": credentials, "actions": actions}]}), encoding="utf-8"
    )
    return [
        str(Path(sys.executable).with_name("weed")), f"-logdir={log}", "mini", f"-dir={data}",
        # Its defaults are to listen on every interface and to report to the maker.
        "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false",
        "-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false",
        "-s3.autoCreateBucket=false", "-s3.localSocket=s3.sock", f"-s3.config={config}", "-volume.preStopSeconds=0",
        *(f"{flag}={port}" for flag, port in ports.items()),
    ]  # fmt: skip


def _wait_until_ready(process: subprocess.Popen[bytes], address: S3Address, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if _status(address.endpoint) == 403:
            return
        time.sleep(0.05)
    raise RuntimeError(f"SeaweedFS did not come up; its log:\n{log.read_text(errors='replace')[-8000:]}")


def _status(endpoint: str) -> int | None:
    """What an unsigned request is answered: 403 once the gateway knows its identities."""
    try:
        with urllib.request.urlopen(endpoint, timeout=2) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    except OSError:
        return None


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
