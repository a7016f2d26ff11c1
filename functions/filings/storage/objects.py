"""Objects in an S3 store, through obstore. This is the only module that imports it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Self

from obstore.exceptions import AlreadyExistsError, BaseError, PermissionDeniedError
from obstore.store import S3Store

from filings.storage import KeyTaken, NoSuchKey, StoreUnavailable
from filings.storage.keys import check_key, check_listing
from filings.storage.listing import already_passed, just_before
from filings.storage.opening import Bucket
from filings.storage.settling import Look, T, met

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

_LISTING_PAGE = 1000
# Seconds before each attempt at a write that met another of which nothing is there yet.
_PAUSES = (0, 0.05, 0.1, 0.2, 0.4)


class ObjectStorage:
    """A Storage in an S3 bucket.

    A store that keeps folders inside (SeaweedFS) lists folder by folder: there `a/b` may come before `a-b` and `a.b`,
    and paging with `after` still meets every key once. It also cannot take the key `a` once `a/b` is there
    (StoreUnavailable). AWS, and keys of which no folder name begins a neighbour's name, know neither exception.
    """

    def __init__(self, creating: S3Store, store: S3Store) -> None:
        """Take two handles on the same place; `creating` must never repeat a request by itself."""
        self._creating = creating
        self._store = store
        self.side_by_side = True

    @classmethod
    def at(cls, bucket: Bucket) -> Self:
        """Open the bucket without a request to it; raises ValueError for an address that cannot be one."""
        # A create that the store carried out but answered with an error would, repeated, look like another's: KeyTaken.
        return cls(creating=_connect(bucket, retries=0), store=_connect(bucket, retries=2))

    def create(self, key: str, body: bytes) -> None:
        """Store `body` under a new key; raises KeyTaken, StoreUnavailable, ValueError."""
        check_key(key)

        def another() -> bool | None:
            # Who wrote the same bytes is not to be seen: there the store's own answer is waited for.
            found = self._found(key)
            return True if found is not None and found != body else None

        if self._written(key, body, another, lambda: self._holds(key) or None):
            raise KeyTaken(key)

    def settle(self, key: str, body: bytes) -> bytes:
        """Store `body` unless the key holds something, and return what it holds; raises StoreUnavailable, ValueError."""
        check_key(key)
        found = self._written(key, body, lambda: self._found(key), lambda: self._found(key))
        return body if found is None else found

    def read(self, key: str) -> bytes:
        """Return the whole object; raises NoSuchKey, StoreUnavailable, ValueError."""
        check_key(key)
        with _store_trouble():
            try:
                return self._store.get(key).bytes().to_bytes()
            except FileNotFoundError as error:
                raise _absence(key, error) from error
            except PermissionDeniedError as error:
                if self._is_listed(key):
                    raise
                raise NoSuchKey(key) from error

    def keys(self, prefix: str, after: str = "", limit: int = 1000) -> list[str]:
        """Return at most `limit` keys under `prefix` that come after `after`, in order; raises StoreUnavailable, ValueError."""
        check_listing(prefix, after, limit)
        if after > prefix and not after.startswith(prefix):
            return []
        found: list[str] = []
        with _store_trouble():
            for key in self._matching(prefix, after, min(limit, _LISTING_PAGE)):
                found.append(key)
                if len(found) == limit:
                    break
        return found

    def delete(self, key: str) -> None:
        """Remove the object; raises NoSuchKey, StoreUnavailable, ValueError.

        S3 does not say whether there was anything to delete, so this looks first: of two who delete at the same moment,
        both may be told that they did.
        """
        check_key(key)
        if not self._holds(key):
            self.read(key)  # to raise NoSuchKey or, where it is the bucket that is missing, StoreUnavailable
        with _store_trouble():
            self._store.delete(key)

    def _written(self, key: str, body: bytes, meanwhile: Look[T], refused: Look[T]) -> T | None:
        """Write a new object and return None; or return what is seen of another's, `meanwhile` or once the write is `refused`."""
        for pause in _PAUSES:
            time.sleep(pause)
            is_written, seen = met(lambda: self._put(key, body), meanwhile)
            if is_written:
                return None
            # S3 answers 409 to one of two racers even if the other then fails: only an object that is there is one.
            if seen is not None or (seen := refused()) is not None:
                return seen
        raise StoreUnavailable(f"the store refused {key} again and again as taken, and nothing is there")

    def _put(self, key: str, body: bytes) -> bool:
        with _store_trouble():
            try:
                self._creating.put(key, body, mode="create", use_multipart=False)
            except AlreadyExistsError:
                return False
            except FileNotFoundError as error:
                raise StoreUnavailable(f"the bucket is missing: {_first_line(error)}") from error
        return True

    def _found(self, key: str) -> bytes | None:
        try:
            return self.read(key)
        except NoSuchKey:
            return None

    def _holds(self, key: str) -> bool:
        with _store_trouble():
            try:
                self._store.head(key)
            except FileNotFoundError:
                return False
            except PermissionDeniedError:
                return self._is_listed(key)
        return True

    def _is_listed(self, key: str) -> bool:
        """Say whether a key is there without reading it: AWS says 403, not 404, to whom it does not let list the whole bucket."""
        return self.keys(key, limit=1) == [key]

    def _matching(self, prefix: str, after: str, chunk: int) -> Iterator[str]:
        # obstore takes whole folders as prefixes: ask for the folder from just before the prefix, stop behind it.
        folder, slash, stem = prefix.rpartition("/")
        offset = just_before(prefix) if stem else None
        if after >= prefix:
            offset = after if after.endswith("-") else just_before(after)
        for batch in self._store.list(folder or None, offset=offset, chunk_size=chunk):
            for entry in batch:
                key = entry["path"]
                if key.startswith(prefix):
                    if not already_passed(key, after):
                        yield key
                elif key.removeprefix(folder + slash).partition("/")[0] > stem:
                    return


@contextmanager
def _store_trouble() -> Iterator[None]:
    try:
        yield
    except BaseError as error:
        raise StoreUnavailable(_first_line(error)) from error


def _absence(key: str, error: FileNotFoundError) -> NoSuchKey | StoreUnavailable:
    if "<Code>NoSuchBucket</Code>" in str(error):
        return StoreUnavailable(f"the bucket is missing: {_first_line(error)}")
    return NoSuchKey(key)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]


def _connect(bucket: Bucket, retries: int) -> S3Store:
    # SeaweedFS lets those who lose a contended create wait for up to some twenty seconds; 75 s tells that from silence.
    client: ClientConfig = {
        "allow_http": bool(bucket.endpoint and bucket.endpoint.startswith("http://")),
        "connect_timeout": timedelta(seconds=3),
        "read_timeout": timedelta(seconds=75),
        "timeout": timedelta(seconds=90),
    }
    retry: RetryConfig = {
        "max_retries": retries,
        "retry_timeout": timedelta(seconds=20),
        "backoff": {"init_backoff": timedelta(milliseconds=100), "max_backoff": timedelta(seconds=1), "base": 2},
    }
    # One delete at a time: not every S3 store knows the request that deletes many.
    config: S3Config = {"region": bucket.region, "disable_bulk_delete": True}
    if bucket.endpoint:
        config["endpoint"] = bucket.endpoint
    if bucket.access_key and bucket.secret_key:
        config["access_key_id"] = bucket.access_key
        config["secret_access_key"] = bucket.secret_key
        if bucket.session_token:
            config["session_token"] = bucket.session_token
    return S3Store(bucket.name, prefix=bucket.prefix or None, config=config, client_options=client, retry_config=retry)
