"""What somebody who has proved who they are is told: their own filings, all of them, and what a new one would overlap with."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from documents import AGENT, INSURED, Stocked, document, elsewhere
from filings import numbers
from filings.amend import Amending
from filings.contract import Contracts
from filings.errors import Code, Refusal
from filings.intake import Intake
from filings.lookup import Lookup
from filings.mine import Mine
from filings.model import read_log
from filings.origin import Origin
from filings.people import People, Person, identity, plain_number
from filings.settings import Settings
from filings.storage import StoreUnavailable
from filings.storage.memory import MemoryStorage
from officer import decide

CARD = "resident-identity-card"
ZHANG = Person(INSURED["name"], **INSURED["document"])
LI = Person(AGENT["name"], **AGENT["document"])
WANG = Person("王五", CARD, "110101199003078515")
HERE, THERE, FAR = elsewhere("3210")[:3]


class Case:
    """A store, and both use cases over it."""

    def __init__(self, store: MemoryStorage, intake: Intake, lookup: Lookup, form: dict[str, Any]) -> None:
        self.store, self.intake, self.form = store, intake, form
        self.mine = Mine(lookup)
        self.amending = Amending(lookup, intake.keys)
        self._filed = 0

    def document(self, kind: str = "long-term-resident", **changes: Any) -> dict[str, Any]:
        agent = changes.pop("agent", False)
        return document(self.form, kind, agent=agent) | changes

    def file(self, filing: dict[str, Any], person: Person | None = None) -> dict[str, Any]:
        self._filed += 1
        return self.intake.take(f"the-key-of-filing-{self._filed}", filing, Origin(person=person))

    def event(self, number: str) -> dict[str, Any]:
        return dict(read_log(self.store, numbers.parse(number).serial)[-1].fields)

    def listed(self, person: Person) -> list[str]:
        return [each["filing"]["number"] for each in self.mine.filings(person)]

    def overlaps(self, *treatments: dict[str, Any], kind: str = "long-term-resident", person: Person = ZHANG) -> dict[str, Any]:
        return self.mine.overlaps(person, {"insured_place": "3210", "type": kind, "treatments": list(treatments)})


@pytest.fixture
def case(
    new_intake: Callable[..., Intake], contracts: Contracts, settings: Settings, clock: datetime, forms: dict[str, Any]
) -> Case:
    store = Stocked()
    lookup = Lookup(store, settings.secret, contracts, lambda: clock)
    return Case(store, new_intake(store), lookup, forms["3210"])


# --- how sure the identity is


@pytest.mark.parametrize(
    ("agent", "person", "level"),
    [(False, None, "declared"), (False, ZHANG, "verified"), (True, LI, "agent-verified"), (True, ZHANG, "verified")],
)
def test_the_event_says_how_sure_the_filers_identity_is(case: Case, agent: bool, person: Person | None, level: str) -> None:
    receipt = case.file(case.document(agent=agent), person)
    assert case.event(receipt["number"])["identity"] == level


@pytest.mark.parametrize(
    ("agent", "person", "pointer"),
    [
        (False, WANG, "/insured/document/number"),
        (True, WANG, "/filer/document/number"),
        (False, LI, "/insured/document/number"),
        (False, Person("张山", ZHANG.kind, ZHANG.number), "/insured/name"),
        (True, Person("李司", LI.kind, LI.number), "/filer/name"),
        (False, Person(ZHANG.name, "passport", ZHANG.number), "/insured/document/number"),
    ],
)
def test_a_filing_that_is_not_of_whoever_signed_in_is_refused(case: Case, agent: bool, person: Person, pointer: str) -> None:
    with pytest.raises(Refusal) as refused:
        case.file(case.document(agent=agent), person)
    assert [(each.pointer, each.rule) for each in refused.value.findings] == [(pointer, "identity-mismatch")]
    assert case.store.keys("") == []


def test_who_is_wrong_is_said_together_with_everything_else(case: Case) -> None:
    with pytest.raises(Refusal) as refused:
        case.file(case.document() | {"scheme": "students"}, WANG)
    assert {each.rule for each in refused.value.findings} == {"schemes", "identity-mismatch"}


@pytest.mark.parametrize("anything", [None, [], "text", 7, {}, {"insured": 7, "filer": []}, {"filer": {"capacity": "agent"}}])
def test_what_is_no_filing_is_no_reason_to_fail(anything: Any) -> None:
    assert identity(anything, ZHANG).level == "declared"


def test_small_letters_spaces_and_full_width_digits_make_no_other_person() -> None:
    insured = {"name": " 张三　", "document": {"kind": CARD, "number": "321002 19600229 ００１x"}}
    assert identity({"insured": insured, "filer": {"capacity": "self"}}, ZHANG).level == "verified"


def test_the_same_key_again_is_answered_whoever_has_signed_out_meanwhile(case: Case) -> None:
    first = case.intake.take("one-key-of-one-filing", case.document(), Origin(person=ZHANG))
    assert case.intake.take("one-key-of-one-filing", case.document()) == first
    assert case.event(first["number"])["identity"] == "verified"


# --- my filings


def test_a_person_sees_all_filings_about_them_and_nobody_elses(case: Case) -> None:
    mine = [case.file(case.document())["number"], case.file(case.document("other-temporary"), ZHANG)["number"]]
    others = case.file(case.document(insured={"name": WANG.name, "document": {"kind": WANG.kind, "number": WANG.number}}))
    assert set(case.listed(ZHANG)) == set(mine)
    assert case.listed(WANG) == [others["number"]]
    assert case.listed(LI) == []


def test_a_listed_filing_is_what_its_number_and_code_give(case: Case) -> None:
    receipt = case.file(case.document())
    [listed] = case.mine.filings(ZHANG)
    assert listed == {
        "filing": case.mine.lookup.status(receipt["number"], receipt["lookup_code"]),
        "lookup_code": receipt["lookup_code"],
    }
    assert "actions" in listed["filing"]


def test_an_agent_sees_what_they_filed_only_where_they_had_signed_in(case: Case) -> None:
    case.file(case.document(agent=True))
    seen = case.file(case.document("other-temporary", agent=True), LI)["number"]
    assert case.listed(LI) == [seen]
    assert len(case.listed(ZHANG)) == 2


def test_a_submission_that_was_cut_off_leaves_nothing_in_the_list(case: Case) -> None:
    People(case.store, case.intake.secret).enter(numbers.Number("3210", "00000000"), case.document(), "declared")
    assert case.listed(ZHANG) == []


class StopsBeforeTheKey(Stocked):
    """Fails once, after the entry in the index."""

    failed = False

    def create(self, key: str, body: bytes) -> None:
        if not self.failed and key.startswith("filings/"):
            self.failed = True
            raise StoreUnavailable
        super().create(key, body)


def test_a_key_that_is_used_for_somebody_else_after_a_cut_shows_their_filing_to_nobody_but_them(
    new_intake: Callable[..., Intake], case: Case
) -> None:
    store = StopsBeforeTheKey()
    intake = new_intake(store)
    with pytest.raises(StoreUnavailable):
        intake.take("one-key-for-two-people", case.document())
    other = {"name": WANG.name, "document": {"kind": WANG.kind, "number": WANG.number}}
    number = intake.take("one-key-for-two-people", case.document(insured=other))["number"]
    mine = Mine(Lookup(store, intake.secret, intake.contracts, intake.now))
    assert [each["filing"]["number"] for each in mine.filings(WANG)] == [number]
    assert mine.filings(ZHANG) == []


def test_a_corrected_identity_moves_the_filing_to_the_right_person_and_is_declared_again(case: Case) -> None:
    receipt = case.file(case.document(), ZHANG)
    insured = {"name": WANG.name, "document": {"kind": WANG.kind, "number": WANG.number}}
    body = {"action": "correct", "changes": {"insured": insured}}
    case.amending.take(receipt["number"], receipt["lookup_code"], "a-correction-of-the-name", body)
    assert case.event(receipt["number"])["identity"] == "declared"
    assert (case.listed(WANG), case.listed(ZHANG)) == ([receipt["number"]], [])
    found = case.overlaps({"place": case.document()["treatments"][0]["place"]}, person=WANG)["filings"]
    assert [each["number"] for each in found] == [receipt["number"]]


# --- what is stored of it


def test_neither_person_nor_place_can_be_told_from_the_index_without_the_secret(case: Case) -> None:
    receipt = case.file(case.document(treatments=[{"place": HERE, "from": "2026-12-01"}, {"place": THERE}]))
    [entry] = case.store.keys("people/")
    event = case.event(receipt["number"])
    other = People(case.store, b"another secret of thirty-two byte")
    assert entry == f"people/{event['person']}/{receipt['number']}"
    assert other.blind(ZHANG.kind, ZHANG.number) != event["person"]
    number = numbers.parse(receipt["number"])
    assert not {other.cover(number, place) for place in (HERE, THERE)} & {each["place"] for each in event["covers"]}
    assert case.store.read(entry) == b"{}"
    assert [(each["from"], each["until"]) for each in event["covers"]] == [("2026-12-01", None), ("2026-11-20", None)]


def test_the_same_place_in_two_filings_looks_like_two(case: Case) -> None:
    hashes = [case.event(case.file(case.document(treatments=[{"place": HERE}]))["number"])["covers"] for _ in range(2)]
    assert hashes[0][0]["place"] != hashes[1][0]["place"]


def test_numbers_that_a_person_writes_in_two_ways_are_one() -> None:
    assert plain_number(" 321002 19600229 ００１x ") == "32100219600229001X"


# --- what a new filing would overlap with


def test_the_same_place_at_the_same_time_is_told_with_the_way_to_the_earlier_filing(case: Case) -> None:
    receipt = case.file(case.document(treatments=[{"place": HERE, "from": "2026-12-01"}]))
    told = case.overlaps({"place": THERE}, {"place": HERE, "from": "2027-01-01"})
    assert told["filings"] == [
        {
            "number": receipt["number"],
            "lookup_code": receipt["lookup_code"],
            "type": "long-term-resident",
            "status": "submitted",
            "treatment": 1,
            "from": "2026-12-01",
            "until": None,
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "meets"),
    [
        (("2026-12-01", "2027-06-30"), ("2027-06-30", "2028-06-30"), True),
        (("2026-12-01", "2027-06-30"), ("2027-07-01", "2028-06-30"), False),
        (("2027-06-30", "2028-06-30"), ("2026-12-01", "2027-06-30"), True),
        (("2027-07-01", "2028-06-30"), ("2026-12-01", "2027-06-30"), False),
        (("2027-07-01", None), ("2026-12-01", "2027-06-30"), False),
        (("2026-12-01", None), ("2027-07-01", "2028-06-30"), True),
    ],
)
def test_periods_overlap_where_they_have_a_day_in_common(
    case: Case, old: tuple[str, str | None], new: tuple[str, str | None], meets: bool
) -> None:
    def treatment(period: tuple[str, str | None]) -> dict[str, Any]:
        return {"place": HERE, "from": period[0]} | ({"until": period[1]} if period[1] else {})

    case.file(case.document("other-temporary", treatments=[treatment(old)]))
    assert bool(case.overlaps(treatment(new), kind="other-temporary")["filings"]) is meets


@pytest.mark.parametrize("status", ["refused", "withdrawn", "cancelled", "expired"])
def test_a_filing_that_is_over_stands_in_nobodys_way(case: Case, status: str) -> None:
    number = case.file(case.document(treatments=[{"place": HERE}]))["number"]
    if status in {"cancelled", "expired"}:
        decide(case.store, number, "approved")
    decide(case.store, number, status)
    assert case.overlaps({"place": HERE}) == {"filings": [], "places": {"limit": 2, "living": 0, "together": 1}}


def test_what_an_agent_filed_for_others_stands_in_nobodys_way(case: Case) -> None:
    case.file(case.document(agent=True, treatments=[{"place": HERE}]), LI)
    assert case.overlaps({"place": HERE}, person=LI)["filings"] == []


def test_places_of_living_filings_of_the_group_are_counted_once_against_the_limit(case: Case) -> None:
    case.file(case.document(treatments=[{"place": HERE}, {"place": THERE}]))
    case.file(case.document("stationed-worker", treatments=[{"place": HERE}]))
    case.file(case.document("other-temporary", treatments=[{"place": FAR}]))
    assert case.overlaps({"place": FAR}, {"place": HERE})["places"] == {"limit": 2, "living": 2, "together": 3}


def test_where_no_source_sets_a_limit_nothing_is_counted(case: Case) -> None:
    case.file(case.document("other-temporary", treatments=[{"place": HERE}]))
    assert case.overlaps({"place": THERE}, kind="other-temporary") == {"filings": [], "places": None}


def test_a_changed_place_counts_from_then_on_and_the_old_one_until_it_is_approved(case: Case) -> None:
    receipt = case.file(case.document("other-temporary", treatments=[{"place": HERE}]))
    decide(case.store, receipt["number"], "approved")
    body = {"action": "change", "changes": {"treatments": [{"place": THERE}]}}
    case.amending.take(receipt["number"], receipt["lookup_code"], "a-change-of-the-place", body)

    def taken() -> list[bool]:
        return [bool(case.overlaps({"place": place}, kind="other-temporary")["filings"]) for place in (HERE, THERE)]

    assert taken() == [True, True]
    decide(case.store, receipt["number"], "approved")
    assert taken() == [False, True]


def test_a_renewed_filing_covers_its_places_until_the_new_end(case: Case) -> None:
    receipt = case.file(case.document("other-temporary", treatments=[{"place": HERE, "until": "2027-06-01"}]))
    decide(case.store, receipt["number"], "approved")
    later = {"place": HERE, "from": "2027-08-01", "until": "2028-08-01"}
    assert case.overlaps(later, kind="other-temporary")["filings"] == []
    body = {"action": "renew", "until": "2027-12-01"}
    case.amending.take(receipt["number"], receipt["lookup_code"], "a-renewal-by-half-a-year", body)
    assert [each["until"] for each in case.overlaps(later, kind="other-temporary")["filings"]] == ["2027-12-01"]


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        [],
        "text",
        {},
        {"insured_place": "3210"},
        {"insured_place": "99", "type": "long-term-resident", "treatments": [{"place": HERE}]},
        {"insured_place": "3210", "type": "emergency", "treatments": [{"place": HERE}]},
        {"insured_place": "3210", "type": "long-term-resident", "treatments": [{"place": HERE, "from": "soon"}]},
        {"insured_place": "3210", "type": "long-term-resident", "treatments": []},
        {"insured_place": "3210", "type": "long-term-resident", "treatments": {"place": HERE}},
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_is_wrong(case: Case, wanted: Any) -> None:
    with pytest.raises(Refusal) as refused:
        case.mine.overlaps(ZHANG, wanted)
    assert refused.value.code is Code.FINDINGS
    assert refused.value.findings
