"""Drawings for those who would rather look than read: laid out as SVG at build time, in the words of each language."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from uniseg.wrap import tt_wrap

from guide.words import Words

# Units of the drawing; it is shown at about one CSS pixel a unit on a phone and somewhat larger elsewhere.
WIDTH, FONT, LINE, PAD, GAP = 340, 16, 23, 12, 26
INDENT, STEM = 92, 22
# How wide half a Chinese character, or a letter, of a language is on average, in parts of the font's size.
_LETTER = {"en": 0.54, "ru": 0.6}


@dataclass(frozen=True)
class Node:
    """One part of a drawing. Its words are the messages `diagram.<drawing>.<id>` and, for what is asked, `….<id>.then`.

    `ask` leaves the line to the side by the answer `aside` and otherwise goes on; `pair` has a small line over a large one.
    """

    id: str
    kind: Literal["step", "ask", "pair", "end"]
    aside: Literal["yes", "no"] = "yes"


DIAGRAMS: dict[str, Sequence[Node]] = {
    "steps": [Node(name, "step") for name in ("kind", "papers", "file", "wait", "hospital", "settle")],
    "decision": [Node("home", "ask"), Node("emergency", "ask"), Node("elsewhere", "ask"), Node("province", "end")],
    "payment": [Node("covered", "pair"), Node("paid", "pair"), Node("care", "pair"), Node("bill", "end")],
    "failure": [Node(name, "ask", "no") for name in ("filed", "city", "hospital", "insured", "data")] + [Node("last", "end")],
}


@dataclass(frozen=True)
class Box:
    """A box with its lines of text; `look` is its class. All numbers are units of the drawing."""

    look: str
    x: int
    y: int
    width: int
    lines: tuple[str, ...]
    small: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        """From the upper edge to the lower."""
        return 2 * PAD + LINE * (len(self.lines) + len(self.small))

    @property
    def below(self) -> int:
        """The lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> int:
        """Half way down."""
        return self.y + self.height // 2

    @property
    def text(self) -> list[tuple[int, str, str]]:
        """Each line of text with the height of its foot and its class."""
        lines = [("small-line", line) for line in self.small] + [("", line) for line in self.lines]
        return [(self.y + PAD + LINE * i + FONT, look, line) for i, (look, line) in enumerate(lines)]


@dataclass(frozen=True)
class Arrow:
    """A line down the stem to `to`, or to the side where `aside`; `label` stands beside it."""

    start: int
    to: int
    aside: bool = False
    label: str = ""


@dataclass(frozen=True)
class Drawn:
    """A whole drawing: what it is called, what it says to those who do not see it, and its parts."""

    name: str
    title: str
    told: tuple[str, ...]
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    numbers: tuple[tuple[int, int], ...]

    @property
    def description(self) -> str:
        """Everything that is drawn, as one text."""
        return " ".join(self.told)


def diagram(name: str, words: Words) -> Drawn:
    """Lay out the drawing of that name in one language; raises KeyError where there is none or a message is missing."""
    nodes, boxes, arrows = DIAGRAMS[name], list[Box](), list[Arrow]()
    numbers: list[tuple[int, int]] = []
    y = 2
    for i, node in enumerate(nodes):
        box, then = _boxes(name, node, words, y)
        boxes += [box, then] if then else [box]
        if node.kind == "step":
            numbers.append((box.middle, i + 1))
        below = (then or box).below
        if then:
            arrows.append(Arrow(then.middle, then.middle, aside=True, label=words.say(f"diagram.{node.aside}")))
        y = below + GAP
        if i + 1 < len(nodes):
            other = words.say("diagram.no" if node.aside == "yes" else "diagram.yes") if node.kind == "ask" else ""
            arrows.append(Arrow(box.below, y, label=other))
    title = words.say(f"diagram.{name}.title")
    return Drawn(name, title, tuple(_told(name, nodes, words)), y - GAP + 2, tuple(boxes), tuple(arrows), tuple(numbers))


def _boxes(name: str, node: Node, words: Words, y: int) -> tuple[Box, Box | None]:
    """Lay out a node's box and, for what is asked, the box to which its answer leads."""
    text, then = words.say(f"diagram.{name}.{node.id}"), f"diagram.{name}.{node.id}.then"
    if node.kind == "step":
        return Box("step", 2 * STEM, y, WIDTH - 2 * STEM - 2, _wrapped(text, WIDTH - 2 * STEM - 2, words)), None
    if node.kind == "pair":
        small = _wrapped(text, WIDTH - 4, words)
        return Box("pair", 2, y, WIDTH - 4, _wrapped(words.say(then), WIDTH - 4, words), small), None
    box = Box(node.kind, 2, y, WIDTH - 4, _wrapped(text, WIDTH - 4, words))
    if node.kind == "end":
        return box, None
    width = WIDTH - INDENT - 2
    return box, Box("then", INDENT, box.below + PAD, width, _wrapped(words.say(then), width, words))


def _wrapped(text: str, width: int, words: Words) -> tuple[str, ...]:
    columns = int((width - 2 * PAD) / (FONT * _LETTER.get(words.language, 0.52)))
    # Korean is broken between words only, as the pages do: a joiner between two syllables holds them together.
    held = re.sub("(?<=[가-힣])(?=[가-힣])", "\u2060", text)
    return tuple(line.replace("\u2060", "").strip() for line in tt_wrap(held, columns))


def _told(name: str, nodes: Sequence[Node], words: Words) -> Iterator[str]:
    for i, node in enumerate(nodes):
        text = words.say(f"diagram.{name}.{node.id}")
        if node.kind == "step":
            yield f"{i + 1}. {text}"
        elif node.kind == "end":
            yield text
        else:
            then = words.say(f"diagram.{name}.{node.id}.then")
            answer = f"{words.say(f'diagram.{node.aside}')}{words.say('colon')}" if node.kind == "ask" else ""
            yield f"{text} {answer}{then}"
