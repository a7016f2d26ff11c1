"""Where pages may send files to: their own address, and the store's where the operator names it, on the pages that send any."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from running import ROOT

SENDING = {"file/index.html", "amend/index.html"}


def build(to: Path, uploads: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.prefix) / "bin/mkdocs"), "--quiet", "build", "-f", "mkdocs.en.yml", "-d", str(to)]
    environ = {**os.environ, "UPLOADS_URL": uploads}
    return subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)


def test_the_stores_address_stands_in_the_policy_of_the_pages_that_send_files_and_of_no_others(tmp_path: Path) -> None:
    assert build(tmp_path, "https://bucket.example").returncode == 0
    allowed = "connect-src 'self' https://bucket.example; object-src"
    pages = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.html") if allowed in path.read_text("utf-8")}
    assert pages == SENDING


@pytest.mark.parametrize("uploads", ["https://bucket.example/papers", "https://bucket.example; script-src *", "bucket.example"])
def test_what_is_no_origin_is_refused(tmp_path: Path, uploads: str) -> None:
    refused = build(tmp_path, uploads)
    assert (refused.returncode != 0, "UPLOADS_URL is an origin" in refused.stderr + refused.stdout) == (True, True)


def test_without_it_a_page_sends_to_its_own_address_only() -> None:
    for page in SENDING:
        assert "connect-src" not in (ROOT / "build/site" / page).read_text("utf-8")
