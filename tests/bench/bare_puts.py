"""A submission to SeaweedFS beside the bare put of the same bytes, and beside bare puts of all objects that it writes."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from obstore.store import S3Store

from bench import subject
from bench.calls import Took, middle, shares, timed
from bench.contenders import Contender, ours
from bench.figures import Figure, Part, table
from filings.storage.client import make_bucket
from filings.storage.memory import MemoryStorage
from filings.storage.opening import Bucket
from weed import S3Address, seaweed

BUCKET = "bench-puts"
TIMES = 30
SUBMIT, ONE, ALL = "submit over HTTP", "one put of the document", "puts of all that a submission writes, one after another"


def part(rounds: int) -> Part:
    """Take turns: the service over HTTP with one request at a time, and obstore in this process."""
    with tempfile.TemporaryDirectory(prefix="beian-bench-") as folder, seaweed(Path(folder)) as s3:
        keys = {"access_key": s3.access_key, "secret_key": s3.secret_key}
        make_bucket(Bucket(BUCKET, endpoint=s3.endpoint, region=s3.region, **keys))
        (served, _) = ours(Path(folder) / "service", f"s3://{BUCKET}", s3.environ())
        with served.serving() as url:
            found = timed(_calls(served, url, s3), max(rounds, 5), TIMES)
    rows = [[name, f"{middle(found, name) * 1000:.1f}"] for name in (ONE, ALL, SUBMIT)]
    return Part("Handing in to an object store", tuple(_figures(found)), table(["SeaweedFS on loopback", "p50 ms"], rows))


def _calls(served: Contender, url: str, s3: S3Address) -> dict[str, Callable[[], object]]:
    known = {"endpoint": s3.endpoint, "region": s3.region}
    secret = {"access_key_id": s3.access_key, "secret_access_key": s3.secret_key}
    store = S3Store(BUCKET, config={**known, **secret}, client_options={"allow_http": True})  # type: ignore[arg-type]
    line = HTTPConnection(urlsplit(url).netloc, timeout=60)
    body, bodies = subject.body(served.document), _written()

    def put(content: bytes) -> None:
        store.put(f"bare/{secrets.token_hex(12)}", content, mode="create")

    def puts(contents: list[bytes]) -> None:
        for each in contents:
            put(each)

    def submit() -> None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": secrets.token_urlsafe(24)}
        line.request("POST", served.post, body, headers)
        with line.getresponse() as answer:
            if answer.status != 201:
                raise RuntimeError(answer.read().decode())
            answer.read()

    return {SUBMIT: submit, ONE: lambda: put(body), ALL: lambda: puts(bodies)}


def _written() -> list[bytes]:
    """Return the bodies of the objects that one submission writes, but for the contract, which a process keeps once."""
    with tempfile.TemporaryDirectory(prefix="beian-bench-") as folder:
        store = MemoryStorage()
        subject.intake(subject.settings(Path(folder)), store).take("a-filing-of-the-bench", subject.document())
        return [store.read(key) for key in store.keys("") if not key.startswith("contracts/")]


def _figures(found: Took) -> Iterator[Figure]:
    yield Figure("submit on SeaweedFS, 1 at once: p50", "the bare put of the same bytes", shares(found, SUBMIT, ONE), 1.5)
    objects = f"bare puts of all {len(_written())} objects that it writes"
    yield Figure("submit on SeaweedFS, 1 at once: p50", objects, shares(found, SUBMIT, ALL), 1.5)
