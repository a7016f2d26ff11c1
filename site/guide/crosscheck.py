"""What no schema of one file can say: names that must be known elsewhere, dates that must not collide."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
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
    "fileable types": ("properties", "type", "enum"),
    "schemes": ("properties", "scheme", "enum"),
    "relations": ("properties", "filer", "properties", "relation", "enum"),
    "materials": ("properties", "materials", "items", "properties", "material", "enum"),
    "documents": ("$defs", "document", "properties", "kind", "enum"),
}


class _Anything(set[str]):
    """Stands for a list that cannot be read: nothing is said to be missing in it."""

    def __contains__(self, _: object) -> bool:
        return True


def all_problems(documents: Mapping[str, Document], sound: Collection[str], schema: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield every problem between the files; `sound` names the files that are as their own schemas say.

    A region's file is looked through even where it is not sound, so that an editor hears of everything at once.
    """
    known: defaultdict[str, set[str]] = defaultdict(_Anything)
    known["samples"] = set()
    known["letters"] = {file.removeprefix("content/letters/").removesuffix(".yaml") for file in documents if "/letters/" in file}
    if "content/vocabulary.yaml" in sound:
        vocabulary = documents["content/vocabulary.yaml"]
        known |= {name: {entry["id"] for entry in entries} for name, entries in vocabulary.data.items()}
        known["fileable types"] = {entry["id"] for entry in vocabulary.data["types"] if entry.get("files", True)}
        yield from _vocabulary(vocabulary, known, schema)
    if "content/sources.yaml" in sound:
        sources = documents["content/sources.yaml"]
        known["sources"] = {source["id"] for source in sources.data["sources"]}
        known["samples"] = {source["id"] for source in sources.data["sources"] if source["seen"] == "sample"}
        yield from _sources(sources, known["sources"])
    if "content/places.yaml" in sound:
        places = documents["content/places.yaml"]
        known["places"] = {place["code"] for place in places.data["places"]} | {NATION}
        yield from _places(places, known["places"])
    if "content/glossary.yaml" in sound:
        yield from _twice(documents["content/glossary.yaml"], "terms", "id")
    for file, document in documents.items():
        if file.startswith("content/letters/"):
            yield from _named_after(document, "id")
        elif file.startswith("content/regions/"):
            yield from _region(document, known)


def _named_after(document: Document, member: str) -> Iterator[Problem]:
    name = document.data.get(member) if isinstance(document.data, dict) else None
    if name and not document.file.endswith(f"/{name}.yaml"):
        yield document.problem(f"/{member}", f"the file of {name} must be named {name}.yaml")


def _vocabulary(vocabulary: Document, known: Mapping[str, set[str]], schema: Mapping[str, Any]) -> Iterator[Problem]:
    for name in vocabulary.data:
        yield from _twice(vocabulary, name, "id")
    for name, path in OFFERED.items():
        part: Any = schema
        for step in path:
            part = part[step]
        for missing in sorted(set(part) ^ known[name]):
            yield vocabulary.problem(f"/{name}", f"{name}: {missing} is in only one of vocabulary and base schema")


def _sources(sources: Document, known: set[str]) -> Iterator[Problem]:
    yield from _twice(sources, "sources", "id")
    for i, source in enumerate(sources.data["sources"]):
        for other in set(source.get("through", ())) - known:
            yield sources.problem(f"/sources/{i}/through", f"{source['id']}: source {other} is not known")
        if date.fromisoformat(source["review_by"]) <= date.fromisoformat(source["checked"]):
            yield sources.problem(f"/sources/{i}/review_by", f"{source['id']}: review_by must come after checked")


def _places(places: Document, known: set[str]) -> Iterator[Problem]:
    yield from _twice(places, "places", "code")
    for i, place in enumerate(places.data["places"]):
        if place.get("parent", NATION) not in known:
            yield places.problem(f"/places/{i}/parent", f"{place['code']}: parent {place['parent']} is not a place")


def _twice(document: Document, name: str, key: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for i, entry in enumerate(document.data[name]):
        if entry[key] in seen:
            yield document.problem(f"/{name}/{i}", f"{name}: {entry[key]} stands twice")
        seen.add(entry[key])


def _region(document: Document, known: Mapping[str, set[str]]) -> Iterator[Problem]:
    if not isinstance(document.data, dict):
        return
    if "code" in document.data:
        yield from _named_after(document, "code")
        if document.data["code"] not in known["places"]:
            yield document.problem("/code", f"{document.data['code']} is not a place")
    for rule, scopes in _members(document.data.get("rules")):
        for scope, lines in _members(scopes):
            entries = [(i, line) for i, line in enumerate(lines) if isinstance(line, dict)] if isinstance(lines, list) else []
            yield from _order(document, f"/rules/{rule}/{scope}", entries)
            for i, line in entries:
                yield from _names(document, known, rule, f"/rules/{rule}/{scope}/{i}", line)


def _members(part: Any) -> list[tuple[str, Any]]:
    return list(part.items()) if isinstance(part, dict) else []


def _order(document: Document, pointer: str, entries: list[tuple[int, dict[str, Any]]]) -> Iterator[Problem]:
    """Hold a rule's lines to their order, channel by channel: oldest first, one value from one date."""
    where = f"{document.data.get('code')}: {pointer.removeprefix('/rules/')}"
    latest: dict[str, str] = {}
    for i, line in entries:
        begins = str(line.get("from", ""))
        for channel in line.get("channels", ["every channel"]):
            before = latest.get(channel, "")
            if begins == before:
                yield document.problem(f"{pointer}/{i}/from", f"{where}: two values from {before} for {channel}")
            elif begins < before:
                yield document.problem(f"{pointer}/{i}/from", f"{where}: {begins} stands after {before}; oldest first")
            latest[channel] = begins


def _names(
    document: Document, known: Mapping[str, set[str]], rule: str, pointer: str, line: Mapping[str, Any]
) -> Iterator[Problem]:
    where = f"{document.data.get('code')}: {pointer.removeprefix('/rules/').rpartition('/')[0]}"
    if "source" in line and line["source"] not in known["sources"]:
        yield document.problem(f"{pointer}/source", f"{where}: source {line['source']} is not known")
    elif line.get("source") in known["samples"]:
        yield document.problem(f"{pointer}/source", f"{where}: source {line['source']} is a sample; no rule may rest on it")
    for channel in line.get("channels", ()):
        if channel not in known["channels"]:
            yield document.problem(f"{pointer}/channels", f"{where}: channel {channel} is not known")
    for name, identifier in _identifiers(rule, line.get("value")):
        if identifier not in known[name]:
            yield document.problem(f"{pointer}/value", f"{where}: {identifier} is not in the list of {name}")


def _identifiers(rule: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield each id in a value with the name of the list that it must come from."""
    if isinstance(value, dict):
        if "letter" in value:
            yield "letters", value["letter"]
        value = value.get("any_of", value.get("diseases", []))
    for entry in value if isinstance(value, list) else ():
        if isinstance(entry, str) and rule in LISTS:
            yield LISTS[rule], entry
        elif isinstance(entry, dict):
            yield from _identifiers(rule, entry)
