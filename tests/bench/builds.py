"""How long the site takes to build: ours, one pass of mkdocs-static-i18n over the same pages, and Python-Markdown alone."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.figures import Figure, Part, table
from bench.markdown_alone import extensions
from bench.measure import Command, Cost, middle, rounds
from guide.build import LOCAL
from guide.words import LANGUAGES, ORIGINAL
from running import ROOT

OUT = ROOT / "build/bench"
HERE = Path(__file__).parent
# The goals, as shares of what is measured beside us.
WALL, CPU = 0.65, 3.0


def one_pass() -> dict[str, Any]:
    """Return a configuration of mkdocs under which mkdocs-static-i18n builds the same pages with the same frame."""
    names, settings = extensions()
    languages = [
        {
            "locale": language,
            "name": endonym,
            "default": language == ORIGINAL,
            "site_url": LOCAL if language == ORIGINAL else f"{LOCAL}{language}/",
            "extra": {"language": language},
        }
        for language, endonym in LANGUAGES.items()
    ]
    plugin = {"docs_structure": "folder", "fallback_to_default": False, "languages": languages}
    return {
        "site_name": "one pass",
        "site_url": LOCAL,
        "docs_dir": str(ROOT / "build/docs"),
        "theme": {"name": None, "custom_dir": str(ROOT / "site/overrides"), "static_templates": ["404.html"]},
        "hooks": [str(HERE / "one_pass.py")],
        "plugins": [{"i18n": plugin}],
        "markdown_extensions": [{name: settings.get(name, {})} for name in names],
        "extra": {"language": ORIGINAL, "uploads": ""},
    }


def commands() -> dict[str, Command]:
    """Name what is measured; writes the configuration that the one pass needs."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "one-pass.yml").write_text(json.dumps(one_pass(), ensure_ascii=False), "utf-8")
    mkdocs = f"{sys.prefix}/bin/mkdocs --quiet build"
    single = f"{mkdocs} --config-file {OUT}/one-pass.yml --site-dir {OUT}"
    return {
        "compile": [sys.executable, "-m", "guide"],
        "five builds": ["bash", "-c", f"printf '%s\\n' mkdocs*.yml | xargs -P 2 -I [] {mkdocs} -f [] -d {OUT}/five/[]"],
        "one pass": ["bash", "-c", f"{single}/one-pass"],
        "one pass, all Markdown": ["bash", "-c", f"BENCH_DRAWN=as-markdown {single}/one-pass-markdown"],
        "Python-Markdown": [sys.executable, "-m", "bench.markdown_alone"],
    }


def same_pages() -> str:
    """Say how many pages of the one pass are those of the five builds; the plugin cuts white space at their ends."""
    configs = {language: "mkdocs.yml" if language == ORIGINAL else f"mkdocs.{language}.yml" for language in LANGUAGES}
    found, same = 0, 0
    for language, config in configs.items():
        ours = OUT / "five" / config
        theirs = OUT / "one-pass" / ("" if language == ORIGINAL else language)
        for path in ours.rglob("index.html"):
            found += 1
            other = theirs / path.relative_to(ours)
            same += other.is_file() and other.read_bytes().split() == path.read_bytes().split()
    return f"{same} of {found} pages of the one pass are ours, but for white space"


def part(count: int) -> Part:
    """Measure everything `count` times and write it down."""
    found = rounds(commands(), count, {"PYTHONPATH": str(HERE.parent)})
    costs = {name: middle(found, name) for name in commands()}
    rows = [[name, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.peak:.0f}"] for name, cost in costs.items()]
    text = "\n\n".join([table(["", "wall s", "processor s", "largest process MiB"], rows), same_pages()])
    return Part("Building the site", tuple(figures(found)), text)


def figures(found: Sequence[Mapping[str, Cost]]) -> Iterator[Figure]:
    """Give the ratios that there are goals for: with compiling on both sides, and without it."""

    def wall(one: Mapping[str, Cost], *names: str) -> float:
        return sum(one[name].wall for name in names)

    def cpu(one: Mapping[str, Cost], *names: str) -> float:
        return sum(one[name].cpu for name in names)

    ours, markdown = ("compile", "five builds"), "Python-Markdown"
    every: list[tuple[str, str, float, Callable[[Mapping[str, Cost]], float]]] = [
        (
            "site, wall: compile and five builds",
            "compile and one pass of mkdocs-static-i18n",
            WALL,
            lambda one: wall(one, *ours) / wall(one, "compile", "one pass"),
        ),
        ("site, wall: five builds", "one pass of it", WALL, lambda one: wall(one, "five builds") / wall(one, "one pass")),
        (
            "site, wall: compile and five builds",
            "one pass, all pages from Markdown",
            WALL,
            lambda one: wall(one, *ours) / wall(one, "one pass, all Markdown"),
        ),
        ("site, processor: compile and five builds", markdown, CPU, lambda one: cpu(one, *ours) / cpu(one, markdown)),
        ("site, processor: five builds", markdown, CPU, lambda one: cpu(one, "five builds") / cpu(one, markdown)),
    ]
    for what, beside, goal, ratio in every:
        yield Figure(what, beside, [ratio(one) for one in found], goal)
    yield Figure(
        "site: compiling all places and languages", "a bound of our own", [one["compile"].wall for one in found], 10, unit="s"
    )
