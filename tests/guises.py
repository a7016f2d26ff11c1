"""The ways in which something typed could stand in bytes."""

import json
from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote


def guises(value: str) -> set[bytes]:
    """List the ways in which a value could stand in bytes: encodings, JSON's and URLs' escapes, base64 wherever it begins."""
    plain = value.encode()
    ways = {
        plain,
        value.encode("utf-16-le"),
        value.encode("utf-16-be"),
        value.encode("gb18030"),
        json.dumps(value)[1:-1].encode(),
        quote(value).encode(),
        quote(value, safe="").lower().encode(),
        plain.hex().encode(),
    }
    for before in range(3):
        # Of the characters of base64, those in the middle do not depend on what stands around.
        for encode in (b64encode, urlsafe_b64encode):
            ways.add(encode(b"\0" * before + plain)[(0, 2, 3)[before] :].rstrip(b"=")[:-1])
    return ways


def readable(values: list[str], texts: bytes) -> list[str]:
    """Return the values that can be read in some bytes."""
    return [value for value in values if any(guise in texts for guise in guises(value))]
