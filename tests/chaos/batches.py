"""An officer who approves several filings at once, and presses again: at the same moment, or after whatever came in between."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from chaos.asking import UNSURE
from chaos.journal import Done
from chaos.officers import PLACE, Deciding
from filings import numbers

_AT_ONCE_MAX = 6


class Together(Deciding):
    """As every officer, but for what is done."""

    def work(self) -> None:
        """Approve some of those that wait and may go together, often again under the same key, now and then at once."""
        rng = self.asking.rng
        listed = self._get(f"/v1/desk/queue?place={PLACE}")
        waiting = [row for row in (listed["filings"] if listed else ()) if row["alone"] is None or rng.random() < 0.05]
        if not waiting:
            return
        rows = rng.sample(waiting, min(len(waiting), rng.randint(1, _AT_ONCE_MAX)))
        body = {"action": "approve", "filings": [{"number": row["number"], "after": row["after"]} for row in rows]}
        key = str(UUID(int=rng.getrandbits(128), version=4))
        sent = json.dumps(body).encode()
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: self._send(key, sent), range(2 if rng.random() < 0.2 else 1)))
        self.asking.journal.count("batches")
        if rng.random() < 0.4:
            self.asking.rest()
            self._hold(answers, self._send(key, sent))

    def _send(self, key: str, body: bytes) -> dict[str, Any]:
        """Send a batch until it is answered; return what became of each filing, by its number."""
        headers = {**self.headers(), "Content-Type": "application/json", "Idempotency-Key": key}
        status, answer = self.asking.until_answered("POST", "/v1/desk/decisions", body, headers)
        if status != 200:
            if status not in UNSURE and not self.is_signed_out(status):
                self.asking.journal.refuse(f"a batch was answered {status} {answer[:200]!r}")
            return {}
        results = {each["number"]: each for each in json.loads(answer)["results"]}
        for number in (number for number, each in results.items() if "status" in each):
            mac = numbers.fingerprint(self.secret, "decision-key", f"{self.officer.id} {key} {number}".encode())
            self.asking.journal.note(Done(numbers.parse(number).serial, "approve", mac))
        return results

    def _hold(self, before: list[dict[str, Any]], again: dict[str, Any]) -> None:
        """What a batch has approved, its repetition says too: it has changed nothing, and nothing stands in its way."""
        for number, each in again.items():
            if "code" in each and any("status" in answer.get(number, ()) for answer in before):
                self.asking.journal.refuse(f"a batch was repeated and answered {each['code']}")
