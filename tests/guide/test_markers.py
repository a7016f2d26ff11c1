"""A hand-written page gets what is recorded where it asks for it, and a marker that asks for nothing known is refused."""

from datetime import date

import pytest

from guide.content import Content
from guide.draw import Drawing
from guide.markers import fill
from guide.read import ContentRefused
from guide.words import load_words
from running import ROOT

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def drawing(content: Content) -> Drawing:
    return Drawing(content, load_words(ROOT)["en"], DAY)


def filled(text: str, drawing: Drawing) -> str:
    return fill(text, "page.md", drawing, [("Filing", [("places/", "All places")])])


def test_a_marker_becomes_what_the_nation_recorded(drawing: Drawing) -> None:
    assert drawing.words.say("rule.emergency.counts-as-filed") in filled("<!-- rules emergency -->", drawing)


def test_a_marker_with_a_place_becomes_what_that_place_recorded(drawing: Drawing) -> None:
    assert drawing.words.say("rule.places_max", n=2) in filled("Before\n\n<!-- rules 3210 places_max -->\n\nAfter", drawing)


def test_the_contents_lead_to_their_pages_from_where_the_page_stands(drawing: Drawing) -> None:
    assert '<a href="../places/">All places</a>' in filled("<!-- contents -->", drawing)


def test_every_type_stands_in_the_table_of_papers(drawing: Drawing) -> None:
    assert filled("<!-- papers -->", drawing).count("data-type=") == 5


@pytest.mark.parametrize(
    ("marker", "reason"),
    [
        ("<!-- finger -->", "there is no finger"),
        ("<!-- rules emergencies -->", "there is no rule emergencies of CN"),
        ("<!-- rules 3210 in_province_outpatient -->", "there is no rule in_province_outpatient of 3210"),
    ],
)
def test_a_marker_that_asks_for_what_is_not_there_is_refused_with_its_line(marker: str, reason: str, drawing: Drawing) -> None:
    with pytest.raises(ContentRefused) as refused:
        filled(f"one\n\n{marker}\n", drawing)
    assert str(refused.value) == f"content/pages/*/page.md:3: {marker}: {reason}"


def test_an_ordinary_comment_stays(drawing: Drawing) -> None:
    assert filled("<!-- A remark. -->", drawing) == "<!-- A remark. -->"
