"""The page of changes asks for what the service takes, in every language."""

import json
from pathlib import Path

import pytest

from filings.actions import ACTIONS, CHANGEABLE, CORRECTABLE
from guide.words import LANGUAGES, Words, load_words
from published import FOLDERS, page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_member_that_may_be_amended_has_its_questions(root: Path, language: str) -> None:
    schema = json.loads((root / "schemas/api/amendment.json").read_text("utf-8"))["properties"]
    taken = {name for name, member in schema["changes"]["properties"].items() if member is not False}
    asked = set(page(f"{FOLDERS[language]}amend/index.html").xpath("//fieldset/@data-part"))
    assert asked == taken | {"materials", "until"}
    assert {*CORRECTABLE, *CHANGEABLE} == taken


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_its_words(root: Path, language: str) -> None:
    words: Words = load_words(root)[language]
    for action in ACTIONS:
        assert {f"ways.action.{action}", f"ways.action.{action}.means", f"ways.done.{action}"} <= words.messages.keys()
