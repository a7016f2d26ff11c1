"""Loads the contract of a place and says everything that is wrong with a document."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from filings.errors import Code, Finding, Refusal

# How the keywords of JSON Schema are called in a finding; a keyword that stands for a place's rule is named by `x-rule` instead.
RULES = {
    "required": "required",
    "additionalProperties": "unknown-member",
    "enum": "not-allowed",
    "const": "not-allowed",
    "type": "wrong-type",
    "pattern": "format",
    "format": "format",
    "minLength": "too-short",
    "maxLength": "too-long",
    "minItems": "too-few",
    "maxItems": "too-many",
    "uniqueItems": "not-unique",
    "not": "one-line",
    "falseSchema": "not-applicable",
}
# A form has some sixty fields; a document with more findings than this is no attempt to file.
ENOUGH = 200
_PLACE = re.compile("[0-9]{2}([0-9]{2}){0,2}")
_SORTED = json.JSONEncoder(sort_keys=True).encode


@dataclass(frozen=True)
class Contract:
    """One place's contract; `body` are its bytes and `sha256` their hash, which every filing made under it carries."""

    schema: Mapping[str, Any]
    sha256: str
    body: bytes = field(repr=False)

    @cached_property
    def validator(self) -> Any:
        """What checks a document's shape: made when there is one, for who looks a filing up reads in its contract and no more."""
        import jsonschema_rs  # noqa: PLC0415

        return jsonschema_rs.Draft202012Validator(
            dict(self.schema), validate_formats=True, offline=True, mask="…", pattern_options=jsonschema_rs.RegexOptions()
        )

    def findings(self, document: Any, today: date) -> tuple[Finding, ...]:
        """List everything that is wrong with a document on the day `today` in China, in the order of the pointers.

        Of a document that is wrong in more than ENOUGH ways, made to cost time and not to file, the rest is left out. Raises
        Refusal(Code.MALFORMED) where it is nested too deeply to be checked.
        """
        validator = self.validator
        try:
            named = (finding for error in validator.iter_errors(document) for finding in self._named(error))
            found = list(islice(named, ENOUGH))
        except ValueError:
            # The validator takes no document that is nested some hundred levels deep.
            raise Refusal(Code.MALFORMED) from None
        from filings import checks  # noqa: PLC0415 - as the validator

        # Where the list was cut off, nobody knows in which parts the schema has found nothing.
        if len(found) < ENOUGH:
            broken = {finding.pointer for finding in found}
            found += islice(checks.all_findings(document, self.schema.get("x-checks", {}), broken, today), ENOUGH)
        return in_order(found)

    def _named(self, error: Any) -> Iterator[Finding]:
        pointer = _pointer(error.instance_path)
        keyword, details = error.kind.name, error.kind.as_dict()
        subschema = self._at(error.schema_path[:-1])
        rule = subschema.get("x-rule") or RULES[keyword]
        if keyword == "required":
            yield Finding(f"{pointer}/{_escaped(details['property'])}", rule)
        elif keyword == "additionalProperties":
            yield from (Finding(f"{pointer}/{_escaped(name)}", rule) for name in details["unexpected"])
        else:
            limit = {"limit": details["limit"]} if "limit" in details else {}
            # The contract's own figures go first: of a file without bytes is told how large one may be, not how small.
            yield Finding(pointer, rule, limit | subschema.get("x-params", {}))

    def _at(self, path: list[Any]) -> Mapping[str, Any]:
        part: Any = self.schema
        for step in path:
            part = part[step]
        return part if isinstance(part, dict) else {}


class Contracts:
    """The compiled contracts in a folder, each read when it is first wanted and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, Contract] = {}

    def for_place(self, place: Any, today: date) -> Contract | None:
        """Return the contract of a place in force on `today`, or None where there is no such place to be insured in."""
        if not isinstance(place, str) or not _PLACE.fullmatch(place):
            return None
        contract = self._load(f"{place}.json")
        while contract and (until := contract.schema["x-until"]) and date.fromisoformat(until) <= today:
            contract = self._load(f"{place}.{until}.json")
        return contract

    def terms(self, place: str, kind: str, today: date) -> Mapping[str, Any]:
        """Return what a place's contract says of a type of filing (`x-checks`); nothing where the place does not take it."""
        contract = self.for_place(place, today)
        terms: Mapping[str, Any] = contract.schema["x-checks"].get(kind, {}) if contract else {}
        return terms

    def amendment(self) -> Contract:
        """Return the contract of what is done to a filing afterwards: its shape, the same for every place."""
        return self._needed("amendment.json")

    def decision(self) -> Contract:
        """Return the contract of what an officer does with a filing: its shape, the same for every place."""
        return self._needed("decision.json")

    def decisions(self) -> Contract:
        """Return the contract of approving several filings at once, the same for every place."""
        return self._needed("decisions.json")

    def findings(self, document: Any, today: date) -> tuple[Finding, ...]:
        """List everything that is wrong with a document under the contract of its own insured place."""
        place = document.get("insured_place") if isinstance(document, dict) else None
        contract = self.for_place(place, today)
        if contract is not None:
            return contract.findings(document, today)
        found = self._needed("v1.json").findings(document, today)
        if any(finding.pointer in {"", "/insured_place"} for finding in found):
            return found
        return in_order((*found, Finding("/insured_place", "insured-place")))

    def _needed(self, name: str) -> Contract:
        contract = self._load(name)
        if contract is None:
            raise FileNotFoundError(self._folder / name)
        return contract

    def _load(self, name: str) -> Contract | None:
        if name not in self._known:
            try:
                body = (self._folder / name).read_bytes()
            except FileNotFoundError:
                return None
            self._known[name] = _compile(body)
        return self._known[name]


def _compile(body: bytes) -> Contract:
    return Contract(json.loads(body), hashlib.sha256(body).hexdigest(), body)


def _pointer(path: Sequence[str | int]) -> str:
    plain = "".join([f"/{step}" for step in path])
    # A name that has to be written in another way is nobody's but whoever tries what happens.
    if "~" in plain or plain.count("/") > len(path):
        return "".join(f"/{_escaped(step)}" for step in path)
    return plain


def _escaped(step: str | int) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by pointer, then by rule; what is said twice stays once."""
    once = {(f.pointer, f.rule, _SORTED(f.params) if f.params else "{}"): f for f in findings}
    return tuple(once[key] for key in sorted(once))
