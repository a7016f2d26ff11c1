"""What mkdocs is told about the guide. The only file that knows mkdocs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from guide.content import load
from guide.draw import Drawing
from guide.facts import FORM_CHANNEL
from guide.fields import steps
from guide.prose import contents, read_pages
from guide.search import Section, index, sections
from guide.situation import QUESTIONS
from guide.tongues import mark
from guide.words import LANGUAGES, load_words

ROOT = Path(__file__).parents[1]
_SEARCHED: list[Section] = []


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Give the templates the words of the page's language, the content and the form's questions."""
    language = config["extra"]["language"]
    content, every = load(ROOT), load_words(ROOT)
    words = every[language]
    env.globals |= {"t": words.say, "content": content, "language": language, "languages": list(LANGUAGES), "endonyms": LANGUAGES}
    env.globals["contents"] = contents(content, read_pages(ROOT)[language], words)
    env.globals["questions"] = QUESTIONS
    env.globals |= {"steps": steps(content.schema), "form_channel": FORM_CHANNEL, "messages": words.messages}

    def words_of(*prefixes: str) -> dict[str, str]:
        """Pick the messages that a script of the page needs."""
        return {key: message for key, message in words.messages.items() if key.startswith(prefixes)}

    env.globals["words_of"] = words_of
    env.globals["say_in"] = lambda other, key: every[other].say(key)
    env.globals["part"] = Drawing(content, words, datetime.now(UTC).date()).part
    return env


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Keep what can be searched; the pages of single places are found by the place finder."""
    if page.url == "places/" or not page.url.startswith("places/"):
        address = "" if page.is_homepage else page.url
        _SEARCHED.extend(sections(address, page.title, html, page.meta.get("keywords", "")))
    return html


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Mark Chinese words in the pages of other languages."""
    return mark(output, config["extra"]["language"])


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """Do the same with the page for what is not there."""
    return mark(output, config["extra"]["language"])


def on_post_build(config: Any) -> None:
    """Write the index that the search page loads."""
    made = index(_SEARCHED, config["extra"]["language"])
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    (Path(config["site_dir"]) / "search.json").write_text(text, "utf-8")
