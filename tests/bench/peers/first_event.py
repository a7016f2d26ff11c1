"""Hands one event of API Gateway (HTTP API, payload 2.0) to a function in a fresh process, and ends it."""

import json
import os
import secrets
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def answered(handler: Callable[[Any, Any], Any], file: str) -> None:
    """Hand over the event in a file under a key of its own, and end; raises SystemExit where another answer was expected."""
    event = json.loads(Path(file).read_text("utf-8"))
    event["headers"]["idempotency-key"] = secrets.token_urlsafe(24)
    answer = handler(event, None)
    if answer["statusCode"] not in event["expected"]:
        raise SystemExit(f"answered {answer['statusCode']}: {answer['body'][:500]}")
    # A function waits for its next event after this one: what Python tidies up when it ends is no part of a cold start.
    os._exit(0)


if __name__ == "__main__":
    answered(import_module(sys.argv[1]).handler, sys.argv[2])
