"""Every page of the site: hand-written prose from content/pages/, and a page for the nation, each province and each place."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from guide import finder, views
from guide.blank import Sheets
from guide.content import Content
from guide.draw import Drawing
from guide.frame import frame
from guide.markers import fill
from guide.prose import contents, read_pages
from guide.rules import NATION
from guide.words import ORIGINAL, Words


def pages(
    root: Path, content: Content, words: Mapping[str, Words], day: date, addresses: Mapping[str, str]
) -> Iterator[tuple[str, bytes]]:
    """Yield every file under docs/<language>/ with its bytes, what people wrote and the rest drawn as of `day`; and the frames.

    `addresses` holds the public address of each language's root, ending in a slash.
    """
    drawings = {language: Drawing(content, its, day) for language, its in words.items()}
    written = read_pages(root)
    for language, drawing in drawings.items():
        folder = f"docs/{language}"
        order = contents(content, written[language], words[language])
        sheets = Sheets(drawing, words[ORIGINAL])
        yield f"frame/{language}.json", _json(frame(content, words[language], order, drawing.part("finder", root="{root}")))
        yield f"{folder}/sheet.json", _json({"html": sheets.registration()})
        for name, text in written[language].items():
            yield f"{folder}/{name}", fill(text, name, drawing, order).encode()
        yield from _copied(root / "site/assets", f"{folder}/assets")
        yield f"{folder}/places/index.md", drawing.places()
        yield f"{folder}/sources.md", drawing.sources()
        yield f"{folder}/glossary.md", drawing.glossary()
        yield f"{folder}/changes.md", drawing.changes()
        yield f"{folder}/changes.atom", drawing.feed(addresses[language])
        yield from ((f"{folder}/{name}", body) for name, body in sheets.pages())
        yield f"{folder}/places.json", _json(finder.rows(content, words[language]))
    national = views.gather(content, NATION, day)
    for language, drawing in drawings.items():
        yield f"docs/{language}/national.md", drawing.national(national)
    for place in content.places.values():
        found = views.gather(content, place.code, day)
        for language, drawing in drawings.items():
            draw = drawing.place if place.insures else drawing.province
            yield f"docs/{language}/places/{place.code}.md", draw(place, found)


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _copied(folder: Path, under: str) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{under}/{path.relative_to(folder).as_posix()}", path.read_bytes()
