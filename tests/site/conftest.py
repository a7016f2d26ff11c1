"""The built site, read once."""

from pathlib import Path

import pytest
from lxml import html

from running import ROOT

SITE = ROOT / "build/site"


@pytest.fixture(scope="session")
def parsed() -> dict[Path, html.HtmlElement]:
    """Every page of the built site, by its file."""
    pages = sorted(SITE.rglob("*.html"))
    assert pages, "run `make site` first"
    return {path: html.fromstring(path.read_bytes()) for path in pages}
