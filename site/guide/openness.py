"""Where one can file online: what is recorded of each province, for the table and the map."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from guide import facts
from guide.content import Content, Place
from guide.rules import NATION, Dated

# The provinces roughly as they lie: our own drawing, squares without boundaries. 71, 81 and 82 are Taiwan, Hong Kong and
# Macao; they belong on the drawing of the country, and this site has no data of them.
GRID = """
-- -- -- -- -- -- -- -- 23
-- -- -- -- 15 -- 11 21 22
66 65 62 64 14 13 12 -- --
-- 54 63 61 41 37 -- -- --
-- -- 51 50 42 34 32 31 --
-- -- 53 52 43 36 33 -- --
-- -- -- 45 44 35 -- 71 --
-- -- -- 46 82 81 -- -- --
"""
WITHOUT_DATA = frozenset({"71", "81", "82"})


def tiles() -> list[tuple[str, int, int]]:
    """List the squares of the map from north to south as (code, column, row)."""
    rows = enumerate(GRID.split("\n")[1:-1])
    return [(code, column, row) for row, codes in rows for column, code in enumerate(codes.split()) if code != "--"]


@dataclass(frozen=True)
class Way:
    """An online channel that a place's own rules name; `reach` and `kinds` are None where nothing is recorded of them."""

    channel: str
    reach: str | None
    kinds: int | None
    dated: Dated


@dataclass(frozen=True)
class Area:
    """What is recorded of filing online in a province.

    `status`: `own` where the province names online channels itself, `part` where only some of its places do, `national` where
    only the nation does, `none` where nobody does. `places` counts the places where one can be insured, `ruled` lists those
    with rules of their own. `form` says how far this site's form files: `cross-province`, `everywhere`, `mixed` or `none`.
    """

    place: Place
    status: str
    ways: list[Way]
    parts: list[tuple[Place, list[Way]]]
    places: int
    ruled: list[Place]
    form: str


def areas(content: Content, day: date) -> list[Area]:
    """Gather every province as of `day`, in the order of the codes."""
    national = bool(ways(content, NATION, day))
    return [_area(content, place, day, national=national) for place in content.children(NATION)]


def _area(content: Content, place: Place, day: date, *, national: bool) -> Area:
    insured = [place] if place.insures else [child for child in content.children(place.code) if child.insures]
    ruled = [each for each in insured if content.rulebook.ruler(each.code) == each.code]
    own = ways(content, place.code, day)
    parts = [(each, found) for each in ruled if each != place and (found := ways(content, each.code, day))]
    return Area(
        place=place,
        status="own" if own else "part" if parts else "national" if national else "none",
        ways=own,
        parts=parts,
        places=len(insured),
        ruled=ruled,
        form=_form(content, insured, day),
    )


def ways(content: Content, code: str, day: date) -> list[Way]:
    """List the online channels that the rules of just this place (or CN) name, each with the line that names it first."""
    if content.rulebook.ruler(code) != code:
        return []
    named: dict[str, Dated] = {}
    for channel, dated in _named(content, code, day):
        named.setdefault(channel, dated)
    return [
        Way(channel, _reach(content, code, channel, day), _kinds(content, code, channel, day), dated)
        for channel, dated in named.items()
    ]


def _named(content: Content, code: str, day: date) -> Iterator[tuple[str, Dated]]:
    online = {channel["id"] for channel in content.vocabulary["channels"] if channel.get("online")}
    own = [fact for fact in facts.facts(content, code, day) if fact.answer.place == code]
    for fact in sorted(own, key=lambda fact: fact.answer.rule != "channels"):
        named: list[str] = fact.answer.value if fact.answer.rule == "channels" else [fact.channel or ""]
        yield from ((channel, fact.answer.dated) for channel in named if channel in online)


def _reach(content: Content, code: str, channel: str, day: date) -> str | None:
    answer = content.rulebook.resolve(code, "reach", day, channel=channel)
    return str(answer.value["kind"]) if answer else None


def _kinds(content: Content, code: str, channel: str, day: date) -> int | None:
    answer = content.rulebook.resolve(code, "types_offered", day, channel=channel)
    return len(answer.value) if answer else None


def _form(content: Content, insured: list[Place], day: date) -> str:
    reaches = {facts.reach(content, each.code, day) if facts.offered(content, each.code, day) else "none" for each in insured}
    return reaches.pop() if len(reaches) == 1 else "mixed" if reaches else "none"
