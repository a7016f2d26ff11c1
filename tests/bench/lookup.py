"""Looking a filing up inside one process: ours beside a trivial answer of Flask and the bare reads of the same objects."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify

from bench import subject
from bench.calls import Took, middle, timed
from bench.figures import Figure, Part, table
from bench.wsgi import ask
from filings import numbers
from filings.settings import Settings
from filings.storage import Storage
from filings.storage.folder import FolderStorage
from filings.web.app import create_app

TIMES = 200
OURS, WITH_CODE = "ours", "ours, with the lookup code"
FLASK, READS = "a trivial answer of Flask", "listing and reading the same objects"


def part(rounds: int) -> Part:
    """Ask for a filing that was handed in, without its lookup code and with it, over a folder."""
    with tempfile.TemporaryDirectory(prefix="beian-bench-") as folder:
        environ = subject.settings(Path(folder), f"folder:{folder}/store")
        store = FolderStorage(Path(folder) / "store")
        receipt = subject.intake(environ, store).take("a-filing-of-the-bench", subject.document())
        app = create_app(Settings.from_environ(environ), environ, doors={"status"})
        path, code = f"/v1/filings/{receipt['number']}", {"HTTP_LOOKUP_CODE": receipt["lookup_code"]}
        trivial = _trivial(receipt)
        prefix = f"filings/{numbers.parse(receipt['number']).serial}/"
        calls = {
            OURS: lambda: ask(app, "GET", path),
            WITH_CODE: lambda: ask(app, "GET", path, **code),
            FLASK: lambda: ask(trivial, "GET", path),
            READS: lambda: _read(store, prefix),
        }
        found = timed(calls, max(rounds, 5), TIMES)
    rows = [[name, f"{middle(found, name) * 1e6:.0f}"] for name in calls]
    return Part("Looking up, in process", tuple(_figures(found)), table(["", "µs"], rows))


def _trivial(receipt: dict[str, Any]) -> Flask:
    app = Flask("trivial", static_folder=None)

    @app.get("/v1/filings/<number>")
    def answer(number: str) -> Response:
        return jsonify(receipt)

    return app


def _read(store: Storage, prefix: str) -> None:
    for key in store.keys(prefix):
        if key.endswith(".json"):
            store.read(key)


def _figures(found: Took) -> Iterator[Figure]:
    for name, words in ((OURS, "status, in process"), (WITH_CODE, "status with the lookup code, in process")):
        shares = [one[name] / (one[FLASK] + one[READS]) for one in found]
        yield Figure(words, "a trivial answer of Flask and the bare reads", shares, 1.25)
