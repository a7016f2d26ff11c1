"""People who file, and what they do afterwards: twice, at once, late, and in an order that nobody had in mind."""

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from urllib3 import encode_multipart_formdata

from chaos.asking import UNSURE, Asking
from chaos.journal import Done, Filed
from filings import numbers
from papers import png

JSON = "application/json"
KINDS = ("other-temporary", "long-term-resident")
# What may be refused without a fault: somebody else was quicker, or what is asked for is not possible any more.
_TOO_LATE = frozenset({409, 422})


@dataclass
class Filer:
    """Files again and again; `documents` by the type of filing, `secret` tells by which hash an event names a request.

    Where the clock `jumps`, uploads may run out before their time.
    """

    asking: Asking
    documents: Mapping[str, dict[str, Any]]
    secret: bytes
    now: Callable[[], datetime]
    jumps: bool = False
    sent: list[tuple[Filed, str, bytes]] = field(default_factory=list)

    def live(self) -> None:
        """File one thing, and do one or two things to it or to an earlier one."""
        rng = self.asking.rng
        filed = self.file()
        for _ in range(rng.randint(0, 2)):
            chosen = filed if filed and filed.receipt and rng.random() < 0.6 else self.asking.journal.any_filing(rng)
            if chosen is not None:
                rng.choice((self.amend, self.amend, self.repeat, self.resend))(chosen)

    def file(self) -> Filed | None:
        """Upload the papers and hand a filing in until there is a receipt; now and then give up, or press twice."""
        rng = self.asking.rng
        document = self._document()
        if document is None:
            return None
        filed = Filed(str(UUID(int=rng.getrandbits(128), version=4)), [json.dumps(document, ensure_ascii=False).encode()])
        self.asking.journal.begin(filed)
        if rng.random() < 0.2:
            self._at_once(filed)
        status, body = self._submit(filed, patience=1 if rng.random() < 0.1 else 200)
        if status == 201:
            self._take(filed, body)
        elif status not in UNSURE and not self._has_run_out(body):
            # The page sends files again that have run out, in a filing of another key; here somebody else files anew.
            self.asking.journal.refuse(f"a filing was answered {status} {_why(body)}")
        return filed

    def _document(self) -> dict[str, Any] | None:
        kind = self.asking.rng.choice(list(self.documents))
        document = deepcopy(self.documents[kind])
        for material in document["materials"]:
            file = self._upload()
            if file is None:
                return None
            material["files"] = [file]
        return document

    def _upload(self) -> dict[str, Any] | None:
        """Send a file as the page does: a form for it, then the file; None where that is given up."""
        content = png(self.asking.rng.randint(0, 4000))
        about = {"type": "image/png", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for _ in range(20):
            status, body = self.asking.until_answered("POST", "/v1/uploads", json.dumps(about).encode(), {"Content-Type": JSON})
            if status != 201:
                return None
            form = json.loads(body)
            sent, boundary = encode_multipart_formdata({**form["fields"], "file": ("paper.png", content)})
            status, body = self.asking.once("POST", form["url"], sent, {"Content-Type": boundary})
            if status == 204:
                return {"upload": form["upload"], **about}
            self.asking.rest()
            # A try that broke is made again with a form of its own.
            if status not in UNSURE and status != 403:
                self.asking.journal.refuse(f"an upload was answered {status} {_why(body)}")
        return None

    def _submit(self, filed: Filed, patience: int = 200) -> tuple[int, bytes]:
        headers = {"Content-Type": JSON, "Idempotency-Key": filed.key}
        return self.asking.until_answered("POST", "/v1/filings", filed.bodies[0], headers, patience)

    def _at_once(self, filed: Filed) -> None:
        """Send one filing three times at the same moment, as a nervous finger and a clever proxy do."""
        self.asking.journal.count("sent at once")
        with ThreadPoolExecutor(3) as pool:
            answers = list(pool.map(lambda _: self._submit(filed, patience=1), range(3)))
        for status, body in answers:
            if status == 201:
                self._take(filed, body)

    def _take(self, filed: Filed, receipt: bytes) -> None:
        if filed.receipt is None:
            filed.said = json.loads(receipt)
            filed.receipt = receipt
        elif filed.receipt != receipt:
            self.asking.journal.differs(filed.number)

    def repeat(self, filed: Filed) -> None:
        """Hand the same filing in again, long after its receipt."""
        status, body = self._submit(filed)
        if status == 201:
            self._take(filed, body)
        elif status not in UNSURE:
            self.asking.journal.refuse(f"a repeat was answered {status} {_why(body)}")

    def resend(self, filed: Filed) -> None:
        """Let an event arrive once more, after whatever came behind it."""
        if self.sent:
            earlier, key, body = self.asking.rng.choice(self.sent)
            self._event(earlier, key, body)

    def amend(self, filed: Filed) -> None:
        """Do something to a filing, of which nobody knows whether it is possible."""
        rng = self.asking.rng
        event: dict[str, Any] = {"action": rng.choice(("correct", "correct", "change", "change", "withdraw", "cancel", "renew"))}
        if event["action"] in {"correct", "change"}:
            event["changes"] = {"contact": {"phone": f"1380000{rng.randint(0, 9999):04}", "address": "示例市示例路1号"}}
            if rng.random() < 0.5:
                event["changes"] = {"treatments": [{"place": rng.choice(("11", "12", "31", "4401"))}]}
        if event["action"] == "correct" and rng.random() < 0.5 and (file := self._upload()):
            event["materials"] = [{"material": "identity-card", "files": [file]}]
        if event["action"] == "renew":
            event["until"] = (self.now() + timedelta(days=rng.randint(30, 300))).date().isoformat()
        self._event(filed, str(UUID(int=rng.getrandbits(128), version=4)), json.dumps(event).encode())

    def _event(self, filed: Filed, key: str, body: bytes) -> None:
        headers = {"Content-Type": JSON, "Idempotency-Key": key, "Lookup-Code": filed.said["lookup_code"]}
        path = f"/v1/filings/{filed.number}/events"
        status, answer = self.asking.until_answered("POST", path, body, headers)
        if status == 201:
            mac = numbers.fingerprint(self.secret, "key", key.encode())
            self.asking.journal.note(Done(filed.serial, json.loads(body)["action"], mac))
            self.sent = [*self.sent[-20:], (filed, key, body)]
        elif status not in UNSURE and not (status in _TOO_LATE and _is_too_late(answer)) and not self._has_run_out(answer):
            self.asking.journal.refuse(f"{json.loads(body)['action']} was answered {status} {_why(answer)}")

    def _has_run_out(self, answer: bytes) -> bool:
        return self.jumps and "file-missing" in _why(answer)


def _is_too_late(answer: bytes) -> bool:
    """Say whether a refusal is about what has become possible or impossible meanwhile, and nothing else."""
    said = json.loads(answer)
    if said["code"] == "filing-moved":
        return True
    # A type without an end cannot be renewed, and one that is locked not be changed: both are said at the action or its member.
    return said["code"] == "findings" and all(
        each["rule"].startswith("action-") or each["pointer"].startswith("/until") for each in said["findings"]
    )


def _why(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return "no JSON"
    return " ".join([said.get("code", ""), *(f"{each['pointer']}:{each['rule']}" for each in said.get("findings", ()))])
