"""The closed list of what can go wrong with a request, and the finding: one thing wrong at one place of a document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """Every error code that an answer can carry; web/problems.py gives each its HTTP status, the guide's API page its meaning."""

    MALFORMED = "malformed"
    TOO_LARGE = "too-large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    IDEMPOTENCY_KEY = "idempotency-key"
    KEY_REUSED = "key-reused"
    FILING_MOVED = "filing-moved"
    FINDINGS = "findings"
    COUNTER_UNKNOWN = "counter-unknown"
    SIGNIN_REQUIRED = "signin-required"
    SIGNIN_FAILED = "signin-failed"
    SIGNIN_UNAVAILABLE = "signin-unavailable"
    OFFICER_REQUIRED = "officer-required"
    NOT_ALLOWED = "not-allowed"
    ERASED = "erased"
    SEAL_BROKEN = "seal-broken"
    PAPER_NOT_DRAWN = "paper-not-drawn"
    ANSWER_TOO_LARGE = "answer-too-large"
    UPLOAD_REFUSED = "upload-refused"
    UPLOAD_DIFFERS = "upload-differs"
    NOT_FOUND = "not-found"
    METHOD_NOT_ALLOWED = "method-not-allowed"
    STORE_UNAVAILABLE = "store-unavailable"
    SCANNER_UNAVAILABLE = "scanner-unavailable"
    NOT_READY = "not-ready"
    INTERNAL = "internal"


@dataclass(frozen=True)
class Finding:
    """What is wrong: a JSON Pointer (RFC 6901) into the document, the rule's name, and the figures a sentence about it needs.

    Never holds anything that was typed.
    """

    pointer: str
    rule: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the finding as it stands in an answer; `params` only where there are any."""
        return {"pointer": self.pointer, "rule": self.rule} | ({"params": dict(self.params)} if self.params else {})


class Refusal(Exception):
    """A request that is not carried out, with its code and, for Code.FINDINGS, everything that is wrong."""

    def __init__(self, code: Code, findings: tuple[Finding, ...] = ()) -> None:
        self.code = code
        self.findings = findings
        super().__init__(code.value)
