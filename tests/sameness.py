"""What page, form and contract of a place must agree on, asked of one place at a time.

The contract is not read but probed, with the validator that the functions use.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lxml import html

import documents
from documents import document
from filings.contract import Contract, Contracts
from filings.errors import Finding
from guide import views
from guide.content import Content
from guide.contract import compile_contract
from guide.draw import Drawing
from guide.form import compile_form
from guide.words import Words

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
            yield from place.findings({**filing, "materials": [*others, documents.paper(paper)]})


def no_papers(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """Without papers just the groups of the form are asked for."""
    found = place.findings({**document(place.form, offered["kind"]), "materials": []})
    if sorted(finding.params["any_of"] for finding in found) != sorted(offered["materials"]):
        yield found


def agents(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """What comes on top where somebody else files is asked of agents only, the family's tick just where the form shows it."""
    for group in offered["agent_materials"] or ():
        filing = document(place.form, offered["kind"], agent=True)
        others = [entry for entry in filing["materials"] if entry["material"] not in group]
        found = [finding for finding in place.findings({**filing, "materials": others}) if finding.rule == "agent-materials"]
        if found != [Finding("/materials", "agent-materials", {"any_of": group})]:
            yield group, found
    strange = document(place.form, offered["kind"], agent=True)
    strange["filer"].pop("mutual_aid", None)
    expected = {("/filer/mutual_aid", "for-others")} if offered["mutual_aid"] else set()
    if place.refused(strange) != expected:
        yield place.refused(strange)


def afterwards(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """What holds after the filing stands in the contract as the form says it."""
    checks = place.contract.schema["x-checks"][offered["kind"]]
    for name in ("lock_months", "papers_due_days", "open_ended"):
        if checks.get(name) != offered[name]:
            yield name, checks.get(name)


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
    for code in {place.code, siblings[0], siblings[-1], "13", "12", "3212", "429004"} & place.content.places.keys():
        allowed = code != place.code and not code.startswith(near) and place.content.places[code].insures
        refused = place.refused({**document(place.form, offered["kind"]), "treatments": [{"place": code}]})
        if refused != (set() if allowed else {("/treatments/0/place", "reach")}):
            yield code, refused


def page(place: Place, offered: Mapping[str, Any]) -> Iterator[object]:
    """The page's table of every language holds what the form holds."""
    for language, rows in place.tables.items():
        if [row for row in rows if row["kind"] == offered["kind"]] != [offered]:
            yield language, rows


CHECKS: list[Check] = [
    *(least, types, schemes, papers, no_papers, agents, places_max, letter, until, level, admission, afterwards, reach, page),
]


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
    return [row_of(row) for row in root.iterfind(".//table[@class='papers']//tr[@data-type]")]


def row_of(row: html.HtmlElement) -> dict[str, Any]:
    """Read what an element of a page says that a filing of its type is held to."""

    def number(element: html.HtmlElement, name: str) -> int | None:
        return int(element.attrib[name]) if name in element.attrib else None

    def papers(name: str) -> list[list[str]]:
        groups = row.iterfind(f".//li[@data-{name}]")
        return [[span.attrib["data-material"] for span in group.iterfind(".//span[@data-material]")] for group in groups]

    signed = row.find(".//*[@data-letter]")
    return {
        "kind": row.attrib["data-type"],
        "group": row.attrib["data-group"],
        "materials": papers("any-of"),
        "agent_materials": papers("agent-any-of") if row.find(".//*[@data-agent-papers]") is not None else None,
        "mutual_aid": "data-mutual-aid" in row.attrib,
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
        "papers_due_days": number(row, "data-papers-due-days"),
        "lock_months": number(row, "data-lock-months"),
        "decision_time": _decision(row.attrib.get("data-decision"), number(row, "data-decision-days")),
    }


def _decision(kind: str | None, days: int | None) -> dict[str, Any] | None:
    if kind is None:
        return None
    return {"kind": kind} if days is None else {"kind": kind, "working_days": days}


def drawn(content: Content, words: Words, code: str) -> str:
    drawing = Drawing(content, words, DAY)
    return drawing.place(content.places[code], views.gather(content, code, DAY)).decode()


def made(content: Content, code: str, words: Mapping[str, Words], folder: Path) -> Place:
    (folder / f"{code}.json").write_text(json.dumps(compile_contract(content, code, DAY)), "utf-8")
    contract = Contracts(folder).for_place(code, DAY)
    assert contract is not None
    form = json.loads(json.dumps(compile_form(content, code, DAY)))
    return Place(content, form, contract, {language: table(drawn(content, its, code)) for language, its in words.items()})
