"""What the heaviest page of each kind weighs, packed as a server packs it, with all that it loads before its reader searches."""

import gzip
import json
from collections import defaultdict
from functools import cache

from bench.figures import Figure, Part, table
from guide.words import LANGUAGES
from published import FOLDERS, SITE, language, loads, pages, without_language

GOAL = 100_000
KINDS = {
    "": "home",
    "check": "decision helper",
    "file": "form",
    "open": "what is open where",
    "search": "search",
    "status": "status",
}
KINDS |= {name: name for name in ("changes", "glossary", "national", "sources")}


@cache
def packed(file: str) -> int:
    """Return the size of a file of the site in bytes, packed with gzip -9."""
    return len(gzip.compress((SITE / file).read_bytes(), 9))


def kind(path: str) -> str:
    """Name the template of a page by its path."""
    first, _, rest = without_language(path).removesuffix("index.html").partition("/")
    if first == "places":
        code = rest.rstrip("/")
        return "list of places" if not code else "province" if len(code) == 2 else "place"
    return KINDS.get(first, "prose")


def part(rounds: int) -> Part:
    """List the heaviest page of each kind in each language, and what the finder's names in other languages cost."""
    heaviest: dict[str, dict[str, int]] = defaultdict(dict)
    for path in pages():
        if not path.endswith("404.html"):
            weight = packed(path) + sum(map(packed, loads(path)))
            kept = heaviest[kind(path)]
            kept[language(path)] = max(weight, kept.get(language(path), 0))
    rows = [[name, *(f"{its[one] / 1000:.1f}" for one in LANGUAGES)] for name, its in sorted(heaviest.items())]
    most = max(weight for its in heaviest.values() for weight in its.values())
    text = "\n\n".join(
        [
            table(["HTML, styles, scripts, icon; gzip -9, kB", *LANGUAGES], rows),
            "The finder's list, loaded on first use; gzip -9, kB:",
            table(["", "whole", "without names in other languages"], [_finder(one) for one in LANGUAGES]),
        ]
    )
    heavy = Figure("heaviest page with all that it loads, packed", "a bound of our own", [most / 1000], GOAL / 1000, unit="kB")
    return Part("Weight of the heaviest page of each kind", (heavy,), text)


def _finder(one: str) -> list[str]:
    file = f"{FOLDERS[one]}places.json"
    rows = json.loads((SITE / file).read_bytes())
    # Bytes of one language only, were places found by no other name.
    own = json.dumps([[*row[:3], [], *row[4:]] for row in rows], ensure_ascii=False, separators=(",", ":")).encode()
    return [one, f"{packed(file) / 1000:.1f}", f"{len(gzip.compress(own, 9)) / 1000:.1f}"]
