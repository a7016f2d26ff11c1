"""The audit log of the desk: who signed in, opened, searched, took out or was refused what; one object each, never changed.

`audit/<place, or - where it concerns none>/<day in China>/<time in China, to the millisecond>-<8 hexadecimal digits>.json`.
An entry never holds anything personal of a patient.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from filings.days import CHINA
from filings.model import canonical, moment
from filings.officers import Officer
from filings.storage import KeyTaken, Storage

Act = Literal["signed-in", "opened", "paper-shown", "searched", "refused", "exported", "imported", "audited"]
NOWHERE = "-"
PAGE = 100


@dataclass(frozen=True)
class Page:
    """Some entries in the order of their time; `next` is where the following page begins, None where there is none."""

    entries: list[dict[str, Any]]
    next: str | None


def note(store: Storage, officer: Officer, act: Act, now: datetime, **about: Any) -> str:
    """Write an entry and return its key; `about` are `place` and `number` where the act concerns them, and what else is telling.

    To be called before the act gives anything: what cannot be noted does not happen. Raises StoreUnavailable.
    """
    entry = {"at": moment(now), "act": act, "officer": officer.signed(), "place": None, "number": None, **about}
    there = now.astimezone(CHINA)
    while True:
        name = f"{there:%H%M%S}{there.microsecond // 1000:03d}-{secrets.token_hex(4)}"
        key = f"audit/{entry['place'] or NOWHERE}/{there:%Y-%m-%d}/{name}.json"
        try:
            store.create(key, canonical(entry))
        except KeyTaken:
            continue
        return key


def note_in_each(store: Storage, officer: Officer, act: Act, now: datetime, **about: Any) -> None:
    """Note an act that concerns all of an officer's places in each of them, so that each auditor finds it."""
    for place in officer.places or (None,):
        note(store, officer, act, now, place=place, **about)


def page(store: Storage, place: str, day: date, after: str = "") -> Page:
    """Read the entries of a place on a day in China, PAGE at most, after the name of one. Raises StoreUnavailable."""
    folder = f"audit/{place}/{day.isoformat()}/"
    keys = store.keys(folder, f"{folder}{after}.json" if after else "", limit=PAGE + 1)
    entries = [json.loads(store.read(key)) for key in keys[:PAGE]]
    return Page(entries, keys[PAGE - 1].removeprefix(folder).removesuffix(".json") if len(keys) > PAGE else None)
