"""What people do, for Locust: read, ask how a filing stands, file, and send a paper. Nothing here is the project's own code.

Locust runs in an environment of its own (`.venv/load`). What there is to read, to ask for and to file is prepared before, in the
JSON file that BEIAN_LOAD names; what was measured and acknowledged is written beside it when the run ends.
"""

import json
import os
import random
import time
import uuid
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant_throughput, events
from urllib3 import encode_multipart_formdata

PREPARED = Path(os.environ["BEIAN_LOAD"])
prepared: dict[str, Any] = json.loads(PREPARED.read_text("utf-8"))
FILES = {name: (PREPARED.parent / name).read_bytes() for name in prepared["files"]}
# Of a hundred requests eighty read, fifteen ask how a filing stands, four file, and one asks for leave to upload.
READS = [*["page"] * 60, *["form"] * 10, *["contract"] * 10]
measured: list[tuple[float, str, float, str | None]] = []
acknowledged: list[dict[str, Any]] = []


def read(person: "Person") -> None:
    """Open a page, or fetch what its script or a kiosk fetches."""
    kind = random.choice(READS)
    with person.client.get(random.choice(prepared["reads"][kind]), name=kind, catch_response=True) as answer:
        if answer.status_code == 200 and not answer.content:
            answer.failure("empty")


def ask(person: "Person") -> None:
    """Look up a filing, every other time with its code."""
    receipt = random.choice(acknowledged or prepared["receipts"])
    headers = {"Lookup-Code": receipt["lookup_code"]} if random.random() < 0.5 else {}
    with person.client.get(f"/v1/filings/{receipt['number']}", headers=headers, name="status", catch_response=True) as answer:
        if answer.status_code == 200 and answer.json()["number"] != receipt["number"]:
            answer.failure("another filing")


def sign(person: "Person") -> None:
    """File with a letter in the place of papers."""
    _file(person, prepared["signed"].pop())


def hand_in(person: "Person") -> None:
    """Send a paper to the store, as the form's page does, and file with it."""
    document, (name, content) = prepared["papers"].pop(), random.choice(list(FILES.items()))
    wish = prepared["files"][name]
    with person.client.post("/v1/uploads", json=wish, name="upload", catch_response=True) as answer:
        if answer.status_code != 201:
            return
        form = answer.json()
    body, content_type = encode_multipart_formdata([*form["fields"].items(), ("file", (name, content, wish["type"]))])
    headers = {"Content-Type": content_type}
    with person.client.post(form["url"], data=body, headers=headers, name="file", catch_response=True) as answer:
        if answer.status_code not in {200, 204}:
            return
    document["materials"][0]["files"] = [{"upload": form["upload"], **wish}]
    _file(person, document)


def _file(person: "Person", document: dict[str, Any]) -> None:
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    with person.client.post("/v1/filings", json=document, headers=headers, name="filing", catch_response=True) as answer:
        if answer.status_code == 201:
            acknowledged.append(answer.json())


class Person(FastHttpUser):  # type: ignore[misc]
    """Somebody who does something once a second, or as soon as the last thing is answered."""

    wait_time = constant_throughput(1)
    network_timeout = connection_timeout = 60.0
    tasks = {read: 80, ask: 15, sign: 3, hand_in: 1}  # noqa: RUF012 - Locust's own way


@events.request.add_listener  # type: ignore[untyped-decorator]
def _note(name: str, response_time: float, exception: Exception | None, **_: Any) -> None:
    measured.append((time.time(), name, response_time, str(exception) if exception else None))


@events.quitting.add_listener  # type: ignore[untyped-decorator]
def _write(**_: Any) -> None:
    told = {"measured": measured, "acknowledged": acknowledged}
    PREPARED.with_name("measured.json").write_text(json.dumps(told), "utf-8")
