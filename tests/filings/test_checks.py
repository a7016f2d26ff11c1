"""The checks that no schema can say, each on both sides of its boundary."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from filings.checks import all_findings
from filings.days import add_months

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
CARD, RESIDENCE, FOREIGN = "resident-identity-card", "hmt-residence-permit", "foreign-permanent-residence"
PROVINCES = [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 81, 82, 83]
TERMS: dict[str, Any] = {
    "long-term-resident": {"min_stay_months": 6},
    "referred": {"months": 6, "exact": False},
    "other-temporary": {"months": 6, "exact": True},
}


def found(document: dict[str, Any], today: date = TODAY, broken: set[str] | None = None) -> list[tuple[str, str]]:
    return [(finding.pointer, finding.rule) for finding in all_findings(document, TERMS, broken or set(), today)]


def number(area: str = "321002", born: str = "19600229", order: str = "001") -> str:
    """Make an identity number that is nobody's, with its check character."""
    digits = f"{area}{born}{order}"
    return digits + mod_11_2.calc_check_digit(digits)


def of(number: str, kind: str = CARD, today: date = TODAY) -> list[str]:
    """List the rules that the insured person's document breaks."""
    return [rule for _, rule in found({"insured": {"document": {"kind": kind, "number": number}}}, today)]


def day(text: str) -> date:
    return date.fromisoformat(text)


# --- identity numbers


@pytest.mark.parametrize("who", ["insured", "filer"])
def test_the_documents_of_both_people_are_checked(who: str) -> None:
    wrong = {who: {"document": {"kind": CARD, "number": number()[:-1] + "0"}}}
    assert found(wrong) == [(f"/{who}/document/number", "check-digit")]


@given(st.sampled_from(PROVINCES), st.integers(0, 9999), st.dates(date(1880, 1, 1), TODAY), st.integers(0, 999))
def test_no_area_of_a_province_is_a_reason_to_refuse(province: int, area: int, born: date, order: int) -> None:
    assert of(number(f"{province}{area:04}", f"{born:%Y%m%d}", f"{order:03}")) == []


@pytest.mark.parametrize(
    ("area", "born"),
    [
        ("321001", "19380412"),
        ("320222", "19351001"),
        ("310101", "19400101"),
        ("330113", "19500601"),
        ("132801", "19550315"),
        ("513522", "19471120"),
    ],
)
def test_an_elderly_person_with_an_area_code_of_another_time_is_let_through(area: str, born: str) -> None:
    assert of(number(area, born)) == []


@pytest.mark.parametrize("area", ["810000", "820000", "830000"])
@pytest.mark.parametrize("kind", [RESIDENCE, CARD])
def test_people_from_hong_kong_macao_and_taiwan_are_let_through(area: str, kind: str) -> None:
    assert of(number(area), kind) == []


@pytest.mark.parametrize("prefix", ["10", "16", "20", "24", "30", "38", "40", "47", "55", "60", "66", "70", "80", "84"])
def test_a_number_that_begins_with_no_province_is_found(prefix: str) -> None:
    assert of(number(f"{prefix}0101")) == ["document-area"]


def test_of_a_foreigners_number_only_the_check_character_is_known() -> None:
    assert of(number("911124", "99999999"), FOREIGN) == []


def test_a_foreigners_number_with_a_wrong_check_character_is_found() -> None:
    right = number("911124", "19850101")
    assert of(right[:-1] + ("1" if right[-1] != "1" else "2"), FOREIGN) == ["check-digit"]


def test_a_foreigners_number_of_the_old_kind_is_let_through() -> None:
    assert of("USA110199001011", FOREIGN) == []


def test_a_check_character_x_is_let_through() -> None:
    ends_in_x = next(made for made in (number(order=f"{i:03}") for i in range(1000)) if made.endswith("X"))
    assert of(ends_in_x) == []


@given(st.integers(0, 17), st.sampled_from("0123456789"), st.dates(date(1900, 1, 1), TODAY))
def test_every_single_wrong_digit_of_an_identity_number_is_found(position: int, digit: str, born: date) -> None:
    right = number(born=f"{born:%Y%m%d}", order="017")
    wrong = right[:position] + digit + right[position + 1 :]
    assert (of(wrong) == []) == (wrong == right)


@pytest.mark.parametrize(("born", "rules"), [("20261120", []), ("20261121", ["document-date"]), ("20270101", ["document-date"])])
def test_nobody_is_born_after_today(born: str, rules: list[str]) -> None:
    assert of(number(born=born)) == rules


@pytest.mark.parametrize(("born", "rules"), [("18800101", []), ("18791231", ["document-date"]), ("00010101", ["document-date"])])
def test_nobody_is_born_before_1880(born: str, rules: list[str]) -> None:
    assert of(number(born=born)) == rules


@pytest.mark.parametrize("born", ["19000229", "20230229", "19600230", "19601301", "19600431", "19600000", "00000000"])
def test_a_birth_on_a_day_that_never_was_is_found(born: str) -> None:
    assert of(number(born=born)) == ["document-date"]


@pytest.mark.parametrize("born", ["20000229", "19600229", "19991231", "20260228"])
def test_a_birth_on_a_leap_day_or_at_a_months_end_is_let_through(born: str) -> None:
    assert of(number(born=born)) == []


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("passport", "E12345678"),
        ("passport", "123456789012345678"[:17]),
        ("hong-kong-travel-permit", "H12345678"),
        ("macao-travel-permit", "M1234567800"),
        ("taiwan-travel-permit", "12345678"),
        ("birth-certificate", "A123456789"),
        ("birth-certificate", "321002196002290010"),
    ],
)
def test_a_document_of_another_kind_has_no_check_character(kind: str, typed: str) -> None:
    assert of(typed, kind) == []


def test_a_number_in_which_the_schema_found_something_is_passed_over() -> None:
    document = {"insured": {"document": {"kind": CARD, "number": "3210"}}}
    assert found(document, broken={"/insured/document/number"}) == []


# --- telephone numbers


@pytest.mark.parametrize(
    "phone",
    [
        "13800138000",
        "138 0013 8000",
        "+86 138-0013-8000",
        "8613800138000",
        "19912345678",
        "0514-87112345",
        "010-12345678",
        "021 5888 8888",
        "+86 (514) 87112345",
        "+852 5123 4567",
        "+853 6612 3456",
        "+886 912 345 678",
        "00852 5123 4567",
        "+1 212 555 0123",
        "+7 912 345-67-89",
        "+82 10-1234-5678",
    ],
)
@pytest.mark.parametrize("who", ["contact", "filer"])
def test_a_mobile_landline_or_foreign_number_is_let_through(phone: str, who: str) -> None:
    assert found({who: {"phone": phone}}) == []


@pytest.mark.parametrize(
    "phone", ["1380013800", "138001380001", "+86 1380013800", "12345", "110", "+999 1234567", "+1 23", "0" * 25, "9" * 25]
)
@pytest.mark.parametrize("who", ["contact", "filer"])
def test_a_number_that_nobody_can_call_is_found(phone: str, who: str) -> None:
    assert found({who: {"phone": phone}}) == [(f"/{who}/phone", "phone-number")]


# --- the agent


def test_an_agent_who_is_the_insured_person_is_found() -> None:
    own = {"kind": CARD, "number": number()}
    assert found({"insured": {"document": own}, "filer": {"capacity": "agent", "document": dict(own)}}) == [
        ("/filer/document/number", "agent-is-insured")
    ]


def test_an_agent_with_another_number_is_let_through() -> None:
    insured, agent = {"kind": CARD, "number": number()}, {"kind": CARD, "number": number(order="002")}
    assert found({"insured": {"document": insured}, "filer": {"capacity": "agent", "document": agent}}) == []


def test_a_person_who_files_alone_is_no_agent() -> None:
    assert found({"insured": {"document": {"kind": CARD, "number": number()}}, "filer": {"capacity": "self"}}) == []


# --- admission and treatments


@pytest.mark.parametrize(("admitted", "rules"), [("2026-11-20", []), ("2026-11-21", ["admission-in-future"]), ("2024-02-29", [])])
def test_nobody_has_been_admitted_after_today(admitted: str, rules: list[str]) -> None:
    assert [rule for _, rule in found({"admission": {"admitted_on": admitted}})] == rules


def test_the_same_place_of_treatment_twice_is_found_at_the_second() -> None:
    document = {"treatments": [{"place": "31"}, {"place": "11"}, {"place": "31"}]}
    assert found(document) == [("/treatments/2/place", "treatment-twice")]


def test_the_same_place_three_times_is_found_at_the_second_and_third() -> None:
    document = {"treatments": [{"place": "31"}] * 3}
    assert found(document) == [("/treatments/1/place", "treatment-twice"), ("/treatments/2/place", "treatment-twice")]


def start(begins: str, today: date = TODAY, admitted: str | None = None) -> list[tuple[str, str]]:
    document: dict[str, Any] = {"treatments": [{"place": "31"}, {"place": "11", "from": begins}]}
    if admitted:
        document["admission"] = {"admitted_on": admitted}
    return found(document, today)


@pytest.mark.parametrize("today", ["2026-11-20", "2028-02-29", "2027-02-28", "2026-12-31", "2027-01-01"])
def test_a_start_today_is_let_through_and_one_yesterday_is_found(today: str) -> None:
    assert start(today, day(today)) == []
    assert start(str(day(today) - DAY), day(today)) == [("/treatments/1/from", "start-in-past")]


@pytest.mark.parametrize(
    ("today", "last"),
    [("2026-11-20", "2027-11-20"), ("2028-02-29", "2029-02-28"), ("2027-02-28", "2028-02-28"), ("2026-12-31", "2027-12-31")],
)
def test_a_start_twelve_months_ahead_is_let_through_and_one_a_day_later_is_found(today: str, last: str) -> None:
    assert start(last, day(today)) == []
    assert start(str(day(last) + DAY), day(today)) == [("/treatments/1/from", "start-too-late")]


def test_after_an_admission_a_start_in_the_past_is_let_through() -> None:
    assert start("2026-10-31", admitted="2026-10-31") == []


def test_a_start_before_the_admission_is_found() -> None:
    assert start("2026-10-30", admitted="2026-10-31") == [("/treatments/1/from", "start-before-admission")]


def test_a_start_that_the_schema_refuses_is_passed_over() -> None:
    document = {"type": "referred", "treatments": [{"place": "31", "from": "2026-13-01", "until": "2026-11-21"}]}
    assert found(document, broken={"/treatments/0/from"}) == []


def end(kind: str, until: str, begins: str | None = None, today: date = TODAY) -> list[str]:
    treatment = {"place": "31", "until": until} | ({"from": begins} if begins else {})
    return [rule for _, rule in found({"type": kind, "treatments": [treatment]}, today)]


@pytest.mark.parametrize(
    ("begins", "bound"),
    [
        ("2026-11-20", "2027-05-20"),
        ("2027-08-31", "2028-02-29"),
        ("2026-11-30", "2027-05-30"),
        ("2027-08-29", "2028-02-29"),
        ("2027-02-28", "2027-08-28"),
    ],
)
@pytest.mark.parametrize(("kind", "rule"), [("referred", "period-too-short"), ("other-temporary", "period-not-exact")])
def test_an_end_six_months_after_the_start_is_let_through_and_one_a_day_earlier_is_found(
    begins: str, bound: str, kind: str, rule: str
) -> None:
    assert end(kind, bound, begins) == []
    assert end(kind, str(day(bound) - DAY), begins) == [rule]


def test_an_end_later_than_the_least_is_let_through() -> None:
    assert end("referred", "2028-01-01") == []


def test_an_end_later_than_the_exact_one_is_found() -> None:
    assert end("other-temporary", "2027-05-21") == ["period-not-exact"]


def test_without_a_start_the_end_counts_from_today() -> None:
    assert end("referred", "2028-02-29", today=day("2027-08-31")) == []


def test_an_end_before_the_start_is_found() -> None:
    assert end("referred", "2026-11-24", "2026-11-25") == ["until-before-start"]


def test_where_the_place_sets_no_period_any_end_is_let_through() -> None:
    assert end("settled-retiree", "2026-11-20") == []


# --- the letter


@pytest.mark.parametrize(
    ("today", "since"),
    [
        ("2026-11-20", "2026-05-20"),
        ("2026-08-31", "2026-02-28"),
        ("2028-08-31", "2028-02-29"),
        ("2028-08-29", "2028-02-29"),
        ("2027-01-01", "2026-07-01"),
    ],
)
def test_a_stay_of_exactly_six_months_is_enough_and_a_day_less_is_found(today: str, since: str) -> None:
    def letter(living_since: date) -> list[str]:
        document = {"type": "long-term-resident", "letter": {"living_since": str(living_since)}}
        return [rule for _, rule in found(document, day(today))]

    assert letter(day(since)) == []
    assert letter(day(since) + DAY) == ["stay-too-short"]


def test_the_months_of_the_stay_are_told() -> None:
    document = {"type": "long-term-resident", "letter": {"living_since": "2026-11-20"}}
    assert [finding.params for finding in all_findings(document, TERMS, set(), TODAY)] == [{"months": 6}]


@pytest.mark.parametrize(("capacity", "name"), [("self", "张三"), ("agent", "李四"), ("self", "张三 "), ("agent", " 李四")])
def test_a_letter_signed_by_the_one_who_files_is_let_through(capacity: str, name: str) -> None:
    document = {"insured": {"name": "张三"}, "filer": {"capacity": capacity, "name": "李四"}, "letter": {"signed_name": name}}
    assert found(document) == []


@pytest.mark.parametrize(("capacity", "name"), [("self", "李四"), ("agent", "张三"), ("self", "张三丰")])
def test_a_letter_signed_by_another_is_found(capacity: str, name: str) -> None:
    document = {"insured": {"name": "张三"}, "filer": {"capacity": capacity, "name": "李四"}, "letter": {"signed_name": name}}
    assert found(document) == [("/letter/signed_name", "signed-name")]


# --- whatever comes


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["insured", "filer", "document", "number", "treatments", "letter", "type"]), inner)
    ),
)


@given(JSON)
def test_no_document_is_too_odd_to_be_checked(document: Any) -> None:
    assert isinstance(list(all_findings(document, TERMS, set(), TODAY)), list)


# --- months


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(-600, 600)


@given(DAYS, MONTHS)
def test_adding_months_moves_by_exactly_so_many_months(before: date, months: int) -> None:
    after = add_months(before, months)
    assert (after.year - before.year) * 12 + after.month - before.month == months


@given(DAYS, MONTHS)
def test_adding_months_keeps_the_day_or_takes_the_last_of_a_shorter_month(before: date, months: int) -> None:
    after = add_months(before, months)
    assert after.day == min(before.day, monthrange(after.year, after.month)[1])


@given(DAYS, DAYS, MONTHS)
def test_adding_months_keeps_the_order_of_days(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert add_months(first, months) <= add_months(second, months)


@given(DAYS.filter(lambda day: day.day <= 28), MONTHS)
def test_up_to_the_28th_adding_months_and_taking_them_off_again_changes_nothing(before: date, months: int) -> None:
    assert add_months(add_months(before, months), -months) == before


@given(DAYS)
def test_adding_no_months_changes_nothing(before: date) -> None:
    assert add_months(before, 0) == before
