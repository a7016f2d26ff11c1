"""Makes the names in folders durable, and remembers of which folders that has been done, so that it is done once."""

import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

# How many folders are remembered, each at the cost of one open descriptor.
_REMEMBERED = 64


class Durable:
    """Syncs folders under `root`.

    A folder that is remembered is kept open: then its inode cannot become another folder's, and the same inode under the same
    path says that the folder was not removed and made again since. Many threads may use it at once.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: OrderedDict[Path, int] = OrderedDict()
        self._lock = threading.Lock()

    def __del__(self) -> None:
        """Close what was kept open."""
        for descriptor in self._open.values():
            os.close(descriptor)

    def sync(self, folder: Path) -> None:
        """Make the names in `folder` durable, and its own name with those of the folders above it; raises OSError.

        Another process may have made a folder and not have synced it yet, so whoever finds one there makes it durable too. A
        folder that is gone meanwhile is passed over: somebody has deleted the object since.
        """
        with suppress(FileNotFoundError):
            _sync(folder)
        seen: list[tuple[Path, int]] = []
        try:
            for each in (folder, *folder.parents):
                if each == self._root or self._knows(each):
                    break
                with suppress(FileNotFoundError):
                    # Opened before its name is made durable: made anew in between, it would be another inode and not be known.
                    seen.append((each, os.open(each, os.O_RDONLY | os.O_DIRECTORY)))
                    _sync(each.parent)
        except OSError:
            for _, descriptor in seen:
                os.close(descriptor)
            raise
        self._remember(seen)

    def _knows(self, folder: Path) -> bool:
        with self._lock:
            descriptor = self._open.get(folder)
            if descriptor is None:
                return False
            kept = os.fstat(descriptor)
            with suppress(FileNotFoundError):
                found = folder.stat()
                if (found.st_dev, found.st_ino) == (kept.st_dev, kept.st_ino):
                    self._open.move_to_end(folder)
                    return True
            os.close(self._open.pop(folder))
            return False

    def _remember(self, seen: Sequence[tuple[Path, int]]) -> None:
        with self._lock:
            for folder, descriptor in reversed(seen):
                if folder in self._open:
                    os.close(self._open.pop(folder))
                self._open[folder] = descriptor
            while len(self._open) > _REMEMBERED:
                os.close(self._open.popitem(last=False)[1])


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_durably(folder: Path) -> None:
    """Make a folder with those above it that are missing, each with its name on the disk; raises OSError."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)
        _sync(each.parent)
