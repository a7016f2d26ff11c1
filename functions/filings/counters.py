"""Counters, kiosks, hospital offices and telephone desks: who may file on somebody's behalf, and what that allows.

A counter is known by a token of its own, of which only the hash is stored; the operator's file names them all.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.errors import Finding

# Channels of the vocabulary: at which a clerk writes, has the papers before them, or only hears of them.
_CLERKS = frozenset({"counter", "hospital-office", "telephone"})
_SEES = frozenset({"counter", "hospital-office"})
_HEARS = frozenset({"telephone"})
CHANNELS = _CLERKS | {"self-service-machine"}


class BadCounters(ValueError):
    """The operator's file of counters is wrong; the message says which entry and why."""


@dataclass(frozen=True)
class Counter:
    """One place where filings are taken; `places` are the insured places it serves, a hospital has `institution` and `level`."""

    id: str
    name: str
    channel: str
    places: tuple[str, ...]
    institution: str | None = None
    level: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what the counter's own page needs to know of it."""
        hospital = {"institution": self.institution, "level": self.level} if self.institution else None
        return {"id": self.id, "name": self.name, "channel": self.channel, "places": list(self.places), "referral": hospital}


class Counters:
    """The counters of a deployment, found by their tokens."""

    def __init__(self, by_hash: Mapping[str, Counter]) -> None:
        self._by_hash = by_hash

    @classmethod
    def from_file(cls, path: Path) -> "Counters":
        """Read `{"counters": [{id, name, channel, places, token_sha256, institution?, level?}]}`; raises BadCounters."""
        try:
            entries = json.loads(path.read_text("utf-8"))["counters"]
            known = {str(entry["token_sha256"]): _counter(entry) for entry in entries}
        except (ValueError, KeyError, TypeError) as error:
            raise BadCounters(f"{path.name}: {type(error).__name__} {error}") from None
        if len(known) != len(entries):
            raise BadCounters(f"{path.name}: two counters have one token")
        return cls(known)

    def known(self, token: str) -> Counter | None:
        """Find the counter whose token this is."""
        return self._by_hash.get(hashlib.sha256(token.encode()).hexdigest())


def _counter(entry: Mapping[str, Any]) -> Counter:
    if entry["channel"] not in CHANNELS:
        raise BadCounters(f"{entry['id']}: {entry['channel']} is not a channel of counters: {', '.join(sorted(CHANNELS))}")
    if (entry["channel"] == "hospital-office") != ("institution" in entry and "level" in entry):
        raise BadCounters(f"{entry['id']}: institution and level belong to a hospital-office, and to no other")
    if not entry["places"]:
        raise BadCounters(f"{entry['id']}: serves no place")
    return Counter(
        str(entry["id"]),
        str(entry["name"]),
        entry["channel"],
        tuple(entry["places"]),
        entry.get("institution"),
        entry.get("level"),
    )


def counter_findings(said: Mapping[str, Any], counter: Counter | None, place: str) -> Iterator[Finding]:
    """Yield what is wrong in view of the counter that sends it, if one does.

    `said` is a filing or an amendment (schemas/api/amendment.json), sound by the contract of the insured place `place`.
    """
    channel = counter.channel if counter else ""
    yield from _papers(said.get("materials", ()), channel)
    if channel in _CLERKS and "clerk" not in said:
        yield Finding("/clerk/staff", "required")
    if channel not in _CLERKS and "clerk" in said:
        yield Finding("/clerk", "not-here")
    if counter and place not in counter.places:
        yield Finding("/action" if "action" in said else "/insured_place", "not-this-counter")
    if counter and counter.institution:
        yield from _referral(said, counter)


def _papers(materials: Iterable[Mapping[str, Any]], channel: str) -> Iterator[Finding]:
    for i, paper in enumerate(materials):
        for member, channels in (("seen", _SEES), ("later", _HEARS)):
            if member in paper and channel not in channels:
                yield Finding(f"/materials/{i}/{member}", "not-here")


def _referral(said: Mapping[str, Any], hospital: Counter) -> Iterator[Finding]:
    at, members = ("/changes", said["changes"]) if "changes" in said else ("", said)
    own = {"institution": hospital.institution, "level": hospital.level}
    for member, value in own.items():
        if "referral" in members and members["referral"][member] != value:
            yield Finding(f"{at}/referral/{member}", "own-hospital")
