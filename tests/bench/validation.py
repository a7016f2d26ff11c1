"""What it costs to say everything that is wrong with a document: ours beside reading it, and beside jsonschema."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import Draft202012Validator

from bench import subject
from bench.calls import Took, middle, shares, timed
from bench.figures import Figure, Part, table

TIMES = 200
READ, ENGINE, WHOLE, SLOW = "json.loads", "the contract's validator", "all findings, with our own checks", "jsonschema"


def part(rounds: int) -> Part:
    """Measure a valid and a faulty document of 2 KB in turn; of the faulty one everything that is wrong is wanted."""
    figures: list[Figure] = []
    rows = []
    for name, filing in (("valid", subject.document()), ("faulty", subject.faulty())):
        calls = _calls(filing)
        found = timed({name: call for name, call in calls.items() if name != SLOW}, max(rounds, 5), TIMES)
        slow = timed({name: calls[name] for name in (ENGINE, SLOW)}, max(rounds, 5), TIMES // 20)
        figures += _figures(name, found, slow)
        took = {each: middle(found, each) for each in (READ, ENGINE, WHOLE)} | {SLOW: middle(slow, SLOW)}
        rows += [[name, each, f"{seconds * 1e6:.0f}", f"{seconds / took[READ]:.2f}"] for each, seconds in took.items()]
    size = len(subject.body(subject.document()))
    words = f"A document of {size} bytes under the contract of {subject.PLACE}; the faulty one is wrong in eight places."
    return Part("Validation", tuple(figures), "\n\n".join([table(["document", "", "µs", "× json.loads"], rows), words]))


def _calls(filing: Any) -> dict[str, Callable[[], object]]:
    text, day = subject.body(filing), subject.today()
    contract = subject.contracts().for_place(subject.PLACE, day)
    assert contract is not None
    checker = Draft202012Validator.FORMAT_CHECKER
    slow = Draft202012Validator(contract.schema, format_checker=checker)
    return {
        READ: lambda: json.loads(text),
        ENGINE: lambda: list(contract.validator.iter_errors(filing)),
        WHOLE: lambda: contract.findings(filing, day),
        SLOW: lambda: list(slow.iter_errors(filing)),
    }


def _figures(name: str, found: Took, slow: Took) -> Iterator[Figure]:
    goal = {"valid": 1.0, "faulty": 6.0}[name]
    for each in (ENGINE, WHOLE):
        yield Figure(f"validation, {name}: {each}", "json.loads of the same document", shares(found, each, READ), goal)
    yield Figure(f"validation, {name}: jsonschema", ENGINE, shares(slow, SLOW, ENGINE), 50, at_least=True)
