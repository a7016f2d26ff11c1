"""Filings as rows of the agencies' own table, 异地申请信息表 (out_appy_d), the names of its columns in small letters.

docs/export.md says which of our members goes into which column. What nobody told us stays empty, and so does what has a code that
neither the national dictionaries nor the operator's file give: the codes of 异地安置原因 (rloc_rea) and others are not published.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filings.days import day_in_china
from filings.figures.facts import Filed
from filings.model import Event
from filings.numbers import Number, parse
from filings.standing import APPROVING, Standing, name, standing

COLUMNS = dict.fromkeys(
    (
        *("trt_dcla_detl_sn", "insutype", "dcla_souc", "psn_no", "psn_insu_rlts_id", "psn_cert_type", "certno", "psn_name"),
        *("gend", "naty", "brdy", "tel", "insu_admdvs", "emp_no", "emp_name", "rloc_admdvs", "rloc_coty_type", "rloc_hsorg_name"),
        *("rloc_hsorg_coner", "rloc_hsorg_tel", "out_onln_way", "rloc_rea", "resout_addr", "memo", "agnter_name"),
        *("agnter_cert_type", "agnter_certno", "agnter_tel", "agnter_addr", "agnter_rlts", "begndate", "enddate"),
        *("out_fil_upld_stas", "att_cnt", "vali_flag", "rchk_flag", "trafout_fixmedins_code", "trafout_fixmedins_name"),
    ),
    "text",
)
# Stands in every row (memo) while the operator's codes are the sample that comes with the service.
SAMPLE = "示例代码，不是国家代码 / sample codes, not national ones"
# What an operator's file may give codes for, each from words of ours to a code of theirs.
_LISTS = ("rloc_rea", "rloc_coty_type", "out_onln_way", "out_fil_upld_stas", "rchk_flag", "insu_admdvs", "rloc_admdvs")
_MEMBERS = {*_LISTS, "sample", "note"}
# Documents whose number holds birth date and sex (GB 11643): digits 7 to 14, and the 17th, odd for men.
_SEXES = ("2", "1")  # 性别代码: women, men
_TELLING = frozenset({"resident-identity-card", "hmt-residence-permit"})
DocumentOf = Callable[[Number, Sequence[Event]], Mapping[str, Any] | None]


class BadCodes(ValueError):
    """The operator's file of codes is wrong; the message says what."""


@dataclass(frozen=True)
class Codes:
    """National codes as the build compiled them from the vocabulary, and the operator's own for what has no national list."""

    national: Mapping[str, Mapping[str, str]]
    own: Mapping[str, Mapping[str, str]]
    sample: bool = False

    @classmethod
    def from_files(cls, compiled: Path, own: Path | None) -> "Codes":
        """Read `codes.json` of the compiled contracts, and the operator's file (BEIAN_AGENCY_CODES); raises BadCodes."""
        national = json.loads(compiled.read_text("utf-8"))
        if own is None:
            return cls(national, {})
        try:
            told = json.loads(own.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise BadCodes(f"cannot be read: {type(error).__name__}") from None
        if not isinstance(told, dict) or told.keys() - _MEMBERS:
            raise BadCodes("is not a JSON object with " + ", ".join(sorted(_MEMBERS)))
        lists = {each: told.get(each, {}) for each in _LISTS}
        for each, codes in lists.items():
            if not isinstance(codes, dict) or not all(isinstance(code, str) for code in codes.values()):
                raise BadCodes(f"{each} is not an object of codes")
        return cls(national, lists, bool(told.get("sample")))

    def of(self, field: str, word: str | None) -> str | None:
        """Return the code of a word, None where no list gives one."""
        if word is None:
            return None
        return self.own.get(field, {}).get(word) or self.national.get(field, {}).get(word)


def agency_rows(every: Iterable[Filed], document_of: DocumentOf, codes: Codes) -> Iterator[dict[str, Any] | None]:
    """Yield a row (COLUMNS) for each place of treatment of each filing that was approved, as it was approved last.

    `document_of` opens the document of a filing as a log has it, None where it stays closed: then None is yielded for it.
    """
    for each in every:
        upto = max((i for i, event in enumerate(each.events, 1) if _approves(event)), default=0)
        if upto == 0:
            continue
        document = document_of(parse(each.events[0].fields["number"]), each.events[:upto])
        if document is None:
            yield None
        else:
            yield from _rows(each.events, standing(each.events), document, codes)


def _approves(event: Event) -> bool:
    return event.status in APPROVING and name(event) == event.status


def _rows(events: Sequence[Event], stands: Standing, document: Mapping[str, Any], codes: Codes) -> Iterator[dict[str, Any]]:
    number, place = events[0].fields["number"], str(document["insured_place"])
    shared = _person(document, codes) | _agent(document["filer"], codes)
    shared |= {
        "insutype": codes.of("insutype", document["scheme"]),
        "dcla_souc": codes.of("dcla_souc", events[0].fields["channel"]),
        "insu_admdvs": codes.of("insu_admdvs", place) or insured_region(place),
        "rloc_rea": codes.of("rloc_rea", document["type"]),
        "resout_addr": document["contact"].get("address"),
        "out_fil_upld_stas": codes.of("out_fil_upld_stas", "not-reported"),
        "att_cnt": str(sum(len(paper.get("files", ())) for paper in document["materials"])),
        "vali_flag": "1" if stands.in_force else "0",
        "rchk_flag": codes.of("rchk_flag", "approved"),
        "memo": SAMPLE if codes.sample else None,
        "trafout_fixmedins_name": document.get("referral", {}).get("institution"),
    }
    for i, treatment in enumerate(document["treatments"]):
        there = str(treatment["place"])
        reach = "in-province" if there[:2] == place[:2] else "other-province"
        yield shared | {
            # The table's key: of several places each after the first has its position behind the number.
            "trt_dcla_detl_sn": number if i == 0 else f"{number}-{i + 1}",
            "rloc_admdvs": codes.of("rloc_admdvs", there) or there.ljust(6, "0"),
            "rloc_coty_type": codes.of("rloc_coty_type", reach),
            "out_onln_way": codes.of("out_onln_way", reach),
            # A start that was left out is the day of filing.
            "begndate": treatment.get("from") or day_in_china(events[0].at).isoformat(),
            "enddate": treatment.get("until"),
        }


def _person(document: Mapping[str, Any], codes: Codes) -> dict[str, Any]:
    insured = document["insured"]
    kind, number = insured["document"]["kind"], insured["document"]["number"]
    telling = kind in _TELLING
    return {
        "psn_name": insured["name"],
        "psn_cert_type": codes.of("psn_cert_type", kind),
        "certno": number,
        "gend": _SEXES[int(number[16]) % 2] if telling else None,
        "brdy": date(int(number[6:10]), int(number[10:12]), int(number[12:14])).isoformat() if telling else None,
        "tel": document["contact"]["phone"],
    }


def _agent(filer: Mapping[str, Any], codes: Codes) -> dict[str, Any]:
    if filer["capacity"] != "agent":
        return {}
    return {
        "agnter_name": filer["name"],
        "agnter_cert_type": codes.of("psn_cert_type", filer["document"]["kind"]),
        "agnter_certno": filer["document"]["number"],
        "agnter_tel": filer["phone"],
        "agnter_rlts": codes.of("agnter_rlts", filer["relation"]),
    }


def insured_region(place: str) -> str:
    """Write an insured place as a medical-insurance region (医保区划): the pool of a whole province-level unit ends in 9900."""
    return f"{place}9900" if len(place) == 2 else place.ljust(6, "0")
