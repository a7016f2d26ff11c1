"""The hand-written pages of every language, and the order in which they are read."""

from collections.abc import Mapping
from pathlib import Path

from guide.content import Content
from guide.read import ContentRefused, Problem, front_matter
from guide.traditional import converter
from guide.words import DERIVED, LANGUAGES, ORIGINAL, Words

Pages = Mapping[str, Mapping[str, str]]


def read_pages(root: Path) -> Pages:
    """Read content/pages/: Markdown by language and file name; raises ContentRefused where a language lacks a page."""
    written = {language: _read(root / "content/pages" / language) for language in LANGUAGES if language != DERIVED}
    every = {name: language for language, pages in written.items() for name in pages}
    problems = [
        Problem(f"content/pages/{language}/{name}", 1, f"is missing; {other} has it")
        for name, other in every.items()
        for language, pages in written.items()
        if name not in pages
    ]
    problems += [
        Problem(f"content/pages/{language}/{name}", 1, "has no title")
        for language, pages in written.items()
        for name, text in pages.items()
        if not front_matter(text).get("title")
    ]
    if problems:
        raise ContentRefused(problems)
    convert = converter(root)
    written[DERIVED] = {name: convert(text) for name, text in written[ORIGINAL].items()}
    return {language: written[language] for language in LANGUAGES}


def _read(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.md"))}


def contents(content: Content, pages: Mapping[str, str], words: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """List the groups of the site's contents in one language: the group's title, then address and title of each page."""

    def title(page: str) -> str:
        written = pages.get(f"{page}.md")
        return str(front_matter(written)["title"]) if written else words.say(f"{page}.title")

    groups = content.contents.items()
    return [(words.say(f"contents.{group}"), [(f"{page}/", title(page)) for page in listed]) for group, listed in groups]
