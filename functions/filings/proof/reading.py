"""Reads what is to be verified without changing it: a store, the folder of a folder store, or a plain download of a bucket."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from filings.storage import NoSuchKey, Storage, each_key
from filings.storage.keys import check_key


class Reader(Protocol):
    """What verifying needs of a store."""

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield every key that starts with `prefix`; raises StoreUnavailable."""

    def read(self, key: str) -> bytes:
        """Return an object; raises NoSuchKey and StoreUnavailable."""

    def strays(self) -> list[str]:
        """List what lies there and can be no object of a store."""


@dataclass(frozen=True)
class StoreReader:
    """A store, read through its own verbs."""

    store: Storage

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield every key that starts with `prefix`; raises StoreUnavailable."""
        return each_key(self.store, prefix)

    def read(self, key: str) -> bytes:
        """Return an object; raises NoSuchKey and StoreUnavailable."""
        return self.store.read(key)

    def strays(self) -> list[str]:
        """List nothing: a store keeps no other names than those of objects."""
        return []


@dataclass(frozen=True)
class FolderReader:
    """A folder, which is never written to: either as the folder store lays it out (`filings+/…`), or with keys as paths, as tools
    that copy a bucket leave it."""

    root: Path

    @cached_property
    def _marked(self) -> bool:
        folders = [child.name.endswith("+") for child in self.root.iterdir() if child.is_dir() and child.name != ".tmp"]
        return sum(folders) * 2 > len(folders)

    @cached_property
    def _found(self) -> tuple[dict[str, Path], list[str]]:
        objects: dict[str, Path] = {}
        strays: list[str] = []
        for path in sorted(self.root.rglob("*")):
            parts = path.relative_to(self.root).parts
            if (path.is_dir() and not path.is_symlink()) or (self._marked and parts[0] == ".tmp"):
                continue
            key = self._key(parts)
            if key is None or path.is_symlink():
                strays.append("/".join(parts))
            else:
                objects[key] = path
        return dict(sorted(objects.items())), strays

    def _key(self, parts: tuple[str, ...]) -> str | None:
        *folders, name = parts
        if self._marked and not all(folder.endswith("+") for folder in folders):
            return None
        key = "/".join([*(folder[:-1] if self._marked else folder for folder in folders), name])
        try:
            check_key(key)
        except ValueError:
            return None
        return key

    def keys(self, prefix: str = "") -> Iterator[str]:
        """Yield every key that starts with `prefix`, in order."""
        return (key for key in self._found[0] if key.startswith(prefix))

    def read(self, key: str) -> bytes:
        """Return an object; raises NoSuchKey."""
        try:
            return self._found[0][key].read_bytes()
        except (KeyError, FileNotFoundError):
            raise NoSuchKey(key) from None

    def strays(self) -> list[str]:
        """List files that are no objects: under a name that no key has, or beside the layout of the others."""
        return self._found[1]
