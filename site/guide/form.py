"""Compiles what the form page needs to know of a place: ids and numbers only, no words, no logic."""

from dataclasses import asdict
from datetime import date
from typing import Any

from guide import facts
from guide.content import Content
from guide.phrase import phrase


def compile_form(content: Content, place: str, day: date) -> dict[str, Any]:
    """Return the form of an insured place as it stands on `day`, to be drawn by the one form template of every language.

    `ruler` is the place whose rules these are, and whose blank sheets therefore are this place's; `until` is the day (ISO) on
    which a rule changes next and the form of that day takes this one's place, or None.
    """
    notice = facts.notice(content)
    _, until = content.rulebook.period(place, day)
    return {
        "place": place,
        "ruler": content.rulebook.ruler(place),
        "until": until and until.isoformat(),
        "schemes": facts.schemes(content, place, day),
        "reach": facts.reach(content, place, day),
        "types": [asdict(facts.terms(content, place, day, kind)) for kind in facts.offered(content, place, day)],
        "facts": [fact_entry(fact) for fact in facts.facts(content, place, day)],
        "notice": {"id": notice.id, "sha256": notice.sha256},
        "letters": {letter.id: letter.sha256 for letter in content.letters.values() if letter.kind == "letter"},
    }


def fact_entry(fact: facts.Fact) -> dict[str, Any]:
    """Return what a page needs to say a fact in its own words."""
    key, params = phrase(fact.answer.rule, fact.answer.value)
    entry = {
        "rule": fact.answer.rule,
        "types": fact.kinds,
        "key": key,
        "params": params,
        "source": fact.answer.dated.source,
    }
    return entry | ({"channel": fact.channel} if fact.channel else {})
