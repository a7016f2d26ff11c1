"""The worked cases of content/cases/, as far as they are situations with an outcome: what they cover and what they leave out."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from guide.content import Content
from guide.situation import where
from guide.tables import compile_table, rulers


def situations(content: Content) -> Iterator[Mapping[str, Any]]:
    """Yield every case that tells a situation and its outcome."""
    return (case for cases in content.cases.values() for case in cases if "situation" in case)


def answers(case: Mapping[str, Any]) -> dict[str, str]:
    """Return what a reader in a case's situation answers, question by question."""
    told = dict(case["situation"])
    return {"where": where(case["place"], told.pop("treated")), **told}


def uncovered(content: Content, day: date) -> list[str]:
    """Name every outcome that can be reached on `day` and that no case covers: the verdict and, where there is one, the type."""
    covered = {_name(case["outcome"]) for case in situations(content)}
    tables = [compile_table(content, ruler, day) for ruler in rulers(content)]
    reachable = {_name(outcome) for table in tables for outcome in table["outcomes"]}
    return sorted(reachable - covered)


def _name(outcome: Mapping[str, Any]) -> str:
    kind = outcome.get("kind")
    return f"{outcome['verdict']} ({kind})" if kind else str(outcome["verdict"])
