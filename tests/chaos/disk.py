"""A small disk that can be filled: a tmpfs in a mount namespace of its own, so that nothing is mounted on the machine itself."""

import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

_SIZE, _FILES = "32m", 16_000
_MOUNT = 'mount -t tmpfs -o size="$2",nr_inodes="$3" none "$1" && echo ready && exec cat'
# As root; else as whoever is root in a namespace of their own.
_WAYS = (("unshare", "--mount"), ("unshare", "--map-root-user", "--mount"))


@dataclass(frozen=True)
class Disk:
    """The disk's folder, as every process on the machine reaches it."""

    root: Path

    @property
    def ballast(self) -> Path:
        """Where lies what fills it."""
        return self.root / "ballast"

    def fill(self, rng: random.Random) -> None:
        """Leave no room for another byte, or for another file, or room for just a little."""
        self.ballast.mkdir(exist_ok=True)
        if rng.random() < 0.3:
            with suppress(OSError):
                for i in count():
                    (self.ballast / str(i)).touch()
            return
        with suppress(OSError), (self.ballast / "bytes").open("ab", buffering=0) as file:
            while file.write(bytes(64 * 1024)):
                pass
        with suppress(OSError), (self.ballast / "bytes").open("r+b") as file:
            # The last pages: enough for a marker and too little for a paper.
            file.seek(0, 2)
            file.truncate(file.tell() - rng.choice((0, 0, 4096, 3 * 4096)))

    def empty(self) -> None:
        """Make room again."""
        with suppress(FileNotFoundError):
            for file in self.ballast.iterdir():
                file.unlink()


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    """Mount a small disk at a folder until the block ends; RuntimeError where nobody may mount anything here."""
    folder.mkdir(parents=True)
    said = []
    for way in _WAYS:
        command = [*way, "sh", "-c", _MOUNT, "sh", str(folder), _SIZE, str(_FILES)]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as keeper:
            assert keeper.stdout is not None
            assert keeper.stderr is not None
            if keeper.stdout.readline() == "ready\n":
                # The namespace lives as long as its keeper, and the kernel leads everybody into it by this path.
                yield Disk(Path(f"/proc/{keeper.pid}/root") / folder.relative_to("/"))
                return
            said.append(keeper.stderr.read().strip())
    raise RuntimeError(f"no small disk can be mounted here: {'; '.join(said)}")
