"""Holds every answer that a test gets to schemas/api/openapi.json."""

import json
from functools import cache
from pathlib import Path

from openapi_core import Config, OpenAPI
from openapi_core.testing.requests import MockRequest
from openapi_core.testing.responses import MockResponse
from werkzeug.test import TestResponse

DESCRIPTION = Path(__file__).parents[1] / "schemas/api/openapi.json"


@cache
def described() -> OpenAPI:
    """Read the description once."""
    config = Config(extra_media_type_deserializers={"application/problem+json": json.loads})
    return OpenAPI.from_file_path(str(DESCRIPTION), config=config)


def checked(response: TestResponse) -> TestResponse:
    """Return the response if it is one that the description promises; raises openapi_core's error otherwise."""
    request = MockRequest("http://localhost", response.request.method.lower(), response.request.path)
    headers = dict(response.headers)
    described().validate_response(request, MockResponse(response.data, response.status_code, headers, response.content_type))
    return response
