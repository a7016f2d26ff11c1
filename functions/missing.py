"""The page for an address that the site does not have, as one AWS Lambda function, which CloudFront asks for it."""

import os
import re
from typing import Any

from filings.storage import NoSuchKey
from filings.storage.opening import open_storage

site = open_storage(os.environ["BEIAN_STORE"], os.environ)
_LANGUAGE = re.compile("/([A-Za-z]{2}(?:-[A-Za-z]+)?)/")


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Answer an HTTP API's event (format 2.0) with the site's 404 page, in the language whose folder the address begins with."""
    language = _LANGUAGE.match(event["rawPath"])
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache"}
    return {"statusCode": 404, "headers": headers, "body": _page(language[1] if language else "")}


def _page(language: str) -> str:
    try:
        return site.read(f"{language}/404.html" if language else "404.html").decode("utf-8")
    except NoSuchKey:
        return _page("") if language else ""
