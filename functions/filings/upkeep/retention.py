"""How long sealed data and papers are kept: the operator's rules, by status, place and type of filing; pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filings.days import add_months, day_in_china
from filings.deadlines import end_of, papers_wanted
from filings.model import NOTES, Event, canonical
from filings.parts import PAPERS, SEALED, kept_parts
from filings.standing import name, standing

# What waits for an officer or for the person is never erased, so that no rule may name it.
STATUSES = frozenset({"approved", "approved-on-commitment", "changed", "refused", "withdrawn", "cancelled", "expired"})
_MEMBERS = {"status", "place", "type", "months", "what", "rule", "source"}


class BadRetention(ValueError):
    """The operator's rules cannot be read or contradict each other; the message names what is wrong."""


@dataclass(frozen=True)
class Rule:
    """So many `months` after a filing came to its `status`, the classes `what` of it are erased.

    `place` is the code of an insured place and means all below it too; `type` a type of filing; None means every one. `title` is
    what the operator calls the rule, `source` where it stands.
    """

    status: str
    months: int
    what: frozenset[str]
    title: str
    place: str | None = None
    type: str | None = None
    source: str | None = None

    def concerns(self, status: str, place: str, kind: str) -> bool:
        """Say whether it is about filings of a status, place and type."""
        return self.status == status and place.startswith(self.place or "") and self.type in {None, kind}

    @property
    def rank(self) -> tuple[int, bool]:
        """How narrow it is: a nearer place comes before a type."""
        return len(self.place or ""), self.type is not None


@dataclass(frozen=True)
class Retention:
    """All rules; `digest` tells these from any others."""

    rules: tuple[Rule, ...]
    digest: str

    @classmethod
    def from_file(cls, path: Path) -> "Retention":
        """Read the rules; raises BadRetention."""
        try:
            content = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise BadRetention(f"{path} cannot be read as JSON ({type(error).__name__})") from None
        return cls.read(content)

    @classmethod
    def read(cls, content: Any) -> "Retention":
        """Read the rules from JSON; raises BadRetention."""
        if not isinstance(content, list):
            raise BadRetention("retention is a list of rules")
        wrong = [f"rule {i}: {why}" for i, rule in enumerate(content, 1) for why in _wrong(rule)]
        if not wrong:
            rules = tuple(_rule(rule) for rule in content)
            wrong = list(_clashes(rules))
        if wrong:
            raise BadRetention("; ".join(wrong))
        return cls(rules, hashlib.sha256(canonical(content)).hexdigest()[:16])

    def due(self, events: Sequence[Event], today: date) -> Rule | None:
        """Return the rule by which something of a filing is to be erased today, None where nothing is.

        Counted is from the day in China of the last event that changed the filing. Nothing is erased that waits for an officer,
        that still has an end or papers to come, or that is held.
        """
        stands = standing(events)
        if stands.held or stands.awaits or papers_wanted(stands) or end_of(stands) is not None:
            return None
        place, kind = str(events[0].fields["place"]), str(events[0].fields["type"])
        concerned = [rule for rule in self.rules if rule.concerns(stands.status, place, kind)]
        narrowest = max((rule.rank for rule in concerned), default=None)
        since = next(day_in_china(event.at) for event in reversed(events) if name(event) not in NOTES)
        kept = {part.kind for part in kept_parts(events)}
        fallen = [
            rule for rule in concerned if rule.rank == narrowest and rule.what & kept and add_months(since, rule.months) <= today
        ]
        return max(fallen, key=lambda rule: (len(rule.what), -rule.months), default=None)


def _rule(told: Mapping[str, Any]) -> Rule:
    rest = {member: told.get(member) for member in ("place", "type", "source")}
    return Rule(told["status"], told["months"], frozenset(told["what"]), told["rule"], **rest)


def _wrong(told: Any) -> Iterator[str]:
    if not isinstance(told, dict):
        yield "is no object"
        return
    if extra := told.keys() - _MEMBERS:
        yield f"unknown members {', '.join(sorted(extra))}"
    if told.get("status") not in STATUSES:
        yield f"status must be one of {', '.join(sorted(STATUSES))}"
    if not isinstance(told.get("months"), int) or isinstance(told.get("months"), bool) or not 0 <= told["months"] <= 1200:
        yield "months must be a whole number"
    if told.get("what") not in ([PAPERS], [SEALED, PAPERS], [PAPERS, SEALED]):
        yield 'what must be ["papers"] or ["sealed", "papers"]: papers cannot be opened any more without what is sealed'
    if not isinstance(told.get("rule"), str) or not told["rule"].strip():
        yield "rule must say which rule of yours this is"
    for member in ("place", "type", "source"):
        if member in told and not (isinstance(told[member], str) and told[member]):
            yield f"{member} must be a text"
    if isinstance(told.get("place"), str) and not told["place"].isdecimal():
        yield "place must be the code of a place"


def _clashes(rules: Sequence[Rule]) -> Iterator[str]:
    known: set[tuple[Any, ...]] = set()
    for i, rule in enumerate(rules, 1):
        about = (rule.status, rule.place, rule.type, rule.what)
        if about in known:
            yield f"rule {i}: there is another one about the same"
        known.add(about)
