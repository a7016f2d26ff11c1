"""Approves several filings at once where nothing about any of them asks for a look of its own; each gets its own event."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from filings.desk.deciding import Deciding
from filings.errors import Code, Refusal
from filings.officers import Officer


@dataclass(frozen=True)
class Batch:
    """The use case with what it needs; `allow` gives the officer where they may decide in a place, else raises Refusal."""

    deciding: Deciding
    allow: Callable[[str, str], Officer]

    def take(self, idempotency_key: str, body: Any) -> dict[str, Any]:
        """Approve what `body` (schemas/api/decisions.json) names; return each filing's own result, in the order of the request.

        A result has the filing's new status, or the code of why nothing was done, and for Code.FINDINGS the findings. The same
        key with the same body changes nothing again. Raises Refusal with Code.FINDINGS where the body is none; StoreUnavailable.
        """
        lookup = self.deciding.lookup
        wrong = lookup.contracts.decisions().findings(body, lookup.today)
        if wrong:
            raise Refusal(Code.FINDINGS, wrong)
        return {"results": [self._result(idempotency_key, each) for each in body["filings"]]}

    def _result(self, idempotency_key: str, filing: dict[str, str]) -> dict[str, Any]:
        try:
            return {"number": filing["number"], "status": self._one(f"{idempotency_key} {filing['number']}", filing)}
        except Refusal as refusal:
            told = {"number": filing["number"], "code": str(refusal.code)}
            return told | ({"findings": [each.as_json() for each in refusal.findings]} if refusal.findings else {})

    def _one(self, key: str, filing: dict[str, str]) -> str:
        number, events = self.deciding.lookup.find(filing["number"])
        officer = self.allow(str(events[0].fields["place"]), str(number))
        body = {"action": "approve", "after": filing["after"]}
        if not self.deciding.is_done(officer, events, key, body):
            if filing["after"] != events[-1].sha256:
                raise Refusal(Code.FILING_MOVED)
            bench = self.deciding.bench(officer, self.deciding.lookup.scene(events))
            wrong = bench.together(events[0].fields).findings()
            if wrong:
                raise Refusal(Code.FINDINGS, wrong)
        return str(self.deciding.decide(officer, number, events, key, body)["status"])
