"""What a build writes below build/, and the next one in the same process does not write again. The only module that writes."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

# When a file was written last, in nanoseconds, and its length: enough to see that somebody else has been there.
Seen = tuple[int, int]


class Output:
    """Folders under `out` that hold what was made and nothing else."""

    def __init__(self, out: Path, folders: Sequence[str]) -> None:
        self.out, self.folders = out, folders
        self._left: dict[str, tuple[bytes, Seen]] = {}

    def put(self, made: Mapping[str, bytes]) -> int:
        """Have the folders hold these files and no others, by their paths under `out`; return how many were written.

        A file whose bytes are the same is left alone.
        """
        there = dict(entry for folder in self.folders for entry in _below(self.out / folder, f"{folder}/"))
        for name in there.keys() - made.keys():
            (self.out / name).unlink()
        written = 0
        for name, body in made.items():
            if name in there and self._left.get(name) == (body, there[name]):
                continue
            path = self.out / name
            if name not in there or path.read_bytes() != body:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body)
                written += 1
            self._left[name] = body, _seen(path.stat())
        return written


def _below(folder: Path, prefix: str) -> Iterator[tuple[str, Seen]]:
    """Yield every file below a folder."""
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path), f"{prefix}{entry.name}/")
            else:
                yield prefix + entry.name, _seen(entry.stat(follow_symlinks=False))


def _seen(stat: os.stat_result) -> Seen:
    return stat.st_mtime_ns, stat.st_size
