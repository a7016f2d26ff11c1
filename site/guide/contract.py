"""Compiles the contract of a place: the service's base schema narrowed by the place's rules, an ordinary JSON Schema 2020-12."""

import copy
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from guide import facts
from guide.content import Content
from guide.facts import Fact, Terms
from guide.phrase import phrase

Schema = dict[str, Any]


def compile_contract(content: Content, place: str, day: date) -> Schema:
    """Return the contract of an insured place as it stands on `day`.

    Beside the JSON Schema keywords it carries annotations: `x-from` and `x-until` (the days between which it holds),
    `x-place`, `x-rules` (the rules in force, each with its source and the message that tells it: what an officer decides under),
    `x-sources` (what those sources are), `x-checks` (what the function checks and no schema can say, and the papers that an
    officer looks for) and `x-reasons` (by type, the reasons of a refusal with the rule that each rests on and the sources that
    set that rule here). A subschema's `x-rule` names the rule that a refusal there rests on.
    """
    terms = [facts.terms(content, place, day, kind) for kind in facts.offered(content, place, day)]
    begun, ends = content.rulebook.period(place, day)
    contract = copy.deepcopy(dict(content.schema))
    contract["$id"] = f"https://beian.example/contracts/{place}.json"
    contract["x-place"] = place
    contract["x-from"] = begun and begun.isoformat()
    contract["x-until"] = ends and ends.isoformat()
    contract["x-rules"] = rules = [_annotation(fact) for fact in facts.facts(content, place, day)]
    contract["x-sources"] = {source: _named(content.sources[source]) for source in sorted({rule["source"] for rule in rules})}
    contract["x-checks"] = {term.kind: _checks(term) for term in terms}
    contract["x-reasons"] = {term.kind: dict(_reasons(content, place, day, term.kind)) for term in terms}
    members = contract["properties"]
    members["insured_place"] = {"const": place, "x-rule": "insured-place"}
    members["scheme"] = {"enum": facts.schemes(content, place, day), "x-rule": "schemes"}
    members["type"] = {"enum": [term.kind for term in terms], "x-rule": "types-offered"}
    members["treatments"]["items"]["properties"]["place"] = {"enum": facts.treatable(content, place, day), "x-rule": "reach"}
    contract["allOf"] = [*(_for_type(term) for term in terms), *_letters(content)]
    return contract


def _annotation(fact: Fact) -> dict[str, Any]:
    dated = fact.answer.dated
    key, params = phrase(fact.answer.rule, dated.value)
    entry = {"rule": fact.answer.rule, "types": fact.kinds, "value": dated.value, "from": dated.since.isoformat()}
    entry |= {"place": fact.answer.place, "source": dated.source, "where": dated.where, "key": key, "params": params}
    return entry | ({"channel": fact.channel} if fact.channel else {})


def _reasons(content: Content, place: str, day: date, kind: str) -> Iterator[tuple[str, Schema]]:
    """Yield what each reason rests on: a rule, and its sources where one sets the rule for this place and type."""
    for reason in content.vocabulary["reasons"]:
        if "rule" not in reason:
            yield reason["id"], {}
            continue
        answer = content.rulebook.resolve(place, reason["rule"], day, kind=kind, channel=facts.FORM_CHANNEL)
        yield reason["id"], {"rule": reason["rule"]} | ({"sources": [answer.dated.source]} if answer else {})


def _named(source: Mapping[str, Any]) -> dict[str, Any]:
    """Keep of a source what tells a reader which one it is; when it was checked last would make new contracts of old rules."""
    return {name: source[name] for name in ("title", "issuer", "number", "date", "address") if name in source}


def _checks(term: Terms) -> Schema:
    checks: Schema = {"retroactive": term.retroactive, "open_ended": term.open_ended, "lock_months": term.lock_months}
    checks["group"] = term.group
    # Groups of papers, one of each being enough; left out where no source says which papers are wanted.
    papers = {"papers": term.materials, "agent_papers": term.agent_materials}
    checks |= {name: groups for name, groups in papers.items() if groups is not None}
    if term.places_max is not None:
        checks["places_max"] = term.places_max
    if term.papers_due_days:
        checks["papers_due_days"] = term.papers_due_days
    if term.months_min or term.months_exact:
        checks["months"] = term.months_min or term.months_exact
        checks["exact"] = term.months_exact is not None
    if term.decision_time:
        checks["decision_time"] = term.decision_time
    if term.letter:
        checks["min_stay_months"] = term.letter["min_stay_months"]
    return checks


def _for_type(term: Terms) -> Schema:
    narrowed: Schema = {}
    if term.places_max is not None:
        narrowed["treatments"] = {"maxItems": term.places_max, "x-rule": "places-max"}
    if term.open_ended:
        narrowed.setdefault("treatments", {})["items"] = {"properties": {"until": _never("validity")}}
    if term.level_min is not None:
        levels = [level for level in (1, 2, 3) if level >= term.level_min]
        narrowed["referral"] = {"properties": {"level": {"enum": levels, "x-rule": "referring-hospital"}}}
    if not term.retroactive:
        narrowed["admission"] = _never("after-admission")
    groups = [{"properties": {"materials": _one_of(group)}} for group in term.materials or ()]
    # An empty `allOf` is no JSON Schema.
    proof: Schema = {"allOf": groups} if groups else {}
    for_others = _for_others(term)
    if term.letter is None:
        narrowed["letter"] = _never("letter")
        rest: Schema = proof
    else:
        rest = {"if": {"required": ["letter"]}, "then": _with_letter(term.letter), "else": proof}
    return {
        "if": {"properties": {"type": {"const": term.kind}}, "required": ["type"]},
        "then": {"properties": narrowed, **{key: part for key, part in rest.items() if part}, **for_others},
    }


def _for_others(term: Terms) -> Schema:
    """Hold an agent to what the place asks of agents; where it asks nothing, nothing is added."""
    asked: list[Schema] = [
        {"properties": {"materials": _one_of(group, "agent-materials")}} for group in term.agent_materials or ()
    ]
    if term.mutual_aid:
        asked.append({"properties": {"filer": {"required": ["mutual_aid"], "x-rule": "for-others"}}})
    if not asked:
        return {}
    agent = {
        "properties": {"filer": {"properties": {"capacity": {"const": "agent"}}, "required": ["capacity"]}},
        "required": ["filer"],
    }
    return {"dependentSchemas": {"filer": {"if": agent, "then": {"allOf": asked}}}}


def _one_of(group: tuple[str, ...], rule: str = "materials") -> Schema:
    return {
        "contains": {"properties": {"material": {"enum": list(group)}}, "required": ["material"]},
        "x-rule": rule,
        "x-params": {"any_of": list(group)},
    }


def _with_letter(letter: Mapping[str, Any]) -> Schema:
    return {
        "properties": {
            "letter": {"properties": {"id": {"const": letter["letter"], "x-rule": "letter"}}},
            "treatments": {"maxItems": letter["places_max"], "x-rule": "letter-places-max"},
            "contact": {"required": ["address"], "x-rule": "letter-address"},
        }
    }


def _never(rule: str) -> Schema:
    return {"not": {}, "x-rule": rule}


def _letters(content: Content) -> Iterator[Schema]:
    """Hold what was read and signed to the texts that are in force, by hash."""
    notice = facts.notice(content)
    current = {"sha256": {"const": notice.sha256, "x-rule": "notice-current"}}
    yield {"properties": {"notice": {"properties": {"id": {"const": notice.id, "x-rule": "notice-current"}, **current}}}}
    for letter in content.letters.values():
        if letter.kind == "letter":
            signed = {"properties": {"id": {"const": letter.id}}, "required": ["id"]}
            hashed = {"properties": {"sha256": {"const": letter.sha256, "x-rule": "letter-current"}}}
            yield {"properties": {"letter": {"if": signed, "then": hashed}}}
