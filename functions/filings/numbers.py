"""Filing numbers such as 3210-7K3Q-9FXM-E: the place, a part that cannot be guessed, and a check character.

The check character is that of ISO 7064's hybrid system over Crockford's 32 characters, so every wrong character and nearly every
swap of two neighbours is caught before anything is read. The same algorithm is in site/assets/numbers.js.
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# What people type for characters that the alphabet leaves out because they look like others.
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = re.compile(r"[\s\-‐-―−]")
_SHAPE = re.compile(f"[0-9]{{4}}[{ALPHABET}]{{9}}")


class NotANumber(ValueError):
    """The text is no filing number: wrong length, a character that never occurs, or a check character that does not fit."""


@dataclass(frozen=True)
class Number:
    """A filing number: `place` is its first four digits, `serial` the eight characters under which the filing is stored."""

    place: str
    serial: str

    def __str__(self) -> str:
        return self._written

    @cached_property
    def _written(self) -> str:
        from stdnum.iso7064 import mod_37_36  # noqa: PLC0415 - the library imports pydoc and ssl: only where there is a number

        check = mod_37_36.calc_check_digit(self.place + self.serial, ALPHABET)
        return f"{self.place}-{self.serial[:4]}-{self.serial[4:]}-{check}"


# A request reads its number more than once; so few are kept that the time tells nobody what others have asked for.
@lru_cache(maxsize=8)
def parse(text: str) -> Number:
    """Read a number as people write it: small or full-width letters, with or without hyphens; raises NotANumber."""
    from stdnum.iso7064 import mod_37_36  # noqa: PLC0415

    plain = _plain(text)
    if not _SHAPE.fullmatch(plain) or not mod_37_36.is_valid(plain, ALPHABET):
        raise NotANumber
    return Number(plain[:4], plain[4:12])


def serial(secret: bytes, idempotency_key: str, attempt: int) -> str:
    """Derive eight characters (40 bits) from a client's key; `attempt` counts up where another filing already has them."""
    return _characters(secret, f"serial:{attempt}:{idempotency_key}")


def number_for(code: str, serial: str) -> Number:
    """Make the number of a filing at a place: four digits of its code, filled up with zeros."""
    return Number(code[:4].ljust(4, "0"), serial)


def lookup_code(secret: bytes, number: Number) -> str:
    """Derive the code that is on the receipt beside the number: eight characters, shown as XXXX-XXXX, stored nowhere."""
    characters = _characters(secret, f"lookup:{number}")
    return f"{characters[:4]}-{characters[4:]}"


def code_fits(secret: bytes, number: Number, typed: str) -> bool:
    """Say whether a typed lookup code belongs to the number, in a time that does not tell how much of it is right."""
    plain = _plain(typed)
    expected = lookup_code(secret, number).replace("-", "")
    return hmac.compare_digest(plain.encode(), expected.encode())


def fingerprint(secret: bytes, purpose: str, content: bytes) -> str:
    """Return a keyed hash that recognises the same content again and tells nothing about it without the secret."""
    return hmac.new(secret, purpose.encode() + b":" + content, hashlib.sha256).hexdigest()


def _plain(text: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text).upper()).translate(_LOOK_ALIKES)


def _characters(secret: bytes, message: str) -> str:
    bits = int.from_bytes(hmac.new(secret, message.encode(), hashlib.sha256).digest()[:5], "big")
    return "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
