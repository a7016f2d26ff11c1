"""Runs a command where nobody types it: as a function that a schedule calls."""

from collections.abc import Callable
from typing import Any

import click


def scheduled(command: click.Command) -> Callable[[Any, Any], None]:
    """Make the handler of an AWS Lambda function out of a command; it raises what the command raises, ClickException too.

    The lines of an invocation bear the id that AWS gave it, by which CloudWatch and X-Ray know it.
    """

    def handler(_event: Any, context: Any) -> None:
        command.main([], standalone_mode=False, obj=context.aws_request_id)

    return handler
