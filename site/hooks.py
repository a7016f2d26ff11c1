"""What mkdocs is told about the guide. The only file that knows mkdocs."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

from guide.fields import steps
from guide.form_words import later
from guide.modules import imports, preload
from guide.search import Section, index, sections
from guide.situation import QUESTIONS
from guide.tongues import mark
from guide.words import LANGUAGES, Words

ROOT = Path(__file__).parents[1]
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]+)?")
_DRAWN: dict[str, str] = {}
# What was found on the pages of each language, by address, and the order of these; who watches keeps it from build to build.
SEARCHED: defaultdict[str, dict[str, list[Section]]] = defaultdict(dict)
_ORDER: dict[str, list[str]] = {}
_IMPORTED: dict[str, Sequence[str]] = {}


@cache
def _frame(language: str) -> dict[str, Any]:
    made: dict[str, Any] = json.loads((ROOT / f"build/frame/{language}.json").read_text("utf-8"))
    return made


def on_config(config: Any) -> Any:
    """Refuse an address for uploads that is no origin: whatever else it says would become part of the pages' policy."""
    uploads = config["extra"]["uploads"]
    if uploads and not _ORIGIN.fullmatch(uploads):
        raise PluginError("UPLOADS_URL is an origin, such as https://bucket.example, without a path")
    _frame.cache_clear()
    _IMPORTED.update(imports(ROOT / "site/assets"))
    return config


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Give the templates what `python -m guide` made for them: the words of the page's language, the form's questions."""
    language = config["extra"]["language"]
    _ORDER[language] = [file.page.url for file in files.documentation_pages()]
    frame = _frame(language)
    messages = frame["messages"]
    env.globals |= {"t": Words(language, messages).say, "language": language, "languages": list(LANGUAGES), "endonyms": LANGUAGES}
    env.globals |= {"steps": steps(frame["content"]["schema"]), "questions": QUESTIONS, **frame}

    def words_of(*prefixes: str, but: tuple[str, ...] = ()) -> dict[str, str]:
        """Pick the messages that a script of the page needs."""
        return {key: message for key, message in messages.items() if key.startswith(prefixes) and not key.startswith(but)}

    def first_words_of(*prefixes: str, but: tuple[str, ...] = ()) -> dict[str, str]:
        """Pick the messages that a script of the page needs before it fetches the others."""
        fetched = later(messages)
        return {key: message for key, message in words_of(*prefixes, but=but).items() if key not in fetched}

    env.globals |= {"words_of": words_of, "first_words_of": first_words_of}
    # As they are: escaped, letters that are not Latin would take three times the room.
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    env.globals["say_in"] = lambda other, key: Words(other, _frame(other)["messages"]).say(key)
    return env


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Lay a page aside that the build drew: it is HTML, and looking for Markdown in it takes most of the time of a build."""
    if not page.meta.get("drawn"):
        return markdown
    _DRAWN[page.file.src_uri] = markdown
    return ""


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Keep what can be searched; the pages of single places are found by the place finder, and lead to their sheets."""
    html = _DRAWN.pop(page.file.src_uri, html)
    if page.url in {"places/", "print/"} or not page.url.startswith(("places/", "print/")):
        address = "" if page.is_homepage else page.url
        found = sections(address, page.title, html, page.meta.get("keywords", ""))
        SEARCHED[config["extra"]["language"]][page.url] = list(found)
    return html


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Mark Chinese words in the pages of other languages, and name the scripts that the page's own import."""
    return mark(preload(output, _IMPORTED), config["extra"]["language"])


def on_post_template(output: str, template_name: str, config: Any) -> str:
    """Do the same with the page for what is not there; the map for search engines is none that people read."""
    return mark(output, config["extra"]["language"]) if template_name.endswith(".html") else output


def on_post_build(config: Any) -> None:
    """Write the index that the search page loads."""
    language = config["extra"]["language"]
    found = SEARCHED[language]
    made = index([section for address in _ORDER[language] for section in found.get(address, ())], language)
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    (Path(config["site_dir"]) / "search.json").write_text(text, "utf-8")
