"""What the running service counts, and what the commands that run by the clock leave, as whoever collects it finds it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from filings.watch.metrics import METRICS
from running import OVERHEARD, ROOT, Service, free_port

BEIAN = str(Path(sys.prefix) / "bin/beian")
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that counts into a folder."""
    folder = tmp_path_factory.mktemp("counts")
    running = Service(free_port(), tmp_path_factory.mktemp("watched"), settings={"BEIAN_METRICS": str(folder)})
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def samples(watched: Service) -> list[Sample]:
    """What is told after some requests, a sweep that finished, and one that failed."""
    for _ in range(5):
        urlopen(f"{watched.url}/v1/health", timeout=10).close()
    environ = {**watched.settings, "BEIAN_STORE": f"folder:{watched.data / 'store'}"}
    swept = subprocess.run([BEIAN, "sweep"], env=environ, capture_output=True, text=True, check=True)
    assert '"run": "sweep"' in swept.stderr
    assert subprocess.run([BEIAN, "close"], env=environ, capture_output=True, check=False).returncode == 1
    port = free_port()
    with subprocess.Popen([BEIAN, "metrics", "--port", str(port)], env=environ, cwd=ROOT, stdout=subprocess.DEVNULL) as serving:
        try:
            text = asked(port)
        finally:
            serving.terminate()
    families = text_string_to_metric_families(text)  # type: ignore[no-untyped-call]
    return [sample for family in families for sample in family.samples]


def asked(port: int) -> str:
    """Collect as Prometheus does, once the port answers."""
    for _ in range(200):
        try:
            with urlopen(Request(f"http://127.0.0.1:{port}/metrics", headers={"Accept": OPENMETRICS}), timeout=10) as answer:
                assert answer.headers["Content-Type"].startswith("application/openmetrics-text")
                return str(answer.read().decode())
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nobody answers")


def values(samples: list[Sample], name: str, **labels: str) -> list[float]:
    return [sample.value for sample in samples if sample.name == name and labels.items() <= sample.labels.items()]


def test_what_all_workers_answered_is_counted_together(samples: list[Sample]) -> None:
    assert sum(values(samples, "beian_requests_total", door="health", route="/v1/health", status="200")) == 5
    assert sum(values(samples, "beian_request_seconds_count", route="/v1/health")) == 5
    assert sum(values(samples, "beian_store_calls_total", verb="keys", outcome="done")) >= 1


def test_a_run_leaves_when_it_was_last_done_and_what_it_found(samples: list[Sample]) -> None:
    [at] = values(samples, "beian_run_finished_timestamp_seconds", run="sweep")
    assert time.time() - 300 < at <= time.time()
    assert [values(samples, f"beian_{name}") for name in ("oldest_waiting_seconds", "broken_logs")] == [[0], [0]]
    assert values(samples, "beian_run_failed_timestamp_seconds", run="sweep") == []


def test_a_run_that_failed_says_when_and_not_that_it_was_done(samples: list[Sample]) -> None:
    assert len(values(samples, "beian_run_failed_timestamp_seconds", run="close")) == 1
    assert values(samples, "beian_run_finished_timestamp_seconds", run="close") == []


def test_every_name_is_in_the_closed_list_with_its_labels(samples: list[Sample]) -> None:
    for sample in samples:
        stem = sample.name.removeprefix("beian_")
        for ending in ("_total", "_created", "_bucket", "_count", "_sum", "_timestamp_seconds"):
            stem = stem.removesuffix(ending)
        assert set(sample.labels) - {"le"} == set(METRICS[stem].labels), sample.name


def test_the_service_says_nothing_but_lines_of_json_and_one_for_each_request(watched: Service, samples: list[Sample]) -> None:
    [log] = Path(os.environ[OVERHEARD]).glob(f"service-{watched.port}-*.log")
    said = [line for line in log.read_text("utf-8").splitlines() if not line.startswith("→")]
    told = [json.loads(line) for line in said]
    assert sum(each.get("route") == "/v1/health" for each in told) == 5
    assert {each["event"] for each in told} <= {"request", "store", "library"}


def test_the_public_address_tells_no_counts(watched: Service) -> None:
    for path in ("/v1/metrics", "/metrics"):
        with pytest.raises(OSError, match="404"):
            urlopen(f"{watched.url}{path}", timeout=10)
