"""The receipt: it leads back to the filing, and its sheet holds what was typed, which nobody was told but the service."""

import io
from collections.abc import Callable

from playwright.sync_api import Page, Request, expect
from pypdf import PdfReader

from codes import read
from guide.words import Words
from keyboard import AGENTS_NUMBER, AGENTS_PHONE, NUMBER, PHONE, Case, Keyboard, file, to_step

Opens = Callable[..., Page]
Check = Callable[..., None]
CASE = Case(language="ru", agent=True, treatments=(("beijing", "11"), ("shanghai", "31")))
TYPED = (NUMBER, AGENTS_NUMBER, PHONE, AGENTS_PHONE, "张三", "李四")


def told(request: Request) -> bool:
    """Whether a request carries anything that the person typed, but for the filing itself."""
    body = (request.post_data_buffer or b"").decode("utf-8", "replace")
    return not request.url.endswith("/v1/filings") and any(typed in request.url + body for typed in TYPED)


def test_the_receipt_leads_back_and_prints_with_the_sheet_filled_in(
    opens: Opens, words: dict[str, Words], accessible: Check
) -> None:
    say = words["ru"].say
    page = opens(CASE.address)
    strays: list[str] = []
    page.on("request", lambda request: strays.append(request.url) if told(request) else None)
    file(page, CASE)
    Keyboard(page).go_on()
    to_step(page, "done")
    sheet = page.locator("#receipt-sheet .sheet")
    for typed in TYPED:
        expect(sheet).to_contain_text(typed)
    number, code = (str(page.get_attribute(f"#receipt-{name}", "data-number")) for name in ("number", "code"))
    for shown in (number, "扬州市", "北京市", "上海市", say("relation.child"), say("type.long-term-resident").capitalize()):
        expect(sheet).to_contain_text(shown)
    assert sheet.locator("[data-tick^='material=']").count() == len(CASE.papers)
    expect(sheet.locator("[data-part='/referral']")).to_be_hidden()
    accessible(page)

    drawing = page.locator(".receipt-qr svg")
    size = int(str(drawing.get_attribute("viewBox")).split()[2])
    [address] = read(size, str(drawing.locator("path").get_attribute("d")))
    assert address.endswith(f"/ru/status/#number={number}&code={code}")
    page.emulate_media(media="print")
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == 2
    page.emulate_media(media="screen")

    page.reload()
    expect(page.locator("#receipt-number")).to_have_attribute("data-number", number)
    expect(sheet).to_have_count(0)
    page.goto(address)
    expect(page.locator("#status-title")).to_have_text(say("status.submitted"))
    assert strays == []


def test_a_receipt_is_whole_without_its_code_and_says_what_it_could_not_copy(opens: Opens, words: dict[str, Words]) -> None:
    say = words["zh-Hans"].say
    page = opens(CASE.address.removeprefix("/ru"))
    page.route("**/v1/qr", lambda route: route.abort())
    page.evaluate("""async () => {
        document.getElementById("form").hidden = true;
        document.getElementById("step-done").hidden = false;
        Object.defineProperty(navigator, "clipboard", { value: undefined });
        await (await import("/assets/form-more.js")).moreWords();
        const { showReceipt } = await import("/assets/receipt.js");
        const received = {
            number: "3210-7K3Q-9FXM-E", lookup_code: "ABCD-EFGH", status: "submitted", type: "referred", place: "3210",
            received_at: "2026-11-20T04:00:00.000Z",
        };
        await showReceipt(received, { placeName: "扬州市", decision: { kind: "within", working_days: 2 } });
    }""")
    receipt = page.locator("#receipt")
    expect(receipt).to_contain_text(say("rule.decision_time.within", working_days=2))
    expect(receipt).not_to_contain_text(say("next.submitted"))
    page.click("#receipt-copy")
    expect(page.locator(".receipt-copy")).to_contain_text(say("receipt.marked"))
    assert "3210-7K3Q-9FXM-E" in page.evaluate("() => String(getSelection())")
    expect(page.locator(".receipt-qr")).to_have_count(0)
