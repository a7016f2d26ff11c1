"""What no schema of one file can say: names that must be known elsewhere, dates that must not collide."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from guide.read import Document, Problem
from guide.rules import NATION

# The closed list whose ids a rule's value is made of.
LISTS = {
    "types_offered": "types",
    "schemes": "schemes",
    "channels": "channels",
    "credential": "credentials",
    "materials": "materials",
    "chronic_diseases": "diseases",
}
# The part of the base schema that must offer exactly a closed list, so that neither can grow without the other.
OFFERED = {
    "schemes": ("properties", "scheme", "enum"),
    "relations": ("properties", "filer", "properties", "relation", "enum"),
    "materials": ("properties", "materials", "items", "properties", "material", "enum"),
    "documents": ("$defs", "document", "properties", "kind", "enum"),
}


def all_problems(documents: Mapping[str, Document], schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield every problem between the files; each file is already as its own schema says."""
    places, sources = documents["content/places.yaml"], documents["content/sources.yaml"]
    vocabulary = documents["content/vocabulary.yaml"]
    letters = {doc.data["id"] for doc in documents.values() if doc.file.startswith("content/letters/")}
    known = {name: {entry["id"] for entry in entries} for name, entries in vocabulary.data.items()}
    known |= {"letters": letters, "sources": {source["id"] for source in sources.data["sources"]}}
    known["places"] = {place["code"] for place in places.data["places"]} | {NATION}
    yield from _twice(places, "places", "code")
    yield from _twice(sources, "sources", "id")
    for name in vocabulary.data:
        yield from _twice(vocabulary, name, "id")
    yield from _offered(vocabulary, known, schema)
    for i, place in enumerate(places.data["places"]):
        if place.get("parent", NATION) not in known["places"]:
            yield places.problem(f"/places/{i}/parent", f"{place['code']}: parent {place['parent']} is not a place")
    yield from _through(sources, known["sources"])
    for document in documents.values():
        if document.file.startswith("content/regions/"):
            yield from _region(document, known)


def _twice(document: Document, name: str, key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, entry in enumerate(document.data[name]):
        if entry[key] in seen:
            yield document.problem(f"/{name}/{i}", f"{name}: {entry[key]} stands twice")
        seen.add(entry[key])


def _offered(vocabulary: Document, known: Mapping[str, set[str]], schema: Mapping[str, Any]) -> Iterator[Problem]:
    for name, path in OFFERED.items():
        part: Any = schema
        for step in path:
            part = part[step]
        for missing in sorted(set(part) ^ known[name]):
            yield vocabulary.problem(f"/{name}", f"{name}: {missing} is in only one of vocabulary and base schema")


def _through(sources: Document, known: set[str]) -> Iterator[Problem]:
    for i, source in enumerate(sources.data["sources"]):
        for other in set(source.get("through", ())) - known:
            yield sources.problem(f"/sources/{i}/through", f"{source['id']}: source {other} is not known")
        if date.fromisoformat(source["review_by"]) <= date.fromisoformat(source["checked"]):
            yield sources.problem(f"/sources/{i}/review_by", f"{source['id']}: review_by must come after checked")


def _region(document: Document, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    code = document.data["code"]
    if code not in known["places"]:
        yield document.problem("/code", f"{code} is not a place")
    if not document.file.endswith(f"/{code}.yaml"):
        yield document.problem("/code", f"the file of {code} must be named {code}.yaml")
    for rule, scopes in document.data["rules"].items():
        for scope, lines in scopes.items():
            yield from _lines(document, known, rule, f"/rules/{rule}/{scope}", lines)


def _lines(
    document: Document, known: Mapping[str, set[str]], rule: str, pointer: str, lines: list[dict[str, Any]]
) -> Iterator[Problem]:
    where = f"{document.data['code']}: {pointer.removeprefix('/rules/')}"
    latest: dict[str, str] = {}
    for i, line in enumerate(lines):
        at = f"{pointer}/{i}"
        if line["source"] not in known["sources"]:
            yield document.problem(f"{at}/source", f"{where}: source {line['source']} is not known")
        for channel in line.get("channels", ["every channel"]):
            if channel not in known["channels"] and "channels" in line:
                yield document.problem(f"{at}/channels", f"{where}: channel {channel} is not known")
            before = latest.get(channel, "")
            if line["from"] == before:
                yield document.problem(f"{at}/from", f"{where}: two values from {before} for {channel}")
            elif line["from"] < before:
                yield document.problem(f"{at}/from", f"{where}: {line['from']} stands after {before}; oldest first")
            latest[channel] = line["from"]
        for name, identifier in _identifiers(rule, line.get("value")):
            if identifier not in known[name]:
                yield document.problem(f"{at}/value", f"{where}: {identifier} is not in the list of {name}")


def _identifiers(rule: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield each id in a value with the name of the list that it must come from."""
    if isinstance(value, dict):
        if "letter" in value:
            yield "letters", value["letter"]
        value = value.get("any_of", value.get("diseases", []))
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, str):
            yield LISTS[rule], entry
        else:
            yield from _identifiers(rule, entry)
