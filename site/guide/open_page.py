"""What the record puts into the page of what is open where: the provinces as a map and a table, and the lists of institutions."""

from collections.abc import Iterator, Sequence
from typing import Any

from guide import institutions, openness
from guide.draw import Drawing
from guide.openness import WITHOUT_DATA, Area, Way
from guide.rules import NATION

# A square of the map in the drawing's own units, with the gap to the next one.
STEP, GAP = 100, 6


def areas_part(drawing: Drawing, root: str) -> str:
    """Draw the nation's online channels, the map of the provinces and the table with a row for each."""
    areas = openness.areas(drawing.content, drawing.day)
    tiles = openness.tiles()
    return drawing.part(
        "areas",
        root=root,
        national=_ways(drawing, openness.ways(drawing.content, NATION, drawing.day)),
        areas=[_area(drawing, area) for area in areas],
        statuses=[status for status in ("own", "part", "national", "none") if any(area.status == status for area in areas)],
        tiles=list(_tiles(drawing, {area.place.code: area for area in areas})),
        width=STEP * (1 + max(column for _, column, _ in tiles)),
        height=STEP * (1 + max(row for _, _, row in tiles)),
        side=STEP - GAP,
    )


def _area(drawing: Drawing, area: Area) -> dict[str, Any]:
    name = drawing.view.name
    return {
        "code": area.place.code,
        "name": name(area.place.code),
        "alone": area.place.insures,
        "status": area.status,
        "ways": _ways(drawing, area.ways),
        "parts": [(place.code, name(place.code), _ways(drawing, ways)) for place, ways in area.parts],
        "places": area.places,
        "ruled": [(place.code, name(place.code)) for place in area.ruled],
        "form": area.form,
    }


def _ways(drawing: Drawing, ways: Sequence[Way]) -> list[dict[str, Any]]:
    say, sources = drawing.words.say, drawing.content.sources
    return [
        {
            "channel": way.channel,
            "label": say(f"channel.{way.channel}"),
            "reach": say(f"rule.reach.{way.reach}") if way.reach else say("open.reach-unknown"),
            "kinds": say("open.kinds-unknown") if way.kinds is None else say("open.kinds", n=way.kinds),
            "source": way.dated.source,
            "title": sources[way.dated.source]["title"][drawing.words.language],
            "where": way.dated.where,
            "since": drawing.words.day(way.dated.since),
        }
        for way in ways
    ]


def _tiles(drawing: Drawing, areas: dict[str, Area]) -> Iterator[dict[str, Any]]:
    for code, column, row in openness.tiles():
        lines = drawing.words.say(f"tile.{code}").split("|")
        status = "outside" if code in WITHOUT_DATA else areas[code].status
        name = "".join(lines) if status == "outside" else drawing.view.name(code)
        yield {"code": code, "x": column * STEP, "y": row * STEP, "lines": lines, "name": name, "status": status}


def institutions_part(drawing: Drawing, root: str) -> str:
    """Draw the search for institutions; the lists themselves are loaded place by place."""
    content, words = drawing.content, drawing.words
    listed = [
        {"code": code, "name": drawing.view.name(code), **institutions.tally(members)}
        for code, members in content.institutions.items()
    ]
    used = sorted({each.source for members in content.institutions.values() for each in members})
    titles = {source: content.sources[source]["title"][words.language] for source in used}
    return drawing.part("institutions", root=root, listed=listed, titles=titles, cares=institutions.CARES)
