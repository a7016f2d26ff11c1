"""Writes the current letters' hashes into the accepted and refused examples; run it after a letter's text has changed.

An example whose hash is all zeros stands for an outdated text and is left alone.
"""

import json
from pathlib import Path

from guide.content import load

ROOT = Path(__file__).parents[1]
OUTDATED = "0" * 64


def main() -> None:
    letters = load(ROOT).letters
    for path in sorted((ROOT / "schemas/registration/examples").rglob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        if path.name.endswith(".findings.json") or not isinstance(document, dict):
            continue
        for name in ("notice", "letter"):
            part = document.get(name)
            if part and part["sha256"] != OUTDATED and part["id"] in letters:
                part["sha256"] = letters[part["id"]].sha256
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
