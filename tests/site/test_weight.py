"""What a page weighs before its reader searches, and that no reader carries another language's data."""

import gzip
import json
import re
from functools import cache

import pytest

from guide.form_words import later
from guide.words import LANGUAGES, load_words
from published import FOLDERS, SITE, language, loads, page, pages
from running import ROOT

HEAVIEST = 100_000
SCRIPTS = {"ko": re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]+"), "ru": re.compile(r"[\u0400-\u04ff]+")}


@cache
def packed(file: str) -> int:
    return len(gzip.compress((SITE / file).read_bytes(), 6))


def test_no_page_weighs_more_than_a_hundred_kilobytes_with_all_that_it_loads() -> None:
    weights = {}
    for path in pages():
        loaded = sum(map(packed, loads(path)))
        # Packing makes a page smaller: what is light as it stands need not be packed to know.
        if loaded + (SITE / path).stat().st_size > HEAVIEST:
            weights[path] = loaded + packed(path)
    assert {path: weight for path, weight in weights.items() if weight > HEAVIEST} == {}


def test_the_words_on_a_page_for_its_scripts_are_those_of_its_language() -> None:
    words = load_words(ROOT)
    for path in pages():
        for block in page(path).xpath("//script[@id='words']/text()"):
            strays = {key: text for key, text in json.loads(block).items() if words[language(path)].messages.get(key) != text}
            assert strays == {}, path


@pytest.mark.parametrize("written", SCRIPTS)
def test_no_page_but_those_of_its_language_holds_text_in(written: str) -> None:
    """The switch in the header names a language in its own words; it says so with `lang`."""
    for path in pages():
        whole = (SITE / path).read_text("utf-8")
        if language(path) != written and SCRIPTS[written].search(whole.replace(LANGUAGES[written], "")):
            text = " ".join(page(path).xpath(f"//text()[not(ancestor-or-self::*[@lang='{written}'])]"))
            assert SCRIPTS[written].findall(text) == [], path


@pytest.mark.parametrize("tongue", LANGUAGES)
def test_the_forms_bring_no_words_that_they_fetch_and_lack_none_that_their_scripts_name(tongue: str) -> None:
    messages = load_words(ROOT)[tongue].messages
    fetched = json.loads((SITE / f"{FOLDERS[tongue]}form-words.json").read_text("utf-8"))
    assert fetched == later(messages)
    for path in (f"{FOLDERS[tongue]}{name}/index.html" for name in ("file", "amend")):
        [brought] = [json.loads(block) for block in page(path).xpath("//script[@id='words']/text()")]
        assert brought.keys() & fetched.keys() == set(), path
        scripts = "".join((SITE / file).read_text("utf-8") for file in loads(path) if file.endswith(".js"))
        named = set(re.findall(r'"([a-z-]+(?:\.[a-z0-9-]+)+)"', scripts)) & messages.keys()
        assert named - brought.keys() - fetched.keys() == set(), path
        # Of those that a script puts together, some: which, only the one who asks knows. Why a filing was refused, no form says.
        begun = set(re.findall(r"`([a-z-]+\.(?:[a-z-]+\.)*)\$\{", scripts)) - {"reason."}
        assert {begin for begin in begun if not any(key.startswith(begin) for key in (*brought, *fetched))} == set(), path


@pytest.mark.parametrize("tongue", LANGUAGES)
@pytest.mark.parametrize("file", ["search.json", "form-words.json"])
def test_what_a_language_fetches_holds_no_other(tongue: str, file: str) -> None:
    text = (SITE / f"{FOLDERS[tongue]}{file}").read_text("utf-8")
    assert [script.findall(text)[:5] for written, script in SCRIPTS.items() if written != tongue and script.search(text)] == []


def test_what_all_languages_share_holds_words_of_none_but_the_sources_own() -> None:
    for folder in ("forms", "rules", "institutions"):
        for file in sorted((SITE / folder).glob("*.json")):
            assert not any(script.search(file.read_text("utf-8")) for script in SCRIPTS.values()), file.name
