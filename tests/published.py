"""The site as `make site` built it, for every test to read: each page is parsed once for all of them."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lxml import html

from guide.words import LANGUAGES, ORIGINAL
from running import ROOT

SITE = ROOT / "build/site"
# Where each language stands below the site's root, and the address that the site was built for.
FOLDERS = {language: "" if language == ORIGINAL else f"{language}/" for language in LANGUAGES}
ORIGIN = "http://127.0.0.1:8000/"


@cache
def pages() -> tuple[str, ...]:
    """List the paths of all pages below the site's root, the page for what is not found among them."""
    found = tuple(path.relative_to(SITE).as_posix() for path in sorted(SITE.rglob("*.html")))
    assert found, "run `make site` first"
    return found


@cache
def page(path: str) -> Any:
    """Parse a page by its path below the site's root."""
    return html.fromstring((SITE / path).read_bytes())


@cache
def ids(path: str) -> frozenset[str]:
    """Gather the ids of a page's parts."""
    return frozenset(map(str, page(path).xpath("//@id")))


def language(path: str) -> str:
    """Return the language that a path belongs to."""
    first = path.partition("/")[0]
    return first if first in LANGUAGES else ORIGINAL


def without_language(path: str) -> str:
    """Return the same page's path in the original."""
    return path.removeprefix(FOLDERS[language(path)])


def is_outside(address: str, path: str) -> bool:
    """Say whether an address on a page leads away from the site."""
    return not urljoin(ORIGIN + path, address).startswith((ORIGIN, "data:"))


@cache
def missing(address: str) -> bool:
    """Say whether a whole address leads to no file of the site, or to a part that the page there does not have."""
    whole, part = urldefrag(address)
    target = unquote(urlsplit(whole).path)[1:]
    target += "index.html" if not target or target.endswith("/") else ""
    return not (SITE / target).is_file() or bool(part and target.endswith(".html") and unquote(part) not in ids(target))


def loads(path: str) -> set[str]:
    """List the files of the site that a page loads by itself: styles, icon, scripts and what those import."""
    found: set[str] = set()
    for address in page(path).xpath("//link[@rel='stylesheet' or @rel='icon']/@href|//script/@src|//img/@src"):
        found |= _with_imports(urlsplit(urljoin(ORIGIN + path, str(address))).path[1:])
    return found


@cache
def _with_imports(file: str) -> frozenset[str]:
    return frozenset({file}.union(*map(_with_imports, _imports(file))))


def _imports(file: str) -> Iterator[str]:
    if file.endswith(".js"):
        for name in re.findall(r'^(?:import|export)\b[^;]*?"\./([^"]+)"', (SITE / file).read_text("utf-8"), re.MULTILINE):
            yield f"{file.rpartition('/')[0]}/{name}"
