"""Holds every answer that a test gets to schemas/api/openapi.json, whether the test thinks of it or not."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from openapi_core import Config, OpenAPI
from openapi_core.testing.requests import MockRequest
from openapi_core.testing.responses import MockResponse
from werkzeug.test import TestResponse

DESCRIPTION = Path(__file__).parents[1] / "schemas/api/openapi.json"


@cache
def operations() -> re.Pattern[str]:
    """Match "POST /v1/filings" and every other operation that the description names."""
    paths = json.loads(DESCRIPTION.read_text("utf-8"))["paths"]
    return re.compile("|".join(
        f"{method.upper()} {re.sub('{[a-z]+}', '[^/]+', path)}" for path, methods in paths.items() for method in methods
    ))  # fmt: skip


@cache
def described() -> OpenAPI:
    """Read the description once."""
    config = Config(extra_media_type_deserializers={"application/problem+json": json.loads})
    return OpenAPI.from_file_path(str(DESCRIPTION), config=config)


class CheckedClient(FlaskClient):
    """A test client that raises openapi_core's error where an answer is not one that the description promises."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request, and hold the answer to the description where the request is one of its operations."""
        response = super().open(*args, **kwargs)
        sent = response.request
        if operations().fullmatch(f"{sent.method} {sent.path}"):
            request = MockRequest("http://localhost", sent.method.lower(), sent.path)
            headers = dict(response.headers)
            answer = MockResponse(response.data, response.status_code, headers, response.content_type)
            described().validate_response(request, answer)
        return response
