"""What is told: that something has happened to a filing, in five languages, and where to look. Never anything of the person."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.model import Event
from filings.numbers import Number
from filings.settings import BadSettings
from filings.standing import name


@dataclass(frozen=True)
class Message:
    """One event of a filing that is to be told; `log` is the filing's whole log, `position` counts from 1."""

    number: Number
    position: int
    log: Sequence[Event]

    @property
    def event(self) -> Event:
        """The event itself."""
        return self.log[self.position - 1]

    @property
    def name(self) -> str:
        """What happened."""
        return name(self.event)

    @property
    def id(self) -> str:
        """The same each time that this is told, so that a receiver knows what it has heard already."""
        return f"{self.number}_{self.position:04}"


@dataclass(frozen=True)
class Words:
    """The sentences of every language (build/words/telling.json), and how to find a language's site."""

    messages: Mapping[str, Mapping[str, str]]
    site: Callable[[str], str]

    def address(self, language: str, number: Number) -> str:
        """Return the status page of a language with the number filled in: in the fragment, which no server gets to see."""
        return f"{self.site(language)}status/#number={number}"

    def subject(self, language: str, message: Message) -> str:
        """Return the line over an e-mail, which may be read by whoever looks at a locked telephone."""
        return self._say(language, "subject", message)

    def letter(self, language: str, message: Message) -> str:
        """Return the text of an e-mail."""
        parts = (f"event.{message.name}", "look", "code", "why", "careful")
        said = [self._say(language, part, message) for part in parts]
        return f"{said[0]}\n\n{said[1]}\n{self.address(language, message.number)}\n\n{said[2]}\n\n{said[3]}\n{said[4]}\n"

    def line(self, language: str, message: Message) -> str:
        """Return all of it in one line, as a text message has it."""
        sentence = self._say(language, f"event.{message.name}", message)
        return self._say(language, "line", message, sentence=sentence, address=self.address(language, message.number))

    def _say(self, language: str, key: str, message: Message, **params: str) -> str:
        return self.messages[language][key].format(number=message.number, **params)


def read_words(path: Path) -> dict[str, dict[str, str]]:
    """Read the sentences by language and id; raises BadSettings where the file is not what the build makes."""
    try:
        found: Any = json.loads(path.read_text("utf-8"))
        complete = all({"subject", "look", "line"} <= found[language].keys() for language in found)
    except (OSError, ValueError, AttributeError, TypeError):
        complete = False
    if not complete or not found:
        raise BadSettings("BEIAN_WORDS is not the file of sentences that the build makes, words/telling.json")
    return dict(found)
