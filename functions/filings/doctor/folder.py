"""What only a folder has to do: keep what is written through a power cut, refuse a second link, and be closed to others."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filings.doctor.bench import Bench
from filings.doctor.proving import Failed, Proof
from filings.storage import StoreUnavailable

_PRIVATE = 0o077

Trial = Callable[[Path], str]


def checks(bench: Bench) -> Iterator[tuple[str, Proof]]:
    """Name each check with what carries it out."""
    root = Path(bench.address.removeprefix("folder:")).absolute()
    yield "files and folders can be made durable", lambda: _tried(_synced, root)
    yield "a name is given once", lambda: _tried(_linked, root)
    yield "capitals and small letters differ", lambda: _cased(bench)
    yield "only its owner can enter the folder", lambda: _closed(root)


def _tried(trial: Trial, root: Path) -> str:
    """Try something in the folder's own place for what is half-written, which is swept by itself."""
    draft = root / ".tmp" / f"doctor-{os.getpid()}"
    try:
        return trial(draft)
    except OSError as error:
        raise StoreUnavailable(str(error)) from error
    finally:
        for path in (draft, draft.with_suffix(".link")):
            path.unlink(missing_ok=True)


def _synced(draft: Path) -> str:
    begun = time.perf_counter()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, b"x")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    folder = os.open(draft.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return f"fsync of a file and its folder in {(time.perf_counter() - begun) * 1000:.1f} ms"


def _linked(draft: Path) -> str:
    draft.touch(mode=0o600)
    link = draft.with_suffix(".link")
    link.hardlink_to(draft)
    try:
        link.hardlink_to(draft)
    except FileExistsError:
        return "a second link to a name is refused"
    raise Failed("a second link to a name was accepted")


def _cased(bench: Bench) -> str:
    for name in ("cased/a", "cased/A"):
        bench.store.create(bench.key(name), name.encode())
    if bench.store.read(bench.key("cased/a")) != b"cased/a":
        raise Failed("two keys that differ in capitals are one")
    return "two names, two files"


def _closed(root: Path) -> str:
    mode, owner = root.stat().st_mode & 0o777, root.stat().st_uid
    if mode & _PRIVATE:
        raise Failed(f"its mode is {mode:o}: others on this machine can look in; chmod 700")
    if owner != os.geteuid():
        raise Failed("it belongs to somebody else than the user who asks: run the doctor as the user of the service")
    return f"mode {mode:o}, owned by the user who asks"
