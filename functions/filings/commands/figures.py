"""`beian figures` and `beian export`: figures every night, filings to take out."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from filings.commands.watching import report, watched
from filings.days import CHINA


@click.command()
def figures() -> None:
    """Count what the closed days brought, and publish the months that are complete; run it every night after `beian close`.

    It needs the store only. It may run twice, at once, or be cut off: what is there stays, what is missing is made.
    """
    from filings.figures.daily import aggregate  # noqa: PLC0415
    from filings.figures.monthly import publish  # noqa: PLC0415
    from filings.model import BrokenLog  # noqa: PLC0415
    from filings.proof.ledger import events_of  # noqa: PLC0415
    from filings.proof.records import BrokenLedger, closed_days  # noqa: PLC0415
    from filings.storage.opening import open_storage  # noqa: PLC0415

    address = os.environ.get("BEIAN_STORE")
    if not address:
        raise click.ClickException("BEIAN_STORE is not set: which store is to be counted?")
    store = open_storage(address, os.environ)
    try:
        with watched("figures"):
            days, months = aggregate(store, list(closed_days(store)), events_of), publish(store)
    except BrokenLog as broken:
        raise click.ClickException(f"the log of {broken} is not what its ledger says; see beian verify") from None
    except BrokenLedger as broken:
        raise click.ClickException(f"{broken} is no ledger; see beian verify") from None
    report(f"counted {len(days)} days, published {len(months)} months")


@click.command()
@click.option("--place", required=True, help="Code of the insured place.")
@click.option("--from", "since", help="First day on which filings came in, as 2026-10-01; the last thirty days if left out.")
@click.option("--until", help="Last day.")
@click.option(
    "--table", type=click.Choice(["filings", "out_appy_d"]), default="filings", show_default=True, help="What to write."
)
@click.option(
    "--format", "form", type=click.Choice(["csv", "parquet"]), default="csv", show_default=True, help="The file's format."
)
@click.option(
    "--to", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The file, which must not be there yet."
)
def export(place: str, to: Path, table: str, form: str, **period: str | None) -> None:
    """Take the filings of a place that came in in a period out into a file; out_appy_d opens them (BEIAN_PRIVATE_KEYS).

    Days that `beian figures` has not counted yet are not in it. docs/export.md explains the columns.
    """
    from filings.contract import Contracts  # noqa: PLC0415
    from filings.desk.opened import Opening  # noqa: PLC0415
    from filings.errors import Refusal  # noqa: PLC0415
    from filings.figures.agency import BadCodes, Codes  # noqa: PLC0415
    from filings.figures.export import Export  # noqa: PLC0415
    from filings.figures.report import Period  # noqa: PLC0415
    from filings.lookup import Lookup  # noqa: PLC0415
    from filings.seal import Keys, NoKey  # noqa: PLC0415
    from filings.settings import BadSettings, Settings  # noqa: PLC0415
    from filings.storage.opening import open_storage  # noqa: PLC0415

    try:
        settings = Settings.from_environ(os.environ)
        codes = Codes.from_files(settings.contracts / "codes.json", settings.agency_codes)
        days = Period.read(period["since"], period["until"], datetime.now(UTC).astimezone(CHINA).date(), most=36_600)
        keys = Keys.from_file(settings.private_keys) if settings.private_keys else Keys({})
        if table == "out_appy_d":
            keys.nearest(place)
    except (BadSettings, BadCodes) as bad:
        raise click.ClickException(str(bad)) from None
    except Refusal as refused:
        raise click.ClickException(", ".join(f"{finding.pointer[1:]}: {finding.rule}" for finding in refused.findings)) from None
    except NoKey:
        raise click.ClickException("BEIAN_PRIVATE_KEYS holds no key for that place: its filings cannot be opened") from None
    store = open_storage(settings.store, os.environ)
    opening = Opening(Lookup(store, settings.secret, Contracts(settings.contracts)), keys)
    sheet = Export(store, codes, opening.document).take(place, days, table, form)  # type: ignore[arg-type]
    _write(to, sheet.content)
    click.echo(f"wrote {sheet.rows} rows to {to}")
    if sheet.left_out:
        click.echo(f"left out {sheet.left_out} filings that stay closed: erased, or not as they were sealed", err=True)
    if codes.sample and table == "out_appy_d":
        click.echo("the codes in it are samples and not your agency's: see BEIAN_AGENCY_CODES", err=True)


def _write(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, and never over another one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise click.ClickException(f"{path} is there already") from None
    with open(descriptor, "wb") as file:  # noqa: PTH123 - a Path cannot open a descriptor
        file.write(content)
