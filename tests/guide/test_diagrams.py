"""The drawings: in every language they say to those who do not see them what they show to those who do."""

import re

import pytest

from guide.diagrams import DIAGRAMS, diagram
from guide.words import LANGUAGES, load_words
from running import ROOT

EVERY = [(name, language) for name in DIAGRAMS for language in LANGUAGES]


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_every_line_that_is_drawn_is_told(name: str, language: str) -> None:
    drawn = diagram(name, load_words(ROOT)[language])
    told = re.sub(r"\s", "", drawn.description)
    assert drawn.boxes
    for box in drawn.boxes:
        for lines in (box.small, box.lines):
            assert re.sub(r"\s", "", "".join(lines)) in told


@pytest.mark.parametrize(("name", "language"), EVERY)
def test_no_box_lies_over_another_and_all_lie_within_the_drawing(name: str, language: str) -> None:
    drawn = diagram(name, load_words(ROOT)[language])
    for above, below in zip(drawn.boxes, drawn.boxes[1:], strict=False):
        assert above.below < below.y
    assert drawn.boxes[-1].below < drawn.height
