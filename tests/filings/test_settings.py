"""What an operator sets is read once, and everything wrong with it is said at once."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from filings.provider import Provider
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


# --- whom people may sign in with


@pytest.fixture
def signed(environ: dict[str, str]) -> dict[str, str]:
    """An environment with a provider in which everything is right."""
    return environ | {
        "BEIAN_SITE_URL": "https://beian.example/",
        "BEIAN_OIDC_ISSUER": "https://id.example",
        "BEIAN_OIDC_CLIENT_ID": "beian",
        "BEIAN_OIDC_NUMBER_CLAIM": "id_number",
    }


def test_a_provider_is_read_with_what_is_usual(signed: dict[str, str]) -> None:
    assert Settings.from_environ(signed).provider == Provider("https://id.example", "beian", "id_number")


def test_everything_of_a_provider_may_be_set(signed: dict[str, str]) -> None:
    more = {"NAME_CLAIM": "real_name", "KIND_CLAIM": "id_kind", "SCOPE": "openid identity", "CLIENT_SECRET": "a secret"}
    provider = Settings.from_environ(signed | {f"BEIAN_OIDC_{name}": value for name, value in more.items()}).provider
    assert provider == Provider("https://id.example", "beian", "id_number", "real_name", "id_kind", "openid identity", "a secret")
    assert "a secret" not in repr(provider)


def test_without_an_issuer_there_is_no_provider(signed: dict[str, str]) -> None:
    assert Settings.from_environ(signed | {"BEIAN_OIDC_ISSUER": ""}).provider is None


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"BEIAN_OIDC_CLIENT_ID": "", "BEIAN_OIDC_NUMBER_CLAIM": ""}, ["BEIAN_OIDC_CLIENT_ID", "BEIAN_OIDC_NUMBER_CLAIM"]),
        ({"BEIAN_OIDC_ISSUER": "http://id.example"}, ["BEIAN_OIDC_ISSUER"]),
        ({"BEIAN_OIDC_ISSUER": "id.example"}, ["BEIAN_OIDC_ISSUER"]),
        ({"BEIAN_SITE_URL": ""}, ["BEIAN_SITE_URL"]),
        ({"BEIAN_SITE_URL": "https://beian.example"}, ["BEIAN_SITE_URL"]),
        ({"BEIAN_SITE_URL": "http://beian.example/"}, ["BEIAN_SITE_URL"]),
        ({"BEIAN_OIDC_SCOPE": "profile"}, ["BEIAN_OIDC_SCOPE"]),
    ],
)
def test_what_is_wrong_with_a_provider_is_named(signed: dict[str, str], changes: dict[str, str], named: list[str]) -> None:
    assert [text.split()[0] for text in refused(signed | changes)] == named


def test_on_loopback_neither_needs_https(signed: dict[str, str]) -> None:
    here = {"BEIAN_SITE_URL": "http://127.0.0.1:8000/", "BEIAN_OIDC_ISSUER": "http://localhost:9401"}
    assert Settings.from_environ(signed | here).provider


# --- who works at the desk


@pytest.fixture
def desk(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """An environment with a desk in which everything is right."""
    said = {
        "issuer": "https://officers.example",
        "client_id": "beian-desk",
        "claims": {"roles": "roles", "places": "org"},
        "roles": {"reviewer": "officer"},
        "places": {"yangzhou": ["3210"]},
    }
    (tmp_path / "desk.json").write_text(json.dumps(said))
    return environ | {"BEIAN_DESK": str(tmp_path / "desk.json"), "BEIAN_SITE_URL": "https://beian.example/"}


def test_whom_officers_sign_in_with_is_read(desk: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.from_environ(desk | {"BEIAN_PRIVATE_KEYS": str(tmp_path / "keys.json")})
    assert settings.desk is not None
    assert (settings.desk.issuer, settings.private_keys, settings.desk_local) == (
        "https://officers.example",
        tmp_path / "keys.json",
        False,
    )


def test_what_is_wrong_with_the_desk_is_named(desk: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "desk.json").write_text("{}")
    wrong = refused(desk | {"BEIAN_SITE_URL": "", "BEIAN_PRIVATE_KEYS": "/nowhere", "BEIAN_DESK_LOCAL": "yes"})
    names = ["BEIAN_PRIVATE_KEYS", "BEIAN_DESK_LOCAL", "BEIAN_DESK:", "BEIAN_SITE_URL"]
    assert [text.split()[0] for text in wrong] == names


def test_a_choice_of_officers_may_be_offered_on_the_machine_itself(environ: dict[str, str]) -> None:
    assert Settings.from_environ(environ | {"BEIAN_DESK_LOCAL": "1"}).desk_local
    assert Settings.from_environ(environ | {"BEIAN_DESK_LOCAL": "1", "BEIAN_SITE_URL": "http://127.0.0.1:8000/"}).desk_local
    assert not Settings.from_environ(environ | {"BEIAN_DESK_LOCAL": "0"}).desk_local


@pytest.mark.parametrize(
    "where", [{"BEIAN_STORE": "s3://filings"}, {"BEIAN_STORE": "s3://filings/sub"}, {"BEIAN_SITE_URL": "https://beian.example/"}]
)
def test_a_choice_of_officers_is_refused_wherever_real_filings_could_be(environ: dict[str, str], where: dict[str, str]) -> None:
    [message] = refused(environ | {"BEIAN_DESK_LOCAL": "1"} | where)
    assert message.startswith("BEIAN_DESK_LOCAL is for development")
