"""Python-Markdown alone on every page that the compiler made: the floor under whatever builds a site with it."""

import re

import markdown
from mkdocs.utils.yaml import yaml_load

from running import ROOT

_HEAD = re.compile(r"---\n.*?\n---\n", re.DOTALL)


def extensions() -> tuple[list[str], dict[str, dict[str, object]]]:
    """Return the names and settings of the extensions in mkdocs.yml, and of those that mkdocs always adds."""
    listed = [
        entry if isinstance(entry, dict) else {entry: {}}
        for entry in yaml_load((ROOT / "mkdocs.yml").read_text("utf-8"))["markdown_extensions"]
    ]
    settings = {name: options for entry in listed for name, options in entry.items()}
    return list(dict.fromkeys(["toc", "tables", "fenced_code", *settings])), settings


def main() -> None:
    """Convert every page and throw the result away."""
    names, settings = extensions()
    converter = markdown.Markdown(extensions=names, extension_configs=settings)
    for path in sorted((ROOT / "build/docs").rglob("*.md")):
        converter.reset().convert(_HEAD.sub("", path.read_text("utf-8"), count=1))


if __name__ == "__main__":
    main()
