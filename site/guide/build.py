"""Makes everything under build/ that the site and the functions are made from."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from guide import institutions
from guide.content import Content, Place, load
from guide.contract import compile_contract
from guide.form import compile_form
from guide.lists import compile_lists
from guide.memory import Memory, fingerprint
from guide.output import Output
from guide.pages import pages, ruled_pages, unruled_pages
from guide.prose import Pages, read_pages
from guide.tables import compile_table
from guide.traditional import converter
from guide.words import LANGUAGES, ORIGINAL, Words, load_words

Made = tuple[str, bytes]
_TEMPLATES = Path(__file__).parent / "templates"
_FOLDERS = ("contracts", "forms", "frame", "institutions", "letters", "rules", "words", "docs")


# Where the site is served if nobody says otherwise: by `make serve`.
LOCAL = "http://127.0.0.1:8000/"


def build(
    root: Path, out: Path, day: date, environ: Mapping[str, str] | None = None, content: Content | None = None
) -> tuple[int, int]:
    """Compile content/ and schemas/ under `root` into `out` as of `day`; `environ` may hold the site's public addresses,
    `content` what was loaded from there already.

    Returns how many files there are and how many were written; a file whose bytes are the same is left alone, one that is no
    longer made is removed. Raises ContentRefused with every problem found.
    """
    return Builder(root, out, environ or {}).build(day, content)


class Builder:
    """Builds again and again in one process, and makes anew what rests on something that has changed."""

    def __init__(self, root: Path, out: Path, environ: Mapping[str, str]) -> None:
        self.root = root
        self.addresses = _addresses(environ)
        self.memory = Memory()
        self.output = Output(out, _FOLDERS)

    def build(self, day: date, content: Content | None = None) -> tuple[int, int]:
        """Do what `build` does, with what the build before has left."""
        root, memory = self.root, self.memory
        content = content or load(root, memory)
        spoken = fingerprint([root / "content/locales", root / "content/traditional.yaml"])
        words = memory.recall("words", spoken, partial(load_words, root))
        told = fingerprint([root / "content/pages", root / "content/traditional.yaml"])
        prose = memory.recall("prose", told, partial(read_pages, root))
        outputs = dict(pages(prose, content, words, day, self.addresses))
        outputs |= memory.recall("unruled", (_but_rules(root), day), lambda: _unruled(prose, content, words, day))
        outputs |= dict(
            [*_compiled(content, words), *_institutions(root, content), *_said(words), *_assets(root / "site/assets")]
        )
        for made in _ruled(root, content, words, day, memory):
            outputs |= made
        return len(outputs), self.output.put(outputs)


def _but_rules(root: Path) -> str:
    """Hash everything that pages are made from but the rules of places."""
    parts = [path for path in sorted((root / "content").iterdir()) if path.name != "regions"]
    return fingerprint([*parts, root / "schemas", _TEMPLATES])


def _unruled(prose: Pages, content: Content, words: Mapping[str, Words], day: date) -> Mapping[str, bytes]:
    return dict(unruled_pages(prose, content.without_rules(), words, day))


# What the files of every place rest on, beside rules; and with them the templates that they are drawn with.
_COMMON = ("places.yaml", "sources.yaml", "vocabulary.yaml", "traditional.yaml", "letters", "locales", "institutions")


def _ruled(root: Path, content: Content, words: Mapping[str, Words], day: date, memory: Memory) -> Iterator[Mapping[str, bytes]]:
    """Yield the files of every place, ruler by ruler, made from what can be known there: again only where that has changed."""
    shared = [root / "schemas", _TEMPLATES, *(root / "content" / name for name in _COMMON)]
    common = (fingerprint(shared), day, tuple(content.rulebook.names))
    places: dict[str, list[Place]] = {}
    for place in content.places.values():
        places.setdefault(content.rulebook.ruler(place.code), []).append(place)
    for ruler, its in places.items():
        rules = fingerprint(root / f"content/regions/{step}.yaml" for step in content.rulebook.chain(ruler))
        codes = tuple(place.code for place in its)
        make = partial(_of_ruler, content.seen_from(ruler), words, day, ruler, its)
        yield memory.recall(("ruler", ruler), (common, rules, codes), make)


def _of_ruler(
    content: Content, words: Mapping[str, Words], day: date, ruler: str, places: Sequence[Place]
) -> Mapping[str, bytes]:
    """Make decision table, contracts, forms and pages of the places where one ruler's rules hold."""
    insured = [place.code for place in places if place.insures]
    contracts = _dated(content, day, "contracts", insured, compile_contract)
    forms = _dated(content, day, "forms", insured, compile_form)
    tables = _dated(content, day, "rules", [ruler] if insured else [], compile_table)
    return dict([*contracts, *forms, *tables, *ruled_pages(content, words, day, ruler, places)])


def _addresses(environ: Mapping[str, str]) -> dict[str, str]:
    """Name each language's public address as mkdocs knows it: SITE_URL, SITE_URL_EN, SITE_URL_ZH_HANT and so on."""
    found = {language: f"{LOCAL}{language}/" for language in LANGUAGES} | {ORIGINAL: LOCAL}
    names = {language: f"SITE_URL_{language.upper().replace('-', '_')}" for language in LANGUAGES} | {ORIGINAL: "SITE_URL"}
    return {language: environ.get(names[language], address) for language, address in found.items()}


def _json(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _compiled(content: Content, words: Mapping[str, Words]) -> Iterator[Made]:
    """Yield base schema, the shapes of amendments, decisions and lists, and the letters."""
    yield "contracts/v1.json", _json(content.schema)
    for shape in ("amendment", "decision", "decisions"):
        yield f"contracts/{shape}.json", _json(content.api[shape])
    yield "contracts/codes.json", _json(_codes(content))
    yield "contracts/lists.json", _json(compile_lists(content, words))
    for letter in content.letters.values():
        yield f"letters/{letter.id}.json", _json(asdict(letter))


def _codes(content: Content) -> dict[str, dict[str, str]]:
    """Gather the national codes of the vocabulary under the names of the national fields, for exports."""
    fields = {"insutype": "schemes", "psn_cert_type": "documents", "agnter_rlts": "relations", "dcla_souc": "channels"}
    return {field: {entry["id"]: entry["national"] for entry in content.vocabulary[name]} for field, name in fields.items()}


def _dated(
    content: Content, day: date, folder: str, codes: Iterable[str], made: Callable[[Content, str, date], Any]
) -> Iterator[Made]:
    """Yield what is made of each place as it stands, and once more for each day to come on which a rule changes."""
    for code in codes:
        yield f"{folder}/{code}.json", _json(made(content, code, day))
        for later in content.rulebook.change_days(code):
            if later > day:
                yield f"{folder}/{code}.{later}.json", _json(made(content, code, later))


# What the service itself says, for which it reads no catalogues: where its sign-in is for development, and in messages; and the
# reasons of refusals, which an officer reads in the language of the person who will read them.
_SAID = {"local": "desk-local.", "reasons": "reason.", "telling": "telling."}


def _said(words: Mapping[str, Words]) -> Iterator[Made]:
    """Yield the sentences that the service says by itself, by language."""
    for name, prefix in _SAID.items():
        said = {
            language: {key.removeprefix(prefix): text for key, text in its.messages.items() if key.startswith(prefix)}
            for language, its in words.items()
        }
        yield f"words/{name}.json", _json(said)


def _assets(folder: Path) -> Iterator[Made]:
    """Yield what pages load, once for each language: each is a site of its own."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            body = path.read_bytes()
            yield from ((f"docs/{language}/assets/{path.relative_to(folder).as_posix()}", body) for language in LANGUAGES)


def _institutions(root: Path, content: Content) -> Iterator[Made]:
    """Yield a list for each place that has one, and an index that counts them."""
    convert = converter(root)
    for place, members in content.institutions.items():
        yield f"institutions/{place}.json", _json(institutions.compact(members, convert))
    counts = {place: institutions.tally(members) for place, members in content.institutions.items()}
    yield "institutions/index.json", _json(counts)
