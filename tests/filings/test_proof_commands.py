"""The commands about proof, as an operator and an auditor type them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desk import Desk
from filings.cli import main
from filings.numbers import parse
from filings.storage.folder import FolderStorage
from storehouse import fill

NewDesk = Callable[..., Desk]


@pytest.fixture
def desks(new_desk: NewDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Desk]:
    """A folder store with several filings, and an environment that names it and a signing key."""
    run("signing-key", str(tmp_path / "keys"))
    monkeypatch.setenv("BEIAN_STORE", f"folder:{tmp_path / 'store'}")
    monkeypatch.setenv("BEIAN_SIGNING_KEY", str(tmp_path / "keys/signing.json"))
    return fill(new_desk, FolderStorage(tmp_path / "store"), closed=False)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def public(tmp_path: Path) -> tuple[str, str]:
    return "--public-key", str(tmp_path / "keys/signing-public.json")


def test_a_store_is_closed_verified_exported_and_the_export_verified(desks: list[Desk], tmp_path: Path) -> None:
    closed = run("close")
    assert closed.exit_code == 0, closed.output
    assert "closed 2026-11-2" in closed.output
    head = closed.stdout.split()[-1]
    for where in ((), ("--store", f"folder:{tmp_path / 'store'}"), (str(tmp_path / "store"),)):
        verified = run("verify", *where, *public(tmp_path), "--head", head)
        assert verified.exit_code == 0, verified.output
        assert "everything fits" in verified.output
        assert "0 events and audit entries are not yet in a signed ledger" in verified.output
    to = str(tmp_path / "export")
    assert run("export-filing", desks[2].number, "--to", to).exit_code == 0
    assert "everything fits" in run("verify", to, *public(tmp_path)).output
    assert "is there already" in run("export-filing", desks[2].number, "--to", to).output


def test_the_first_object_that_does_not_fit_is_named_and_the_command_fails(desks: list[Desk], tmp_path: Path) -> None:
    run("close")
    path = tmp_path / "store/filings+" / f"{parse(desks[0].number).serial}+" / "0001.json"
    path.write_bytes(path.read_bytes().replace(b"3210", b"3211", 1))
    verified = run("verify", *public(tmp_path))
    assert verified.exit_code == 1
    assert f"DOES NOT FIT: filings/{parse(desks[0].number).serial}/0001.json is not what the ledger names" in verified.output


def test_closing_says_what_it_left_out(desks: list[Desk], tmp_path: Path) -> None:
    run("close")
    serial = parse(desks[0].number).serial
    (tmp_path / "store/filings+" / f"{serial}+" / "0001.json").unlink()
    closed = run("close")
    assert closed.exit_code == 1
    assert f"filings/{serial}/0001.json" in closed.output


def test_a_signing_key_is_never_overwritten_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    assert run("signing-key", str(tmp_path)).exit_code == 0
    private = tmp_path / "signing.json"
    assert private.stat().st_mode & 0o077 == 0
    assert "d" not in json.loads((tmp_path / "signing-public.json").read_text())
    before = private.read_bytes()
    assert run("signing-key", str(tmp_path)).exit_code == 1
    assert private.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("close",), "BEIAN_SIGNING_KEY is not set"),
        (("verify", "--public-key", "none.json"), "cannot be read"),
        (("verify", "--public-key", "{public}", "--at", "2026-11-20T12:00:00"), "--at needs a time zone"),
        (("verify", "--public-key", "{public}", "--at", "noon"), "Invalid isoformat"),
        (("verify", "--public-key", "{public}"), "BEIAN_STORE is not set"),
        (("export-filing", "3210", "--to", "export"), "BEIAN_STORE is not set"),
    ],
)
def test_what_is_missing_is_said(arguments: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("signing-key", str(tmp_path / "keys"))
    monkeypatch.delenv("BEIAN_STORE", raising=False)
    if arguments == ("close",):
        monkeypatch.setenv("BEIAN_STORE", "memory:")
    result = run(*(argument.format(public=public(tmp_path)[1]) for argument in arguments))
    assert result.exit_code == 1
    assert said in result.output
