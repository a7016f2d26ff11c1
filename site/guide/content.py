"""Everything under content/, read, checked against its schemas and against itself, and ready to be compiled."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from guide import crosscheck, institutions
from guide.institutions import Institution
from guide.memory import Memory
from guide.read import ContentRefused, Document, Problem, against_schema, content_validator, read
from guide.rules import NATION, Dated, Rulebook
from guide.traditional import Convert, converter, with_traditional

AGGREGATES = frozenset({"province", "autonomous-region", "xpcc"})


@dataclass(frozen=True)
class Place:
    """One insured or treatment place, or a province that holds them."""

    code: str
    kind: str
    parent: str
    names: Mapping[str, str]
    pinyin: str
    also: tuple[str, ...] = ()

    @property
    def insures(self) -> bool:
        """Whether one can be insured and treated here; a province that is not a municipality only holds places that do."""
        return self.kind not in AGGREGATES


@dataclass(frozen=True)
class Letter:
    """A notice that is read or a letter that is signed; `sha256` identifies the version with all its translations."""

    id: str
    kind: str
    version: str
    sample: bool
    titles: Mapping[str, str]
    texts: Mapping[str, list[str]]
    sha256: str


@dataclass(frozen=True, eq=False)
class Content:
    """The whole content.

    `contents` are the pages by group in reading order, `cases` by the code that names their file, `schema` is the base schema of
    the registration service, `institutions` stand under their place, `api` holds the service's description: `openapi`, `problem`,
    and the shapes of an `amendment`, a `decision`, and several `decisions` at once.
    """

    places: Mapping[str, Place]
    sources: Mapping[str, Any]
    vocabulary: Mapping[str, Any]
    letters: Mapping[str, Letter]
    contents: Mapping[str, list[str]]
    glossary: list[Mapping[str, Any]]
    rulebook: Rulebook
    cases: Mapping[str, Sequence[Mapping[str, Any]]]
    schema: Mapping[str, Any]
    institutions: Mapping[str, tuple[Institution, ...]]
    api: Mapping[str, Any]

    def seen_from(self, place: str) -> "Content":
        """Return what the files of one place are made from: all but the rules of places from which it inherits nothing."""
        return replace(self, rulebook=self.rulebook.seen_from(place))

    def without_rules(self) -> "Content":
        """Return what the files are made from that no place's rules have a part in."""
        return replace(self, rulebook=self.rulebook.without_lines())

    def insured_places(self) -> Iterator[Place]:
        """Yield the places where one can be insured, in the order of their codes."""
        return (place for place in self.places.values() if place.insures)

    def children(self, code: str) -> list[Place]:
        """List the places directly under a province."""
        return [place for place in self.places.values() if place.parent == code]

    def ids(self, name: str) -> list[str]:
        """List the ids of one closed list of the vocabulary."""
        return [entry["id"] for entry in self.vocabulary[name]]


def load(root: Path, memory: Memory | None = None) -> Content:
    """Read content/ and schemas/ under the project's root, of files that `memory` knows only what has changed.

    Raises ContentRefused with every problem found.
    """
    memory = memory or Memory()
    documents: dict[str, Document] = {}
    sound: set[str] = set()
    problems: list[Problem] = []
    patterns = {"places": "places.yaml", "sources": "sources.yaml", "vocabulary": "vocabulary.yaml", "contents": "contents.yaml"}
    patterns |= {"glossary": "glossary.yaml", "region": "regions/*.yaml", "letter": "letters/*.yaml", "cases": "cases/*.yaml"}
    for name, pattern in patterns.items():
        shape = (root / f"schemas/content/{name}.json").read_text("utf-8")
        paths = sorted((root / "content").glob(pattern))
        problems += () if paths else [Problem(f"content/{pattern}", 1, "there is no such file")]
        for path in paths:
            document, faults = memory.recall(path, (path.read_bytes(), shape), partial(_checked, path, root, shape))
            if document.lines or not faults:
                documents[document.file] = document
            if not faults:
                sound.add(document.file)
            problems += faults
    schema = _json(root, "registration/v1")
    problems += crosscheck.all_problems(documents, sound, schema)
    # Against lists that cannot be read nothing can be said of a row.
    listed: list[Institution] = []
    if {f"content/{name}" for name in ("places.yaml", "sources.yaml", "vocabulary.yaml")} <= sound:
        listed, faults = institutions.read_all(root, _json(root, "content/institution"), _nameable(documents))
        problems += faults
    if problems:
        raise ContentRefused(problems)
    described = ("openapi", "problem", "amendment", "decision", "decisions", "notification")
    api = {name: _json(root, f"api/{name}") for name in described}
    return _assemble(documents, schema, listed, api, converter(root))


def _json(root: Path, name: str) -> Any:
    return json.loads((root / f"schemas/{name}.json").read_text("utf-8"))


def _checked(path: Path, root: Path, shape: str) -> tuple[Document, list[Problem]]:
    """Read one file and hold it to its schema."""
    document, faults = read(path, root)
    if document.lines or not faults:
        faults += against_schema(document, content_validator(json.loads(shape)))
    return document, faults


def _nameable(documents: Mapping[str, Document]) -> institutions.Known:
    """Gather what a list of institutions may name."""
    sources = documents["content/sources.yaml"].data["sources"]
    vocabulary = documents["content/vocabulary.yaml"].data
    return institutions.Known(
        places={place["code"] for place in documents["content/places.yaml"].data["places"] if place["kind"] not in AGGREGATES},
        levels={level["national"]: level["id"] for level in vocabulary["levels"]},
        diseases={disease["id"] for disease in vocabulary["diseases"]},
        sources={source["id"] for source in sources},
        samples={source["id"] for source in sources if source["seen"] == "sample"},
    )


def _assemble(
    documents: Mapping[str, Document],
    schema: Mapping[str, Any],
    listed: list[Institution],
    api: Mapping[str, Any],
    convert: Convert,
) -> Content:
    def data(file: str) -> Any:
        return with_traditional(documents[f"content/{file}.yaml"].data, convert)

    def each(folder: str, make: Callable[[Any], Any]) -> list[Any]:
        return [make(doc.data) for file, doc in documents.items() if file.startswith(f"content/{folder}/")]

    places = {entry["code"]: _place(entry, convert) for entry in data("places")["places"]}
    vocabulary = data("vocabulary")
    lines = {
        (region["code"], rule, scope): tuple(map(Dated.of, values))
        for region in each("regions", dict)
        for rule, scopes in region["rules"].items()
        for scope, values in scopes.items()
    }
    parents = {NATION: None} | {place.code: place.parent for place in places.values()}
    return Content(
        places=places,
        sources={source["id"]: source for source in data("sources")["sources"]},
        vocabulary=vocabulary,
        letters={letter.id: letter for letter in each("letters", lambda letter: _letter(letter, convert))},
        contents={group["id"]: group["pages"] for group in data("contents")["groups"]},
        glossary=data("glossary")["terms"],
        rulebook=Rulebook(parents, {entry["id"]: entry["group"] for entry in vocabulary["types"]}, lines),
        cases={Path(file).stem: doc.data["cases"] for file, doc in documents.items() if file.startswith("content/cases/")},
        schema=schema,
        institutions=institutions.by_place(listed, [level["id"] for level in vocabulary["levels"]]),
        api=api,
    )


def _place(entry: Mapping[str, Any], convert: Convert) -> Place:
    also = entry.get("also", ())
    return Place(**{"parent": NATION, **entry, "also": tuple(dict.fromkeys([*also, *map(convert, also)]))})


def _letter(data: Mapping[str, Any], convert: Convert) -> Letter:
    # The hash is of what people wrote: a later OpenCC makes no new version of a letter.
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Letter(**with_traditional(data, convert), sha256=hashlib.sha256(canonical.encode()).hexdigest())
