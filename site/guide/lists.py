"""Compiles what an employer's list may be made of: its columns, and how each and every word in it may be written."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from guide import facts
from guide.content import Content
from guide.words import ORIGINAL, Words

# Each column with the place in a filing that it fills, and the kind of what stands in it. A list has no column for the notice
# (whoever brings the list reads it once), nor for a commitment letter: that is signed by the person, or by their agent, alone.
_COLUMNS = (
    ("type", "/type", "types"),
    ("scheme", "/scheme", "schemes"),
    ("name", "/insured/name", "text"),
    ("document", "/insured/document/kind", "documents"),
    ("number", "/insured/document/number", "number"),
    ("phone", "/contact/phone", "phone"),
    ("address", "/contact/address", "text"),
    *(
        (name + (f"_{i + 1}" if i else ""), f"/treatments/{i}/{member}", kind)
        for i in range(5)
        for name, member, kind in (("treatment", "place", "places"), ("from", "from", "date"), ("until", "until", "date"))
    ),
    ("admitted", "/admission/admitted_on", "date"),
    ("hospital", "/referral/institution", "text"),
    ("level", "/referral/level", "levels"),
    ("papers", "/materials", "materials"),
    ("agent_name", "/filer/name", "text"),
    ("agent_document", "/filer/document/kind", "documents"),
    ("agent_number", "/filer/document/number", "number"),
    ("agent_phone", "/filer/phone", "phone"),
)
# The message of an entry of each closed list, and of places that may be written without what kind of place they are.
_MESSAGES = {"types": "type", "schemes": "scheme", "documents": "document", "materials": "material"}
_ENDS = {"municipality": "市", "city": "市", "county-level-city": "市", "prefecture": "地区", "league": "盟"}


def compile_lists(content: Content, words: Mapping[str, Words]) -> dict[str, Any]:
    """Return `columns` (id, pointer, kind, names), `words` (by kind: how it may be written, folded, to its id), and the notice.

    Names and words are those of every language, and the ids themselves; one that two entries share leads to neither.
    """
    notice = facts.notice(content)
    return {
        "columns": [
            {"id": column, "pointer": pointer, "kind": kind, "names": sorted(_named(words, f"column.{column}", column))}
            for column, pointer, kind in _COLUMNS
        ],
        "words": {
            **{kind: _of(_entries(content, words, kind, message)) for kind, message in _MESSAGES.items()},
            "levels": _of((str(level), _named(words, f"level.{level}", str(level))) for level in (1, 2, 3)),
            "places": _of((place.code, _of_place(place)) for place in content.places.values()),
        },
        "notice": {"id": notice.id, "sha256": notice.sha256},
    }


def _entries(content: Content, words: Mapping[str, Words], kind: str, message: str) -> Iterable[tuple[str, set[str]]]:
    for entry in content.vocabulary[kind]:
        also = {folded(name) for name in entry.get("also", ())}
        yield entry["id"], _named(words, f"{message}.{entry['id']}", entry["id"]) | also


def _named(words: Mapping[str, Words], message: str, own: str) -> set[str]:
    return {folded(own), *(folded(each.say(message)) for each in words.values())}


def _of_place(place: Any) -> set[str]:
    """Gather a place's code and names; in Chinese also without the ending (北京, 扬州)."""
    name = place.names[ORIGINAL]
    names = {place.code, *place.names.values(), *place.also, name.removesuffix(_ENDS.get(place.kind, ""))}
    return {folded(each) for each in names if each}


def _of(entries: Iterable[tuple[str, set[str]]]) -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for identifier, names in entries:
        for name in names:
            found.setdefault(name, set()).add(identifier)
    return {name: min(identifiers) for name, identifiers in sorted(found.items()) if len(identifiers) == 1}


def folded(text: str) -> str:
    """Return a word as it is compared: without spaces, width and case; `filings.desk.sheet` folds what stands in a list alike."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
