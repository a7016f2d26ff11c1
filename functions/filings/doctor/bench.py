"""Where the doctor works: a folder of its own in the store, which is empty again when the work is over."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_hex

from filings.stamps import stamped, time_of
from filings.storage import NoSuchKey, Storage, each_key
from filings.storage.opening import open_storage

PREFIX = "doctor/"
# Whatever a doctor left behind who was cut off longer ago than any works.
_LEFT = timedelta(hours=1)
_HANDS = 8


@dataclass(frozen=True)
class Bench:
    """One examination: the store's address with the variables that open it, a handle on it, and a folder for what is tried."""

    address: str
    environ: Mapping[str, str]
    store: Storage
    folder: str

    def key(self, name: str) -> str:
        """Name an object of this examination."""
        return f"{self.folder}{name}"

    def another(self) -> Storage:
        """Open the store once more, as another process would; memory cannot be shared and stays the same."""
        return self.store if self.address == "memory:" else open_storage(self.address, self.environ)

    def fill(self, names: list[str]) -> None:
        """Create objects whose bodies are their names, several at once."""
        with ThreadPoolExecutor(_HANDS) as hands:
            list(hands.map(lambda name: self.store.create(self.key(name), name.encode()), names))


@contextmanager
def bench(address: str, environ: Mapping[str, str]) -> Iterator[Bench]:
    """Set up in a folder that nobody else has, and clear it away in the end; raises ValueError, StoreUnavailable."""
    store = open_storage(address, environ)
    folder = f"{PREFIX}{stamped(datetime.now(UTC), token_hex(4))}/"
    try:
        yield Bench(address, environ, store, folder)
    finally:
        clear(store, folder)


def clear_left(store: Storage, now: datetime) -> int:
    """Remove what earlier examinations left behind that were cut off; return how many objects. Raises StoreUnavailable."""
    folders = {key.split("/")[1] for key in each_key(store, PREFIX) if key.count("/") > 1}
    old = [name for name in folders if (made := time_of(name)) and made < now - _LEFT]
    return sum(clear(store, f"{PREFIX}{name}/") for name in old)


def clear(store: Storage, folder: str) -> int:
    """Remove everything in a folder; return how many objects that were. Raises StoreUnavailable."""

    def remove(key: str) -> None:
        with suppress(NoSuchKey):
            store.delete(key)

    # Once through, whatever comes of it: a store that does not delete would be listed for ever.
    with ThreadPoolExecutor(_HANDS) as hands:
        return len(list(hands.map(remove, each_key(store, folder))))
