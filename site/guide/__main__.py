"""`python -m guide`: make build/ from content/ and schemas/, or say everything that is wrong with them."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from guide import age
from guide.build import build
from guide.cases import uncovered
from guide.content import load
from guide.read import ContentRefused, Problem


def main(root: Path, arguments: Sequence[str], day: date) -> int:
    """Build as of `day`, or with --age only tell which sources want checking again; returns the exit status.

    Prints how much changed and which outcomes no worked case covers, or every problem with its file and line. With --strict-age a
    source past its review-by day is a problem like any other.
    """
    parser = ArgumentParser(prog="python -m guide")
    parser.add_argument("--age", action="store_true", help="build nothing; list the sources that want checking again")
    parser.add_argument("--strict-age", action="store_true", help="refuse sources that are past their review-by day")
    chosen = parser.parse_args(arguments)
    try:
        content = load(root)
        overdue = age.overdue(root, content, day)
        if chosen.age:
            print(_told(overdue, age.due_soon(root, content, day)))  # noqa: T201
            return int(chosen.strict_age and bool(overdue))
        if chosen.strict_age and overdue:
            raise ContentRefused(overdue)
        made, written = build(root, root / "build", day, os.environ, content)
    except ContentRefused as refused:
        print(refused, file=sys.stderr)  # noqa: T201
        return 1
    print(f"→ compiled {made} files, {written} of them new")  # noqa: T201
    for outcome in uncovered(content, day):
        print(f"→ no case of content/cases/ covers: {outcome}")  # noqa: T201
    return 0


def _told(overdue: list[Problem], soon: list[Problem]) -> str:
    lists = {"past their review-by day": overdue, "to be checked again within 30 days": soon}
    return "\n".join(
        f"→ sources {name}: {len(problems) or 'none'}" + "".join(f"\n  {problem}" for problem in problems)
        for name, problems in lists.items()
    )


if __name__ == "__main__":
    sys.exit(main(Path.cwd(), sys.argv[1:], age.today()))
