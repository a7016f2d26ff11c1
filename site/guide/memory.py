"""What one build leaves to the next in the same process: a part that rests on the same as before is not made again."""

import hashlib
from collections.abc import Callable, Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

Made = TypeVar("Made")


class Memory:
    """Keeps the parts of the last build, each with what it rests on."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Hashable, Any]] = {}
        self.made = 0

    def recall(self, part: Hashable, basis: Hashable, make: Callable[[], Made]) -> Made:
        """Return a part as it was made last, or make it where it has never been made or `basis` is another by now."""
        kept = self._kept.get(part)
        if kept is None or kept[0] != basis:
            self._kept[part] = kept = basis, make()
            self.made += 1
        made: Made = kept[1]
        return made


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash files with their paths; a folder stands for everything below it, what is not there for nothing."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                digest.update(str(file).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
