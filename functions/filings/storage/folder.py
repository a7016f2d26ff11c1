"""Objects as files in a folder: for one machine with one disk, shared by any number of processes.

The key `filings/7K3Q9FXM/0001.json` is the file `filings+/7K3Q9FXM+/0001.json`. The `+`, which no key may contain,
lets the keys `a` and `a/b` exist side by side and keeps `.tmp` out of the keys' way. The file system must know hard
links and tell capitals from small letters.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from secrets import token_hex

from filings.storage import KeyTaken, NoSuchKey, StoreUnavailable
from filings.storage.durable import Durable, make_durably
from filings.storage.keys import check_key, check_listing
from filings.storage.settling import settled

LEFTOVER_SECONDS = 3600
_ATTEMPTS = 20


class FolderStorage:
    """A Storage under `root`, which is made if absent; it survives SIGKILL and power loss at any moment.

    Opening removes half-written files that a crash left behind more than an hour ago; raises StoreUnavailable.
    """

    # Syncs side by side wait for one journal and take longer than one after another.
    side_by_side = False

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._temporary = self._root / ".tmp"
        self._durable = Durable(self._root)
        with _disk_trouble():
            make_durably(self._temporary)
            self._sweep()

    def create(self, key: str, body: bytes) -> None:
        """Write `body` to disk under a new key; raises KeyTaken, StoreUnavailable, ValueError."""
        target = self._path(key)
        with _disk_trouble():
            draft = self._temporary / token_hex(16)
            try:
                _write_durably(draft, body)
                created = _link_new(draft, target)
            finally:
                draft.unlink(missing_ok=True)
            # Also when the key is taken: its creator may have died before this, and the caller now relies on it.
            self._durable.sync(target.parent)
        if not created:
            raise KeyTaken(key)

    def settle(self, key: str, body: bytes) -> bytes:
        """Keep `body` unless the key holds something, and return what it holds; raises StoreUnavailable, ValueError."""
        return settled(self, key, body)

    def read(self, key: str) -> bytes:
        """Return the whole object; raises NoSuchKey, StoreUnavailable, ValueError."""
        path = self._path(key)
        with _disk_trouble():
            try:
                return path.read_bytes()
            except FileNotFoundError:
                raise NoSuchKey(key) from None

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        """Return at most `limit` keys under `prefix` that come after `after`, in order; raises StoreUnavailable, ValueError."""
        check_listing(prefix, after, limit)
        base = prefix[: prefix.rfind("/") + 1]
        with _disk_trouble():
            # Paths as text: of a Path for each of hundreds of folders most of a listing's time would be made.
            return list(islice(_walk(f"{self._root}/{base.replace('/', '+/')}", base, prefix, after), limit))

    def delete(self, key: str) -> None:
        """Remove the object and the folders that it leaves empty; raises NoSuchKey, StoreUnavailable, ValueError."""
        path = self._path(key)
        with _disk_trouble():
            try:
                path.unlink()
            except FileNotFoundError:
                raise NoSuchKey(key) from None
            self._durable.sync(path.parent)
            self._remove_empty_up_from(path.parent)

    def _path(self, key: str) -> Path:
        check_key(key)
        *folders, name = key.split("/")
        return self._root.joinpath(*(f"{folder}+" for folder in folders), name)

    def _folders_up_from(self, folder: Path) -> Iterator[Path]:
        while folder != self._root:
            yield folder
            folder = folder.parent

    def _remove_empty_up_from(self, folder: Path) -> None:
        with suppress(OSError):
            for each in self._folders_up_from(folder):
                each.rmdir()

    def _sweep(self) -> None:
        oldest = time.time() - LEFTOVER_SECONDS
        for draft in self._temporary.iterdir():
            with suppress(FileNotFoundError):
                if draft.stat().st_mtime < oldest:
                    draft.unlink()


@contextmanager
def _disk_trouble() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"the folder store cannot work: {error}") from error


def _walk(folder: str, base: str, prefix: str, after: str) -> Iterator[str]:
    for name in _names_in(folder):
        key = base + name
        if not key.startswith(prefix):
            continue
        if not name.endswith("/"):
            if key > after:
                yield key
        elif key > after or after.startswith(key):
            yield from _walk(f"{folder}{name[:-1]}+/", key, prefix, after)


def _names_in(folder: str) -> list[str]:
    """Return the folder's names in the order of the whole keys, which takes a folder's name together with its `/`."""
    names: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    names.append(entry.name)
                elif entry.name.endswith("+"):
                    names.append(f"{entry.name[:-1]}/")
    except FileNotFoundError:
        return []
    return sorted(names)


def _write_durably(path: Path, body: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a Path cannot open a descriptor
        file.write(body)
        file.flush()
        os.fsync(descriptor)


def _link_new(draft: Path, target: Path) -> bool:
    """Give the draft its final name and return True, or False if the name is taken."""
    for _ in range(_ATTEMPTS):
        # At any moment a `delete` may remove the folder because it is still empty; mkdir, too, then says that it exists.
        with suppress(FileNotFoundError, FileExistsError):
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(draft, target)
            except FileExistsError:
                return False
            return True
    raise OSError(f"could not make the folder of {target}")
