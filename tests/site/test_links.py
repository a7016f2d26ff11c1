"""Every address that the built site names leads somewhere: links, parts of pages, feeds, and what scripts load."""

import json
from collections.abc import Iterable
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree

from guide.content import Content
from guide.words import LANGUAGES, load_words
from published import FOLDERS, ORIGIN, SITE, is_outside, missing, page, pages, without_language
from running import ROOT

SOURCES_PAGES = {language: f"{folder}sources/index.html" for language, folder in FOLDERS.items()}


def broken(addresses: Iterable[tuple[str, str]]) -> list[str]:
    """List `page → address` for every address that leads nowhere on the site; the first twenty, so that one can read it."""
    whole = ((path, address, urljoin(ORIGIN + path, address)) for path, address in addresses)
    return sorted({f"{path} → {address}" for path, address, to in whole if to.startswith(ORIGIN) and missing(to)})[:20]


def test_every_link_leads_to_a_file_and_to_a_part_that_it_has() -> None:
    addresses = {
        (path, str(address)) for path in pages() for address in page(path).xpath("//@href|//@src|//@action|//@cite|//@poster")
    }
    assert broken(addresses) == []


def test_every_root_that_a_script_is_told_holds_what_it_loads() -> None:
    """`data-base` and `data-finder` lead to the language's root, `data-top` to the root of all."""
    loaded = {
        "data-base": ("places.json", "search.json", "form-words.json"),
        "data-finder": ("places.json",),
        "data-top": ("institutions/index.json",),
    }
    for path in pages():
        for name, files in loaded.items():
            for root in page(path).xpath(f"//@{name}"):
                wanted = ORIGIN + ("" if name == "data-top" else path.removesuffix(without_language(path)))
                assert urljoin(ORIGIN + path, root) == wanted, path
                assert broken((path, root + file) for file in files) == []


def test_every_place_where_one_can_be_insured_has_the_files_that_scripts_ask_for(content: Content) -> None:
    names = [f"{folder}/{place.code}.json" for place in content.insured_places() for folder in ("forms", "contracts")]
    assert [name for name in names if not (SITE / name).is_file()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_result_of_the_search_leads_to_a_part_of_a_page(language: str) -> None:
    entries = json.loads((SITE / f"{FOLDERS[language]}search.json").read_text("utf-8"))["entries"]
    assert entries
    assert broken((f"{FOLDERS[language]}index.html", address or "./") for address, *_ in entries) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_the_finder_leads_to_a_page(language: str) -> None:
    rows = json.loads((SITE / f"{FOLDERS[language]}places.json").read_text("utf-8"))
    assert broken((f"{FOLDERS[language]}index.html", f"places/{code}/") for code, *_ in rows) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", ["changes.atom", "sitemap.xml"])
def test_every_address_of_feed_and_sitemap_leads_to_a_page_of_the_language(language: str, file: str) -> None:
    document = etree.parse(SITE / f"{FOLDERS[language]}{file}")
    addresses = document.xpath("//@href|//*[local-name()='loc' or local-name()='icon']/text()")
    assert isinstance(addresses, list)
    assert addresses
    assert [address for address in addresses if not str(address).startswith(ORIGIN + FOLDERS[language])] == []
    assert broken((f"{FOLDERS[language]}{file}", str(address)) for address in addresses) == []


def test_canonical_and_alternates_and_the_language_switch_lead_to_the_same_page() -> None:
    for path in pages():
        here = without_language(path).removesuffix("index.html")
        if here == "404.html":
            continue
        same = {language: f"{ORIGIN}{folder}{here}" for language, folder in FOLDERS.items()}
        head, header = page(path).xpath("//link[@rel='alternate' and @hreflang]"), page(path).xpath("//header//a[@hreflang]")
        assert {link.get("hreflang"): link.get("href") for link in head} == same, path
        assert page(path).xpath("//link[@rel='canonical']/@href") == [same[page(path).get("lang")]]
        switch = {link.get("hreflang"): urljoin(ORIGIN + path, link.get("href")) for link in header}
        assert switch == same


def test_whatever_leads_elsewhere_is_the_address_of_a_source(content: Content) -> None:
    known = {source["address"] for source in content.sources.values() if "address" in source}
    strays = {
        f"{path} → {address}"
        for path in pages()
        for address in page(path).xpath("//a/@href|//area/@href|//form/@action")
        if is_outside(address, path) and address not in known
    }
    assert sorted(strays)[:20] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_is_listed_with_its_address_and_the_day_it_was_checked(content: Content, language: str) -> None:
    words = load_words(ROOT)[language]
    for source in content.sources.values():
        [heading] = page(SOURCES_PAGES[language]).xpath("//h2[@id=$id]", id=source["id"])
        section = heading.getparent()
        assert [link for link in section.xpath(".//a/@href") if urlsplit(link).netloc] == [
            source[name] for name in ("address",) if name in source
        ]
        assert words.day(date.fromisoformat(source["checked"])) in section.text_content()
