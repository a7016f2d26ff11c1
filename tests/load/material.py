"""What a load run reads, asks for and files: every page of the site, and filings of a town of people who do not exist."""

import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stdnum.cn import ric

import papers
from documents import document
from running import ROOT

SITE = ROOT / "build/site"
# The place whose rule takes a letter in the place of papers, and how large a picture is that a phone's page has scaled.
SIGNED = "3210"
PICTURES = (80_000, 150_000, 300_000, 600_000)


def prepare(folder: Path, count: int, receipts: list[dict[str, Any]]) -> Path:
    """Write what the scenario needs for `count` filings of either kind into `folder`; return the file that names it all.

    `receipts` are those of filings that were taken before; their people are not among these.
    """
    offered, first = forms(), len(receipts)
    files = {}
    for size in PICTURES:
        content, name = papers.jpeg(size), f"{size}.jpeg"
        (folder / name).write_bytes(content)
        files[name] = {"type": "image/jpeg", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    told = {
        "reads": {"page": list(_pages()), "form": _addresses("forms"), "contract": _addresses("contracts")},
        "receipts": receipts,
        "files": files,
        "signed": [signed(offered, first + i) for i in range(count)],
        "papers": [_with_paper(offered, first + count + i) for i in range(count)],
    }
    path = folder / "prepared.json"
    path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return path


def signed(offered: dict[str, Any], i: int) -> dict[str, Any]:
    """Make the i-th person's filing with a letter."""
    return _of(i, document(offered[SIGNED], "long-term-resident", letter=True))


def _with_paper(offered: dict[str, Any], i: int) -> dict[str, Any]:
    """Make the i-th person's filing with one paper, in any place; its file is yet to be uploaded."""
    place = random.choice(list(offered))
    return _of(i, document(offered[place], "other-temporary"))


def _of(i: int, filing: dict[str, Any]) -> dict[str, Any]:
    """Let the i-th person file: born before 1912, so that nobody alive has the number."""
    born = f"19{i // 1000 // 336:02}{i // 1000 // 28 % 12 + 1:02}{i // 1000 % 28 + 1:02}"
    digits = f"321002{born}{i % 1000:03}"
    name = f"示例{i}"
    filing["insured"] = {
        "name": name,
        "document": {"kind": "resident-identity-card", "number": digits + ric.calc_check_digit(f"{digits}0")},
    }
    if "letter" in filing:
        filing["letter"]["signed_name"] = name
    return filing


def forms() -> dict[str, Any]:
    """Return every place's form, by the place's code."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((ROOT / "build/forms").glob("*.json"))}


def _pages() -> Iterator[str]:
    for page in sorted(SITE.rglob("index.html")):
        yield f"/{page.parent.relative_to(SITE).as_posix()}/".replace("/./", "/")


def _addresses(folder: str) -> list[str]:
    return [f"/{folder}/{path.name}" for path in sorted((SITE / folder).glob("*.json"))]
