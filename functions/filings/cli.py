"""The `beian` command."""

import json
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

import click

from filings.commands import doctor, figures, proof
from filings.commands.keys import COMMANDS as KEYS
from filings.commands.keys import write_secret
from filings.commands.watching import metrics, report, watched
from filings.seal import make_pair
from filings.watch.log import configure


@click.group()
def main() -> None:
    """Beian: file for medical treatment outside the insured area, and serve the guide to it."""


for _command in (*proof.COMMANDS, *KEYS, figures.figures, figures.export, doctor.doctor, metrics):
    main.add_command(_command)


@main.command()
@click.option("--port", default=8000, show_default=True, help="Port on 127.0.0.1.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--data", default="data", show_default=True, type=click.Path(path_type=Path), help="Folder of the store and keys.")
@click.option(
    "--built", default="build", show_default=True, type=click.Path(path_type=Path), help="Folder of site and contracts."
)
@click.option("--workers", default=2, show_default=True, help="Server processes.")
def serve(port: int, host: str, data: Path, built: Path, workers: int) -> None:
    """Serve site and functions on one address, with a folder as the store; what the environment sets comes first."""
    from granian.constants import Interfaces  # noqa: PLC0415 - a server that only this command needs
    from granian.server import Server  # noqa: PLC0415

    # The server shares its port among its workers, and would share it with a stranger too.
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise click.ClickException(f"port {port} is taken; choose another: beian serve --port …, make serve PORT=…")
    root = f"http://{host}:{port}/"
    # What workers counted that are no more stays in their files, and would be told for ever.
    for old in Path(os.environ["BEIAN_METRICS"]).glob("*.db") if os.environ.get("BEIAN_METRICS") else ():
        old.unlink()
    for name, value in (_development(data, built) | {"BEIAN_SITE_URL": root}).items():
        os.environ.setdefault(name, value)
    _fit(os.environ["BEIAN_STORE"])
    click.echo(f"→ the guide      {root}\n→ in English     {root}en/\n→ the form       {root}file/")
    click.echo(
        f"→ look up        {root}status/\n→ the desk       {root}desk/\n→ the functions  {root}v1/health\n→ stop with Ctrl-C"
    )
    configure()
    Server(
        "local:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        respawn_failed_workers=True,  # or one death ends them all
        workers_kill_timeout=20,  # one that is only starting does not hear that it is to stop
        log_level="warning",  # type: ignore[arg-type]
        # What the server itself has to say goes where our lines go.
        log_dictconfig={"loggers": {"_granian": {"propagate": True, "handlers": []}}},
    ).serve()


@main.command()
def sweep() -> None:
    """Do what falls due by itself, and remove what no filing took and what requests left behind; run it every hour."""
    from filings.contract import Contracts  # noqa: PLC0415
    from filings.proof.records import BrokenLedger  # noqa: PLC0415
    from filings.storage.opening import open_storage  # noqa: PLC0415
    from filings.upkeep.retention import BadRetention, Retention  # noqa: PLC0415
    from filings.upkeep.sweeping import sweep_all  # noqa: PLC0415

    # The store is what it needs, and the contracts for what rests on a place's rules: whoever sweeps holds no secret and no keys.
    address, contracts = os.environ.get("BEIAN_STORE"), os.environ.get("BEIAN_CONTRACTS")
    if not address:
        raise click.ClickException("BEIAN_STORE is not set: which store is to be swept?")
    try:
        rules = Retention.from_file(Path(os.environ["BEIAN_RETENTION"])) if os.environ.get("BEIAN_RETENTION") else None
        with watched("sweep") as seen:
            store = open_storage(address, os.environ)
            told = sweep_all(store, Contracts(Path(contracts)) if contracts else None, retention=rules)
            seen.figures |= told.figures
    except BadRetention as error:
        raise click.ClickException(f"BEIAN_RETENTION: {error}") from None
    except BrokenLedger as error:
        raise click.ClickException(f"{error} does not fit, and nothing is erased: run beian verify") from None
    report("\n".join(told.lines))
    if told.broken:
        raise click.ClickException(f"the log is broken of {', '.join(told.broken)}: run beian verify")


@main.command()
@click.option("--every", type=click.IntRange(min=1), help="Go on, once in so many seconds, until stopped.")
@click.option("--resume", is_flag=True, help="Ask a receiver again that wanted no more messages.")
def tell(every: int | None, *, resume: bool) -> None:
    """Tell people by e-mail and other systems by webhook what has happened to filings, as BEIAN_TELL says; once."""
    from filings.settings import BadSettings  # noqa: PLC0415
    from filings.telling.opening import open_worker  # noqa: PLC0415
    from filings.telling.worker import GIVEN_UP  # noqa: PLC0415

    try:
        worker = open_worker(os.environ)
    except BadSettings as bad:
        raise click.ClickException(str(bad)) from None
    if resume:
        worker.resume()

    def once() -> None:
        with watched("tell") as seen:
            tally = worker.run()
            seen.figures["messages_given_up"] = tally.counts[GIVEN_UP]
        report("\n".join(tally.lines()))

    _repeated(once, every)


def _fit(address: str) -> None:
    """Refuse a store that the doctor refuses, before any worker starts; of one that does not answer the workers will tell."""
    # In a process apart: a bucket's library has threads, which the workers, forked from this one, would wait for and not have.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        refused = apart.submit(_why_not, address).result()
    if refused:
        raise click.ClickException(refused)


def _why_not(address: str) -> str:
    from filings.doctor.verdict import StoreRefused, is_known  # noqa: PLC0415
    from filings.storage import StoreUnavailable  # noqa: PLC0415
    from filings.storage.opening import open_storage  # noqa: PLC0415

    try:
        with suppress(StoreUnavailable):
            is_known(open_storage(address, os.environ), address)
    except (StoreRefused, ValueError) as refused:
        return str(refused)
    return ""


def _repeated(work: Callable[[], None], every: int | None) -> None:
    """Do some work once, or again and again until a signal says stop; a store that is away for a while stops nothing."""
    from filings.storage import StoreUnavailable  # noqa: PLC0415

    stopped = threading.Event()
    if every is not None:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
    while not stopped.is_set():
        try:
            work()
        except StoreUnavailable as error:
            if every is None:
                raise click.ClickException(str(error)) from None
            click.echo(f"the store is unavailable: {error}", err=True)
        if every is None:
            return
        stopped.wait(every)


def _development(data: Path, built: Path) -> dict[str, str]:
    """Give the settings of a development service; on first start make its key pair and its secret, and say so."""
    keys = data / "keys"
    if not (keys / "secret").is_file():
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        public, private = make_pair("CN")
        write_secret(keys / "public.json", json.dumps({"keys": [public]}))
        write_secret(keys / "private.json", json.dumps({"keys": [private]}))
        write_secret(keys / "secret", secrets.token_hex(32))
        click.echo(f"→ made a development key pair and a secret in {keys}: not for real filings")
    if not (keys / "signing.json").is_file():
        proof.make_signing_key(keys)
    return {
        "BEIAN_STORE": f"folder:{data / 'store'}",
        "BEIAN_SECRET": (keys / "secret").read_text("utf-8"),
        "BEIAN_CONTRACTS": str(built / "contracts"),
        "BEIAN_KEYS": str(keys / "public.json"),
        "BEIAN_SITE": str(built / "site"),
        "BEIAN_SIGNING_KEY": str(keys / "signing.json"),
        **_desk(keys, os.environ),
    }


def _desk(keys: Path, environ: Mapping[str, str]) -> dict[str, str]:
    """Give the settings of the desk: anybody is an officer, but never where something that is set could mean real filings."""
    real = environ.get("BEIAN_DESK") or environ.get("BEIAN_SITE_URL") or environ.get("BEIAN_STORE", "").startswith("s3:")
    private = {} if environ.get("BEIAN_KEYS") else {"BEIAN_PRIVATE_KEYS": str(keys / "private.json")}
    return private if real else private | {"BEIAN_DESK_LOCAL": "1"}
