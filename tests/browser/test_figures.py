"""The figures as people see them: what is published, and the desk's; charts, their tables, and filings to take out."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, expect

from filings.days import CHINA
from filings.figures.daily import key_of
from filings.figures.monthly import publish
from filings.figures.tally import Row, merged
from filings.model import canonical, moment
from filings.numbers import number_for
from filings.storage.folder import FolderStorage
from filings.waiting import Waiting
from filings.waiting import key_of as marker_of
from guide.words import Words
from running import Service
from templates import FOLDERS, OPEN_ALL, WIDTH

Opens = Callable[..., Page]
CHANGCHUN = "2201"
DAY = timedelta(days=1)


def rows_of(day: date, lot: Random) -> list[Row]:
    made = []
    for _ in range(lot.randrange(2, 7)):
        on, kind = day.isoformat(), lot.choice(["referred", "long-term-resident"])
        channel = lot.choice(["counter", "place-online"])
        made.append(Row(on, "filed", kind, channel, identity="declared"))
        event = lot.choice(["approved", "approved", "approved", "refused"])
        reason, hours = "papers-missing" if event == "refused" else None, {lot.randrange(1, 100): 1}
        decided = Row(on, "decided", kind, channel, event=event, of="submitted", automatic=False, reason=reason, returned=False)
        made.append(Row(**{**vars(decided), "hours": hours}))
    return made


@pytest.fixture(scope="module")
def service(desk_service: Service) -> Service:
    """The service at which one chooses who to be."""
    return desk_service


@pytest.fixture(scope="module")
def figured(service: Service) -> date:
    """Fourteen months of figures of Changchun and something that waits there; the last day that is counted."""
    store, lot = FolderStorage(service.data / "store"), Random(7)  # noqa: S311 - the same figures each time
    now = datetime.now(UTC)
    last = now.astimezone(CHINA).date() - DAY
    # A day of each week is enough, but the last ones are all there: by them a month is known to be complete.
    days = [last - DAY * i for i in range(420) if i % 7 == 0 or i < 35]
    for day in sorted(days):
        book = {"place": CHANGCHUN, "ledger": day.isoformat(), "rows": [row.as_json() for row in merged(rows_of(day, lot))]}
        store.create(key_of(CHANGCHUN, day), canonical({**book, "filings": {}}))
        store.create(key_of("-", day), canonical({"ledger": day.isoformat(), "places": [CHANGCHUN]}))
    publish(store)
    for i in range(3):
        number, at = str(number_for(CHANGCHUN, f"FG{i:06d}")), moment(now - DAY * 4 * i)
        store.create(marker_of(Waiting(CHANGCHUN, at, number, "submitted", "referred", "counter", "declared", False)), b"")
    return last


@pytest.mark.parametrize("language", ["zh-Hans", "ru"])
def test_figures_are_read_by_everybody_and_by_the_desk(
    opens: Opens, figured: date, words: dict[str, Words], accessible: Callable[..., None], language: str
) -> None:
    say, page = words[language].say, opens(f"{FOLDERS[language]}figures/?place={CHANGCHUN}")
    # What everybody sees: a drawing with its name for each chart, and the same numbers in a table.
    drawings = page.get_by_role("img")
    expect(drawings.first).to_have_accessible_name(
        f"{say('figures.chart.types')} {page.locator('svg desc').first.text_content()}"
    )
    assert drawings.count() >= 4
    expect(page.locator("#figures-sample")).to_be_visible()
    expect(page.locator("#figures-month option")).to_have_count(12)
    page.evaluate(OPEN_ALL)
    shown = page.locator("#figures-months tbody tr").last.locator("td").first.text_content()
    assert shown is not None
    assert shown in (page.locator(".figures-answer").text_content() or "")
    accessible(page)
    assert page.evaluate(WIDTH) == 360
    wide = page.locator(".chart-drawn svg").first.get_attribute("width")
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".chart-drawn svg").first).not_to_have_attribute("width", str(wide))
    # Another month stands in the address, and comes back with it.
    page.locator("#figures-month").select_option(index=3)
    chosen = page.locator("#figures-month").input_value()
    page.reload()
    expect(page.locator("#figures-month")).to_have_value(chosen)

    page.goto(f"{FOLDERS[language]}desk/figures/")
    page.click("[data-officer=sample-elsewhere]")
    expect(page.locator("#figures-closed")).to_contain_text(str(figured.year))
    expect(page.locator("#figures-done svg[role=img]").first).to_be_visible()
    page.evaluate(OPEN_ALL)
    accessible(page, contrast=False)
    page.set_viewport_size({"width": 360, "height": 800})
    accessible(page)
    assert page.evaluate(WIDTH) == 360
    # A period that is none is said to be none, and a year is drawn by months.
    until = page.locator("#figures-until")
    page.fill("#figures-from", (figured + DAY * 2).isoformat())
    until.fill(figured.isoformat())
    page.click("#figures-form button")
    expect(page.locator("#form-problems")).to_contain_text(say("finding.until-before-from"))
    page.fill("#figures-from", (figured - DAY * 364).isoformat())
    page.click("#figures-form button")
    expect(page.locator("#figures-done figure").first.locator("th").first).to_have_text(say("figures.month"))
    # An officer is offered no export.
    expect(page.locator("#export")).to_be_hidden()


def test_a_supervisor_takes_filings_out_as_a_file(opens: Opens, tmp_path: Path, words: dict[str, Words]) -> None:
    page = opens("/en/desk/figures/", 1280)
    page.click("[data-officer=sample-supervisor]")
    page.click("label[for=table-out_appy_d]")
    with page.expect_download() as coming:
        page.click("#export-form button")
    coming.value.save_as(tmp_path / "taken.csv")
    assert (tmp_path / "taken.csv").read_bytes().startswith("﻿trt_dcla_detl_sn,insutype,".encode())
    expect(page.locator("#export-said")).to_have_text(words["en"].say("desk-figures.taken", name=coming.value.suggested_filename))
