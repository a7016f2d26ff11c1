"""Whether one must file: from a reader's situation to an outcome, by the rules recorded for the place and by nothing else."""

from dataclasses import replace
from datetime import date

from guide import facts
from guide.advice import told
from guide.content import Content
from guide.facts import Fact
from guide.situation import Outcome, Situation


def decide(content: Content, place: str, day: date, situation: Situation) -> Outcome:
    """Answer for somebody insured at a place; raises KeyError where the place is not known."""
    recorded = facts.facts(content, place, day)
    filing, elsewhere = _one(recorded, "filing"), _one(recorded, "elsewhere")
    if situation.where == "same-place":
        verdict = "not-elsewhere" if elsewhere else "ask-agency"
        return told(Outcome(verdict, because=_known(elsewhere)), situation, recorded)
    far = situation.where == "other-province"
    covered = filing is not None and (far or filing.answer.value["kind"] == "another-city")
    # Who ruled for other provinces only has not spoken of treatment within the province.
    silent = filing.answer.place if filing and not covered and not far else None
    heard = tuple(fact for fact in recorded if fact.answer.place != silent or fact.answer.rule == "reach")
    outcome = (
        _emergency(heard, situation)
        or _unfiled(heard, situation)
        or _admitted(heard, situation)
        or _filed(heard, situation, covered)
        or Outcome("ask-agency", because=_known(filing, None if far else elsewhere))
    )
    reached = far or facts.reach(content, place, day) == "everywhere"
    fileable = outcome.kind in facts.offered(content, place, day) and outcome.verdict.startswith("file")
    return told(replace(outcome, form=reached and fileable), situation, heard)


def _emergency(heard: tuple[Fact, ...], situation: Situation) -> Outcome | None:
    rule = _one(heard, "emergency", "emergency")
    if situation.why != "emergency" or rule is None:
        return None
    if situation.hospital == "discharged":
        return Outcome("emergency-paid", "emergency", "ask-soon", because=(rule,))
    return Outcome("counts-as-filed", "emergency", because=(rule,))


def _unfiled(heard: tuple[Fact, ...], situation: Situation) -> Outcome | None:
    rule = _one(heard, "in_province_outpatient")
    near = situation.where == "same-province" and situation.care == "outpatient" and situation.why != "emergency"
    return Outcome("no-filing", because=(rule,)) if near and rule else None


def _admitted(heard: tuple[Fact, ...], situation: Situation) -> Outcome | None:
    """Answer for who is or was in hospital already and has not filed."""
    rule = _one(heard, "after_admission")
    if situation.why == "emergency" or rule is None or situation.care != "inpatient":
        return None
    if situation.hospital == "discharged":
        return Outcome("by-hand", when="ask-soon", because=(rule,))
    if situation.hospital == "in-hospital":
        offered = _offered(heard, situation)
        kind = situation.kind if offered else None
        return Outcome("file-before-discharge", kind, "before-discharge", because=(rule, *_known(offered)))
    return None


def _filed(heard: tuple[Fact, ...], situation: Situation, covered: bool) -> Outcome | None:
    if not covered or situation.why == "emergency":
        return None
    filing, offered = _one(heard, "filing"), _offered(heard, situation)
    admitted = situation.care == "inpatient" and situation.hospital != "not-admitted"
    if filing is None or offered is None or admitted:
        return None
    late = _one(heard, "after_admission") if situation.care == "inpatient" else None
    when = "before-admission" if late else "before-treatment"
    return Outcome("file", situation.kind, when, because=(filing, offered, *_known(late)))


def _offered(heard: tuple[Fact, ...], situation: Situation) -> Fact | None:
    """Find the fact that names the situation's type among those that can be filed."""
    fact = _one(heard, "types_offered")
    return fact if fact and situation.kind in fact.answer.value else None


def _one(heard: tuple[Fact, ...], rule: str, kind: str | None = None) -> Fact | None:
    """Find what a rule says for every channel."""
    fitting = (fact for fact in heard if fact.answer.rule == rule and fact.channel is None)
    return next((fact for fact in fitting if kind is None or kind in fact.kinds), None)


def _known(*found: Fact | None) -> tuple[Fact, ...]:
    return tuple(fact for fact in found if fact is not None)
