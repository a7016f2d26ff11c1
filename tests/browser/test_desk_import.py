"""An employer's list in the browser: template, what is wrong in the reader's words, receipts; and the clerk's own counter."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from filings.model import read_log
from filings.numbers import parse
from filings.storage.folder import FolderStorage
from guide.words import Words
from lists import person, saved
from running import Service, free_port

Check = Callable[..., None]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service at which one may sign in as a sample officer."""
    running = Service(free_port(), tmp_path_factory.mktemp("hall"), settings={"BEIAN_DESK_LOCAL": "1"})
    running.start()
    yield running
    running.stop()


@pytest.fixture
def clerk(browser: Browser, hall: Service) -> Iterator[Page]:
    """A browser in which nobody has signed in yet."""
    context = browser.new_context(base_url=hall.url, viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def bring(page: Page, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    page.set_input_files("#import-file", file)
    page.click("#import-check")


def read(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def template(page: Page, file: Path) -> list[list[str]]:
    page.select_option("#import-type", "stationed-worker")
    with page.expect_download() as download:
        page.click("#import-template")
    download.value.save_as(file)
    return read(file)


def filed(page: Page) -> list[str]:
    expect(page.locator("#import-done-title")).to_be_focused()
    return page.locator("#import-receipts td:nth-child(3)").all_inner_texts()


def test_a_clerk_files_a_list_from_the_template_in_chinese_and_in_russian(
    clerk: Page, hall: Service, accessible: Check, words: dict[str, Words], tmp_path: Path
) -> None:
    numbers: list[list[str]] = []
    for folder, language in (("/", "zh-Hans"), ("/ru/", "ru")):
        say = words[language].say
        clerk.goto(f"{folder}desk/import/")
        if language == "zh-Hans":
            clerk.click("[data-officer=sample-clerk]")
        heading, example = template(clerk, tmp_path / "template.csv")
        assert heading[2] == say("column.name")
        # The template as it was given: everything in it is sound, and it is an example.
        bring(clerk, tmp_path / "list.csv", (tmp_path / "template.csv").read_bytes())
        expect(clerk.locator("#import-wrong tbody tr")).to_have_count(1)
        expect(clerk.locator("#import-wrong tbody")).to_contain_text(say("finding.example-row"))
        accessible(clerk)
        # In Excel, somebody writes two people over the example, and saves as Chinese Excel does.
        own = dict(zip(heading, example, strict=True)) | {say("column.name"): "张三"}
        second = own | {say("column.number"): person(7)["number"], say("column.phone"): "138"}
        bring(clerk, tmp_path / "list.csv", saved([own, second], encoding="gb18030" if language == "zh-Hans" else "utf-8"))
        # The table of the list before stands there until the service has answered.
        cells = ["3", say("column.phone"), say("finding.too-short", label=say("column.phone"))]
        expect(clerk.locator("#import-wrong tbody td")).to_have_text(cells)
        second[say("column.phone")] = "13800000000"
        bring(clerk, tmp_path / "list.csv", saved([own, second]))
        expect(clerk.locator("#import-sound-title")).to_be_focused()
        if language == "zh-Hans":
            clerk.click("#import-take")
            expect(clerk.locator("#form-problems")).to_contain_text(say("desk-import.undeclared"))
            accessible(clerk)
            for said in ("notice", "consent", "seen"):
                clerk.check(f"#import-{said}")
        else:
            expect(clerk.locator("#import-earlier")).to_have_text(say("desk-import.earlier", n=2))
        clerk.click("#import-take")
        numbers.append(filed(clerk))
    # The same two people, written in another language: nobody is filed twice.
    assert numbers[0] == numbers[1]
    accessible(clerk)
    with clerk.expect_download() as download:
        clerk.click("#import-save")
    download.value.save_as(tmp_path / "receipts.csv")
    assert [row[2] for row in read(tmp_path / "receipts.csv")[1:]] == numbers[0]
    [event] = read_log(FolderStorage(hall.data / "store"), parse(numbers[0][0]).serial)
    assert (event.fields["channel"], event.fields["officer"]["id"]) == ("counter", "sample-clerk")


def test_a_clerk_who_has_signed_in_is_a_counter_until_they_sign_out(
    clerk: Page, accessible: Check, words: dict[str, Words]
) -> None:
    clerk.goto("/ko/counter/")
    expect(clerk.locator("#counter-key")).to_be_visible()
    accessible(clerk)
    clerk.click("#counter-key-form a")
    clerk.click("[data-officer=sample-clerk]")
    expect(clerk.locator("#desk-name")).to_be_visible()
    clerk.goto("/ko/counter/")
    expect(clerk.locator("#counter-facts")).to_contain_text("示例 窗口员")
    assert not clerk.is_visible("#staff")
    clerk.click("#counter-on .form-main")
    clerk.wait_for_url("**/ko/file/")
    expect(clerk.locator(".counter-bar")).to_contain_text("示例 窗口员")
    with clerk.expect_response("**/v1/counter") as answer:
        clerk.reload()
    assert json.loads(answer.value.body())["staff"] == "示例 窗口员"
    clerk.context.clear_cookies()
    clerk.goto("/ko/status/")
    expect(clerk.locator("#form-problems")).to_contain_text(words["ko"].say("problem.counter-unknown"))
