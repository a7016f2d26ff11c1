"""Sealed data: only the place's private key opens it, and only while its content key is there."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filings.seal import Keys, NoKey, NotOpened, Sealed, make_pair, open_sealed, seal

Pair = tuple[dict[str, Any], dict[str, Any]]
CONTENT = '{"name":"张三","number":"32100219600229001X"}'.encode()
KEYS = Keys({code: {"kid": code} for code in ("CN", "32", "3210", "429004")})
PRIVATE_MEMBERS = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


@pytest.fixture(scope="module")
def sealed(key_pair: Pair) -> Sealed:
    return seal(key_pair[0], CONTENT)


def altered(text: str) -> Iterator[str]:
    """Yield the text with one character replaced, for every character, and cut off at every third."""
    for position, character in enumerate(text):
        # The last character of a part holds bits that mean nothing: some base64url texts say the same.
        if text[position + 1 : position + 2] not in {"", "."}:
            yield text[:position] + ("A" if character != "A" else "B") + text[position + 1 :]
        yield text[:position] + "*" + text[position + 1 :]
    yield from (text[:end] for end in range(0, len(text), 3))


def opens(private: dict[str, Any], sealed: Sealed) -> bool:
    try:
        open_sealed(private, sealed)
    except NotOpened:
        return False
    return True


@given(content=st.binary(max_size=500))
@settings(max_examples=25)
def test_what_was_sealed_is_opened_with_the_private_key(key_pair: Pair, content: bytes) -> None:
    assert open_sealed(key_pair[1], seal(key_pair[0], content)) == content


def test_another_private_key_does_not_open_it(sealed: Sealed) -> None:
    with pytest.raises(NotOpened):
        open_sealed(make_pair("CN")[1], sealed)


def test_the_public_key_does_not_open_it(key_pair: Pair, sealed: Sealed) -> None:
    with pytest.raises(NotOpened):
        open_sealed(key_pair[0], sealed)


def test_altered_data_does_not_open(key_pair: Pair, sealed: Sealed) -> None:
    assert [data for data in altered(sealed.data) if opens(key_pair[1], replace(sealed, data=data))] == []


def test_an_altered_content_key_does_not_open(key_pair: Pair, sealed: Sealed) -> None:
    assert [key for key in altered(sealed.key) if opens(key_pair[1], replace(sealed, key=key))] == []


def test_the_content_key_of_another_filing_does_not_open_it(key_pair: Pair, sealed: Sealed) -> None:
    with pytest.raises(NotOpened):
        open_sealed(key_pair[1], replace(sealed, key=seal(key_pair[0], CONTENT).key))


def test_without_its_content_key_the_data_cannot_be_opened_even_by_the_place(key_pair: Pair, sealed: Sealed) -> None:
    with pytest.raises(NotOpened):
        open_sealed(key_pair[1], replace(sealed, key=""))


def test_the_message_of_what_does_not_open_tells_nothing_of_it(key_pair: Pair, sealed: Sealed) -> None:
    with pytest.raises(NotOpened) as refused:
        open_sealed(key_pair[1], replace(sealed, data=sealed.data[:-5] + "*****"))
    assert sealed.data[:20] not in repr(refused.value)
    assert refused.value.__cause__ is None


def test_two_seals_of_one_text_have_nothing_in_common(key_pair: Pair, sealed: Sealed) -> None:
    again = seal(key_pair[0], CONTENT)
    shared = set(again.data.split(".")[1:]) & set(sealed.data.split(".")[1:])
    # The second part of the data is empty in both: with `dir` no key is wrapped.
    assert shared == {""}
    assert again.key.split(".")[2:] != sealed.key.split(".")[2:]


def test_the_data_alone_names_no_key(sealed: Sealed) -> None:
    assert sealed.data.split(".")[1] == ""


@pytest.mark.parametrize(
    ("place", "found"),
    [("3210", "3210"), ("321002", "3210"), ("3201", "32"), ("32", "32"), ("429004", "429004"), ("429005", "CN"), ("11", "CN")],
)
def test_the_nearest_key_is_the_places_then_the_citys_then_the_provinces_then_the_nations(place: str, found: str) -> None:
    assert KEYS.nearest(place)["kid"] == found


def test_a_place_without_any_key_is_refused() -> None:
    with pytest.raises(NoKey):
        Keys({"32": {"kid": "32"}}).nearest("3301")


def test_keys_are_read_from_a_jwk_set_by_their_kid(tmp_path: Path) -> None:
    public, _ = make_pair("3210")
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [public]}))
    assert Keys.from_file(path).nearest("3210") == public


def test_the_public_key_holds_no_private_member(key_pair: Pair) -> None:
    assert key_pair[0].keys() & PRIVATE_MEMBERS == set()


def test_the_private_key_holds_the_private_member(key_pair: Pair) -> None:
    assert key_pair[1].keys() & PRIVATE_MEMBERS == {"d"}


def test_two_pairs_of_one_place_differ() -> None:
    assert make_pair("CN")[0] != make_pair("CN")[0]
