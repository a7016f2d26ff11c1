"""The guide says what the functions do: every place's page, form and contract hold the same papers, limits and options.

The contract is not read but probed, with the validator that the functions use. Then every rule is changed, one at a time, and
the three must have changed and agree again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from documents import document
from filings.contract import Contract, Contracts
from filings.errors import Finding
from guide import facts, views
from guide.content import Content
from guide.contract import compile_contract
from guide.draw import Drawing
from guide.form import compile_form
from guide.read import content_validator
from guide.rules import Dated, Rulebook
from guide.words import LANGUAGES, Words, load_words

ROOT = Path(__file__).parents[2]
DAY = date(2026, 11, 21)
BASE_MAX = 5  # treatments in the base schema, where no place sets a lower number


@dataclass(frozen=True)
class Place:
    """One insured place as the three show it: the form, the contract, and each language's table of the page."""

    content: Content
    form: dict[str, Any]
    contract: Contract
    tables: Mapping[str, list[dict[str, Any]]]

    @property
    def code(self) -> str:
        return str(self.form["place"])

    def findings(self, filing: Mapping[str, Any]) -> tuple[Finding, ...]:
        return self.contract.findings(filing, DAY)

    def refused(self, filing: Mapping[str, Any]) -> set[tuple[str, str]]:
        return {(finding.pointer, finding.rule) for finding in self.findings(filing)}


Check = Callable[[Place, Mapping[str, Any]], Iterator[object]]


def later(months: int) -> date:
    """Return DAY some months later; DAY is in every month."""
    year, month = divmod(DAY.year * 12 + DAY.month - 1 + months, 12)
    return date(year, month + 1, DAY.day)


def least(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """The least that the form asks for is accepted, from the insured person and from an agent."""
    for agent in (False, True):
        yield from place.findings(document(place.form, offered["kind"], agent=agent))


def types(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """Of all types just those are accepted that the form offers."""
    if offered is not place.form["types"][0]:
        return
    kinds = {entry["kind"] for entry in place.form["types"]}
    for kind in place.content.ids("types"):
        refused = "/type" in {at for at, _ in place.refused({**document(place.form, offered["kind"]), "type": kind})}
        if refused == (kind in kinds):
            yield kind, refused


def schemes(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """Of all schemes just those are accepted that the form offers."""
    for scheme in place.content.ids("schemes"):
        refused = place.refused({**document(place.form, offered["kind"]), "scheme": scheme})
        if refused != (set() if scheme in place.form["schemes"] else {("/scheme", "schemes")}):
            yield scheme, refused


def papers(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """Each group of papers is asked for by its own finding, and any one paper of the group will do."""
    for group in offered["materials"]:
        filing = document(place.form, offered["kind"])
        others = [entry for entry in filing["materials"] if entry["material"] not in group]
        found = place.findings({**filing, "materials": others})
        if found != (Finding("/materials", "materials", {"any_of": group}),):
            yield group, found
        for paper in group:
            yield from place.findings({**filing, "materials": [*others, {"material": paper}]})


def no_papers(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """Without papers just the groups of the form are asked for."""
    found = place.findings({**document(place.form, offered["kind"]), "materials": []})
    if sorted(finding.params["any_of"] for finding in found) != sorted(offered["materials"]):
        yield found


def places_max(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """As many places of treatment as the form says are accepted, and not one more."""
    most = offered["places_max"] or BASE_MAX
    yield from place.findings(document(place.form, offered["kind"], treatments=most))
    refused = place.refused(document(place.form, offered["kind"], treatments=most + 1))
    if ("/treatments", "places-max" if offered["places_max"] else "too-many") not in refused:
        yield refused


def letter(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """The letter is accepted in the place of papers just where the form offers it, under the conditions of the form."""
    terms = offered["letter"]
    if terms is None:
        signed = {**offered, "letter": {"letter": next(iter(place.form["letters"]))}}
        filing = document({**place.form, "types": [signed]}, offered["kind"], letter=True)
        if ("/letter", "letter") not in place.refused(filing):
            yield "accepted"
        return
    most = min(terms["places_max"], offered["places_max"] or BASE_MAX)
    yield from place.findings(document(place.form, offered["kind"], letter=True, treatments=most))
    many = place.refused(document(place.form, offered["kind"], letter=True, treatments=terms["places_max"] + 1))
    if ("/treatments", "letter-places-max") not in many:
        yield "places", many
    homeless = document(place.form, offered["kind"], letter=True)
    del homeless["contact"]["address"]
    if place.refused(homeless) != {("/contact/address", "letter-address")}:
        yield "address", place.refused(homeless)
    moved = later(-terms["min_stay_months"])
    for since, refusals in ((moved, set()), (moved + timedelta(days=1), {("/letter/living_since", "stay-too-short")})):
        filing = document(place.form, offered["kind"], letter=True)
        filing["letter"]["living_since"] = since.isoformat()
        if place.refused(filing) != refusals:
            yield since, place.refused(filing)


def until(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """An end is refused just where a filing is open-ended, and is held to the months that the form says."""
    day, at = timedelta(days=1), "/treatments/0/until"
    if offered["open_ended"]:
        expected = {later(12): {(at, "validity")}}
    elif exact := offered["months_exact"]:
        wrong = {(at, "period-not-exact")}
        expected = {later(exact): set(), later(exact) - day: wrong, later(exact) + day: wrong}
    elif months := offered["months_min"]:
        expected = {later(months): set(), later(months) - day: {(at, "period-too-short")}, later(months) + day: set()}
    else:
        expected = {DAY + day: set()}
    for end, refusals in expected.items():
        filing = document(place.form, offered["kind"])
        filing["treatments"][0]["until"] = end.isoformat()
        if place.refused(filing) != refusals:
            yield end, place.refused(filing)


def level(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """A referral is accepted from hospitals of the level that the form says and above."""
    for step in (1, 2, 3) if offered["kind"] == "referred" else ():
        filing = document(place.form, "referred")
        filing["referral"]["level"] = step
        expected = set() if step >= (offered["level_min"] or 1) else {("/referral/level", "referring-hospital")}
        if place.refused(filing) != expected:
            yield step, place.refused(filing)


def admission(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """Somebody who is in hospital already may file just where the form says so."""
    filing = {**document(place.form, offered["kind"]), "admission": {"admitted_on": DAY.isoformat()}}
    if place.refused(filing) != (set() if offered["retroactive"] else {("/admission", "after-admission")}):
        yield place.refused(filing)


def reach(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """Treatment is accepted in the places that the form's reach leaves: not at home, and where it says so not in the province."""
    near = place.code[:2] if place.form["reach"] == "cross-province" else place.code
    siblings = [other.code for other in place.content.children(place.content.places[place.code].parent) if other.insures]
    for code in {place.code, siblings[0], siblings[-1], "13", "12", "3212", "429004"}:
        allowed = code != place.code and not code.startswith(near) and place.content.places[code].insures
        refused = place.refused({**document(place.form, offered["kind"]), "treatments": [{"place": code}]})
        if refused != (set() if allowed else {("/treatments/0/place", "reach")}):
            yield code, refused


def page(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """The page's table of every language holds what the form holds."""
    for language, rows in place.tables.items():
        if [row for row in rows if row["kind"] == offered["kind"]] != [{key: offered[key] for key in rows[0]}]:
            yield language, rows


CHECKS: list[Check] = [least, types, schemes, papers, no_papers, places_max, letter, until, level, admission, reach, page]


def disagreements(place: Place, checks: list[Check]) -> list[object]:
    return [
        (place.code, offered["kind"], check.__name__, wrong)
        for check in checks
        for offered in place.form["types"]
        for wrong in check(place, offered)
    ]


def table(text: str) -> list[dict[str, Any]]:
    """Read the table of papers of a page: its rows as the form would have them."""
    root = html.fromstring(text.partition("\n---\n\n")[2])
    return [_row(row) for row in root.iterfind(".//table[@class='papers']//tr[@data-type]")]


def _row(row: html.HtmlElement) -> dict[str, Any]:
    def number(element: html.HtmlElement, name: str) -> int | None:
        return int(element.attrib[name]) if name in element.attrib else None

    groups = row.findall(".//li[@data-any-of]")
    signed = row.find(".//*[@data-letter]")
    return {
        "kind": row.attrib["data-type"],
        "group": row.attrib["data-group"],
        "materials": [[span.attrib["data-material"] for span in group.iterfind(".//span[@data-material]")] for group in groups],
        "letter": signed
        if signed is None
        else {
            "kind": "offered",
            "letter": signed.attrib["data-letter"],
            "min_stay_months": number(signed, "data-min-stay-months"),
            "places_max": number(signed, "data-letter-places-max"),
        },
        "places_max": number(row, "data-places-max"),
        "open_ended": {"none": True, "optional": False}[row.attrib["data-until"]],
        "months_min": number(row, "data-months-min"),
        "months_exact": number(row, "data-months-exact"),
        "level_min": number(row, "data-level-min"),
        "retroactive": "data-retroactive" in row.attrib,
    }


@pytest.fixture(scope="module")
def places(content: Content, built: Path, forms: dict[str, Any]) -> list[Place]:
    contracts = Contracts(built / "contracts")

    def tables(code: str) -> dict[str, list[dict[str, Any]]]:
        return {lang: table((built / f"docs/{lang}/places/{code}.md").read_text("utf-8")) for lang in LANGUAGES}

    found = []
    for place in content.insured_places():
        contract = contracts.for_place(place.code, DAY)
        assert contract is not None
        found.append(Place(content, forms[place.code], contract, tables(place.code)))
    return found


def test_every_place_where_one_can_be_insured_is_compared(content: Content, places: list[Place]) -> None:
    assert len(places) == len([place for place in content.places.values() if place.insures]) > 350


def test_every_place_offers_something(places: list[Place]) -> None:
    assert not [place.code for place in places if not place.form["types"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_shows_the_types_of_its_form_and_no_other(places: list[Place], language: str) -> None:
    shown = {place.code: [row["kind"] for row in place.tables[language]] for place in places}
    assert shown == {place.code: [offered["kind"] for offered in place.form["types"]] for place in places}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_page_form_and_contract_of_every_place_agree(places: list[Place], check: Check) -> None:
    wrong = [one for place in places for one in disagreements(place, [check])]
    assert not wrong, wrong[:5]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_lists_the_rules_and_sources_that_its_contract_carries(built: Path, places: list[Place], language: str) -> None:
    def listed(code: str) -> list[tuple[str, str]]:
        root = html.fromstring((built / f"docs/{language}/places/{code}.md").read_text("utf-8").partition("\n---\n\n")[2])
        return sorted((row.attrib["data-rule"], row.attrib["data-source"]) for row in root.iterfind(".//tr[@data-rule]"))

    assert {place.code: listed(place.code) for place in places} == {
        place.code: sorted((fact["rule"], fact["source"]) for fact in place.contract.schema["x-rules"]) for place in places
    }


def test_a_form_lists_the_rules_and_sources_that_its_contract_carries(places: list[Place]) -> None:
    def told(entries: list[dict[str, Any]]) -> list[object]:
        return [(fact["rule"], fact["source"], fact["types"], fact.get("channel")) for fact in entries]

    assert {place.code: told(place.form["facts"]) for place in places} == {
        place.code: told(place.contract.schema["x-rules"]) for place in places
    }


# What a rule's value is changed to; a rule that has one value only is withdrawn.
OTHER: dict[str, list[Any]] = {
    "types_offered": [["referred"], ["long-term-resident", "settled-retiree"]],
    "schemes": [["residents"]],
    "channels": [["counter"]],
    "credential": [["identity-card"]],
    "reach": [{"kind": "everywhere"}],
    "for_others": [{"kind": "anyone"}, {"kind": "family-mutual-aid"}],
    "notice": [{"kind": "before-form"}, {"kind": "after-type"}],
    "materials": [[], [{"any_of": ["social-security-card", "work-certificate"]}, {"any_of": ["residence-permit"]}]],
    "letter": [
        {"kind": "not-offered"},
        {"kind": "by-place"},
        {"kind": "offered", "letter": "long-term-residence-commitment", "min_stay_months": 12, "places_max": 3},
    ],
    "places_max": [1, 4],
    "validity": [{"kind": "open-ended"}, {"kind": "at-least", "months": 3}, {"kind": "exactly", "months": 12}],
    "both_ways": [{"kind": "filed-place-only"}],
    "change_lock": [{"kind": "exactly", "months": 3}],
    "referring_hospital": [{"kind": "at-least", "level": 3}, {"kind": "at-least", "level": 1}],
    "emergency": [{"kind": "counts-as-filed-outpatient-rescue"}],
    "chronic_diseases": [{"kind": "count", "count": 12}, {"kind": "listed", "diseases": ["diabetes"]}],
    "progress": [{"kind": "filing-records"}, {"kind": "progress-query"}],
}
# The rules that a filing is held to; the others are only told.
ENFORCED = {
    *("types_offered", "schemes", "reach", "materials", "letter", "places_max"),
    *("validity", "referring_hospital", "after_admission"),
}


@dataclass(frozen=True)
class Change:
    """The content with one value of one rule changed, and the place to look at; `held` if filings here are held to the rule."""

    place: str
    fact: facts.Fact
    line: Dated
    content: Content
    held: bool

    def __str__(self) -> str:
        answer = self.fact.answer
        return f"{self.place}: {answer.place} {answer.rule}/{answer.scope} {self.fact.channel or ''}: {self.line.value}"


def changes_of(content: Content, place: str) -> Iterator[Change]:
    for fact in facts.facts(content, place, DAY):
        answer = fact.answer
        others = [replace(answer.dated, value=value) for value in OTHER.get(answer.rule, []) if value != answer.value]
        for line in others or [replace(answer.dated, value=None, withdrawn=True)]:
            key = (answer.place, answer.rule, answer.scope)
            lines = tuple(line if old is answer.dated else old for old in content.rulebook.lines[key])
            book = Rulebook(content.rulebook.parents, content.rulebook.groups, {**content.rulebook.lines, key: lines})
            yield Change(place, fact, line, replace(content, rulebook=book), held(content, place, fact, line))


def held(content: Content, place: str, fact: facts.Fact, line: Dated) -> bool:
    """Whether filings through this form are held to a value, and its change is more than another word for no letter."""
    answer, channel = fact.answer, facts.FORM_CHANNEL
    kinds = (None, *fact.kinds)
    binding = [content.rulebook.resolve(place, answer.rule, DAY, kind=kind, channel=channel) for kind in kinds]
    no_letter = answer.rule == "letter" and not any(value["kind"] == "offered" for value in (answer.value, line.value))
    return answer.rule in ENFORCED and answer in binding and not no_letter


@pytest.fixture(scope="module")
def changes(content: Content) -> list[Change]:
    """Every value in force at a place with rules of its own and at one that only inherits, changed."""
    return [change for place in ("3210", "4303") for change in changes_of(content, place)]


@pytest.fixture(scope="module")
def words() -> dict[str, Words]:
    return load_words(ROOT)


def drawn(content: Content, words: Words, code: str) -> str:
    drawing = Drawing(content, words, DAY)
    return drawing.place(content.places[code], views.gather(content, code, DAY)).decode()


def made(content: Content, code: str, words: Mapping[str, Words], folder: Path) -> Place:
    (folder / f"{code}.json").write_text(json.dumps(compile_contract(content, code, DAY)), "utf-8")
    contract = Contracts(folder).for_place(code, DAY)
    assert contract is not None
    form = json.loads(json.dumps(compile_form(content, code, DAY)))
    return Place(content, form, contract, {language: table(drawn(content, its, code)) for language, its in words.items()})


def test_every_rule_of_city_and_nation_is_changed(content: Content, changes: list[Change]) -> None:
    places = {"3210", "CN"}
    changed = {(change.fact.answer.place, change.fact.answer.rule) for change in changes}
    assert changed == {(place, rule) for place, rule, _ in content.rulebook.lines if place in places}


def test_a_changed_value_is_one_that_content_may_have(changes: list[Change]) -> None:
    validator = content_validator(json.loads((ROOT / "schemas/content/region.json").read_text("utf-8")))
    for change in changes:
        answer, line = change.fact.answer, change.line
        value = {"withdrawn": True} if line.withdrawn else {"value": line.value}
        entry = {"from": line.since.isoformat(), "source": line.source, **value}
        region = {"code": answer.place, "rules": {answer.rule: {answer.scope: [entry]}}}
        assert validator.is_valid(region), str(change)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_rule_changes_the_page(
    content: Content, changes: list[Change], words: Mapping[str, Words], language: str
) -> None:
    before = {code: drawn(content, words[language], code) for code in ("3210", "4303")}
    same = [str(change) for change in changes if drawn(change.content, words[language], change.place) == before[change.place]]
    assert not same


def test_a_changed_rule_changes_the_form(content: Content, changes: list[Change]) -> None:
    before = {code: compile_form(content, code, DAY) for code in ("3210", "4303")}
    assert not [str(change) for change in changes if compile_form(change.content, change.place, DAY) == before[change.place]]


def test_a_changed_rule_changes_what_an_officer_reads_in_the_contract(content: Content, changes: list[Change]) -> None:
    def read(content: Content, code: str) -> Any:
        return compile_contract(content, code, DAY)["x-rules"]

    before = {code: read(content, code) for code in ("3210", "4303")}
    assert not [str(change) for change in changes if read(change.content, change.place) == before[change.place]]


def test_a_changed_rule_changes_what_the_contract_enforces_if_filings_are_held_to_it(
    content: Content, changes: list[Change]
) -> None:
    def enforced(content: Content, code: str) -> Any:
        contract = compile_contract(content, code, DAY)
        return contract["properties"], contract["allOf"], contract["x-checks"]

    before = {code: enforced(content, code) for code in ("3210", "4303")}
    bound = [change for change in changes if change.held]
    assert not [str(change) for change in bound if enforced(change.content, change.place) == before[change.place]]


def test_after_every_change_page_form_and_contract_agree_again(
    changes: list[Change], words: Mapping[str, Words], tmp_path: Path
) -> None:
    for change in changes:
        wrong = disagreements(made(change.content, change.place, words, tmp_path), CHECKS)
        assert not wrong, f"{change}: {wrong[:3]}"
