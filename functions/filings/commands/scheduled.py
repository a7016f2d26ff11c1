"""Runs a command where nobody types it: as a function that a schedule calls."""

from collections.abc import Callable
from typing import Any

import click


def scheduled(command: click.Command) -> Callable[[Any, Any], None]:
    """Make the handler of an AWS Lambda function out of a command; it raises what the command raises, ClickException too."""

    def handler(_event: Any, _context: Any) -> None:
        command.main([], standalone_mode=False)

    return handler
