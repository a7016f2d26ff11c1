"""Which scripts a page loads: named in its head, so that a browser asks for all of them at once and not for one after another."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

_ENTRY = re.compile(r'<script type="module" src="([^"]*?assets/)([^"/]+\.js)">')
_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?"\./([^"]+)"', re.MULTILINE)

Imports = Mapping[str, Sequence[str]]


def imports(assets: Path) -> Imports:
    """List by its name what each script of a folder imports."""
    return {script.name: _IMPORT.findall(script.read_text("utf-8")) for script in sorted(assets.glob("*.js"))}


def preload(page: str, imported: Imports) -> str:
    """Name what a page's modules import, and what that imports, at the end of its head."""
    entries = _ENTRY.findall(page)
    reached = [name for _, name in entries]
    for name in reached:
        reached += [other for other in imported[name] if other not in reached]
    links = "".join(f'<link rel="modulepreload" href="{entries[0][0]}{name}">' for name in reached[len(entries) :])
    return page.replace("</head>", f"{links}</head>", 1)
