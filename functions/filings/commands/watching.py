"""What the commands share that run by the clock, and `beian metrics`, which answers whoever collects what is counted."""

import os
from contextlib import AbstractContextManager
from pathlib import Path

import click

from filings.watch.log import configure
from filings.watch.meter import EMBEDDED, open_meter
from filings.watch.runs import Told, run


def watched(name: str) -> AbstractContextManager[Told]:
    """Watch a run as BEIAN_METRICS asks: its line goes to standard error, its figures where counts go; raises ClickException.

    Its id is the one of the invocation on AWS Lambda (`scheduled`), and else its own.
    """
    setting = os.environ.get("BEIAN_METRICS")
    if setting and setting != EMBEDDED and not Path(setting).is_dir():
        raise click.ClickException("BEIAN_METRICS is neither emf nor a folder")
    configure()
    return run(name, open_meter(setting, run=name), _invocation())


def _invocation() -> str | None:
    """Return by which id AWS Lambda knows what it has started here, None where it has not."""
    given = click.get_current_context().find_root().obj
    return given if isinstance(given, str) else None


def report(text: str) -> None:
    """Say what a run has done: to whoever typed its command, and into a log with the run's id on every line."""
    identity = _invocation()
    click.echo("\n".join(f"{identity} {line}" for line in text.splitlines()) if identity else text)


@click.command()
@click.option("--port", default=9464, show_default=True, help="Port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; nobody is asked who they are.")
def metrics(port: int, host: str) -> None:
    """Answer with what workers and runs have counted in the folder of BEIAN_METRICS, as OpenMetrics, until stopped."""
    from filings.watch.openmetrics import serve  # noqa: PLC0415 - only this process serves them

    folder = os.environ.get("BEIAN_METRICS", "")
    if not Path(folder).is_dir():
        raise click.ClickException("BEIAN_METRICS is not a folder")
    click.echo(f"→ http://{host}:{port}/metrics")
    try:
        serve(Path(folder), host, port)
    except OSError:
        raise click.ClickException(f"port {port} is taken; choose another: beian metrics --port …") from None
