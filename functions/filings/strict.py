"""Reads JSON that can be read in one way only."""

import json
from typing import Any

from filings.errors import Code, Refusal
from filings.model import canonical


def strict_json(body: bytes) -> Any:
    """Read JSON as RFC 8259 has it; raises Refusal(Code.MALFORMED) on what could be read in two ways or not at all."""
    try:
        document = json.loads(body.decode("utf-8"), object_pairs_hook=_once, parse_constant=_refuse)
        canonical(document)
    except (ValueError, RecursionError):
        raise Refusal(Code.MALFORMED) from None
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
