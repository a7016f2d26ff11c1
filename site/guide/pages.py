"""Draws the pages: hand-written prose from content/pages/, and one page for the nation, each province and each place."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from guide.content import Content
from guide.words import Words


def pages(root: Path, content: Content, words: Mapping[str, Words], day: date) -> Iterator[tuple[str, bytes]]:
    """Yield every file under docs/<language>/ with its bytes."""
    for language in words:
        folder = root / "content/pages" / language
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield f"docs/{language}/{path.relative_to(folder).as_posix()}", path.read_bytes()
