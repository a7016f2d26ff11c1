"""Turns refusals into answers: application/problem+json (RFC 9457)."""

import json
from typing import Any

from flask import Flask, Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound, RequestEntityTooLarge

from filings.errors import Code, Finding, Refusal
from filings.model import BrokenLog
from filings.scanner import ScannerUnavailable
from filings.storage import StoreUnavailable
from filings.web import watched

PROBLEMS = {
    Code.MALFORMED: (400, "The body is not JSON that can be read in one way only"),
    Code.TOO_LARGE: (413, "The body is larger than this address takes"),
    Code.UNSUPPORTED_MEDIA_TYPE: (415, "The body is not of the media type that this address takes"),
    Code.IDEMPOTENCY_KEY: (400, "The Idempotency-Key header is missing or not 16 to 64 letters, digits, hyphens or underscores"),
    Code.KEY_REUSED: (409, "This Idempotency-Key came with another document before"),
    Code.FILING_MOVED: (409, "Others changed this filing at the same moment; look at it again"),
    Code.FINDINGS: (422, "The document does not meet the contract of its insured place"),
    Code.COUNTER_UNKNOWN: (401, "The counter's token is not known here"),
    Code.SIGNIN_REQUIRED: (401, "Only somebody who has signed in is answered here"),
    Code.SIGNIN_FAILED: (400, "The sign-in was not completed; start it again"),
    Code.SIGNIN_UNAVAILABLE: (503, "The sign-in provider does not answer; filing works without it"),
    Code.OFFICER_REQUIRED: (401, "Only an officer who has signed in is answered here"),
    Code.NOT_ALLOWED: (403, "This officer may not do this, or not in this place"),
    Code.ERASED: (410, "What was here has been erased, as a rule of the place asks"),
    Code.SEAL_BROKEN: (500, "What is stored does not open: it was altered, its key is gone, or this service does not hold it"),
    Code.PAPER_NOT_DRAWN: (422, "This paper cannot be drawn here; the original can be taken"),
    Code.ANSWER_TOO_LARGE: (422, "The answer is larger than this service can hand over; ask for less of it"),
    Code.UPLOAD_REFUSED: (403, "The form is not as it was given, or came too late; ask for another"),
    Code.UPLOAD_DIFFERS: (400, "The file does not have the size and the bytes that were announced"),
    Code.NOT_FOUND: (404, "There is nothing here, or the lookup code does not fit"),
    Code.METHOD_NOT_ALLOWED: (405, "This address does not answer that method"),
    Code.STORE_UNAVAILABLE: (503, "The store does not answer; try again with the same Idempotency-Key"),
    Code.SCANNER_UNAVAILABLE: (503, "The scanner does not answer; try again with the same Idempotency-Key"),
    Code.NOT_READY: (503, "Something that this service needs is missing or does not answer"),
    Code.INTERNAL: (500, "Something failed here"),
}


def answer(code: Code, findings: tuple[Finding, ...] = (), **more: Any) -> Response:
    """Make the problem document of a code, with more members; `type` leads to its explanation in the guide's API page."""
    watched.refused(code, findings)
    status, title = PROBLEMS[code]
    body: dict[str, Any] = {"type": f"/api/#{code}", "title": title, "status": status, "code": code, **more}
    if code is Code.FINDINGS:
        body["findings"] = [finding.as_json() for finding in findings]
    response = Response(json.dumps(body, ensure_ascii=False), status, content_type="application/problem+json")
    if code is Code.SIGNIN_REQUIRED:
        response.headers["WWW-Authenticate"] = 'Session realm="/v1/session/start"'
    if code is Code.OFFICER_REQUIRED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="/v1/desk"'
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def register(app: Flask) -> None:
    """Answer every exception of the house, and those of werkzeug, with a problem document; nothing that was sent is repeated."""
    app.register_error_handler(Refusal, lambda refusal: answer(refusal.code, refusal.findings))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StoreUnavailable, lambda error: _logged(error, Code.STORE_UNAVAILABLE))
    app.register_error_handler(ScannerUnavailable, lambda error: _logged(error, Code.SCANNER_UNAVAILABLE))
    app.register_error_handler(BrokenLog, lambda error: _logged(error, Code.INTERNAL))
    app.register_error_handler(Exception, lambda error: _logged(error, Code.INTERNAL))


def _http(error: HTTPException) -> Response:
    if isinstance(error, RequestEntityTooLarge):
        return answer(Code.TOO_LARGE)
    if isinstance(error, NotFound):
        return answer(Code.NOT_FOUND)
    if isinstance(error, MethodNotAllowed):
        response = answer(Code.METHOD_NOT_ALLOWED)
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response
    return answer(Code.MALFORMED) if (error.code or 500) < 500 else answer(Code.INTERNAL)


def _logged(error: Exception, code: Code) -> Response:
    watched.failed(error)
    return answer(code)
