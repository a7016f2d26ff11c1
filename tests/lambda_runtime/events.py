"""Requests as an AWS HTTP API hands them to a function (payload format 2.0), and answers as it hands them back."""

import base64
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from lambda_runtime.function import Outcome


@dataclass(frozen=True)
class Answer:
    """What a browser would get."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


def request(method: str, address: str, body: Any = None, *, cookie: str | None = None, **headers: str) -> dict[str, Any]:
    """Make the event of a request; a body that is not bytes is sent as JSON, underscores in headers' names are hyphens."""
    url = urlsplit(address)
    sent = {name.replace("_", "-").lower(): value for name, value in headers.items()}
    if body is not None and not isinstance(body, bytes):
        body, sent["content-type"] = json.dumps(body, ensure_ascii=False).encode(), "application/json"
    now = time.time()
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": url.path,
        "rawQueryString": url.query,
        "headers": {"host": "beian.example", "x-forwarded-proto": "https", **sent},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "beian.example",
            "domainPrefix": "beian",
            "http": {"method": method, "path": url.path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "tests"},
            "requestId": uuid.uuid4().hex,
            "routeKey": "$default",
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)),
            "timeEpoch": int(now * 1000),
        },
        "isBase64Encoded": False,
    }
    if url.query:
        event["queryStringParameters"] = dict(parse_qsl(url.query, keep_blank_values=True))
    if cookie:
        event["cookies"] = [cookie]
    if body:
        event |= {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}
    return event


def answered(outcome: Outcome) -> Answer:
    """Read what a handler returned; raises AssertionError where it ended in an error."""
    assert outcome.result is not None, outcome.error
    body = outcome.result.get("body") or ""
    content = base64.b64decode(body) if outcome.result.get("isBase64Encoded") else body.encode()
    return Answer(outcome.result["statusCode"], outcome.result.get("headers", {}), content)
