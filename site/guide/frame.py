"""What the frame around every page says in one language, gathered once so that mkdocs need not read content/ again."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from guide.content import Content
from guide.facts import FORM_CHANNEL
from guide.words import Words


def frame(content: Content, words: Words, contents: Sequence[Any], finder: str) -> dict[str, Any]:
    """Return what the templates of site/overrides are given, as JSON has it; `contents` are the pages by group,
    `finder` is the place finder as it is drawn, with `{root}` where a page puts the way to the language's root.

    Of the content only what a template shows: the letters and the schema of a filing for the form, the sources.
    """
    return {
        "messages": words.messages,
        "contents": contents,
        "finder": finder,
        "form_channel": FORM_CHANNEL,
        "content": {
            "letters": {letter.id: asdict(letter) for letter in content.letters.values()},
            "schema": content.schema,
            "sources": content.sources,
        },
    }
