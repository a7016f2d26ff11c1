"""Lists of designated institutions that agencies drop into content/institutions/: checked row by row, compiled for each place."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs

from guide.read import Problem
from guide.sheet import read_sheet
from guide.traditional import Convert

CARES = ("inpatient", "outpatient", "chronic")
# What made-up rows begin with, so that they look like sample data wherever they are read, and nothing else does.
SAMPLE_CODE, SAMPLE_NAME = "SAMPLE", "示例"
_TRUTH = {"yes": True, "是": True, "no": False, "否": False}


@dataclass(frozen=True, slots=True)
class Institution:
    """One institution as a list has it; `cares` are the kinds of care open to people insured elsewhere.

    `diseases` narrows chronic care down where the list names the diseases; `level` is an id of the vocabulary, or empty.
    """

    code: str
    name: str
    place: str
    level: str
    cares: tuple[str, ...]
    diseases: tuple[str, ...]
    since: str
    source: str
    checked: str
    address: str
    sample: bool


@dataclass(frozen=True)
class Known:
    """What a row may name: places where one is treated, levels by national code, diseases, sources and which are samples."""

    places: Collection[str]
    levels: Mapping[str, str]
    diseases: Collection[str]
    sources: Collection[str]
    samples: Collection[str]


def read_all(root: Path, schema: Mapping[str, Any], known: Known) -> tuple[list[Institution], list[Problem]]:
    """Read every content/institutions/*.csv; returns the institutions of the sound rows and what is wrong with the others."""
    titles = {member["title"]: column for column, member in schema["properties"].items()}
    columns = {column: column for column in schema["properties"]} | titles
    # Ten times fifty thousand cells, in every build of every language: jsonschema takes 6 s for them, this 0.1 s.
    validator = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)
    found: list[Institution] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for path in sorted((root / "content/institutions").glob("*.csv")):
        rows, faults = read_sheet(path, root, columns)
        problems += faults
        name = path.relative_to(root).as_posix()
        for line, row in rows:
            reasons = [*_unlike_schema(row, validator), *_unknown(row, known), *_doubtful(row, known)]
            if code := row.get("code"):
                if code in seen:
                    reasons.append(f"code: {code} stands in {seen[code]} already")
                seen.setdefault(code, f"{name}:{line}")
            problems += (Problem(name, line, reason) for reason in reasons)
            if not reasons:
                found.append(_institution(row, known))
    return found, problems


def _unlike_schema(row: Mapping[str, str], validator: jsonschema_rs.Draft202012Validator) -> Iterator[str]:
    if not validator.is_valid(row):
        for error in validator.iter_errors(row):
            yield "".join(f"{step}: " for step in error.instance_path) + error.message


def _unknown(row: Mapping[str, str], known: Known) -> Iterator[str]:
    if (place := row.get("place")) and place not in known.places:
        yield f"place: {place} is not the code of a city or other place where one is treated"
    if (level := row.get("level")) and level not in known.levels:
        yield f"level: {level} is not among the national codes {', '.join(known.levels)}"
    if (source := row.get("source")) and source not in known.sources:
        yield f"source: {source} is not known"
    chronic = row.get("chronic", "no")
    for disease in chronic.split() if chronic not in _TRUTH else ():
        if disease not in known.diseases:
            yield f"chronic: {disease} is neither yes, no, 是, 否 nor in the list of diseases"


def _doubtful(row: Mapping[str, str], known: Known) -> Iterator[str]:
    """Hold sample rows and real rows apart: neither may look like the other."""
    code, name, source = row.get("code", ""), row.get("name", ""), row.get("source", "")
    if source in known.samples:
        if not code.startswith(SAMPLE_CODE):
            yield f"code: a row of sample data begins with {SAMPLE_CODE}"
        if name and not name.startswith(SAMPLE_NAME):
            yield f"name: a row of sample data begins with {SAMPLE_NAME}"
    elif source in known.sources and (code.startswith(SAMPLE_CODE) or name.startswith(SAMPLE_NAME)):
        yield f"source: a row that begins with {SAMPLE_CODE} or {SAMPLE_NAME} must name a source that is a sample"


def _institution(row: Mapping[str, str], known: Known) -> Institution:
    chronic = row["chronic"]
    care = {**{name: _TRUTH[row[name]] for name in CARES[:2]}, "chronic": _TRUTH.get(chronic, True)}
    return Institution(
        code=row["code"],
        name=row["name"],
        place=row["place"],
        level=known.levels.get(row.get("level", ""), ""),
        cares=tuple(name for name in CARES if care[name]),
        diseases=() if chronic in _TRUTH else tuple(dict.fromkeys(chronic.split())),
        since=row.get("since", ""),
        source=row["source"],
        checked=row["checked"],
        address=row.get("address", ""),
        sample=row["source"] in known.samples,
    )


def by_place(institutions: Iterable[Institution], levels: Sequence[str]) -> dict[str, tuple[Institution, ...]]:
    """Group institutions by place, in the order of the places' codes; within a place the highest level first, then by name."""
    rank = {level: i for i, level in enumerate([*levels, ""])}
    grouped: dict[str, list[Institution]] = {}
    for each in sorted(institutions, key=lambda each: (each.place, rank[each.level], each.name, each.code)):
        grouped.setdefault(each.place, []).append(each)
    return {place: tuple(members) for place, members in grouped.items()}


def compact(members: Sequence[Institution], convert: Convert) -> dict[str, Any]:
    """Return one place's list as its page loads it: rows [code, name, level, cares, since, checked, source, address, diseases].

    `cares` is the sum of 1 inpatient, 2 outpatient, 4 chronic; `source` counts in `sources`; `samples` names the made-up ones.
    `folds` holds each character that is written otherwise in traditional Chinese, behind its traditional form: a reader who
    types that form finds the name.
    """
    sources = sorted({each.source for each in members})
    rows = []
    for each in members:
        cares = sum(1 << i for i, care in enumerate(CARES) if care in each.cares)
        row = [each.code, each.name, each.level, cares, each.since, each.checked, sources.index(each.source)]
        rows.append([*row, each.address, list(each.diseases)])
    used = sorted({character for each in members for character in each.name + each.address})
    folds = "".join(other + character for character in used if len(other := convert(character)) == 1 and other != character)
    samples = sorted({each.source for each in members if each.sample})
    return {"sources": sources, "samples": samples, "folds": folds, "rows": rows}


def tally(members: Sequence[Institution]) -> dict[str, Any]:
    """Count a place's institutions, altogether and by kind of care; `sample` where any of them is made up."""
    cares = {care: sum(care in each.cares for each in members) for care in CARES}
    return {"count": len(members), **cares, "sample": any(each.sample for each in members)}
