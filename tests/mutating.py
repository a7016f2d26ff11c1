"""What the tests put into a filing to see who notices, and where it can be put."""

from collections.abc import Iterator
from typing import Any

# What a value is replaced by: every type, the edges of every length, and text that engines have been known to read differently.
# Two differences are known and left out. No text ends in a line break: Python's `$` matches before it, so that the reference lets
# "3210\n" through, and the fast engine, which is the one that filings meet, does not. And no time is a leap second
# (23:59:60Z): the fast engine takes it, as RFC 3339 does, the reference does not, and nothing in the functions reads the time.
VALUES: list[Any] = [
    *(None, True, False, 0, 1, 2, 3, 4, -1, 1.0, 2.5, 10**20),
    *([], [1], ["self"], [{}], {}, {"material": "identity-card"}, {"place": "12"}, {"kind": "passport", "number": "E12345678"}),
    *("", " ", "x", "张", "self", "agent", "child", "referred", "emergency", "employees", "identity-card", "passport"),
    *("12", "3210", "429004", "1", "123", "1234567", "３２１０", "32 10", "321X", "11\x00"),
    *("2026-11-21", "2026-02-29", "2024-02-29", "2026-13-01", "2026-1-1", "20261121", "2026-W47-6", "1899-12-31", "2100-01-01"),
    *("2026-11-21T12:00:00Z", "2026-11-21T12:00:00+08:00", "2026-11-21 12:00:00Z", "2026-11-21T12:00:00", "2026-11-21T24:00:00Z"),
    *("2026-11-21T23:59:59Z", "2026-11-21T12:00:00.123456789Z", "2026-11-21T12:00:00+24:00", "2026-02-30T12:00:00Z"),
    *("32100219600229001X", "32100219600229001x", "81000019600229001X", "9" * 18, "H12345678", "AB12", "M1234567890", "12345678"),
    *("13800000000", "+86 138-0000-0000", "0514 (8734) 0000", "+", "++86", "1234", "９１２３４５"),
    *("a" * 60, "a" * 61, "张" * 60, "张" * 61, "😀" * 60, "😀" * 61, "a" * 100, "a" * 101, "a" * 200, "a" * 201),
    *(
        "\u3000张三",
        "\u00a0张三",
        "张\u2028三",
        "张\u0085三",
        "张\u007f三",
        "张\t三",
        "张\n三",
        "张\u200b三",
        "e\u0301" * 30,
        "a/b~c",
    ),
    *("0" * 64, "F" * 64, "f" * 63, "f" * 65, "zh-Hans", "zh-hans", "fr"),
]
NAMES = ["extra", "a/b", "a~b", "", "x-rule", "$ref", "relation", "referral", "letter", "until", "address", "名字"]


def pointers(part: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to every value of a document."""
    yield at
    entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, child in entries:
        yield from pointers(child, (*at, step))
