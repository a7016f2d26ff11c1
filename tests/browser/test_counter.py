"""Filing at a counter, on the telephone, in a hospital and at a kiosk: what is preset and recorded, and that nothing stays."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from filings.model import read_log
from filings.numbers import parse
from filings.storage.folder import FolderStorage
from guide.words import Words
from keyboard import Case, Keyboard, file, to_step
from running import Service, free_port

Check = Callable[..., None]
HOSPITAL = {"institution": "示例医院", "level": 2}
COUNTERS: dict[str, dict[str, Any]] = {
    "hospital": {"channel": "hospital-office", "places": ["3210"], **HOSPITAL},
    "desk": {"channel": "telephone", "places": ["3210", "4303"]},
    "kiosk": {"channel": "self-service-machine", "places": ["3210"]},
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service that knows three counters; each has its id as its token."""
    data = tmp_path_factory.mktemp("office")
    entries = [
        {"id": name, "name": f"示例 {name}", "token_sha256": hashlib.sha256(name.encode()).hexdigest(), **entry}
        for name, entry in COUNTERS.items()
    ]
    (data / "counters.json").write_text(json.dumps({"counters": entries}), "utf-8")
    running = Service(free_port(), data, settings={"BEIAN_COUNTERS": str(data / "counters.json")})
    running.start()
    yield running
    running.stop()


@pytest.fixture
def device(browser: Browser, office: Service) -> Iterator[Page]:
    """A device that nobody has set up yet."""
    context = browser.new_context(base_url=office.url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def set_up(page: Page, counter: str, folder: str = "/", staff: str = "") -> None:
    page.goto(f"{folder}counter/")
    page.fill("#counter-key", counter)
    page.click("#counter-key-form button")
    expect(page.locator("#counter-name")).to_be_focused()
    if staff:
        page.fill("#staff", staff)
    page.click("#counter-on .form-main")
    page.wait_for_url("**/file/")
    expect(page.locator(".counter-bar")).to_contain_text(f"示例 {counter}")


def stored(office: Service, page: Page) -> dict[str, Any]:
    to_step(page, "done")
    number = parse(str(page.get_attribute("#receipt-number", "data-number")))
    [event] = read_log(FolderStorage(office.data / "store"), number.serial)
    return dict(event.fields)


def test_a_hospital_files_for_its_patient_under_its_own_name(
    device: Page, office: Service, accessible: Check, words: dict[str, Words]
) -> None:
    device.goto("/counter/")
    device.click("#counter-key-form button")
    expect(device.locator("#form-problems")).to_be_focused()
    accessible(device)
    device.fill("#counter-key", "nobody's")
    device.click("#counter-key-form button")
    expect(device.locator("#form-problems")).to_contain_text(words["zh-Hans"].say("problem.counter-unknown"))
    device.evaluate("() => localStorage.clear()")
    set_up(device, "hospital", staff="示例工号 001")
    expect(device.locator("[name='/insured_place']")).to_have_value("3210")
    accessible(device)

    def look(page: Page) -> None:
        if page.is_visible("#step-where"):
            assert page.input_value("#referral-institution") == HOSPITAL["institution"]
            assert not page.is_editable("#referral-institution")
            assert page.locator("[name='/referral/level']:enabled").evaluate_all("all => all.map((it) => it.value)") == ["2"]

    file(device, Case(kind="referred", papers=("referral-application",), level=None), look)
    with device.expect_request("**/v1/filings") as sent:
        Keyboard(device).go_on()
    document = json.loads(sent.value.post_data or "")
    assert document["clerk"] == {"staff": "示例工号 001"}
    assert document["materials"] == [{"material": "referral-application", "seen": True}]
    assert document["referral"] == HOSPITAL
    event = stored(office, device)
    assert (event["channel"], event["counter"]) == ("hospital-office", "hospital")


def test_a_telephone_clerk_reads_numbers_back_and_the_papers_come_later(device: Page, office: Service) -> None:
    set_up(device, "desk", folder="/ru/", staff="示例工号 002")

    def look(page: Page) -> None:
        if page.is_visible("#step-who"):
            expect(page.locator("#step-who .counter-aloud").last).to_contain_text("3210 0219 6002 2900 1X")

    file(device, Case(language="ru"), look)
    with device.expect_request("**/v1/filings") as sent:
        Keyboard(device).go_on()
    assert json.loads(sent.value.post_data or "")["materials"] == [{"material": "residence-permit", "later": True}]
    assert stored(office, device)["channel"] == "telephone"


def test_a_kiosk_wipes_what_nobody_goes_on_with(device: Page, accessible: Check) -> None:
    device.clock.install()
    set_up(device, "kiosk")
    device.check("#scheme-residents")
    device.click("#form-next")
    to_step(device, "type")
    device.clock.fast_forward("01:35")
    expect(device.locator(".counter-idle")).to_be_visible()
    accessible(device)
    device.click(".counter-idle .form-main")
    expect(device.locator(".counter-idle")).to_be_hidden()
    to_step(device, "type")
    device.clock.fast_forward("02:05")
    device.wait_for_selector("#step-place:not([hidden])")
    assert not device.is_checked("#scheme-residents")
    device.go_back()
    assert not device.locator("#step-type:not([hidden])").count()


def test_at_a_kiosk_the_status_page_and_the_page_of_changes_wipe_themselves(device: Page, office: Service) -> None:
    device.clock.install()
    set_up(device, "kiosk")
    file(device, Case())
    Keyboard(device).go_on()
    to_step(device, "done")
    number, code = (str(device.get_attribute(f"#receipt-{part}", "data-number")) for part in ("number", "code"))
    # The next person finds nothing of it, neither on the page nor behind the browser's Back.
    device.goto(f"/status/#number={number}&code={code}")
    device.wait_for_selector("#way-correct")
    device.clock.fast_forward("02:05")
    expect(device.locator("#status-form")).to_be_visible()
    assert (device.input_value("#number"), device.input_value("#code")) == ("", "")
    device.fill("#number", number)
    device.fill("#code", code)
    device.click("#status-form button")
    device.click("#way-correct")
    device.check("#amend-contact")
    device.click("#form-next")
    device.fill("[name='/contact/phone']", "13900000000")
    with device.expect_request("**/events") as sent:
        device.click("#form-next")
        device.click("#form-next")
    assert sent.value.headers["authorization"] == "Bearer kiosk"
    device.wait_for_url("**/status/")
    event = read_log(FolderStorage(office.data / "store"), parse(number).serial)[-1].fields
    assert (event["event"], event["channel"], event["counter"]) == ("corrected", "self-service-machine", "kiosk")
    device.click("#way-correct")
    device.check("#amend-contact")
    device.click("#form-next")
    device.fill("[name='/contact/phone']", "13900000001")
    device.clock.fast_forward("02:05")
    device.wait_for_url("**/status/")
    expect(device.locator("#status-form")).to_be_visible()
    assert device.input_value("#number") == ""
