"""`python -m guide`: make build/ from content/ and schemas/, or say everything that is wrong with them."""

import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from guide.build import build
from guide.read import ContentRefused

CHINA = timezone(timedelta(hours=8))


def main(root: Path) -> int:
    """Build; print how much changed, or every problem with its file and line. Returns the exit status."""
    try:
        made, written = build(root, root / "build", datetime.now(UTC).astimezone(CHINA).date())
    except ContentRefused as refused:
        print(refused, file=sys.stderr)  # noqa: T201
        return 1
    print(f"→ compiled {made} files, {written} of them new")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(Path.cwd()))
