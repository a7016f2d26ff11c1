"""The site as it was built: every link leads somewhere, nothing comes from elsewhere, and every page keeps a browser careful."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from lxml import html

from guide.words import LANGUAGES, ORIGINAL

SITE = Path(__file__).parents[2] / "build/site"


def language(path: Path) -> str:
    first = path.relative_to(SITE).parts[0]
    return first if first in LANGUAGES else ORIGINAL


def links(page: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element, attribute, target, _ in page.iterlinks():
        if isinstance(element.tag, str):
            yield f"{element.tag}[{attribute}]", target


def exists(path: Path, target: str, ids: dict[Path, set[str]]) -> bool:
    address = f"/{path.relative_to(SITE).as_posix()}"
    split = urlsplit(urljoin(address, target))
    file = SITE / unquote(split.path).lstrip("/")
    file = file / "index.html" if file.is_dir() else file
    return file.is_file() and (not split.fragment or file not in ids or unquote(split.fragment) in ids[file])


def test_every_link_inside_the_site_leads_to_a_file_and_to_a_part_of_it(parsed: dict[Path, html.HtmlElement]) -> None:
    ids = {path: {str(i) for i in page.xpath("//@id")} for path, page in parsed.items()}
    broken = {
        (path.relative_to(SITE).as_posix(), target)
        for path, page in parsed.items()
        if path.name != "404.html"
        for _, target in links(page)
        if not urlsplit(target).scheme and not exists(path, target, ids)
    }
    assert sorted(broken)[:20] == []


def test_nothing_is_loaded_from_elsewhere(parsed: dict[Path, html.HtmlElement]) -> None:
    foreign = {
        target
        for page in parsed.values()
        for where, target in links(page)
        if where in {"script[src]", "img[src]", "iframe[src]", "source[src]"} and urlsplit(target).scheme not in {"", "data"}
    }
    foreign |= {
        str(element.get("href"))
        for page in parsed.values()
        for element in page.xpath("//link[@rel='stylesheet' or @rel='preconnect' or @rel='icon']")
        if urlsplit(str(element.get("href"))).scheme
    }
    assert foreign == set()


def test_every_page_says_its_language(parsed: dict[Path, html.HtmlElement]) -> None:
    assert [path for path, page in parsed.items() if page.get("lang") != language(path)] == []


def test_every_page_allows_only_what_comes_from_its_own_address(parsed: dict[Path, html.HtmlElement]) -> None:
    for path, page in parsed.items():
        policies = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(policies) == 1, path
        assert policies[0].startswith("default-src 'self';")
        assert "unsafe" not in policies[0]


def test_no_page_names_what_it_was_generated_with(parsed: dict[Path, html.HtmlElement]) -> None:
    assert [path for path, page in parsed.items() if page.xpath("//meta[@name='generator']")] == []


def test_no_page_has_two_parts_of_one_id(parsed: dict[Path, html.HtmlElement]) -> None:
    doubled = {
        path.relative_to(SITE).as_posix(): sorted({i for i in ids if ids.count(i) > 1})
        for path, page in parsed.items()
        if len(ids := [str(i) for i in page.xpath("//@id")]) != len(set(ids))
    }
    assert doubled == {}
