"""`make watch`: mkdocs serves what is being written, in all languages, and makes anew only what a change touches.

Beside hooks.py, which is told what to build, the one file that knows mkdocs. In a plain build it does nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from guide import draw
from guide.age import today
from guide.build import Builder
from guide.memory import fingerprint
from guide.modules import imports
from guide.read import ContentRefused
from guide.words import LANGUAGES, ORIGINAL

# What a page is made from, below the project's root; build/docs is made by us, and watched it would never come to rest.
WATCHED = ("content", "schemas", "site/assets", "site/overrides")
# What `make site` copies beside the pages, by its place on the site.
BESIDE = {name: f"build/{name}" for name in ("contracts", "forms", "institutions", "letters", "rules", "words")}
BESIDE |= {"schemas": "schemas", "assets/heic": "build/node/node_modules/libheif-js/libheif-wasm"}


@dataclass
class _Watch:
    """What is served: the first configuration's language, and below the original all others."""

    dirty: bool
    root: Path = Path()
    language: str = ""
    builder: Builder | None = None
    # What the pages of every language rest on beside their own frame: templates, and which script imports which.
    shared: str = ""
    # By language: what all its pages have in common, and the pages themselves, as they were made last.
    frames: dict[str, str] = field(default_factory=dict)
    pages: dict[str, frozenset[str]] = field(default_factory=dict)


_WATCHES: list[_Watch] = []


def on_startup(command: str, dirty: bool) -> None:
    """Remember that somebody watches: `mkdocs serve`, not `mkdocs build`."""
    if command == "serve":
        _WATCHES.append(_Watch(dirty))


def on_config(config: Any) -> Any:
    """Compile what has changed before mkdocs looks for pages; what is wrong with it is said, and the last site stays."""
    for watch in _WATCHES:
        language = config["extra"]["language"]
        if not watch.builder:
            watch.root, watch.language = Path(config["config_file_path"]).resolve().parent, language
            watch.builder = Builder(watch.root, watch.root / "build", {})
        if language == watch.language:
            try:
                made, written = watch.builder.build(today())
            except ContentRefused as refused:
                raise PluginError(str(refused)) from refused
            print(f"→ compiled {made} files, {written} of them new")  # noqa: T201
            watch.shared = fingerprint([watch.root / "site/overrides"]) + str(imports(watch.root / "site/assets"))
    return config


def on_files(files: Any, config: Any) -> Any:
    """Have pages made anew whose frame has changed, and remove those that are no longer there."""
    for watch in _WATCHES:
        language = config["extra"]["language"]
        frame = fingerprint([watch.root / f"build/frame/{language}.json"]) + watch.shared
        pages = frozenset(file.abs_dest_path for file in files.documentation_pages())
        made = watch.pages.get(language, frozenset())
        for page in made - pages if watch.frames.get(language) == frame else made:
            Path(page).unlink(missing_ok=True)
        watch.frames[language], watch.pages[language] = frame, pages
    return files


def on_env(env: Any, config: Any, files: Any) -> Any:
    """Keep templates as they are compiled: every language of every build has an environment of its own."""
    for watch in _WATCHES:
        compiled = watch.root / "build/templates"
        compiled.mkdir(exist_ok=True)
        env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    return env


def on_serve(server: Any, config: Any, builder: Callable[..., None]) -> Any:
    """Watch what people write instead of what is made of it, and let mkdocs' script reload the pages."""
    server.unwatch(config["docs_dir"])
    for watch in _WATCHES:
        for name in WATCHED:
            server.watch(str(watch.root / name))
        server.watch(str(Path(draw.__file__).parent / "templates"))
    server.set_app(_reloading(server.serve_request))
    print(f"→ {server.url} shows what is saved; stop with Ctrl-C")  # noqa: T201
    return server


def on_post_build(config: Any) -> None:
    """Put beside the original's pages what belongs there, and below them the other languages."""
    site = Path(config["site_dir"])
    for watch in _WATCHES:
        if config["extra"]["language"] != ORIGINAL:
            continue
        for name, made in BESIDE.items():
            if not (site / name).is_symlink() and (watch.root / made).is_dir():
                (site / name).symlink_to(watch.root / made)
        for language in LANGUAGES:
            if language != ORIGINAL:
                its = load_config(str(watch.root / f"mkdocs.{language}.yml"), site_dir=str(site / language), strict=False)
                its["site_url"] = f"{config['site_url']}{language}/"
                build(its, serve_url=its["site_url"], dirty=watch.dirty)


def _reloading(app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """Let the pages that are watched run the script that mkdocs writes into them; their policy would not."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        told: list[tuple[str, list[tuple[str, str]]]] = []
        body = app(environ, lambda status, headers: told.append((status, headers)))
        status, headers = told[0]
        if dict(headers).get("Content-Type") != "text/html":
            start_response(status, headers)
            return body
        page = b"".join(body).replace(b"default-src 'self';", b"default-src 'self'; script-src 'self' 'unsafe-inline';", 1)
        start_response(status, [("Content-Type", "text/html"), ("Content-Length", str(len(page)))])
        return [page]

    return answer
