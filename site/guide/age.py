"""Whether what the guide says can still be relied on: which sources are past the day by which they want checking again."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from guide import facts
from guide.content import Content
from guide.read import Problem, read
from guide.rules import NATION

SOURCES = "content/sources.yaml"
SOON = timedelta(days=30)


def stale(source: Mapping[str, Any], day: date) -> bool:
    """Say whether a source's review-by day has passed on `day`; on that day itself it still counts as checked."""
    return date.fromisoformat(source["review_by"]) < day


def overdue(root: Path, content: Content, day: date) -> list[Problem]:
    """List the sources past their review-by day, each with the places whose pages rest on it."""
    return [problem for source, problem in _reviews(root, content, day) if stale(source, day)]


def due_soon(root: Path, content: Content, day: date) -> list[Problem]:
    """List the sources whose review-by day is today or within the next thirty days."""
    return [problem for source, problem in _reviews(root, content, day) if not stale(source, day) and stale(source, day + SOON)]


def _reviews(root: Path, content: Content, day: date) -> Iterator[tuple[Mapping[str, Any], Problem]]:
    document, _ = read(root / SOURCES, root)
    resting = _resting(content, day)
    for i, source in enumerate(document.data["sources"]):
        pages = resting.get(source["id"], [])
        reason = f"{source['id']} was to be checked again by {source['review_by']}; {_pages(content, pages)}"
        yield source, document.problem(f"/sources/{i}/review_by", reason)


def _resting(content: Content, day: date) -> dict[str, list[str]]:
    """Map each source to the places, the nation among them, at which a value in force rests on it."""
    found: dict[str, list[str]] = {}
    for place in (NATION, *content.places):
        for source in {fact.answer.dated.source for fact in facts.facts(content, place, day)}:
            found.setdefault(source, []).append(place)
    return found


def _pages(content: Content, places: list[str]) -> str:
    if not places:
        return "no place's page rests on it"
    if len(places) == len(content.places) + 1:
        return f"every page of the {len(content.places)} places rests on it"
    named = [f"{content.places[code].names['en']} ({code})" if code != NATION else "the nation" for code in places]
    return f"pages that rest on it: {', '.join(named)}"
