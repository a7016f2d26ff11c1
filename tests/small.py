"""The whole site of a few places as of any day: made from a copy of the project, frame and all."""

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

from documents import ROOT, Tree
from guide.build import build

CITY = "content/regions/3210.yaml"
TWO_PLACES = "      - {from: 2024-08-15, value: 2, source: yangzhou-guide-2024, where: 第3项附注}\n"
THEN_THREE = "      - {from: 2027-03-01, value: 3, source: yangzhou-guide-2024, where: 示例}\n"
EVE, CHANGE = date(2027, 2, 28), date(2027, 3, 1)


def site(tree: Tree, day: date) -> Path:
    """Build the Chinese site of a copied project as of `day`; returns its folder."""
    for name in ("mkdocs.yml", "site/hooks.py", "site/watching.py"):
        shutil.copy(ROOT / name, tree.root / name)
    for name in ("assets", "overrides"):
        shutil.copytree(ROOT / "site" / name, tree.root / "site" / name, dirs_exist_ok=True)
    build(tree.root, tree.root / "build", day)
    command = [sys.executable, "-m", "mkdocs", "--quiet", "build", "--config-file", str(tree.root / "mkdocs.yml")]
    subprocess.run(command, check=True, cwd=tree.root, capture_output=True)
    return tree.root / "build/site"
