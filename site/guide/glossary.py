"""The words of the field as one language shows them, in the order in which its readers look for a word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guide.content import Content
from guide.words import ORIGINAL


@dataclass(frozen=True)
class Entry:
    """One term; `original` is the Chinese word that people meet on screens and papers, empty where the term is that word."""

    id: str
    term: str
    original: str
    meaning: str


def entries(content: Content, language: str) -> list[Entry]:
    """List every term: in Chinese as in the file, where related words stand together, else by the alphabet."""
    found = [_entry(term, language) for term in content.glossary]
    return found if language.startswith("zh") else sorted(found, key=lambda entry: _collated(entry.term))


def _entry(term: Mapping[str, Any], language: str) -> Entry:
    own, original = term["terms"][language], term["terms"][ORIGINAL]
    return Entry(term["id"], own, "" if own == original else original, term["meaning"][language])


def _collated(term: str) -> str:
    # Hangul and the alphabets stand in their own order in Unicode, but for capitals and the Russian ё.
    return term.casefold().replace("ё", "е")
