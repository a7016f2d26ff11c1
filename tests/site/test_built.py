"""The site as it was built: nothing comes from elsewhere, and every page keeps a browser careful."""

from published import is_outside, language, page, pages


def test_nothing_is_loaded_from_elsewhere() -> None:
    for path in pages():
        loaded = page(path).xpath(
            "//@src|//@srcset|//@poster|//object/@data|//link[not(@rel='canonical' or @rel='alternate')]/@href"
        )
        assert [address for address in loaded if is_outside(address, path)] == [], path


def test_every_page_says_its_language() -> None:
    assert [path for path in pages() if page(path).get("lang") != language(path)] == []


def test_every_page_allows_only_what_comes_from_its_own_address() -> None:
    for path in pages():
        policies = page(path).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(policies) == 1, path
        assert policies[0].startswith("default-src 'self';")
        assert "unsafe" not in policies[0]


def test_no_page_carries_scripts_handlers_or_styles_of_its_own() -> None:
    for path in pages():
        assert page(path).xpath("//script[not(@src) and not(@type='application/json')]|//style|//*[@style]") == [], path
        assert page(path).xpath("//@*[starts-with(name(), 'on')]") == [], path


def test_no_page_names_what_it_was_generated_with() -> None:
    assert [path for path in pages() if page(path).xpath("//meta[@name='generator']")] == []


def test_no_page_has_two_parts_of_one_id() -> None:
    listed = {path: [str(identity) for identity in page(path).xpath("//@id")] for path in pages()}
    doubled = {path: sorted({i for i in ids if ids.count(i) > 1}) for path, ids in listed.items() if len(ids) != len(set(ids))}
    assert doubled == {}


def test_every_page_says_in_its_own_words_what_it_is_about() -> None:
    told: dict[str, list[str]] = {}
    for path in pages():
        if page(path).xpath("//link[@rel='canonical']"):
            told.setdefault(language(path), []).extend(map(str, page(path).xpath("//meta[@name='description']/@content")))
    for each, said in told.items():
        assert len(said) == sum(language(path) == each and not path.endswith("404.html") for path in pages()), each
        assert sorted({one for one in said if said.count(one) > 1 or len(one) < 15}) == [], each
