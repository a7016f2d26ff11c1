"""Makes the search index of every language from the built pages, and nothing else: what our search costs a build."""

import re

from guide.search import Section, index, sections
from published import FOLDERS, SITE, pages, without_language

_MAIN = re.compile(r"<main\b.*?</main>", re.DOTALL)


def main() -> None:
    """Index what site/hooks.py indexes, and throw the result away."""
    for language, folder in FOLDERS.items():
        found: list[Section] = []
        for path in pages():
            here = without_language(path)
            if path == folder + here and (here == "places/index.html" or not here.startswith("places/")):
                body = _MAIN.search((SITE / path).read_text("utf-8"))
                found += sections(here.removesuffix("index.html"), here, body[0] if body else "")
        index(found, language)


if __name__ == "__main__":
    main()
