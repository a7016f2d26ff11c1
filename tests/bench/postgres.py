"""A PostgreSQL of one's own for the peers that want one: Debian's, in a folder that goes away, on loopback and a free port."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.figures import Missing
from running import free_port

_PLACES = "/usr/lib/postgresql/*/bin/initdb"
LACKING = "PostgreSQL is not installed (Debian: postgresql), so Kinto and FastAPI with asyncpg were not measured beside us"


@contextmanager
def postgres() -> Iterator[str]:
    """Run a server that keeps what it confirms (fsync and synchronous_commit as they are by default); gives its address.

    Raises Missing where PostgreSQL is not installed. PostgreSQL refuses to be root: then it runs as `postgres`, or `nobody`.
    """
    tools = _tools()
    user = _user()
    folder = Path(tempfile.mkdtemp(prefix="beian-bench-pg-"))
    if user:
        shutil.chown(folder, user)
    port = free_port()
    data = folder / "data"

    def run(*command: str) -> None:
        subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c max_connections=60"
    control = [str(tools / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w"]
    try:
        run(str(tools / "initdb"), "-D", str(data), "-A", "trust", "-U", "bench", "--no-instructions")
        run(*control, "-o", options, "start")
        try:
            yield f"postgresql://bench@127.0.0.1:{port}/postgres"
        finally:
            run(*control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _tools() -> Path:
    found = shutil.which("initdb") or max(map(str, Path("/").glob(_PLACES.lstrip("/"))), default=None)
    if found is None:
        raise Missing(LACKING)
    return Path(found).parent


def _user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"
