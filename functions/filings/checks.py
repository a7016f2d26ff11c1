"""What no schema can say of a filing: dates against today, check digits, one person against the other."""

import re
from collections.abc import Iterator, Mapping, Set
from datetime import date
from functools import lru_cache
from typing import Any

from filings.days import add_months
from filings.errors import Finding

# The first two digits of an identity number: provinces of GB/T 2260, and 81 to 83 for residents from Hong Kong, Macao and Taiwan.
# The four digits after them are never a reason to refuse: people keep the number they were given, places change their codes.
_PREFIXES = frozenset(
    f"{area}{province}"
    for area, provinces in {1: 5, 2: 3, 3: 7, 4: 6, 5: 4, 6: 5, 8: 3}.items()
    for province in range(0 if area == 5 else 1, provinces + 1)
)
# The service's own bound, against mistyped years: nobody files more than a year ahead.
_AHEAD_MONTHS = 12
_OLDEST_BIRTH = date(1880, 1, 1)
# The service's own bound on the files of a whole filing; the schema bounds those of each paper.
_FILES_MAX = 9
# How mobile numbers in China are written without their country: library and house agree that these are possible.
_MOBILE = re.compile("1[3-9][0-9]{9}")


class _Filing:
    """Gives the parts of a document in which the schema found nothing wrong, and None for the others."""

    def __init__(self, document: Any, broken: Set[str]) -> None:
        self._document = document
        self.broken = broken

    def get(self, pointer: str) -> Any:
        if pointer in self.broken:
            return None
        part = self._document
        try:
            for step in _steps(pointer):
                part = part[step]
        except (KeyError, IndexError, TypeError):
            return None
        return part

    def text(self, pointer: str) -> str:
        value = self.get(pointer)
        return value if isinstance(value, str) else ""

    def day(self, pointer: str) -> date | None:
        text = self.text(pointer)
        return date.fromisoformat(text) if text else None


@lru_cache(maxsize=256)
def _steps(pointer: str) -> tuple[str | int, ...]:
    """Take a pointer apart; the same few dozen are asked of every document."""
    return tuple(int(step) if step.isdigit() else step for step in pointer.split("/")[1:])


def all_findings(document: Any, terms: Mapping[str, Any], broken: Set[str], today: date) -> Iterator[Finding]:
    """Yield what is wrong beyond the schema.

    `terms` is the contract's `x-checks`, by type of filing; `broken` the pointers where the schema has already found something,
    which are passed over here; `today` the day in China.
    """
    filing = _Filing(document, broken)
    here = terms.get(filing.text("/type"), {})
    yield from _identity(filing, "/insured/document", today)
    yield from _identity(filing, "/filer/document", today)
    yield from _phone(filing, "/contact/phone")
    yield from _phone(filing, "/filer/phone")
    yield from _agent(filing)
    yield from _files(filing)
    yield from _admission(filing, today)
    yield from _treatments(filing, here, today)
    yield from _letter(filing, here, today)


def _identity(filing: _Filing, pointer: str, today: date) -> Iterator[Finding]:
    kind, number, at = filing.text(f"{pointer}/kind"), filing.text(f"{pointer}/number"), f"{pointer}/number"
    if kind not in {"resident-identity-card", "hmt-residence-permit", "foreign-permanent-residence"} or len(number) != 18:
        return
    from stdnum.iso7064 import mod_11_2  # noqa: PLC0415 - its library imports pydoc, and amending is checked without it

    if not mod_11_2.is_valid(number):
        yield Finding(at, "check-digit")
    if number[0] == "9":
        # Only the leading 9 and the check digit of a foreigner's number are known from a source, not where the birth date stands.
        return
    if number[:2] not in _PREFIXES:
        yield Finding(at, "document-area")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        yield Finding(at, "document-date")
        return
    if not _OLDEST_BIRTH <= born <= today:
        yield Finding(at, "document-date")


def _phone(filing: _Filing, pointer: str) -> Iterator[Finding]:
    text = filing.text(pointer)
    # Nearly everybody writes a mobile number, and writes it so.
    if text and not _MOBILE.fullmatch(text):
        import phonenumbers  # noqa: PLC0415 - heavy, and wanted for few numbers only

        try:
            number = phonenumbers.parse(text, "CN")
        except phonenumbers.NumberParseException:
            yield Finding(pointer, "phone-number")
            return
        possible = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
        # A Chinese mobile number with a digit too few or too many would pass for a landline; no area code begins so.
        digits = str(number.national_number)
        mobile = number.country_code == 86 and "13" <= digits[:2] <= "19"
        if not possible or (mobile and len(digits) != 11):
            yield Finding(pointer, "phone-number")


def _agent(filing: _Filing) -> Iterator[Finding]:
    agent = filing.get("/filer/document")
    if agent and agent == filing.get("/insured/document"):
        yield Finding("/filer/document/number", "agent-is-insured")
    if filing.text("/insured/document/kind") == "birth-certificate" and filing.text("/filer/capacity") == "self":
        # Whoever has no number but that of a birth certificate cannot file for themselves.
        yield Finding("/filer/capacity", "child-needs-agent")


def _files(filing: _Filing) -> Iterator[Finding]:
    uploads: set[str] = set()
    number = 0
    materials = filing.get("/materials")
    for i in range(len(materials) if isinstance(materials, list) else 0):
        files = filing.get(f"/materials/{i}/files")
        for j in range(len(files) if isinstance(files, list) else 0):
            upload = filing.text(f"/materials/{i}/files/{j}/upload")
            if upload and upload in uploads:
                yield Finding(f"/materials/{i}/files/{j}/upload", "file-twice")
            uploads.add(upload)
            number += 1
    if number > _FILES_MAX:
        yield Finding("/materials", "too-many-files", {"limit": _FILES_MAX})


def _admission(filing: _Filing, today: date) -> Iterator[Finding]:
    admitted = filing.day("/admission/admitted_on")
    if admitted and admitted > today:
        yield Finding("/admission/admitted_on", "admission-in-future")


def _treatments(filing: _Filing, terms: Mapping[str, Any], today: date) -> Iterator[Finding]:
    seen: set[str] = set()
    treatments = filing.get("/treatments")
    admitted = filing.day("/admission/admitted_on")
    for i in range(len(treatments) if isinstance(treatments, list) else 0):
        at = f"/treatments/{i}"
        place = filing.text(f"{at}/place")
        if place and place in seen:
            yield Finding(f"{at}/place", "treatment-twice")
        seen.add(place)
        start, end = filing.day(f"{at}/from"), filing.day(f"{at}/until")
        if start is not None:
            yield from _start(f"{at}/from", start, admitted, today)
        if end is not None and f"{at}/from" not in filing.broken:
            yield from period(f"{at}/until", start or today, end, terms)


def _start(pointer: str, start: date, admitted: date | None, today: date) -> Iterator[Finding]:
    if start > add_months(today, _AHEAD_MONTHS):
        yield Finding(pointer, "start-too-late", {"months": _AHEAD_MONTHS})
    elif admitted and start < admitted:
        yield Finding(pointer, "start-before-admission")
    elif not admitted and start < today:
        yield Finding(pointer, "start-in-past")


def period(pointer: str, start: date, end: date, terms: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with a filing's end, by the terms of its type in the contract's `x-checks`."""
    if end < start:
        yield Finding(pointer, "until-before-start")
    elif "months" in terms:
        bound = add_months(start, terms["months"])
        if terms["exact"] and end != bound:
            yield Finding(pointer, "period-not-exact", {"months": terms["months"]})
        elif end < bound:
            yield Finding(pointer, "period-too-short", {"months": terms["months"]})


def _letter(filing: _Filing, terms: Mapping[str, Any], today: date) -> Iterator[Finding]:
    since = filing.day("/letter/living_since")
    if since and "min_stay_months" in terms:
        months = terms["min_stay_months"]
        if since > add_months(today, -months):
            yield Finding("/letter/living_since", "stay-too-short", {"months": months})
    signer = "/filer/name" if filing.get("/filer/capacity") == "agent" else "/insured/name"
    signed, name = filing.text("/letter/signed_name"), filing.text(signer)
    if signed and name and signed.strip() != name.strip():
        yield Finding("/letter/signed_name", "signed-name")
