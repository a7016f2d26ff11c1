"""Nothing ships half translated: no sentence of one hand-written language stands in another."""

import re
from itertools import combinations

import pytest

from guide.prose import read_pages
from guide.words import DERIVED, LANGUAGES, load_words
from running import ROOT

WRITTEN = [language for language in LANGUAGES if language != DERIVED]
PAIRS = list(combinations(WRITTEN, 2))
# Names that Chinese writes in Latin letters, and what the interface calls its own parts.
NAMES = {
    *(
        "App",
        "Atom",
        "UUID",
        "KiB",
        "JSON",
        "Schema",
        "Pointer",
        "NaN",
        "JavaScript",
        "OpenID",
        "Connect",
        "PKCE",
        "FXM",
        *("JWT", "RFC", "zip", "AWS", "Lambda"),
        "yangzhou",
        "Parquet",
        "yz",
    ),
    *("CSV", "Excel", "UTF", "GB", "PDF", "JPEG", "PNG", "HEIC", "MB", "SHA", "SVG", "canvas", "https"),
    *("findings", "pointer", "rule", "params", "Idempotency", "Key", "application", "json", "Allow"),
}
LATIN = re.compile(r"[A-Za-z]{2,}")
# Paragraphs that say the same in every language: markers, code, and what is only addresses.
UNSAID = re.compile(r"<!--.*?-->|`[^`]*`|\]\([^)]*\)|\{[^}]*\}|https?://\S+", re.DOTALL)


def said(text: str) -> str:
    """What is left of a text to be read, without markers, code, addresses and parameters."""
    return UNSAID.sub("", text)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_message_is_the_same_in_two_languages(one: str, other: str) -> None:
    words = load_words(ROOT)
    same = {
        key
        for key, message in words[one].messages.items()
        if message == words[other].messages[key] and re.search(r"[^\W\d_]{2,}", said(message))
    }
    assert same == set()


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_no_paragraph_is_the_same_in_two_languages(one: str, other: str) -> None:
    pages = read_pages(ROOT)
    same = {
        (name, paragraph)
        for name, text in pages[one].items()
        for paragraph in set(text.split("\n\n")) & set(pages[other][name].split("\n\n"))
        if re.search(r"[^\W\d_]{2,}", said(paragraph))
    }
    assert same == set()


def test_nothing_is_left_in_english_in_the_chinese_messages() -> None:
    messages = load_words(ROOT)["zh-Hans"].messages
    assert {
        (word, key) for key, message in messages.items() for word in LATIN.findall(said(message)) if word not in NAMES
    } == set()
