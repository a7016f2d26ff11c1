"""Filing numbers: a typo is caught before anything is read, and what people type is forgiven."""

import re
from collections.abc import Callable
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from filings import numbers
from filings.numbers import ALPHABET, NotANumber, Number

SECRET, OTHER_SECRET = b"s" * 32, b"t" * 32
NUMBERS = st.builds(Number, st.from_regex("[0-9]{4}", fullmatch=True), st.text(ALPHABET, min_size=8, max_size=8))
NUMBER = Number("3210", "7K3Q9FXM")


def plain(number: Number) -> str:
    return str(number).replace("-", "")


def is_number(text: str) -> bool:
    try:
        numbers.parse(text)
    except NotANumber:
        return False
    return True


def check_value(text: str) -> int:
    """ISO/IEC 7064, hybrid system, computed as the page's script does it: 1 where the check character fits."""
    value = len(ALPHABET) // 2
    for character in text:
        value = ((value or 32) * 2 % 33 + ALPHABET.index(character)) % 32
    return value


def sample(count: int) -> list[str]:
    """Make numbers that are spread evenly and the same in every run."""
    return [plain(Number(f"{i * 37 % 10000:04}", numbers.serial(SECRET, f"sample-{i}", 0))) for i in range(count)]


@given(NUMBERS)
def test_every_single_wrong_character_is_caught(number: Number) -> None:
    text = plain(number)
    passed = [
        (position, wrong)
        for position, wrong in product(range(len(text)), ALPHABET)
        if wrong != text[position] and is_number(text[:position] + wrong + text[position + 1 :])
    ]
    assert passed == []


def test_all_but_one_in_250_swaps_of_neighbours_are_caught() -> None:
    # 76 of these 22,847 swaps pass, which is 1 in 300.
    swaps = passed = 0
    for text in sample(2000):
        for position, (left, right) in enumerate(pairwise(text)):
            if left != right:
                swaps += 1
                passed += is_number(text[:position] + right + left + text[position + 2 :])
    assert swaps > 20_000
    assert passed / swaps < 1 / 250


@given(NUMBERS)
def test_a_number_is_read_back_as_it_was_shown(number: Number) -> None:
    assert numbers.parse(str(number)) == number


@given(NUMBERS)
def test_a_number_that_is_read_again_is_the_same_and_one_like_it_is_still_none(number: Number) -> None:
    wrong = f"{number}"[:-1] + next(other for other in ALPHABET if other != f"{number}"[-1])
    assert [numbers.parse(str(number)) for _ in range(2)] == [number, number]
    assert [is_number(wrong) for _ in range(2)] == [False, False]


@given(NUMBERS)
def test_the_check_character_is_that_of_python_stdnum(number: Number) -> None:
    assert plain(number)[-1] == mod_37_36.calc_check_digit(number.place + number.serial, ALPHABET)


@given(NUMBERS)
def test_the_check_character_is_that_of_the_page(number: Number) -> None:
    assert check_value(plain(number)) == 1


@given(NUMBERS, st.data())
def test_small_letters_hyphens_and_spaces_do_not_matter(number: Number, data: st.DataObject) -> None:
    separators = st.text(" -\u2010\u2013\u2014\u3000\t\u2212", max_size=2)
    typed = "".join(
        data.draw(separators) + (character.lower() if data.draw(st.booleans()) else character) for character in plain(number)
    )
    assert numbers.parse(typed) == number


@pytest.mark.parametrize(("zero", "one"), [("O", "I"), ("o", "l"), ("０", "１"), ("ｏ", "Ｌ")])
def test_look_alikes_and_full_width_characters_are_read_as_what_was_meant(zero: str, one: str) -> None:
    number = Number("3210", "01AB01YZ")
    assert numbers.parse(str(number).replace("0", zero).replace("1", one)) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3210",
        "3210-7K3Q-9FXM",
        "32107K3Q9FXM55",
        "ABCD-7K3Q-9FXM-5",
        "3210-7U3Q-9FXM-5",
        "3210_7K3Q_9FXM_5",
        "\x00" * 13,
        "３" * 5000,
    ],
)
def test_what_is_no_number_is_called_so(text: str) -> None:
    with pytest.raises(NotANumber):
        numbers.parse(text)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_called_none(text: str) -> None:
    if is_number(text):
        assert re.fullmatch("[0-9]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]", str(numbers.parse(text)))


@pytest.mark.parametrize(("code", "place"), [("11", "1100"), ("3210", "3210"), ("429004", "4290")])
def test_a_place_of_two_four_or_six_digits_gives_four(code: str, place: str) -> None:
    assert numbers.number_for(code, "7K3Q9FXM").place == place


@pytest.mark.parametrize("code", ["11", "3210", "429004"])
def test_a_number_of_any_place_is_read_back(code: str) -> None:
    number = numbers.number_for(code, "7K3Q9FXM")
    assert numbers.parse(str(number)) == number


@given(st.text(min_size=16, max_size=64), st.integers(0, 7))
def test_a_serial_has_eight_characters_of_the_alphabet(key: str, attempt: int) -> None:
    assert re.fullmatch(f"[{ALPHABET}]{{8}}", numbers.serial(SECRET, key, attempt))


def test_a_serial_that_begins_with_zeros_keeps_them() -> None:
    serials = (numbers.serial(SECRET, f"key-{i}", 0) for i in range(100_000))
    assert len(next(serial for serial in serials if serial.startswith("00"))) == 8


@pytest.mark.parametrize("other", [(OTHER_SECRET, "key-a", 0), (SECRET, "key-b", 0), (SECRET, "key-a", 1)])
def test_another_secret_key_or_attempt_gives_another_serial(other: tuple[bytes, str, int]) -> None:
    assert numbers.serial(*other) != numbers.serial(SECRET, "key-a", 0)


def test_the_same_key_gives_the_same_serial() -> None:
    assert numbers.serial(SECRET, "key-a", 0) == numbers.serial(SECRET, "key-a", 0)


def test_the_serials_of_many_keys_differ() -> None:
    assert len({numbers.serial(SECRET, f"key-{i}", 0) for i in range(20_000)}) == 20_000


@given(NUMBERS)
def test_the_lookup_code_fits_its_number(number: Number) -> None:
    assert numbers.code_fits(SECRET, number, numbers.lookup_code(SECRET, number))


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} ", lambda code: code.replace("-", "–")]
)
def test_the_lookup_code_fits_however_it_is_written(change: Callable[[str], str]) -> None:
    assert numbers.code_fits(SECRET, NUMBER, change(numbers.lookup_code(SECRET, NUMBER)))


def test_every_lookup_code_with_one_wrong_character_does_not_fit() -> None:
    code = numbers.lookup_code(SECRET, NUMBER)
    wrong = [
        code[:i] + character + code[i + 1 :]
        for i, character in product((0, 1, 2, 3, 5, 6, 7, 8), ALPHABET)
        if character != code[i]
    ]
    assert not any(numbers.code_fits(SECRET, NUMBER, typed) for typed in wrong)


@pytest.mark.parametrize("typed", ["", "-", "0", "é" * 8, "\U0001f600", "A" * 10_000])
def test_what_is_no_lookup_code_does_not_fit(typed: str) -> None:
    assert not numbers.code_fits(SECRET, NUMBER, typed)


def test_a_lookup_code_fits_no_other_number() -> None:
    assert not numbers.code_fits(SECRET, Number("3211", NUMBER.serial), numbers.lookup_code(SECRET, NUMBER))


def test_a_lookup_code_made_with_another_secret_does_not_fit() -> None:
    assert not numbers.code_fits(SECRET, NUMBER, numbers.lookup_code(OTHER_SECRET, NUMBER))


def test_a_fingerprint_differs_by_purpose_content_and_secret() -> None:
    made = {
        numbers.fingerprint(secret, purpose, content)
        for secret, purpose, content in product((SECRET, OTHER_SECRET), ("key", "body"), (b"a", b"b"))
    }
    assert len(made) == 8
