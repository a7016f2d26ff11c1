"""Hands one event of API Gateway (HTTP API, payload 2.0) to a function in a fresh process, and ends."""

import json
import secrets
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


def answered(handler: Callable[[Any, Any], Any], file: str) -> None:
    """Hand over the event in a file under a key of its own; raises SystemExit where the answer is not the one it expects."""
    event = json.loads(Path(file).read_text("utf-8"))
    event["headers"]["idempotency-key"] = secrets.token_urlsafe(24)
    answer = handler(event, None)
    if answer["statusCode"] not in event["expected"]:
        raise SystemExit(f"answered {answer['statusCode']}: {answer['body'][:500]}")


if __name__ == "__main__":
    answered(import_module(sys.argv[1]).handler, sys.argv[2])
