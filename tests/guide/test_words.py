"""The catalogues: every word of the vocabulary and every value that a rule can have can be said in every language."""

import json
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from guide.content import Content
from guide.phrase import phrase
from guide.words import LANGUAGES, ORIGINAL, Words, load_words

ROOT = Path(__file__).parents[2]
RULES: dict[str, Any] = json.loads((ROOT / "schemas/content/region.json").read_text("utf-8"))["properties"]["rules"]["properties"]
PREFIXES = {
    "types": ("type", "type-explained"),
    "groups": ("group",),
    "schemes": ("scheme",),
    "documents": ("document",),
    "relations": ("relation",),
    "channels": ("channel",),
    "materials": ("material",),
    "credentials": ("credential",),
    "diseases": ("disease",),
    "statuses": ("status",),
    "levels": ("level",),
    "reasons": ("reason",),
}


@pytest.fixture(scope="module", params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return load_words(ROOT)[request.param]


def kinds(schema: Any) -> Iterator[str]:
    """Every kind that a rule's values may be of, wherever in the schema of the rule it stands."""
    if isinstance(schema, dict):
        if "kind" in schema.get("properties", {}):
            kind = schema["properties"]["kind"]
            yield from kind.get("enum", [kind.get("const")])
        for part in schema.values():
            yield from kinds(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from kinds(part)


def test_every_id_of_the_vocabulary_has_its_words(words: Words, content: Content) -> None:
    assert PREFIXES.keys() == content.vocabulary.keys()
    wanted = {f"{prefix}.{id_}" for name, prefixes in PREFIXES.items() for prefix in prefixes for id_ in content.ids(name)}
    assert wanted <= words.messages.keys()


def test_every_value_that_a_rule_can_have_has_its_sentence(words: Words) -> None:
    wanted = {f"rule.{rule}.{kind}" for rule, schema in RULES.items() for kind in kinds(schema)}
    wanted |= {f"rule.{rule}" for rule, schema in RULES.items() if not list(kinds(schema))}
    wanted |= {"rule.materials.none", "rule.agent_materials.none"} | {f"rule-name.{rule}" for rule in RULES}
    assert wanted <= words.messages.keys()


def test_every_recorded_value_can_be_said(words: Words, content: Content) -> None:
    for (_, rule, _), lines in content.rulebook.lines.items():
        for line in lines:
            if not line.withdrawn:
                key, params = phrase(rule, line.value)
                assert "{" not in words.say(key, **params)


def test_a_sentence_wants_the_same_parameters_in_every_language() -> None:
    catalogues = load_words(ROOT)
    wanted = {language: {key: parameters(text) for key, text in its.messages.items()} for language, its in catalogues.items()}
    first = wanted[ORIGINAL]
    assert {language: its for language, its in wanted.items() if its != first} == {}


def parameters(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}
