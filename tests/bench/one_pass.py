"""What makes mkdocs-static-i18n build the same pages: a page of a language is shown to the templates as its own build would."""

import importlib.util
import json
import os
from pathlib import Path
from typing import Any

from mkdocs.utils import get_relative_url

from guide.search import index
from guide.words import ORIGINAL

_SPEC = importlib.util.spec_from_file_location("site_hooks", Path(__file__).parents[2] / "site/hooks.py")
assert _SPEC is not None
assert _SPEC.loader is not None
hooks = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(hooks)
on_config, on_env = hooks.on_config, hooks.on_env
on_post_page, on_post_template = hooks.on_post_page, hooks.on_post_template
if os.environ.get("BENCH_DRAWN") != "as-markdown":
    on_page_markdown = hooks.on_page_markdown


class Localized:
    """A page as it is below its language's root."""

    def __init__(self, page: Any, config: Any) -> None:
        self._page = page
        language = config["extra"]["language"]
        self.url = page.url.removeprefix(f"{language}/") or "./"
        self.is_homepage = self.url == "./"
        self.canonical_url = config["site_url"] + self.url.removeprefix("./")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._page, name)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Keep what can be searched of the page, below its language's root."""
    drawn: str = hooks.on_page_content(html, Localized(page, config), config, files)
    return drawn


def on_page_context(context: dict[str, Any], page: Any, config: Any, nav: Any) -> dict[str, Any]:
    """Show the templates the page as it is below its language's root."""
    localized = Localized(page, config)
    return context | {"page": localized, "base_url": get_relative_url(".", localized.url)}


def on_post_build(config: Any) -> None:
    """Write the index of the language that has just been built; the plugin then begins the next."""
    language = config["extra"]["language"]
    folder = Path(config["site_dir"]) / ("" if language == ORIGINAL else language)
    found = [section for sections in hooks.SEARCHED[language].values() for section in sections]
    text = json.dumps(index(found, language), ensure_ascii=False, separators=(",", ":"))
    (folder / "search.json").write_text(text, "utf-8")
