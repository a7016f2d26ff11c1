"""What an operator says of the desk is read once; what a provider's claims make of somebody, and what they do not."""

import json
from pathlib import Path
from typing import Any

import pytest

from filings.agencies import Agencies, BadAgencies
from filings.officers import Officer

RIGHT: dict[str, Any] = {
    "issuer": "https://id.example",
    "client_id": "beian-desk",
    "claims": {"roles": "realm_access.roles", "places": "agency"},
    "roles": {"mi-review": "officer", "mi-chief": "supervisor"},
    "places": {"yangzhou": ["3210"], "jiangsu": ["3201", "3210"]},
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk.json"


def read(path: Path, **changes: Any) -> Agencies:
    path.write_text(json.dumps({name: value for name, value in (RIGHT | changes).items() if value is not None}), "utf-8")
    return Agencies.from_file(path)


def officer(agencies: Agencies, **claims: Any) -> Officer:
    return agencies.officer(agencies.told({"sub": "u-1", "name": "示例", **claims}))


def test_a_file_is_read_with_what_is_usual(path: Path) -> None:
    found = read(path)
    assert (found.scope, found.name_claim, found.audience, found.client_secret) == ("openid profile", "name", None, None)
    assert found.places["jiangsu"] == ("3201", "3210")


def test_a_place_of_six_digits_may_be_somebodys(path: Path) -> None:
    found = read(path, places={"xiantao": ["429004"]}, appeals={"429004": {"en": "Ask the city's bureau for a review"}})
    assert officer(found, agency="xiantao").places == ("429004",)


def test_everything_may_be_set_and_the_secret_is_not_shown(path: Path) -> None:
    texts = {"3210": {"zh-Hans": "向市医保局申请复核", "en": "Ask the city's bureau for a review"}}
    found = read(path, client_secret="a secret", scope="openid desk", audience="https://beian.example/desk", appeals=texts)
    assert (found.client_secret, found.scope, found.audience, found.appeals) == (
        "a secret",
        "openid desk",
        "https://beian.example/desk",
        texts,
    )
    assert "a secret" not in repr(found)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"issuer": None, "client_id": " "}, ["issuer is not set", "client_id is not set"]),
        ({"issuer": "http://id.example"}, ["issuer must be an https address"]),
        ({"client_secret": 7, "audience": ""}, ["client_secret is not text", "audience is not text"]),
        ({"scope": "profile"}, ["scope must contain openid"]),
        ({"claims": {"roles": "r"}}, ["claims must name those of roles and places"]),
        ({"claims": None, "roles": None, "places": None}, ["claims must", "roles must", "places must"]),
        ({"roles": {"mi-review": "king"}}, ["roles must lead"]),
        ({"roles": {"mi-review": ["officer"]}}, ["roles must lead"]),
        ({"places": {"yangzhou": "3210"}}, ["places must lead"]),
        ({"places": {"yangzhou": ["../3210"]}}, ["places must lead"]),
        ({"places": {"xiantao": ["42900"]}}, ["places must lead"]),
        ({"appeals": {"3210": "there"}}, ["appeals must hold"]),
        ({"appeals": {"yangzhou": {"en": "there"}}}, ["appeals must hold"]),
        ({"place": {}}, ["place is not known"]),
    ],
    ids=str,
)
def test_everything_that_is_wrong_with_a_file_is_said(path: Path, changes: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(BadAgencies) as bad:
        read(path, **changes)
    assert all(part in str(bad.value) for part in named)


@pytest.mark.parametrize("text", ["", "[]", "{", "null"])
def test_a_file_that_is_no_object_is_said(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    with pytest.raises(BadAgencies):
        Agencies.from_file(path)


def test_a_file_that_is_not_there_is_said(path: Path) -> None:
    with pytest.raises(BadAgencies):
        Agencies.from_file(path)


def test_claims_are_found_step_by_step_and_places_are_named_once(path: Path) -> None:
    found = officer(read(path), realm_access={"roles": ["mi-review", "mi-chief"]}, agency=["jiangsu", "yangzhou"])
    assert found == Officer("u-1", "示例", frozenset({"officer", "supervisor"}), ("3201", "3210"))


def test_a_claim_with_a_dot_in_its_name_comes_before_the_steps(path: Path) -> None:
    both = {"realm_access.roles": "mi-chief", "realm_access": {"roles": ["mi-review"]}}
    assert officer(read(path), **both).roles == {"supervisor"}


@pytest.mark.parametrize("value", [None, [], "king", ["officer"], {"mi-review": True}, 7, [7, ["mi-review"]]], ids=str)
def test_a_value_that_the_file_does_not_know_gives_nothing(path: Path, value: Any) -> None:
    found = officer(read(path), realm_access={"roles": value}, agency=value)
    assert (found.roles, found.places) == (frozenset(), ())


def test_whoever_is_not_named_is_known_by_their_id(path: Path) -> None:
    assert [officer(read(path), name=name).name for name in (None, " ", 7, " 示例 ")] == ["u-1", "u-1", "u-1", "示例"]


@pytest.mark.parametrize("subject", [None, "", 7])
def test_claims_that_name_nobody_are_nobodys(path: Path, subject: Any) -> None:
    with pytest.raises(KeyError):
        read(path).told({"sub": subject})
    with pytest.raises(KeyError):
        read(path).told({})
