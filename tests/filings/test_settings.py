"""What an operator sets is read once, and everything wrong with it is said at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from filings.settings import BadSettings, Settings

SECRET = "5e" * 32


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """An environment in which everything is right."""
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts/v1.json").touch()
    (tmp_path / "keys.json").touch()
    return {
        "BEIAN_STORE": "memory:",
        "BEIAN_SECRET": SECRET,
        "BEIAN_CONTRACTS": str(tmp_path / "contracts"),
        "BEIAN_KEYS": str(tmp_path / "keys.json"),
    }


def refused(environ: dict[str, str]) -> list[str]:
    with pytest.raises(BadSettings) as bad:
        Settings.from_environ(environ)
    return str(bad.value).split("; ")


def test_right_settings_are_read(environ: dict[str, str], tmp_path: Path) -> None:
    expected = Settings("memory:", bytes.fromhex(SECRET), tmp_path / "contracts", tmp_path / "keys.json")
    assert Settings.from_environ(environ) == expected


def test_the_site_may_be_set(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "index.html").touch()
    assert Settings.from_environ(environ | {"BEIAN_SITE": str(tmp_path)}).site == tmp_path


def test_a_site_that_is_not_built_is_named(environ: dict[str, str], tmp_path: Path) -> None:
    assert refused(environ | {"BEIAN_SITE": str(tmp_path)}) == ["BEIAN_SITE is not a folder with a built site"]


@pytest.mark.parametrize("empty", [{}, dict.fromkeys(["BEIAN_STORE", "BEIAN_SECRET", "BEIAN_CONTRACTS", "BEIAN_KEYS"], "")])
def test_everything_that_is_not_set_is_named_at_once(empty: dict[str, str]) -> None:
    assert refused(empty) == [f"BEIAN_{name} is not set" for name in ("STORE", "SECRET", "CONTRACTS", "KEYS")]


def test_everything_that_is_wrong_is_named_at_once() -> None:
    wrong = {"BEIAN_SECRET": "short", "BEIAN_CONTRACTS": "/nowhere", "BEIAN_KEYS": "/nowhere"}
    assert [text.split()[0] for text in refused(wrong)] == ["BEIAN_STORE", "BEIAN_SECRET", "BEIAN_CONTRACTS", "BEIAN_KEYS"]


@pytest.mark.parametrize("secret", ["5e" * 31, "5e" * 31 + "5", "zz" * 32, "not hexadecimal"])
def test_a_secret_that_is_too_short_or_no_hexadecimal_is_refused_without_being_repeated(
    environ: dict[str, str], secret: str
) -> None:
    [message] = refused(environ | {"BEIAN_SECRET": secret})
    assert (message.startswith("BEIAN_SECRET must be"), secret in message) == (True, False)


def test_a_secret_of_32_bytes_is_enough(environ: dict[str, str]) -> None:
    assert len(Settings.from_environ(environ).secret) == 32


def test_a_folder_that_holds_no_contracts_is_refused(environ: dict[str, str], tmp_path: Path) -> None:
    assert refused(environ | {"BEIAN_CONTRACTS": str(tmp_path)}) == ["BEIAN_CONTRACTS is not a folder of compiled contracts"]


def test_a_folder_is_no_file_of_keys(environ: dict[str, str], tmp_path: Path) -> None:
    assert refused(environ | {"BEIAN_KEYS": str(tmp_path)}) == ["BEIAN_KEYS is not a file"]


def test_the_secret_is_not_shown(environ: dict[str, str]) -> None:
    settings = Settings.from_environ(environ)
    shown = repr(settings) + str(settings) + repr(replace(settings, store="folder:x"))
    assert not any(secret in shown for secret in (SECRET, repr(settings.secret), "secret="))


def test_settings_do_not_change_after_they_are_read(environ: dict[str, str]) -> None:
    settings = Settings.from_environ(environ)
    with pytest.raises(AttributeError):
        settings.store = "memory:"  # type: ignore[misc]
