"""The proxy does to a request what the plan says: to the store, to whoever asks, and in that order."""

import random
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread

import pytest

from chaos.asking import over_http
from chaos.plan import HELD, KILLS, Fault, Plan, is_write
from chaos.proxy import Proxy

BODY = b"an object of the tests" * 20


class Upstream(BaseHTTPRequestHandler):
    """Remembers the bodies that were put whole."""

    protocol_version = "HTTP/1.1"
    server: "Remembering"

    def do_PUT(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) == length:
            self.server.put.append(body)
            self.send_response(200)
            self.send_header("Content-Length", str(len(BODY)))
            self.end_headers()
            self.wfile.write(BODY)

    def log_message(self, *what: object) -> None:
        pass


class Remembering(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Upstream)
        self.put: list[bytes] = []


@pytest.fixture
def upstream() -> Iterator[Remembering]:
    with Remembering() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def put(port: int) -> tuple[int, bytes]:
    return over_http(port, patience=10)("PUT", "/bucket/waiting/x", BODY, {})


# What comes of each: whether the store has done it, and what is answered; 0 is no whole answer.
OUTCOMES = {
    Fault.ERROR: (False, 500),
    Fault.SLOW_DOWN: (False, 503),
    Fault.CONFLICT: (False, 409),
    Fault.RESET: (False, 0),
    Fault.CUT_REQUEST: (False, 0),
    Fault.CUT_ANSWER: (True, 0),
    Fault.LOST: (True, 0),
    Fault.LOST_ERROR: (True, 500),
    Fault.HELD_BEFORE: (True, 200),
    Fault.HELD_AFTER: (True, 200),
    **{fault: ("after" in fault, 0) for fault in KILLS},
}


@pytest.mark.parametrize("fault", list(Fault))
def test_each_fault_does_to_store_and_asker_what_its_name_says(upstream: Remembering, fault: Fault) -> None:
    done, status = OUTCOMES[fault]
    done_when_killed: list[bool] = []
    plan = Plan(seed=1, rate=1.0, faults=(fault,), calm=0)
    proxy = Proxy(upstream.server_port, plan, {fault: lambda: done_when_killed.append(bool(upstream.put))}, held=0.01)
    proxy.start()
    try:
        answered, _ = put(proxy.port)
    finally:
        proxy.stop()
    assert (answered, upstream.put) == (status, [BODY] if done else [])
    assert done_when_killed == ([done] if fault in KILLS else [])


@pytest.mark.parametrize(
    ("kind", "drawn"), [("PUT waiting", Fault.CONFLICT), ("POST quarantine", None), ("DELETE waiting", None)]
)
def test_a_conflict_is_answered_to_what_is_put_and_to_nothing_else(kind: str, drawn: Fault | None) -> None:
    assert Plan(seed=1, rate=1.0, faults=(Fault.CONFLICT,)).draw(kind) is drawn


def test_where_nothing_is_drawn_everything_goes_through_as_it_was(upstream: Remembering) -> None:
    proxy = Proxy(upstream.server_port, Plan(seed=1, rate=0.0), {})
    proxy.start()
    try:
        assert [put(proxy.port) for _ in range(3)] == [(200, BODY)] * 3
    finally:
        proxy.stop()


def test_with_a_seed_the_requests_of_a_kind_meet_the_same_faults_however_others_come_in_between() -> None:
    faults = tuple(fault for fault in Fault if fault not in KILLS | HELD)
    kinds = ["PUT waiting", "GET filings event", "LIST"]

    def drawn(order: random.Random) -> dict[str, list[Fault | None]]:
        plan = Plan(seed=7, rate=0.5, faults=faults)
        met: dict[str, list[Fault | None]] = {kind: [] for kind in kinds}
        while min(map(len, met.values())) < 40:
            kind = order.choice(kinds)
            met[kind].append(plan.draw(kind))
        return {kind: all_[:40] for kind, all_ in met.items()}

    assert drawn(random.Random(1)) == drawn(random.Random(2))


def test_between_two_kills_lie_so_many_writes_and_none_falls_on_a_request_that_only_reads() -> None:
    plan = Plan(seed=3, rate=1.0, faults=tuple(KILLS), calm=10)
    rng = random.Random(3)
    drawn = [(kind, plan.draw(kind)) for kind in rng.choices(["PUT waiting", "LIST"], k=400)]
    killed = [i for i, (_, fault) in enumerate(drawn) if fault]
    assert all(is_write(drawn[i][0]) for i in killed)
    writes = [sum(is_write(kind) for kind, _ in drawn[i + 1 : j + 1]) for i, j in pairwise(killed)]
    assert len(killed) > 5
    assert min(writes) >= 10
