"""What is open where in a browser: a place's institutions found, narrowed down and linked to; the map by keyboard and by eye."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from documents import copied
from guide.content import load
from guide.institutions import compact
from guide.traditional import converter
from guide.words import LANGUAGES, Words
from institutions import rows, write
from keyboard import Keyboard
from running import Service
from templates import FOLDERS

ROOT = Path(__file__).parents[2]
MANY = 3000
CHUNK = 50
Opens = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A list of thousands as the build packs it."""
    tree = copied(tmp_path_factory.mktemp("many"))
    (tree.root / "content/institutions").mkdir()
    with (tree.root / "content/institutions/many.csv").open("w", encoding="utf-8") as stream:
        write(stream, MANY, ["3210"])
    return json.dumps(compact(load(tree.root).institutions["3210"], converter(ROOT)))


def shipped(place: str) -> list[dict[str, str]]:
    with (ROOT / "content/institutions/sample.csv").open(encoding="utf-8") as stream:
        return [row for row in csv.DictReader(stream) if row["place"] == place]


def codes(page: Page) -> list[str]:
    return [str(row.get_attribute("data-code")) for row in page.locator("[data-code]").all()]


def opened_with_many(opens: Opens, packed: str, address: str, **how: int) -> Page:
    page = opens("/open/", **how)
    page.route("**/institutions/3210.json", lambda route: route.fulfill(body=packed, content_type="application/json"))
    page.goto(address)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_choosing_a_city_lists_its_institutions_and_says_that_they_are_samples(
    opens: Opens, words: dict[str, Words], language: str
) -> None:
    say = words[language].say
    page = opens(f"{FOLDERS[language]}open/")
    expect(page.locator("#open-sample")).to_be_hidden()
    expect(page.locator("#open-without")).to_be_hidden()
    page.locator("#open-place").fill("yangzhou")
    page.get_by_role("option").click()
    expect(page.locator("[data-code]")).to_have_count(len(shipped("3210")))
    assert set(codes(page)) == {row["code"] for row in shipped("3210")}
    expect(page.locator("#open-sample")).to_be_visible()
    expect(page.locator("#open-sample")).to_have_text(say("open.sample"))
    expect(page.locator("[data-code] .sample-tag")).to_have_count(len(shipped("3210")))
    assert page.url.endswith(f"{FOLDERS[language]}open/?place=3210")
    first = page.locator("[data-code=SAMPLE321001]")
    expect(first.locator("[lang=zh-Hans]").first).to_have_text("示例扬州第一人民医院")
    expect(first).to_contain_text(say("level.three-a"), ignore_case=True)
    first.locator("summary").click()
    for shown in ("SAMPLE321001", words[language].say("open.checked")):
        expect(first.locator("details")).to_contain_text(shown)
    assert str(first.locator("details a").get_attribute("href")).endswith("sources/#sample-institutions")


@pytest.mark.parametrize("cares", [["inpatient"], ["chronic"], ["outpatient", "chronic"], ["inpatient", "outpatient", "chronic"]])
def test_ticking_kinds_of_care_leaves_those_that_are_open_for_all_of_them(opens: Opens, cares: list[str]) -> None:
    page = opens("/open/?place=11")
    for care in cares:
        page.check(f"[value={care}]")
    fitting = [row["code"] for row in shipped("11") if all(row[care] != "no" for care in cares)]
    expect(page.locator("[data-code]")).to_have_count(len(fitting))
    assert set(codes(page)) == set(fitting)
    assert page.url.endswith(f"?place=11&care={','.join(cares)}")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("肿瘤", "SAMPLE110010"),
        ("腫瘤醫院", "SAMPLE110010"),
        ("sample110011", "SAMPLE110011"),
        ("儿童 示例路13号", "SAMPLE110013"),
    ],
)
def test_a_word_finds_an_institution_by_name_address_or_code_in_either_script(opens: Opens, typed: str, found: str) -> None:
    page = opens("/zh-Hant/open/?place=11")
    page.fill("#open-text", typed)
    expect(page.locator("[data-code]")).to_have_count(1)
    assert codes(page) == [found]


def test_an_address_with_place_and_kinds_opens_the_narrowed_list(opens: Opens) -> None:
    page = opens("/en/open/?place=3210&care=chronic,unheard-of&q=第一")
    expect(page.locator("[data-code]")).to_have_count(1)
    expect(page.locator("#open-place")).to_have_value("Yangzhou")
    assert page.is_checked("[value=chronic]")
    assert not page.is_checked("[value=inpatient]")
    expect(page.locator("#institutions")).to_be_in_viewport()


def test_back_and_forward_lead_through_the_places_that_were_chosen(opens: Opens) -> None:
    page = opens("/open/?place=3210&care=chronic")
    expect(page.locator("[data-code]")).to_have_count(5)
    page.click("[data-list='2301']")
    expect(page.locator("[data-code]").first).to_have_attribute("data-code", "SAMPLE230101")
    page.go_back()
    expect(page.locator("#open-place")).to_have_value("扬州市")
    expect(page.locator("[data-code]")).to_have_count(5)
    page.go_forward()
    expect(page.locator("#open-place")).to_have_value("哈尔滨市")


def test_nothing_that_matches_is_said(opens: Opens, words: dict[str, Words]) -> None:
    page = opens("/en/open/?place=3210&q=atlantis")
    expect(page.locator("#open-said")).to_have_text(words["en"].say("open.nothing"))
    expect(page.get_by_role("table", name="Designated institutions")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_place_without_a_list_says_whom_to_ask(opens: Opens, words: dict[str, Words], language: str) -> None:
    page = opens(f"{FOLDERS[language]}open/?place=4303")
    expect(page.locator("#open-said")).to_contain_text("国家异地就医备案" if language != "zh-Hant" else "國家異地就醫備案")
    for part in ("#open-filters", "#open-sample", "#open-results"):
        expect(page.locator(part)).to_be_hidden()


@pytest.mark.parametrize("code", ["9999", "32", "..%2F..%2Fforms%2F3210", "<b>"])
def test_an_address_with_a_place_that_does_not_exist_says_so(opens: Opens, words: dict[str, Words], code: str) -> None:
    page = opens(f"/en/open/?place={code}")
    expect(page.locator("#open-said")).to_have_text(words["en"].say("open.unknown-place"))


def test_a_broken_connection_is_said_and_trying_again_helps(opens: Opens, words: dict[str, Words]) -> None:
    page = opens("/en/open/")
    page.route("**/institutions/3210.json", lambda route: route.abort())
    page.click("[data-list='3210']")
    expect(page.locator("#open-said")).to_have_text(words["en"].say("open.failed"))
    page.unroute("**/institutions/3210.json")
    page.get_by_role("button", name=words["en"].say("open.again")).click()
    expect(page.locator("[data-code]")).to_have_count(9)


def test_a_list_of_thousands_comes_in_parts_and_filters_as_a_whole(opens: Opens, packed: str) -> None:
    page = opened_with_many(opens, packed, "/open/?place=3210")
    expect(page.locator("[data-code]")).to_have_count(CHUNK)
    page.check("[value=inpatient]")
    page.check("[value=chronic]")
    page.fill("#open-text", "康复")
    fitting = [row for row in rows(MANY, ["3210"]) if row[4] == "yes" and row[6] != "no" and "康复" in row[1]]
    expect(page.locator("#open-said")).to_contain_text(str(len(fitting)))
    for shown in range(CHUNK, len(fitting), CHUNK):
        expect(page.locator("[data-code]")).to_have_count(shown)
        page.click(".open-more button")
    expect(page.locator("[data-code]")).to_have_count(len(fitting))
    expect(page.locator(".open-more")).to_have_count(0)
    assert set(codes(page)) == {row[0] for row in fitting}


def test_a_place_is_found_and_its_list_read_by_keyboard_alone(opens: Opens, packed: str) -> None:
    page = opened_with_many(opens, packed, "/en/open/")
    keys = Keyboard(page)
    keys.find("#open-place", "yangzhou")
    expect(page.locator("[data-code]")).to_have_count(CHUNK)
    keys.reach("[value=inpatient]")
    keys.press("Space")
    expect(page.locator("[value=inpatient]")).to_be_checked()
    keys.go_on(".open-more button")
    expect(page.locator("[data-code]")).to_have_count(2 * CHUNK)
    expect(page.locator(f"[data-code]:nth-child({CHUNK + 1}) th")).to_be_focused()


def test_the_squares_of_the_map_are_reached_in_order_and_lead_to_their_rows(opens: Opens) -> None:
    page = opens("/en/open/", width=1280)
    keys = Keyboard(page)
    keys.reach("a[href='#area-23']")
    reached = []
    for _ in range(4):
        reached.append(page.evaluate("() => document.activeElement.getAttribute('href')"))
        keys.press("Tab")
    assert reached == ["#area-23", "#area-15", "#area-11", "#area-21"]
    keys.press("Enter")
    page.wait_for_url("**#area-22")
    expect(page.locator("#area-22")).to_be_in_viewport()


def test_on_a_phone_the_table_stands_for_the_map_and_elsewhere_squares_are_large(opens: Opens) -> None:
    page = opens("/open/", width=360)
    expect(page.locator(".tiles")).to_be_hidden()
    expect(page.locator("#area-32")).to_be_visible()
    page.set_viewport_size({"width": 900, "height": 800})
    expect(page.locator(".tiles")).to_be_visible()
    sides = page.locator(".tiles rect").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(sides) >= 44
    wide = page.locator(".tiles a").evaluate_all(
        """all => all.filter(one => [...one.querySelectorAll("text")].some(text =>
            text.getBoundingClientRect().width > one.querySelector("rect").getBoundingClientRect().width))
            .map(one => one.getAttribute("aria-label"))"""
    )
    assert wide == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_is_accessible_and_fits_the_screen(opens: Opens, accessible: Check, language: str, width: int) -> None:
    page = opens(f"{FOLDERS[language]}open/?place=3210", width=width)
    expect(page.locator("[data-code]")).to_have_count(9)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
    accessible(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    small = page.locator(".cares label, main button, main summary, .finder input, #open-page > ul a, .area-rows th a, .choices a")
    assert [box for box in (one.bounding_box() for one in small.all() if one.is_visible()) if box and box["height"] < 48] == []


def test_with_forced_colours_a_square_still_shows_what_it_is(opens: Opens) -> None:
    page = opens("/open/", width=1280)
    page.emulate_media(forced_colors="active")
    drawn = {
        status: page.locator(f".tile-{status}").first.evaluate(
            "one => { const style = getComputedStyle(one); return [style.strokeWidth, style.strokeDasharray].join() }"
        )
        for status in ("own", "national", "outside")
    }
    assert len(set(drawn.values())) == 3


def test_without_scripts_the_provinces_can_be_read_and_the_page_says_what_is_missing(
    browser: Browser, service: Service, words: dict[str, Words]
) -> None:
    context = browser.new_context(base_url=service.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/open/")
    expect(page.locator("#area-32")).to_contain_text("江苏医保云")
    expect(page.locator("#open-without")).to_have_text(words["en"].say("open.noscript"))
    expect(page.locator("#open-form")).to_be_hidden()
    context.close()
