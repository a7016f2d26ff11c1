"""The fast engine finds in a document what the reference implementation of JSON Schema finds under the same contract."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker, ValidationError

from filings.contract import RULES, Contract, Contracts
from filings.errors import Finding
from mutating import NAMES, VALUES, pointers

EXAMPLES = Path(__file__).parents[2] / "schemas/registration/examples"
TODAY = date(2026, 11, 20)
CHANGED = 10_000
LIMITS = {"minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"}
Told = set[tuple[str, str, str]]


class Reference:
    """jsonschema under the contracts of a folder, each made once; its findings are worded as those of the functions."""

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._made: dict[str, Draft202012Validator] = {}

    def findings(self, contract: Contract, document: Any) -> Told:
        validator = self._made.setdefault(contract.sha256, Draft202012Validator(contract.schema, format_checker=FormatChecker()))
        return {finding for error in validator.iter_errors(document) for finding in _named(error)}


def _named(error: ValidationError) -> Iterator[tuple[str, str, str]]:
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in error.absolute_path)
    subschema = error.schema if isinstance(error.schema, dict) else {}
    # A schema that is just `false` has no keyword here.
    keyword = str(error.validator or "falseSchema")
    rule = subschema.get("x-rule") or RULES[keyword]
    if keyword in {"required", "additionalProperties"}:
        instance: Any = error.instance
        names = [error.message.split("'")[1]] if keyword == "required" else set(instance) - set(subschema["properties"])
        yield from (_told(Finding(f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}", rule)) for name in names)
    else:
        limit = {"limit": error.validator_value} if keyword in LIMITS else {}
        yield _told(Finding(pointer, rule, limit | subschema.get("x-params", {})))


def _told(finding: Finding) -> tuple[str, str, str]:
    return finding.pointer, finding.rule, json.dumps(finding.params, sort_keys=True)


def _ours(contract: Contract, document: Any) -> Told:
    # What no schema can say is not asked here: there is one engine for that.
    found = {_told(finding) for error in contract.validator.iter_errors(document) for finding in contract._named(error)}
    # Of a member that does not apply the reference names what holds it.
    return {(at.rpartition("/")[0] if rule == "not-applicable" else at, rule, told) for at, rule, told in found}


@pytest.fixture(scope="module")
def examples() -> list[dict[str, Any]]:
    """Every published example that is a filing, accepted or refused."""
    files = [path for path in sorted(EXAMPLES.rglob("*.json")) if not path.name.endswith(".findings.json")]
    return [example for example in (json.loads(path.read_text("utf-8")) for path in files) if isinstance(example, dict)]


def changed(random: Random, example: dict[str, Any]) -> Any:
    """Change one to three things, but not the place, whose contract is wanted."""
    filing: Any = deepcopy(example)
    for _ in range(random.randint(1, 3)):
        way = random.choice([way for way in pointers(filing) if way and way[0] != "insured_place"])
        holder: Any = filing
        for step in way[:-1]:
            holder = holder[step]
        value, change = holder[way[-1]], random.choice(["drop", "put", "put", "add"])
        if change == "drop":
            del holder[way[-1]]
        elif change == "add" and isinstance(value, dict):
            value[random.choice(NAMES)] = deepcopy(random.choice(VALUES))
        elif change == "add" and isinstance(value, list):
            value.append(deepcopy(random.choice([*VALUES, *value])))
        else:
            holder[way[-1]] = deepcopy(random.choice(VALUES))
    return filing


def differences(contracts: Contracts, documents: Iterator[Any]) -> Iterator[tuple[Any, Told, Told]]:
    """Yield what only the one and what only the other found, of each document about which they differ."""
    reference = Reference(contracts)
    for document in documents:
        place = document.get("insured_place")
        contract = contracts.for_place(place, TODAY)
        if contract:
            ours, theirs = _ours(contract, document), reference.findings(contract, document)
            if ours != theirs:
                yield document, ours - theirs, theirs - ours


def test_of_every_example_both_find_the_same(contracts: Contracts, examples: list[dict[str, Any]]) -> None:
    assert len(examples) > 100
    assert list(differences(contracts, iter(examples))) == []


@pytest.mark.parametrize("part", range(4))
def test_of_ten_thousand_changed_examples_both_find_the_same(
    contracts: Contracts, examples: list[dict[str, Any]], part: int
) -> None:
    random = Random(part)  # noqa: S311 - the same documents every time
    sound = [example for example in examples if contracts.for_place(example.get("insured_place"), TODAY)]
    documents = (changed(random, random.choice(sound)) for _ in range(CHANGED // 4))
    different = list(differences(contracts, documents))
    assert not different, (len(different), different[:3])
