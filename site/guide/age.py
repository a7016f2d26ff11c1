"""Whether what the guide says can still be relied on: which sources are past the day by which they want checking again."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from guide import facts
from guide.content import Content
from guide.facts import Fact
from guide.read import Problem, read
from guide.rules import NATION

SOURCES = "content/sources.yaml"
SOON = timedelta(days=30)
CHINA = timezone(timedelta(hours=8))


def today() -> date:
    """Return the day that it is in China."""
    return datetime.now(UTC).astimezone(CHINA).date()


def stale(source: Mapping[str, Any], day: date) -> bool:
    """Say whether a source's review-by day has passed on `day`; on that day itself it still counts as checked."""
    return date.fromisoformat(source["review_by"]) < day


def overdue(root: Path, content: Content, day: date) -> list[Problem]:
    """List the sources past their review-by day, each with its line and the places whose pages rest on it."""
    return [problem for review_by, problem in _reviews(root, content, day) if review_by < day]


def due_soon(root: Path, content: Content, day: date) -> list[Problem]:
    """List the sources whose review-by day is today or within the next thirty days."""
    return [problem for review_by, problem in _reviews(root, content, day) if day <= review_by <= day + SOON]


def _reviews(root: Path, content: Content, day: date) -> Iterator[tuple[date, Problem]]:
    document, _ = read(root / SOURCES, root)
    resting = _resting(content, day)
    for i, source in enumerate(document.data["sources"]):
        reason = f"{source['id']} wants checking again by {source['review_by']}; {_pages(content, resting.get(source['id'], []))}"
        yield date.fromisoformat(source["review_by"]), document.problem(f"/sources/{i}/review_by", reason)


def _resting(content: Content, day: date) -> dict[str, list[str]]:
    """Map each source to the places, the nation among them, on whose pages a value in force rests on it."""
    found: dict[str, list[str]] = {}
    for place in (NATION, *content.places):
        for source in {fact.answer.dated.source for fact in facts.facts(content, place, day) if _shows(content, place, fact)}:
            found.setdefault(source, []).append(place)
    return found


def _shows(content: Content, place: str, fact: Fact) -> bool:
    """Whether a place's page shows a fact; a province's page shows its own only."""
    return place == NATION or content.places[place].insures or fact.answer.place == place


def _pages(content: Content, places: list[str]) -> str:
    if not places:
        return "no place's page rests on it"
    insured = [place.code for place in content.insured_places()]
    if not set(insured) <= set(places):
        named = [f"{content.places[code].names['en']} ({code})" if code != NATION else "the nation" for code in places]
        return f"pages that rest on it: {', '.join(named)}"
    return f"the page of every insured place rests on it ({len(insured)})"
