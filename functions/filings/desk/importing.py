"""Files an employer's list row by row, each as a counter's form would; nothing where anything is wrong, and nothing twice."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from filings.contract import in_order
from filings.days import CHINA
from filings.desk import audit, listed, sheet
from filings.desk.sheet import Row, Shape
from filings.errors import Code, Finding, Refusal
from filings.intake import Intake
from filings.model import Event, canonical, moment, read_log
from filings.numbers import parse
from filings.officers import Officer
from filings.origin import Origin, staff
from filings.standing import standing

# A request ends before any gateway loses patience; what is left is filed by sending the list again.
_FILING = timedelta(seconds=15)
_FINDINGS_MAX = 1000
# Looking whether a row is filed is waiting for the store, which answers several as fast as one.
_AT_ONCE = 8


@dataclass(frozen=True)
class Said:
    """What whoever brings a list says once for all of it.

    `notice` is the hash of the notice that they have read, `language` in which language, and `consent` that everybody on the list
    agrees. Who only wants a list checked says nothing yet.
    """

    notice: str | None = None
    language: str | None = None
    consent: bool = False


@dataclass
class Entry:
    """A row with its filing, the key that is the row's own, and the first event where it was filed before."""

    row: Row
    document: dict[str, Any]
    key: str = ""
    event: Event | None = None
    status: str | None = None
    is_new: bool = field(default=True, init=False)


@dataclass(frozen=True)
class Importing:
    """The use case with what it needs."""

    intake: Intake
    shape: Shape

    def check(self, officer: Officer, place: str, content: bytes) -> dict[str, Any]:
        """Say what filing a list would do (schemas/api/import.json), without lookup codes.

        Raises Refusal with Code.FINDINGS, by pointers into the list, and Code.TOO_LARGE; StoreUnavailable.
        """
        notice = self.shape.data["notice"]["sha256"]
        entries = self._judged(officer, place, content, Said(notice, "zh-Hans", consent=True))
        return self._answer(place, entries, with_codes=False)

    def take(
        self, officer: Officer, place: str, content: bytes, said: Said, filed: Callable[[str], None] = lambda kind: None
    ) -> dict[str, Any]:
        """File every row that is not filed yet, as far as the time allows; answer with the receipts (schemas/api/import.json).

        `filed` hears the type of each as soon as it is filed, also where a later one fails. `left` counts the rows that time did
        not allow: the same list goes on where it stopped. Raises what `check` raises.
        """
        entries = self._judged(officer, place, content, said)
        end = self.intake.now() + _FILING
        waiting = [entry for entry in entries if entry.event is None]
        audit.note(self.intake.store, officer, "imported", self.intake.now(), place=place, rows=len(entries), new=len(waiting))
        for i, entry in enumerate(waiting):
            # One at least, however slow the store is, so that sending again always comes to an end.
            if i and self.intake.now() >= end:
                break
            same = listed.content(entry.document)
            self.intake.take(entry.key, entry.document, Origin(officer=officer), same=same)
            filed(entry.document["type"])
            entry.event = self.intake.taken(entry.key)
            entry.status = entry.event.status if entry.event else None
        return self._answer(place, entries, with_codes=True)

    def _judged(self, officer: Officer, place: str, content: bytes, said: Said) -> list[Entry]:
        """Read a list and find what was filed before; raises Refusal with everything that is wrong in the others."""
        today = self.intake.now().astimezone(CHINA).date()
        if self.intake.contracts.for_place(place, today) is None:
            raise Refusal(Code.FINDINGS, (Finding("/place", "insured-place"),))
        rows = sheet.read(content, self.shape)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            entries = [*pool.map(lambda row: self._entry(row, place, officer, said), rows)]
        found = [*_twice(entries)]
        for entry in entries:
            own = [*listed.own_findings(entry.row, self.shape)]
            said_already = {finding.pointer for finding in own}
            wrong = self.intake.findings(entry.document, Origin(officer=officer), today) if entry.event is None else ()
            told = (listed.in_row(finding, entry.row, self.shape) for finding in wrong)
            found += own + [finding for finding in told if finding.pointer not in said_already]
        if found:
            raise Refusal(Code.FINDINGS, _in_order(found)[:_FINDINGS_MAX])
        return entries

    def _entry(self, row: Row, place: str, officer: Officer, said: Said) -> Entry:
        """Make the filing of a row and look whether it lives already; one that has ended is filed anew under another key."""
        document = listed.filing(row, place, self.shape)
        name = hashlib.sha256(canonical(listed.content(document))).hexdigest()
        document["filer"] |= {"consent": True} if said.consent else {}
        document["clerk"] = {"staff": staff(officer)}
        read = {"sha256": said.notice, "language": said.language, "read_at": moment(self.intake.now())}
        if said.notice:
            document["notice"] = {"id": self.shape.data["notice"]["id"], **read}
        entry = Entry(row, document)
        for n in count(1):
            # No client can send such a key: it has a colon.
            entry.key = f"list:{n}:{name}"
            event = self.intake.taken(entry.key)
            if event is None:
                return entry
            stands = standing(read_log(self.intake.store, parse(event.fields["number"]).serial))
            if stands.lives:
                entry.event, entry.status, entry.is_new = event, stands.status, False
                return entry
        raise AssertionError

    def _answer(self, place: str, entries: Sequence[Entry], *, with_codes: bool) -> dict[str, Any]:
        rows = [self._told(entry, with_codes=with_codes) for entry in entries]
        return {"place": place, "rows": rows, "left": sum(entry.event is None for entry in entries)}

    def _told(self, entry: Entry, *, with_codes: bool) -> dict[str, Any]:
        """Tell of a row: the receipt beside the name that it is to be given to."""
        receipt: Mapping[str, Any] = self.intake.receipt(entry.event) if entry.event else {}
        told = {name: receipt.get(name) for name in ("number", "received_at")}
        told["lookup_code"] = receipt.get("lookup_code") if with_codes else None
        name = entry.row.cells.get("name", "")
        return {"row": entry.row.number, "name": name, "new": entry.is_new, "status": entry.status, **told}


def _twice(entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield a finding for everybody who stands in a list a second time: their places of treatment belong into one row."""
    seen: dict[str, int] = {}
    for entry in entries:
        document = entry.document["insured"]["document"]
        if "number" in document:
            first = seen.setdefault(canonical(document).decode(), entry.row.number)
            if first != entry.row.number:
                yield Finding(f"/rows/{entry.row.number}/number", "row-twice", {"row": first})


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Sort findings as a reader goes through a list: what concerns all of it, then row by row; what is said twice stays once."""

    def place(finding: Finding) -> tuple[int, str]:
        steps = finding.pointer.split("/")
        return (int(steps[2]) if steps[1:2] == ["rows"] else 0, finding.pointer)

    return tuple(sorted(in_order(findings), key=place))
