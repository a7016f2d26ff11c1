"""`mkdocs serve` as somebody has it who writes: a saved rule is seen on every page, as a build from nothing would show it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from documents import ROOT, Tree, copied
from guide.age import today
from guide.build import build
from running import free_port
from small import CITY, TWO_PLACES

PATIENCE = 300


@dataclass
class Watched:
    """A copy of the project that is watched; `log` is what mkdocs says."""

    tree: Tree
    url: str
    log: Path
    process: "subprocess.Popen[bytes]"

    @property
    def site(self) -> Path:
        return next(self.tree.root.parent.glob("mkdocs_*"))

    def wait(self, said: str, count: int) -> None:
        deadline = time.monotonic() + PATIENCE
        while self.log.read_text("utf-8").count(said) < count:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text("utf-8"))
            time.sleep(0.05)


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    tree = copied(tmp_path / "project", "site/assets", "site/overrides")
    for path in (*ROOT.glob("mkdocs*.yml"), ROOT / "site/hooks.py", ROOT / "site/watching.py"):
        (tree.root / path.relative_to(ROOT)).write_bytes(path.read_bytes())
    (tree.root / "build/docs/zh-Hans").mkdir(parents=True)
    port, log = free_port(), tmp_path / "log"
    command = [f"{sys.prefix}/bin/mkdocs", "serve", "--dirty", "--no-strict", "--dev-addr", f"127.0.0.1:{port}"]
    environ = os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as out, subprocess.Popen(command, cwd=tree.root, stdout=out, stderr=out, env=environ) as process:
        found = Watched(tree, f"http://127.0.0.1:{port}/", log, process)
        try:
            found.wait("Serving on", 1)
            yield found
        finally:
            process.terminate()


def pages(folder: Path) -> dict[str, bytes]:
    kinds = {".html", ".json", ".css", ".js", ".atom", ".xml"}
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix in kinds)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found if not path.parent.is_symlink()}


def from_nothing(watched: Watched, folder: Path) -> dict[str, bytes]:
    """Build Chinese and Korean as they stand, for the same address."""
    build(watched.tree.root, watched.tree.root / "build", today())
    for config, to, names in (("mkdocs.yml", folder, ("SITE_URL", "")), ("mkdocs.ko.yml", folder / "ko", ("SITE_URL_KO", "ko/"))):
        environ = os.environ | {names[0]: watched.url + names[1]}
        command = [f"{sys.prefix}/bin/mkdocs", "--quiet", "build", "--config-file", config, "--site-dir", str(to)]
        subprocess.run(command, check=True, cwd=watched.tree.root, env=environ)
    return pages(folder)


def test_what_is_saved_is_seen_as_a_build_from_nothing_shows_it(watched: Watched, tmp_path: Path) -> None:
    before = pages(watched.site)
    watched.tree.edit(CITY, TWO_PLACES, TWO_PLACES.replace("value: 2", "value: 3"))
    watched.tree.edit("content/pages/ko/what.md", "\n\n# ", "\n\n새로 적은 말.\n\n# ")
    watched.wait("Reloading browsers", 1)
    after, others = pages(watched.site), re.compile("(zh-Hant|en|ru)/")
    assert {name for name in after if not others.match(name)} == from_nothing(watched, tmp_path / "fresh").keys()
    assert {name: body for name, body in after.items() if not others.match(name)} == pages(tmp_path / "fresh")
    changed = {name for name, body in after.items() if before.get(name) != body}
    assert {"places/3210/index.html", "en/places/3210/index.html", "ko/what/index.html", "ko/search.json"} <= changed
    assert "ko/places/2201/index.html" not in changed
    with urlopen(f"{watched.url}forms/3210.json") as form, urlopen(f"{watched.url}contracts/3210.json") as contract:
        assert form.read() == (watched.tree.root / "build/forms/3210.json").read_bytes()
        assert contract.read() == (watched.tree.root / "build/contracts/3210.json").read_bytes()
    with urlopen(f"{watched.url}ko/places/3210/") as page:
        shown = page.read()
    # mkdocs' own script may run here, and only here: what is built forbids it.
    assert (b"livereload" in shown, b"script-src 'self' 'unsafe-inline'" in shown) == (True, True)
    assert b"unsafe-inline" not in after["ko/places/3210/index.html"]
