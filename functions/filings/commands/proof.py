"""The commands about proof: make a key, close days, verify, export."""

import json
import os
import secrets
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click

from filings.commands.watching import report, watched
from filings.days import CHINA
from filings.proof.reading import FolderReader, StoreReader
from filings.proof.verify import Report
from filings.proof.verify import verify as verify_store
from filings.storage import Storage
from filings.storage.opening import open_storage

_FOLDER = click.Path(path_type=Path)
_COUNTED = ("objects", "filings", "events", "sealed", "erased", "audit", "ledgers")


@click.command("signing-key")
@click.argument("folder", type=_FOLDER)
def signing_key(folder: Path) -> None:
    """Make the key pair for ledgers: signing.json for BEIAN_SIGNING_KEY, signing-public.json for everybody."""
    make_signing_key(folder)
    click.echo(f"{folder / 'signing.json'}         keep it secret; BEIAN_SIGNING_KEY names it")
    click.echo(f"{folder / 'signing-public.json'}  publish it; beian verify --public-key takes it")


def make_signing_key(folder: Path) -> None:
    """Write a fresh key pair into a folder; raises ClickException where there is one already."""
    from filings.proof.signing import SigningKey  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private, key = folder / "signing.json", SigningKey.make()
    # Whole or not at all, and never in the place of another: what is cut off leaves no key that is none.
    new = folder / f"signing.{secrets.token_hex(8)}.new"
    try:
        new.touch(mode=0o600)
        new.write_text(json.dumps(dict(key.jwk)), "utf-8")
        private.hardlink_to(new)
    except FileExistsError:
        raise click.ClickException(f"{private} is there already, and ledgers may rest on it") from None
    finally:
        new.unlink(missing_ok=True)
    (folder / "signing-public.json").write_text(json.dumps(key.public), "utf-8")


@click.command()
def close() -> None:
    """Sign the ledger of every day that is over; run it every night, an hour after midnight in China or later."""
    from filings.proof.ledger import close as close_days  # noqa: PLC0415
    from filings.proof.records import BrokenLedger  # noqa: PLC0415
    from filings.proof.signing import BadKey, SigningKey  # noqa: PLC0415

    try:
        with watched("close") as seen:
            now = datetime.now(UTC)
            closed = close_days(_store(None), SigningKey.from_file(Path(_set("BEIAN_SIGNING_KEY"))), now)
            seen.figures["ledger_age_seconds"] = (now - _end_of(closed.head[0])).total_seconds()
    except BadKey as error:
        raise click.ClickException(str(error)) from None
    except BrokenLedger as error:
        raise click.ClickException(f"{error} does not fit, and nothing is signed after it: run beian verify") from None
    for day in closed.days:
        report(f"closed {day.isoformat()}")
    report(f"the last ledger is {closed.head[0]}, SHA-256 {closed.head[1]}")
    if closed.left_out:
        raise click.ClickException(f"left out because they do not fit: {', '.join(closed.left_out)}; run beian verify")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
@click.option("--store", help="A store's address instead of a folder; without either the one that BEIAN_STORE names.")
@click.option(
    "--public-key", type=click.Path(path_type=Path), required=True, help="JWK or JWK Set of those who may sign ledgers."
)
@click.option("--head", help="SHA-256 of a ledger that was kept elsewhere: it must be among the ledgers.")
@click.option("--at", help="When a folder was copied (RFC 3339), where that is long ago: what was under way then is let pass.")
def verify(folder: Path | None, store: str | None, public_key: Path, head: str | None, at: str | None) -> None:
    """Verify a store, a downloaded copy of one, or an export; name the first object that does not fit."""
    from filings.proof.exported import is_export, verify_export  # noqa: PLC0415
    from filings.proof.signing import BadKey, PublicKeys  # noqa: PLC0415

    try:
        keys = PublicKeys.from_file(public_key)
        now = datetime.fromisoformat(at) if at else datetime.now(UTC)
    except (BadKey, ValueError) as error:
        raise click.ClickException(str(error)) from None
    if now.tzinfo is None:
        raise click.ClickException("--at needs a time zone")
    reader = FolderReader(folder) if folder and not store else StoreReader(_store(store))
    if isinstance(reader, FolderReader) and is_export(reader):
        report = verify_export(reader, keys, now)
    else:
        report = verify_store(reader, keys, now, head)
    _tell(report)
    if report.first:
        raise SystemExit(1)


@click.command("export-filing")
@click.argument("number")
@click.option("--to", type=_FOLDER, required=True, help="Folder to make.")
def export_filing(number: str, to: Path) -> None:
    """Take one filing out as a folder that stands on its own, with all that is needed to verify it."""
    from filings import numbers  # noqa: PLC0415
    from filings.errors import Refusal  # noqa: PLC0415
    from filings.proof.export import export, write_folder  # noqa: PLC0415

    try:
        files = export(_store(None), numbers.parse(number))
        write_folder(files, to)
    except (numbers.NotANumber, Refusal):
        raise click.ClickException(f"there is no filing {number}") from None
    except FileExistsError:
        raise click.ClickException(f"{to} is there already") from None
    click.echo(f"{len(files)} files in {to}; {to / 'README.md'} tells how to verify them")


COMMANDS = (signing_key, close, verify, export_filing)


def _end_of(ledger: str) -> datetime:
    """Return when the day of a ledger ended in China, by the ledger's key."""
    return datetime.combine(date.fromisoformat(Path(ledger).stem) + timedelta(days=1), time.min, CHINA)


def _tell(report: Report) -> None:
    counts = report.counts
    click.echo(", ".join(f"{counts[name]} {name}" for name in _COUNTED))
    click.echo(f"{counts['uncovered']} events and audit entries are not yet in a signed ledger")
    for name, why in (
        ("late", "stand in the ledger of a later day than their own"),
        ("under-way", "may belong to somebody at work"),
        ("idle", "lead nowhere any more, and nothing rests on them"),
        ("working", "are working notes, uploads or figures, which prove nothing"),
    ):
        if counts[name]:
            click.echo(f"{counts[name]} {why}")
    if report.last:
        click.echo(f"the last closed day is {report.last.isoformat()}, SHA-256 of its ledger {report.head}")
    if report.first:
        click.echo(f"DOES NOT FIT: {report.first.key} {report.first.why}")
        if more := len(report.misfits) - 1:
            click.echo(f"and {more} more")
    else:
        click.echo("everything fits")


def _store(address: str | None) -> Storage:
    return open_storage(address or _set("BEIAN_STORE"), os.environ)


def _set(name: str) -> str:
    if not (value := os.environ.get(name)):
        raise click.ClickException(f"{name} is not set")
    return value
