"""What a filing asks of an object store, counted on a real journey, and what a million filings a month cost at list prices."""

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

import documents
from bench import subject
from bench.figures import Part, table
from bench.recorded import RecordedStorage
from deskwork import OFFICER
from filings.contract import Contract
from filings.desk.deciding import Deciding
from filings.desk.opened import Opening
from filings.desk.queue import Queue
from filings.desk.rows import Rows
from filings.intake import Intake
from filings.kept import contract_key
from filings.lookup import Lookup
from filings.seal import Keys, make_pair
from papers import jpeg, uploaded
from running import ROOT

PRICES = json.loads((Path(__file__).parent / "prices.json").read_text("utf-8"))
MILLION = 1_000_000
GB = 2**30


@dataclass(frozen=True)
class Step:
    """One step of the journey: requests to the function and to the store, bytes up and down, seconds of a processor."""

    name: str
    times: int
    calls: int
    asked: Counter[str]
    up: int
    down: int
    seconds: float


def part(rounds: int) -> Part:
    """Live through one filing with papers, look it up, decide on it, and write down what it costs."""
    steps = journey()
    verbs = ("put", "get", "list", "head", "delete")
    head = ("step", "times", "function calls", *(verb.upper() for verb in verbs), "bytes up", "bytes down")
    rows = [[one.name, one.times, one.calls, *(one.asked[verb] for verb in verbs), one.up, one.down] for one in steps]
    assumed = ", ".join(f"{name} {number}" for name, number in PRICES["assumed"].items())
    words = f"Prices of {PRICES['at']}: {PRICES['source']}. Assumed (tests/bench/prices.json): {assumed}. A line is of one time."
    left = "Not in it: the nightly ledger and sweep (one GET an event, and listings), what pages weigh, logs, taxes."
    return Part("What a filing costs on paper", text="\n\n".join([table(head, rows), words, table(HEAD, costs(steps)), left]))


class Journey:
    """One filing in a store that counts, from its papers to an officer's approval."""

    def __init__(self) -> None:
        self.store, self.steps = RecordedStorage(), list[Step]()
        self.public, self.private = make_pair("CN")

    def count(self, name: str, call: Callable[[], Any], times: int = 1) -> Any:
        """Do a step and count it by itself."""
        self.store.taken()
        begun = process_time()
        found = call()
        seconds = process_time() - begun
        self.steps.append(Step(name, times, 1, *self.store.taken(), seconds))
        return found

    def filing(self, photo: bytes) -> dict[str, Any]:
        """Make a document whose papers have gone up; a process keeps each contract once, and not with every filing."""
        form = json.loads((ROOT / f"build/forms/{subject.PLACE}.json").read_text("utf-8"))
        self.store.settle(contract_key(_contract().sha256), _contract().body)
        filing, papers = documents.document(form, "other-temporary"), PRICES["assumed"]["papers"]
        self.count("a paper goes up", lambda: uploaded(self.store, photo), papers)
        files = [uploaded(self.store, photo, "image/jpeg") for _ in range(papers)]
        filing["materials"] = [{**filing["materials"][0], "files": files}]
        return filing


def journey() -> list[Step]:
    """File with papers, look it up, see it in the queue, open it and approve it; every step counted by itself."""
    lived = Journey()
    store, secret = lived.store, b"a secret of the bench, 32 bytes!"
    filing = lived.filing(jpeg(PRICES["assumed"]["bytes_of_a_paper"]))
    intake = Intake(store, subject.contracts(), Keys({"CN": lived.public}), secret)
    receipt = lived.count("handed in", lambda: intake.take("a-filing-of-the-bench", filing))
    lookup = Lookup(store, secret, subject.contracts())
    number, code = receipt["number"], receipt["lookup_code"]
    lived.count("looked up", lambda: lookup.status(number, code), PRICES["assumed"]["lookups_a_filing"])
    queue = Queue(store, Rows(subject.contracts(), datetime.now(UTC)))
    lived.count("a page of the queue, of this one filing", lambda: queue.waiting(OFFICER, subject.PLACE))
    opening = Opening(lookup, Keys({"CN": lived.private}))
    _, events = lookup.find(number)
    lived.count("opened by an officer", lambda: opening.file(OFFICER, *lookup.find(number)))
    deciding, body = Deciding(lookup, opening.document), {"action": "approve", "after": events[-1].sha256}
    # As above: a process keeps each contract once.
    deciding.kept.keep(_contract())
    lived.count("approved", lambda: deciding.take(OFFICER, number, "a-decision-of-the-bench", body))
    stays = [key for key in store.keys("", limit=1000) if not key.startswith(("contracts/", "quarantine/"))]
    kept = sum(len(store.read(key)) for key in stays)
    return [*lived.steps, Step("what stays", 1, 0, Counter(), kept, 0, 0.0)]


def _contract() -> Contract:
    contract = subject.contracts().for_place(subject.PLACE, subject.today())
    assert contract is not None
    return contract


HEAD = ("what", "for a million filings", "unit price", f"{PRICES['currency']} a month")


def costs(steps: list[Step]) -> list[list[str]]:
    """Multiply out: how much of what a million filings a month ask for, at which price."""
    asked: Counter[str] = Counter()
    for step in steps:
        for verb, number in step.asked.items():
            asked[verb] += number * step.times
    calls = sum(step.calls * step.times for step in steps)
    busy = sum(step.times * _seconds(step) for step in steps)
    told = sum(step.down * step.times for step in steps if step.name == "looked up")
    lines = [
        ("S3: PUT and LIST", asked["put"] + asked["list"], PRICES["s3_put_list_per_1000"] / 1000),
        ("S3: GET and HEAD", asked["get"] + asked["head"], PRICES["s3_get_head_per_1000"] / 1000),
        ("S3: DELETE", asked["delete"], PRICES["s3_delete_per_1000"] / 1000),
        ("S3: GB of one month's filings, for each month that they are kept", steps[-1].up / GB, PRICES["s3_gb_month"]),
        ("Lambda: calls", calls, PRICES["lambda_request_per_million"] / MILLION),
        ("Lambda: GB-seconds", busy * PRICES["assumed"]["lambda_gb"], PRICES["lambda_gb_second"]),
        ("HTTP API: calls", calls, PRICES["http_api_request_per_million"] / MILLION),
        ("GB out: answers to lookups, no larger than what they read", told / GB, PRICES["transfer_out_gb"]),
    ]
    rows = [(what, each * MILLION, price) for what, each, price in lines]
    listed = [
        [what, f"{many:,.0f}", f"{price:.10f}".rstrip("0").rstrip("."), f"{many * price:,.0f}"] for what, many, price in rows
    ]
    return [*listed, ["together", "", "", f"{sum(many * price for _, many, price in rows):,.0f}"]]


def _seconds(step: Step) -> float:
    """Say how long a function is billed for: the processor's time at the share that it has, and waiting for the store."""
    if not step.calls:
        return 0.0
    assumed = PRICES["assumed"]
    waits = (step.asked["put"] + step.asked["delete"]) * assumed["ms_of_a_put"]
    waits += (step.asked["get"] + step.asked["list"] + step.asked["head"]) * assumed["ms_of_a_get"]
    return step.seconds / float(assumed["lambda_share_of_a_processor"]) + float(waits) / 1000
