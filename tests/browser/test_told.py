"""What the agency says of a filing, as the person reads it: what to correct and until when, why something was refused, and how to
appeal. In two languages, from the status page to the page on which it is corrected."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from documents import document
from filings import notes, numbers
from filings.days import CHINA
from filings.storage.folder import FolderStorage
from guide.words import Words
from officer import decide
from papers import with_files
from running import Service

Opens = Callable[..., Page]
Check = Callable[..., None]
NOTE = "居住证照片只拍到一半，请拍完整的一页。"


class Agency:
    """The agency of the insured place: it has a filing, and says something of it."""

    def __init__(self, service: Service, form: Mapping[str, Any], page: Page, kind: str) -> None:
        self._store = FolderStorage(service.data / "store")
        self._secret = bytes.fromhex((service.data / "keys/secret").read_text("utf-8"))
        filing = with_files(self._store, document(form, kind))
        headers = {"Idempotency-Key": str(uuid4())}
        receipt = page.request.post("/v1/filings", data=filing, headers=headers).json()
        self.number, self.code = receipt["number"], receipt["lookup_code"]

    def says(self, status: str, **members: Any) -> None:
        decide(self._store, self.number, status, **members)

    def note(self) -> dict[str, str]:
        given = {"text": NOTE, "language": "zh-Hans"}
        return notes.lay(self._store, self._secret, numbers.parse(self.number), given, datetime.now(UTC))


NewAgency = Callable[[Page, str], Agency]


@pytest.fixture
def new_agency(service: Service, forms: Mapping[str, Any]) -> NewAgency:
    return lambda page, kind: Agency(service, forms["3210"], page, kind)


@pytest.mark.parametrize("language", ["zh-Hans", "ru"])
def test_a_person_reads_what_to_correct_and_why_something_was_refused(
    opens: Opens, new_agency: NewAgency, words: dict[str, Words], accessible: Check, language: str
) -> None:
    say, folder = words[language].say, "" if language == "zh-Hans" else f"{language}/"
    page = opens(f"/{folder}status/")
    agency = new_agency(page, "long-term-resident")
    by = datetime.now(CHINA).date() + timedelta(days=7)
    paper = {"pointer": "/materials/0", "what": "incorrect", "material": "residence-permit"}
    phone = {"pointer": "/contact/phone", "what": "outdated"}
    agency.says("in-review", event="claimed")
    agency.says("correction-requested", asked=[paper, phone], by=by.isoformat(), note=agency.note())
    page.goto("about:blank")
    page.goto(f"/{folder}status/#number={agency.number}&code={agency.code}")
    box = page.locator("#status-asked")
    expect(box.locator("li")).to_have_text(
        [
            say("material.residence-permit") + say("told.what.incorrect"),
            say("field.contact.phone") + say("told.what.outdated"),
        ]
    )
    expect(box.locator(".told-until")).to_have_text(f"{say('told.by', date=words[language].day(by))} {say('told.left', n=7)}")
    expect(box.locator(".told-note-title")).to_have_text(say("told.note.zh-Hans"))
    expect(box.locator("blockquote[lang=zh-Hans]")).to_have_text(NOTE)
    expect(page.locator(".form-history strong")).to_have_text(
        [say("status.submitted"), say("event.claimed"), say("status.correction-requested")]
    )
    accessible(page)

    page.click("#way-correct")
    expect(page.locator("#amend-asked li")).to_have_count(2)
    expect(page.locator("#amend-asked blockquote")).to_have_text(NOTE)
    accessible(page)
    wanted = f"{say('amend.asked.mark')}{say('colon')}"
    expect(page.locator("[data-option=residence-permit] .amend-wanted")).to_have_text(wanted + say("told.what.incorrect"))
    expect(page.locator("[data-option=residence-permit] input").first).to_be_checked()
    expect(page.locator("[data-pointer='/contact/phone'] .amend-wanted")).to_have_text(wanted + say("told.what.outdated"))

    agency.says("refused", reason="papers-missing", rule="materials", sources=["nhsa-2022-22"], note=agency.note())
    page.goto("about:blank")
    page.goto(f"/{folder}status/#number={agency.number}&code={agency.code}")
    expect(page.locator("#status-reason")).to_have_text(say("reason.papers-missing"))
    expect(page.locator("#status-rule strong")).to_have_text(say("rule-name.materials"))
    source = page.locator("#status-rule .told-sources a")
    expect(source).not_to_have_text("nhsa-2022-22")
    expect(source).to_have_attribute("href", "../sources/#nhsa-2022-22")
    expect(page.locator("#status-appeal")).to_have_text(say("told.appeal.unknown"))
    accessible(page)


def test_an_appeal_is_told_in_the_agencys_own_language_and_an_automatic_end_as_such(
    opens: Opens, new_agency: NewAgency, words: dict[str, Words]
) -> None:
    page, say = opens("/ko/status/"), words["ko"].say
    agency = new_agency(page, "other-temporary")
    agency.says("refused", reason="correction-unanswered", automatic="correction", event="lapsed")
    agency.says("refused", event="erased", what=["content"], automatic="retention")
    own = {"zh-Hans": "60日内可以申请行政复议。"}

    def with_appeal(route: Any) -> None:
        answer = route.fetch()
        told = answer.json()
        route.fulfill(response=answer, json=told | {"reason": told["reason"] | {"appeal": own}})

    page.route("**/v1/filings/*", with_appeal)
    page.goto("about:blank")
    page.goto(f"/ko/status/#number={agency.number}&code={agency.code}")
    expect(page.locator("#status-appeal")).to_have_text(own["zh-Hans"])
    expect(page.locator("#status-appeal")).to_have_attribute("lang", "zh-Hans")
    expect(page.locator("#status-reason-box")).to_contain_text(say("told.appeal.zh-Hans"))
    expect(page.locator("#status-erased")).to_be_visible()
    expect(page.locator(".form-history strong")).to_have_text([say("status.submitted"), say("event.lapsed"), say("event.erased")])
