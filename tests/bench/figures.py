"""What a part of `make bench` finds out: figures beside their goals, tables for whoever wants more, and what was missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


class Missing(Exception):
    """A part cannot be measured on this machine; the message is a sentence that says what it lacks."""


@dataclass(frozen=True)
class Figure:
    """One thing measured beside a floor or a peer, once a round.

    `what` is ours, `beside` what it is compared with; `unit` is `×` where `measured` are ratios. `goal` bounds the median from
    above, or with `at_least` from below.
    """

    what: str
    beside: str
    measured: Sequence[float]
    goal: float | None = None
    at_least: bool = False
    unit: str = "×"

    @property
    def middle(self) -> float:
        """The median of the rounds."""
        return median(self.measured)

    @property
    def met(self) -> bool | None:
        """Whether the median keeps to the goal; None where there is none."""
        if self.goal is None:
            return None
        return self.middle >= self.goal if self.at_least else self.middle <= self.goal

    def row(self) -> list[str]:
        """Write the figure as a line of the short table."""
        spread = f" ({_short(min(self.measured))}–{_short(max(self.measured))})" if len(set(self.measured)) > 1 else ""
        goal = "–" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:g} {self.unit}"
        met = {True: "met", False: "**missed**", None: ""}[self.met]
        return [self.what, self.beside, f"{_short(self.middle)} {self.unit}{spread}", goal, met]

    def as_json(self) -> dict[str, Any]:
        """Write the figure for the report that programs read."""
        measured = [float(f"{one:.6g}") for one in self.measured]
        told: dict[str, Any] = {"what": self.what, "beside": self.beside, "unit": self.unit, "measured": measured}
        if self.goal is not None:
            told |= {"goal": self.goal, "bound": "at least" if self.at_least else "at most", "met": self.met}
        return told | {"median": float(f"{self.middle:.6g}")}


HEAD = ("measured", "beside", "median of the rounds (spread)", "goal", "")


@dataclass(frozen=True)
class Part:
    """What one part found: its figures, its own tables and words in Markdown, and sentences about what could not be measured."""

    title: str
    figures: tuple[Figure, ...] = ()
    text: str = ""
    missing: tuple[str, ...] = ()

    def markdown(self) -> str:
        """Write the whole part."""
        figures = [table(HEAD, [figure.row() for figure in self.figures])] if self.figures else []
        return "\n\n".join([f"## {self.title}", *figures, *([self.text] if self.text else []), *self.missing])

    def as_json(self) -> dict[str, Any]:
        """Write the whole part for the report that programs read."""
        figures = [figure.as_json() for figure in self.figures]
        return {"title": self.title, "figures": figures, "missing": list(self.missing), "text": self.text}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Part":
        """Read what `as_json` wrote."""
        figures = tuple(
            Figure(one["what"], one["beside"], one["measured"], one.get("goal"), one.get("bound") == "at least", one["unit"])
            for one in found["figures"]
        )
        return cls(found["title"], figures, found["text"], tuple(found["missing"]))


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Write a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _short(number: float) -> str:
    return f"{number:.0f}" if abs(number) >= 100 else f"{number:.3g}"
