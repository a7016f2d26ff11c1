"""What mkdocs is told about the guide. The only file that knows mkdocs."""

from pathlib import Path
from typing import Any

from guide.content import load
from guide.words import load_words

ROOT = Path(__file__).parents[1]


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Give the templates the words of the page's language and the content."""
    language = config["extra"]["language"]
    env.globals |= {"t": load_words(ROOT)[language].say, "content": load(ROOT), "language": language}
    return env
