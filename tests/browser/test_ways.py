"""Ways back in a browser, against the real service: withdrawn, corrected, changed, renewed and completed from the status page."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from documents import document
from filings.days import CHINA, add_months
from filings.storage.folder import FolderStorage
from guide.words import Words
from keyboard import Keyboard, to_step
from officer import decide
from papers import with_files
from pictures import Picture, chosen
from running import Service

Opens = Callable[..., Page]
Check = Callable[..., None]
FOLDERS = {"zh-Hans": "/", "en": "/en/", "ko": "/ko/", "ru": "/ru/"}


def today() -> date:
    """The day in China."""
    return datetime.now(CHINA).date()


class Filed:
    """A filing that the service has taken, its receipt, and the officer who decides on it."""

    def __init__(self, service: Service, forms: Mapping[str, Any]) -> None:
        self._store = FolderStorage(service.data / "store")
        self._forms = forms
        self.number = self.code = ""

    def take(self, page: Page, kind: str, *, letter: bool = False) -> None:
        """Hand a filing in as a form's page would."""
        filing = with_files(self._store, document(self._forms["3210"], kind, letter=letter))
        headers = {"Idempotency-Key": str(uuid4())}
        receipt = page.request.post("/v1/filings", data=filing, headers=headers).json()
        self.number, self.code = receipt["number"], receipt["lookup_code"]

    def decide(self, *statuses: str, **members: Any) -> None:
        """Let the officer write events, the last one with `members`."""
        for status in statuses:
            decide(self._store, self.number, status, **(members if status == statuses[-1] else {}))

    def status(self, page: Page) -> Any:
        """Ask the service how it stands."""
        return page.request.get(f"/v1/filings/{self.number}", headers={"Lookup-Code": self.code}).json()


@pytest.fixture
def filed(service: Service, forms: Mapping[str, Any]) -> Filed:
    return Filed(service, forms)


def look_up(page: Page, filed: Filed, language: str) -> None:
    """Follow the receipt's QR code; neither the address nor the history may keep what it says."""
    page.goto("about:blank")
    page.goto(f"{FOLDERS[language]}status/#number={filed.number}&code={filed.code}")
    expect(page.locator("#status-title")).to_be_focused()
    assert page.evaluate("() => location.href + JSON.stringify(history.state)").find(filed.code) == -1


def act(page: Page, action: str) -> None:
    page.click(f"#way-{action}")
    expect(page.locator("#form")).to_be_visible()
    assert page.url.endswith("/amend/")


def handed_in(page: Page, say: Callable[..., str], status: str, done: str) -> None:
    """Hold that the new status is shown and what was done is said."""
    page.wait_for_url("**/status/")
    expect(page.locator("#status-title")).to_have_text(say(f"status.{status}"))
    expect(page.locator("#status-said")).to_have_text(say(f"ways.done.{done}"))


def test_a_filing_is_found_by_the_receipts_qr_code_and_withdrawn_once(
    opens: Opens, words: dict[str, Words], accessible: Check, filed: Filed
) -> None:
    say = words["en"].say
    page = opens("/en/status/")
    filed.take(page, "long-term-resident")
    page.fill("#number", filed.number)
    page.press("#number", "Enter")
    # Without the code nothing can be done, and the page says how it could.
    expect(page.locator("#ways-hint")).to_contain_text(say("ways.code.hint"))
    assert page.locator("#status-ways").count() == 0
    accessible(page)
    page.click("#ways-code")
    expect(page.locator("#code")).to_be_focused()

    look_up(page, filed, "en")
    expect(page.locator("#status-ways")).to_contain_text(say("finding.action-not-approved"))
    expect(page.locator("#status-ways")).to_contain_text(say("finding.action-open-ended"))
    accessible(page)
    page.click("#way-withdraw")
    expect(page.locator("#ways-title")).to_be_focused()
    expect(page.locator(".ways-confirm")).to_contain_text(say("ways.confirm.withdraw.c"))
    accessible(page)
    page.click("#ways-no")
    expect(page.locator("#way-withdraw")).to_be_focused()

    keys: list[str] = []
    page.on("request", lambda asked: keys.append(asked.headers["idempotency-key"]) if asked.method == "POST" else None)
    page.route("**/events", lambda route: route.abort())
    page.click("#way-withdraw")
    page.click("#ways-yes")
    expect(page.locator("#form-problems")).to_contain_text(say("ways.unsure"))
    page.unroute("**/events")
    page.dblclick("#ways-yes")
    expect(page.locator("#status-title")).to_have_text(say("status.withdrawn"))
    expect(page.locator("#status-said")).to_have_text(say("ways.done.withdraw"))
    expect(page.locator("#status-ways")).to_contain_text(say("ways.ended"))
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert [event["status"] for event in filed.status(page)["events"]] == ["submitted", "withdrawn"]
    accessible(page)


def test_what_an_officer_asks_for_is_corrected_in_korean_and_nothing_typed_is_lost(
    opens: Opens, words: dict[str, Words], accessible: Check, filed: Filed
) -> None:
    say = words["ko"].say
    page = opens("/ko/status/")
    filed.take(page, "long-term-resident")
    by = today() + timedelta(days=20)
    filed.decide(
        "in-review", "correction-requested", reason="sample-reason", asked=["/contact/phone", "/insured_place"], by=by.isoformat()
    )
    look_up(page, filed, "ko")
    expect(page.locator("#status-next")).to_have_text(say("ways.next.correction-requested.dated", date=words["ko"].day(by)))
    expect(page.locator("#status-asked")).to_contain_text(say("field.contact.phone"))
    expect(page.locator("#status-reason")).to_contain_text("sample-reason")
    accessible(page)

    act(page, "correct")
    expect(page.locator("#step-what")).to_contain_text(say("amend.sealed"))
    expect(page.locator("#amend-asked")).to_contain_text(say("amend.asked.not-here"))
    assert page.locator("#amend-parts").is_hidden()
    accessible(page)
    page.click("#amend-asked a")
    expect(page.locator("#contact-phone")).to_be_focused()
    expect(page.locator("#step-contact .amend-wanted")).to_contain_text(say("amend.asked.mark"))
    assert page.locator("#form .form-field:visible").count() == 3, "only what was asked for is asked again"
    keys = Keyboard(page)
    keys.go_on()
    expect(page.locator("#form-problems")).to_be_focused()
    # The page takes it for a number; the service knows that nobody can be called there.
    keys.write("#contact-phone", "1380000000")
    keys.go_on()
    to_step(page, "check")
    accessible(page)
    keys.go_on()
    expect(page.locator("#form-problems a")).to_have_text(say("finding.phone-number", label=say("field.contact.phone")))
    page.click("#form-problems a")
    expect(page.locator("#contact-phone")).to_be_focused()
    expect(page.locator("#contact-phone")).to_have_attribute("aria-invalid", "true")
    accessible(page)
    keys.write("#contact-phone", "13800000001")
    keys.go_on()
    to_step(page, "check")

    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.headers["idempotency-key"]) if asked.method == "POST" else None)
    page.route("**/events", lambda route: route.abort())
    keys.go_on()
    expect(page.locator("#form-problems")).to_contain_text(say("problem.network"))
    page.unroute("**/events")
    keys.go_on()
    handed_in(page, say, "corrected", "correct")
    assert len(set(sent)) == 1
    accessible(page)
    assert filed.status(page)["asked"] is None
    assert page.evaluate("() => sessionStorage.length") == 0


def locked(until: str) -> Callable[[Route], None]:
    """Answer as the service does where a place's rule locks the places of treatment: no real place has recorded such a rule."""

    def answer(route: Route) -> None:
        filing = route.fetch().json()
        for entry in filing["actions"]:
            if entry["action"] in {"change", "cancel"}:
                entry |= {"rule": "action-locked", "params": {"until": until}, "possible": entry["action"] == "change"}
            if entry["action"] == "change":
                entry["members"] = ["contact"]
        route.fulfill(json=filing)

    return answer


def test_a_lock_is_told_with_its_date_and_a_new_phone_number_is_taken_meanwhile(
    opens: Opens, words: dict[str, Words], accessible: Check, filed: Filed
) -> None:
    say = words["ru"].say
    page = opens("/ru/status/")
    filed.take(page, "long-term-resident")
    filed.decide("in-review", "approved")
    page.route("**/v1/filings/*", locked("2027-05-21"))
    look_up(page, filed, "ru")
    why = say("finding.action-locked", until=words["ru"].day(date(2027, 5, 21)))
    expect(page.locator(".ways-held")).to_have_text(why)
    expect(page.locator(".ways-not").first).to_contain_text(say("ways.action.correct"))
    accessible(page)
    act(page, "change")
    expect(page.locator("#amend-locked")).to_have_text(why)
    assert page.locator("#amend-treatments").is_hidden()
    keys = Keyboard(page)
    keys.go_on()
    expect(page.locator("#form-problems a")).to_have_text(say("amend.parts.none"))
    accessible(page)
    keys.tick("#amend-contact")
    keys.go_on()
    to_step(page, "contact")
    keys.write("#contact-phone", "13800000002")
    keys.go_on()
    to_step(page, "check")

    # Somebody was quicker: what was typed stays, and the page says how the filing stands.
    page.route("**/events", lambda route: route.fulfill(status=409, json={"code": "filing-moved"}))
    keys.go_on()
    expect(page.locator("#form-problems")).to_contain_text(say("amend.moved", status=say("status.approved")))
    assert page.input_value("#contact-phone") == "13800000002"
    accessible(page)
    page.unroute("**/events")
    keys.go_on()
    handed_in(page, say, "changed", "change")
    assert filed.status(page)["events"][-1]["event"] == "changed"


def test_another_place_of_treatment_is_asked_for_by_the_rules_of_the_insured_place(
    opens: Opens, words: dict[str, Words], filed: Filed
) -> None:
    page = opens("/status/")
    filed.take(page, "long-term-resident")
    filed.decide("approved")
    look_up(page, filed, "zh-Hans")
    act(page, "change")
    page.reload()
    keys = Keyboard(page)
    keys.tick("#amend-treatments")
    keys.go_on()
    to_step(page, "where")
    assert page.locator("#treatments-0-until").is_hidden(), "what stays valid has no end"
    keys.find("#treatments-0-place", "shanghai")
    page.click("#where-add")
    keys.find("#treatments-1-place", "beijing")
    assert page.locator("#where-add").is_hidden(), "two places are the most"
    keys.go_on()
    to_step(page, "check")
    with page.expect_request("**/events") as sent:
        keys.go_on()
    handed_in(page, words["zh-Hans"].say, "changed", "change")
    changes = json.loads(sent.value.post_data or "")["changes"]
    assert [treatment["place"] for treatment in changes["treatments"]] == ["31", "11"]
    assert changes.keys() == {"treatments"}


def test_a_temporary_filing_is_renewed_and_promised_papers_are_handed_in(
    opens: Opens, words: dict[str, Words], accessible: Check, filed: Filed
) -> None:
    say = words["zh-Hans"].say
    page = opens("/status/")
    filed.take(page, "other-temporary")
    filed.decide("approved")
    look_up(page, filed, "zh-Hans")
    act(page, "renew")
    end = add_months(today(), 6)
    # The earliest end that the rule allows is filled in.
    assert page.input_value("#until") == end.isoformat()
    page.fill("#until", (end - timedelta(days=1)).isoformat())
    keys = Keyboard(page)
    keys.go_on()
    to_step(page, "check")
    keys.go_on()
    expect(page.locator("#form-problems a")).to_have_text(say("finding.period-too-short", months=6, label=say("amend.until")))
    page.click("#form-problems a")
    accessible(page)
    page.fill("#until", (end + timedelta(days=30)).isoformat())
    keys.go_on()
    keys.go_on()
    handed_in(page, say, "changed", "renew")
    expect(page.locator("#status-next")).to_have_text(say("next.changed.await-review"))
    expect(page.locator(".form-history")).to_contain_text(say("event.renewed"))

    filed.take(page, "long-term-resident", letter=True)
    due = today() + timedelta(days=30)
    filed.decide("approved-on-commitment", papers_due=due.isoformat())
    look_up(page, filed, "zh-Hans")
    dated = say("ways.next.approved-on-commitment.dated", date=words["zh-Hans"].day(due))
    expect(page.locator("#status-next")).to_have_text(dated)
    expect(page.locator("#status-ways li").first).to_contain_text(say("ways.action.add-papers"))
    act(page, "add-papers")
    keys.go_on()
    expect(page.locator("#form-problems a")).to_have_text(say("amend.papers.none"))
    accessible(page)
    keys.tick("#materials-residence-permit")
    page.set_input_files("#paper-residence-permit-choose", [chosen("permit.jpg", Picture().write())])
    keys.go_on()
    to_step(page, "check")
    expect(page.locator("#check")).to_contain_text("permit.jpg")
    keys.go_on()
    handed_in(page, say, "approved-on-commitment", "add-papers")
    expect(page.locator("#status-next")).to_have_text(say("next.approved-on-commitment.await-review"))


def test_the_page_of_changes_leads_to_the_status_page_where_nothing_was_handed_over(
    opens: Opens, words: dict[str, Words]
) -> None:
    page = opens("/en/amend/")
    expect(page.locator("#amend-lost")).to_contain_text(words["en"].say("amend.lost"))
    page.click("#amend-lost a")
    expect(page.locator("#number")).to_be_visible()
