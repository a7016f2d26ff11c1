"""`beian doctor`: prove on the live store what the service relies on."""

import json
import os
import sys
from contextlib import suppress

import click

_SIGNS = {"passed": "passed", "failed": "FAILED", "not applicable": "n/a"}


@click.command()
@click.option("--store", "address", help="Address of the store; BEIAN_STORE if left out.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option(
    "--record/--no-record", default=True, show_default=True, help="Keep the verdict in the store, for those who serve it."
)
def doctor(address: str | None, *, as_json: bool, record: bool) -> None:
    """Prove on the live store what the service relies on: that of two who create one key one wins, and much else.

    Works below doctor/ and removes what it made, but for the verdict: a store that failed is not served until it passes. Exits
    with 1 where anything failed.
    """
    from filings.doctor.examining import examine  # noqa: PLC0415
    from filings.doctor.verdict import record as keep  # noqa: PLC0415
    from filings.storage import StoreUnavailable  # noqa: PLC0415
    from filings.storage.opening import open_storage  # noqa: PLC0415

    address = address or os.environ.get("BEIAN_STORE")
    if not address:
        raise click.ClickException("which store? beian doctor --store …, or BEIAN_STORE")
    environ = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    try:
        report = examine(address, environ)
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        width = max(len(result.check) for result in report.results)
        for result in report.results:
            click.echo(f"{_SIGNS[result.outcome]:6}  {result.check:{width}}  {result.seen}")
    if record and address != "memory:":
        # A store that does not answer keeps nothing, and serves nothing either.
        with suppress(StoreUnavailable):
            click.echo(f"the verdict is kept as {keep(open_storage(address, environ), report)}", err=True)
    if not report.passed:
        failed = sum(result.outcome == "failed" for result in report.results)
        click.echo(f"{address} is not fit for filings: {failed} of {len(report.results)} checks failed", err=True)
        sys.exit(1)
    click.echo(f"{address} does what is relied on", err=True)
