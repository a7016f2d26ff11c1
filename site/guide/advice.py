"""What goes with a verdict: what to do, step by step, and which other recorded rules the reader should know."""

from collections.abc import Iterator
from dataclasses import replace

from guide.facts import Fact
from guide.situation import Outcome, Situation

# The rules that tell the reader more, by the part of the answer in which they stand.
PARTS: dict[str, tuple[str, ...]] = {
    "papers": ("materials", "letter", "papers_due", "agent_materials", "referring_hospital", "referral"),
    "channels": ("channels", "decision_time"),
    "lasts": ("validity", "places_max", "both_ways", "change_lock"),
    "hospital": ("credential", "institutions", "settlement"),
    "card": ("credential",),
    # Some channels take no filings within the province.
    "channels-near": ("channels", "reach"),
    "chronic": ("chronic_diseases", "chronic_recognition", "chronic_institutions", "chronic_settlement"),
}


def told(outcome: Outcome, situation: Situation, heard: tuple[Fact, ...]) -> Outcome:
    """Add what to do and what else to know."""
    parts = tuple((part, _facts_of(part, heard, outcome.kind)) for part in _parts(outcome, situation))
    return replace(outcome, steps=tuple(_steps(outcome, situation)), parts=parts)


def _parts(outcome: Outcome, situation: Situation) -> Iterator[str]:
    if outcome.verdict.startswith("file"):
        if outcome.kind:
            yield "papers"
        yield "channels" if situation.where == "other-province" else "channels-near"
        if outcome.kind:
            yield "lasts"
        yield "hospital"
    if outcome.verdict in {"counts-as-filed", "no-filing"}:
        yield "card"
    if situation.care == "chronic" and outcome.verdict == "file":
        yield "chronic"


def _facts_of(part: str, heard: tuple[Fact, ...], kind: str | None) -> tuple[Fact, ...]:
    """Pick a part's facts; what one channel asks for is left out where it is the same as for all."""
    found: list[Fact] = []
    for rule in PARTS[part]:
        of_rule = [fact for fact in heard if fact.answer.rule == rule and (kind is None or kind in fact.kinds)]
        general = [fact.answer.value for fact in of_rule if fact.channel is None]
        found += [fact for fact in of_rule if fact.channel is None or fact.answer.value not in general]
    return tuple(found)


def _steps(outcome: Outcome, situation: Situation) -> Iterator[str]:
    if outcome.verdict == "file":
        yield from ["referral"] if outcome.kind == "referred" else []
        yield from ["recognition"] if situation.care == "chronic" else []
        yield from ["papers", "file" if outcome.form else "file-below", "result"]
        yield "opened-inpatient" if situation.care == "inpatient" else "opened-outpatient"
        yield "show"
    else:
        how = "file-now" if outcome.form else "file-below" if outcome.kind else "ask-how"
        yield from {
            "file-before-discharge": ["tell-office", how, "result", "settle"],
            "by-hand": ["keep-papers", "ask-claim"],
            "emergency-paid": ["keep-papers", "ask-claim"],
            "counts-as-filed": ["tell-emergency", "show", "keep-papers"],
            "no-filing": ["opened-outpatient", "show"],
            "not-elsewhere": ["as-usual"],
            "ask-agency": ["emergency-first", "ask-agency", "keep-papers"],
        }[outcome.verdict]
