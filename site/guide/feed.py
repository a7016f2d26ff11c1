"""The changes of all places as an Atom feed (RFC 4287): what stands in it, for a template to lay out."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from guide.changes import Change
from guide.history import row
from guide.rules import NATION
from guide.views import View

# What a reader's program is told at once; older changes stand on the page.
LATEST = 200
# Names the feed and its entries for good, wherever the site is served: not an address that anybody answers at.
_NAMES = "https://beian.example/changes"


@dataclass(frozen=True)
class Entry:
    """One change: its id for good, when it came into force (RFC 3339, China's time), and the page below the language's root."""

    id: str
    updated: str
    title: str
    page: str
    lines: list[str]


@dataclass(frozen=True)
class Feed:
    """A feed in one language; `address` is the language's root."""

    id: str
    updated: str
    address: str
    entries: list[Entry]


def feed(view: View, changes: Iterable[Change], address: str) -> Feed:
    """Gather the latest changes that are in force on the view's day; `address` is absolute and ends in a slash."""
    begun = [change for change in changes if change.line.since <= view.day][:LATEST]
    entries = [_entry(view, change) for change in begun]
    return Feed(_urn(view), max((entry.updated for entry in entries), default=_midnight(view.day.isoformat())), address, entries)


def _entry(view: View, change: Change) -> Entry:
    shown, say = row(view, change), view.words.say
    before = view.gap.join(it.sentence for it in shown.before)
    was = say("changes.before") + say("colon") + before if before else say("changes.new")
    source = view.content.sources[change.line.source]["title"][view.words.language]
    return Entry(
        id=_urn(view, *change.path),
        updated=_midnight(change.line.since.isoformat()),
        title=shown.ruler_name + say("colon") + shown.name,
        page=f"{'national' if change.ruler == NATION else f'places/{change.ruler}'}/#changes",
        lines=[
            *((it.only[:1].upper() + it.only[1:] + say("colon") if it.only else "") + it.sentence for it in shown.after),
            say("changes.same") if change.same else was,
            say("age.source") + say("colon") + " ".join(part for part in (source, change.line.where) if part),
        ],
    )


def _urn(view: View, *path: str) -> str:
    return uuid5(NAMESPACE_URL, "/".join((_NAMES, view.words.language, *path))).urn


def _midnight(day: str) -> str:
    return f"{day}T00:00:00+08:00"
