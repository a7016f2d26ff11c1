"""What the tests make: filings of people who do not exist, as a place's form asks for them, and copies of the content."""

import hashlib
import re
import shutil
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.storage.memory import MemoryStorage

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "schemas/registration/examples/paper.png"
# How the uploads of the published examples begin: in a year in which they have not run out yet.
UPLOADED = "20991231T2359-"
INSURED: dict[str, Any] = {"name": "张三", "document": {"kind": "resident-identity-card", "number": "32100219600229001X"}}
AGENT: dict[str, Any] = {"name": "李四", "document": {"kind": "resident-identity-card", "number": "321002198505050025"}}
# Each in a province of its own: without the insured place's province six are left, one more than any filing may name.
_ELSEWHERE = ("11", "12", "31", "50", "4401", "5101", "6101")


def elsewhere(insured_place: str) -> list[str]:
    """List places of treatment in other provinces than the insured place's."""
    return [place for place in _ELSEWHERE if place[:2] != insured_place[:2]]


def offer(form: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """Return what a place's form says of one type of filing."""
    return next(offered for offered in form["types"] if offered["kind"] == kind)


def document(
    form: Mapping[str, Any], kind: str, *, treatments: int = 1, agent: bool = False, letter: bool = False
) -> dict[str, Any]:
    """Make the least filing of a type that a place's form lets through, as a form's page would send it.

    It starts on the day of filing and has the first paper of every group, or with `letter` the letter in their place; an agent
    has the papers of agents on top.
    """
    offered = offer(form, kind)
    filing: dict[str, Any] = {
        "insured_place": form["place"],
        "scheme": form["schemes"][0],
        "type": kind,
        "insured": deepcopy(INSURED),
        "filer": {"capacity": "self"},
        "contact": {"phone": "13800000000"},
        "treatments": [{"place": place} for place in elsewhere(form["place"])[:treatments]],
        "materials": _papers(offered["materials"]),
        "notice": {**form["notice"], "language": "zh-Hans", "read_at": "2026-11-20T12:00:00+08:00"},
    }
    if kind == "referred":
        filing["referral"] = {"institution": "示例医院", "level": offered["level_min"] or 1}
    if letter:
        identifier = offered["letter"]["letter"]
        filing["materials"] = []
        filing["contact"]["address"] = "示例市示例路1号"
        filing["letter"] = {
            "id": identifier,
            "sha256": form["letters"][identifier],
            "language": "zh-Hans",
            "living_since": "2020-01-01",
            "signed_name": (AGENT if agent else INSURED)["name"],
        }
    if agent:
        filing["filer"] = {"capacity": "agent", "relation": "child", **deepcopy(AGENT), "phone": "13900000000", "consent": True}
        filing["filer"] |= {"mutual_aid": True} if offered["mutual_aid"] else {}
        filing["materials"] += [paper for paper in _papers(offered["agent_materials"]) if paper not in filing["materials"]]
    return filing


def _papers(groups: Sequence[Sequence[str]] | None) -> list[dict[str, Any]]:
    """Take the first paper of every group, each once."""
    materials = dict.fromkeys(group[0] for group in groups or ())
    return [paper(material) for material in materials]


def paper(material: str) -> dict[str, Any]:
    """Make a paper with the sample file."""
    return {"material": material, "files": [_sample(material)]}


def _sample(material: str) -> dict[str, Any]:
    """Declare the published sample file as it was uploaded for a paper, under a name that does not grow old."""
    content, name = SAMPLE.read_bytes(), hashlib.sha256(material.encode()).hexdigest()[:32]
    about = {"type": "image/png", "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    return {"upload": f"{UPLOADED}{name}", **about}


class Stocked(MemoryStorage):
    """A store to which the sample file was uploaded under every such name, and stays."""

    def read(self, key: str) -> bytes:
        """Read an object; raises NoSuchKey."""
        return SAMPLE.read_bytes() if key.startswith(f"quarantine/{UPLOADED}") else super().read(key)


# Every province, the places that the rules speak of and some that only inherit; with all four hundred a copy would be slow.
_FEW = re.compile(r'code: "([0-9]{2}|2201|3201|3210|4303|4401|5101)"')


@dataclass(frozen=True)
class Tree:
    """A copy of what the guide is made from, which a test may change."""

    root: Path

    def edit(self, file: str, old: str, new: str) -> None:
        """Put `new` in the place of the one text `old` of a file."""
        path = self.root / file
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), "utf-8")

    def line(self, file: str, text: str) -> int:
        """Tell on which line of a file, from 1, a text stands for the first time."""
        lines = (self.root / file).read_text("utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if text in line)


def copied(to: Path, *folders: str) -> Tree:
    """Copy content/, schemas/ and more folders of the project; of the places only a few stay."""
    for folder in ("content", "schemas", *folders):
        shutil.copytree(ROOT / folder, to / folder)
    # Lists of institutions name places that do not stay.
    shutil.rmtree(to / "content/institutions")
    places = to / "content/places.yaml"
    lines = places.read_text("utf-8").splitlines(keepends=True)
    places.write_text("".join(line for line in lines if not line.startswith("  - ") or _FEW.search(line)), "utf-8")
    return Tree(to)
