"""The commands that make keys, tokens and secrets."""

import base64
import hashlib
import json
import re
import secrets
from pathlib import Path
from typing import Any

import click

from filings.seal import NATION, make_pair

_PLACE = re.compile(f"{NATION}|[0-9]{{2}}([0-9]{{2}}){{0,2}}")
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("counter-token")
def counter_token() -> None:
    """Make a token for a counter: the counter keeps the token, the file of counters its hash."""
    token = secrets.token_urlsafe(32)
    click.echo(f"token         {token}\ntoken_sha256  {hashlib.sha256(token.encode()).hexdigest()}")


@click.command("webhook-secret")
def webhook_secret() -> None:
    """Make the secret of a webhook, for BEIAN_TELL and for whoever receives it."""
    click.echo(f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}")


@click.command("secret")
def secret() -> None:
    """Make the secret of a service, for BEIAN_SECRET; once, because numbers and codes rest on it."""
    click.echo(secrets.token_hex(32))


@click.command("place-key")
@click.argument("place")
@click.option("--public", type=_FILE, required=True, help="File for BEIAN_KEYS: the new key takes the place of the one before.")
@click.option("--private", type=_FILE, required=True, help="File for BEIAN_PRIVATE_KEYS: the new key is added, all others stay.")
def place_key(place: str, public: Path, private: Path) -> None:
    """Make the key pair of a place (its code, or CN for all), or the next one; the files are made where they are not there."""
    if not _PLACE.fullmatch(place):
        raise click.ClickException(f"{place} is no place's code, and not CN")
    open_to_all, kept = _read(public), _read(private)
    taken = {key["kid"] for key in (*open_to_all, *kept)}
    name = place if place not in taken else next(kid for n in range(2, 10_000) if (kid := f"{place}.{n}") not in taken)
    new_public, new_private = make_pair(name)
    # The private half first: cut off in between, there is a key that nothing is sealed to, and never the other way round.
    _write_keys(private, [*kept, new_private])
    _write_keys(public, [*(key for key in open_to_all if key["kid"].partition(".")[0] != place), new_public])
    click.echo(f"{name}: give {private} to the desk and to the commands that open filings, and only then {public} to the doors")


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all: a start that is cut off leaves none that is empty."""
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(text, "utf-8")
    new.replace(path)


COMMANDS = (counter_token, webhook_secret, secret, place_key)


def _read(path: Path) -> list[dict[str, Any]]:
    """Return the keys of a file, none where there is no file yet; raises ClickException."""
    if not path.exists():
        return []
    try:
        keys = json.loads(path.read_text("utf-8"))["keys"]
        return [dict(key) for key in keys if key["kid"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{path} is no JWK Set of places' keys ({type(error).__name__})") from None


def _write_keys(path: Path, keys: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_secret(path, json.dumps({"keys": keys}, indent=1))
