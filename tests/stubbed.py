"""A store whose server is a stub on loopback, for answers that no real one gives when asked to."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from filings.storage.objects import ObjectStorage
from filings.storage.opening import Bucket


@contextmanager
def stubbed(handler: type[BaseHTTPRequestHandler]) -> Iterator[ObjectStorage]:
    """Open a store for which a handler answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        endpoint = f"http://127.0.0.1:{server.server_port}"
        yield ObjectStorage.at(Bucket("stub", endpoint=endpoint, access_key="a", secret_key="b"))
        server.shutdown()
