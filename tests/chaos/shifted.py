"""`beian serve` on a clock that jumps: the same command, over an application whose `now` adds what a file says.

BEIAN_CHAOS_CLOCK=FILE python -m chaos.shifted serve --port 8765 --data FOLDER
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import granian.server
from flask import Flask
from granian.server import Server

from filings.cli import main
from filings.settings import Settings
from filings.web.app import create_app

CLOCK = "BEIAN_CHAOS_CLOCK"


def shifted() -> datetime:
    """Tell the time by the real clock and the seconds in the file that CLOCK names."""
    return datetime.now(UTC) + timedelta(seconds=float(Path(os.environ[CLOCK]).read_text("utf-8")))


def make() -> Flask:
    """Make the application of `beian serve`, with that clock."""
    return create_app(Settings.from_environ(os.environ), os.environ, now=shifted)


def serving(target: str, **options: Any) -> Any:
    """Make the server of `beian serve`, which is given another application."""
    return Server("chaos.shifted:make", factory=True, **options)


if __name__ == "__main__":
    vars(granian.server)["Server"] = serving
    sys.exit(main())
