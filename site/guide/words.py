"""The sentences of one language: gettext catalogues under content/locales/, looked up by message id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.messages.pofile import PoFileError, read_po

from guide.read import ContentRefused, Problem
from guide.traditional import converter

# What each language calls itself. The original stands at the site's root; one is derived from it.
LANGUAGES = {"zh-Hans": "简体中文", "zh-Hant": "繁體中文", "en": "English", "ko": "조선말", "ru": "Русский"}
ORIGINAL, DERIVED = "zh-Hans", "zh-Hant"


@dataclass(frozen=True)
class Words:
    """One language; `messages` maps message ids to sentences with `{name}` where a parameter goes."""

    language: str
    messages: Mapping[str, str]

    def say(self, key: str, /, **params: Any) -> str:
        """Return the sentence; a list of message ids among the parameters is joined, `a|b` in it reads "a or b".

        Raises KeyError where the language has no such message or the sentence wants a parameter that is not given.
        """
        return self.messages[key].format(**{name: self._word(value) for name, value in params.items()})

    def _word(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        comma, either = self.messages["list.comma"], self.messages["list.either"]
        return comma.join(either.join(self.messages[key] for key in entry.split("|")) for entry in value)

    def day(self, day: date) -> str:
        """Write a date as the language writes it."""
        return _day(self.language, day)


@lru_cache(maxsize=4096)
def _day(language: str, day: date) -> str:
    """The same few days stand on thousands of pages."""
    return format_date(day, format="long", locale=Locale.parse(language, sep="-"))


def load_words(root: Path) -> dict[str, Words]:
    """Read the catalogues of every language; raises ContentRefused where one is broken, fuzzy, or lacks what another has."""
    problems: list[Problem] = []
    catalogues = {language: _read(root, language, problems) for language in LANGUAGES if language != DERIVED}
    every = {key: file for messages in catalogues.values() for key, (_, file) in messages.items()}
    for language, messages in catalogues.items():
        for key in sorted(every.keys() - messages.keys()):
            problems.append(Problem(f"content/locales/{language}/{every[key]}", 1, f"{key} has no message"))
    if problems:
        raise ContentRefused(problems)
    convert = converter(root)
    written = {language: {key: text for key, (text, _) in messages.items()} for language, messages in catalogues.items()}
    written[DERIVED] = {key: convert(text) for key, text in written[ORIGINAL].items()}
    return {language: Words(language, written[language]) for language in LANGUAGES}


def _read(root: Path, language: str, problems: list[Problem]) -> dict[str, tuple[str, str]]:
    messages: dict[str, tuple[str, str]] = {}
    for path in sorted((root / "content/locales" / language).glob("*.po")):
        name = path.relative_to(root).as_posix()
        try:
            catalogue = _parsed(path.read_bytes())
        except (PoFileError, UnicodeDecodeError) as error:
            problems.append(Problem(name, 1, f"cannot be read: {error}"))
            continue
        for key, text, fuzzy, line in catalogue:
            if fuzzy or not text:
                problems.append(Problem(name, line, f"{key} is fuzzy or empty"))
            if key in messages:
                problems.append(Problem(name, line, f"{key} stands in two catalogues"))
            messages[key] = (text, path.name)
    return messages


@lru_cache(maxsize=256)
def _parsed(catalogue: bytes) -> tuple[tuple[str, str, bool, int], ...]:
    """Return id, sentence, whether it is fuzzy, and line of every message; a catalogue that stays as it is is parsed once."""
    parsed = read_po(BytesIO(catalogue), abort_invalid=True)
    return tuple((str(m.id), str(m.string), m.fuzzy, m.lineno or 1) for m in parsed if m.id)
