"""Every type of filing in a browser, for oneself and for somebody else, with papers and with the letter, at the real service."""

import json
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import Page

from documents import offer
from filling import fill, is_ready, whole

Opens = Callable[..., Page]
KINDS = ("settled-retiree", "long-term-resident", "stationed-worker", "referred", "other-temporary")
# A place with rules of its own, and one that only inherits.
PLACES = ("3210", "4303")
# Each case in two languages; two cases that follow each other share none, so that all languages have their turn.
PAIRS = (("zh-Hans", "en"), ("ko", "ru"), ("zh-Hant", "zh-Hans"), ("en", "ko"), ("ru", "zh-Hant"))


@pytest.mark.parametrize(("place", "kind", "agent"), list(product(PLACES, KINDS, (False, True))))
def test_every_case_can_be_filed(opens: Opens, forms: Mapping[str, Any], place: str, kind: str, agent: bool) -> None:
    term = offer(forms[place], kind)
    pair = PAIRS[(KINDS.index(kind) * 2 + agent + PLACES.index(place)) % len(PAIRS)]
    page = None
    for letter, language in product((False, True) if term["letter"] else (False,), pair):
        address = f"/file/?place={place}&type={kind}"
        page = page or opens(address)
        page.goto(address if language == "zh-Hans" else f"/{language}{address}")
        is_ready(page)
        with page.expect_request("**/v1/filings") as sent:
            fill(page, whole(term, agent=agent, letter=letter))
        page.wait_for_selector("#step-done:not([hidden])")
        filing = json.loads(sent.value.post_data or "")
        assert (filing["insured_place"], filing["type"], filing["notice"]["language"]) == (place, kind, language)
        assert filing["filer"]["capacity"] == ("agent" if agent else "self")
        assert ("letter" in filing, bool(filing["materials"])) == (letter, not letter)
        assert all(paper["files"] for paper in filing["materials"])
