"""An employer's clerk who brings lists: again and again the same one, at once, and after some of its filings have ended."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from chaos.asking import UNSURE
from chaos.filers import Filer
from chaos.journal import Filed, Listed
from chaos.officers import PLACE, Deciding
from filings.desk import listed, sheet
from filings.desk.sheet import Shape
from filings.model import canonical
from lists import person, saved

# How often a clerk comes back with one list, and how many filings one row may have had at most: two at once each time.
_TIMES = 4
TIMES_MAX = 2 * _TIMES + 1
_ROWS = 3


@dataclass
class Employer:
    """One clerk; `filer` is a person on a list, who withdraws or amends. Each clerk's lists name people of their own."""

    clerk: Deciding
    filer: Filer
    shape: Shape
    brought: int = 0
    lists: list[tuple[bytes, list[Listed], int]] = field(default_factory=list)

    def live(self) -> None:
        """Bring a new list or an earlier one, now and then twice at once; afterwards somebody on it may do something."""
        rng = self.clerk.asking.rng
        if not self.lists or rng.random() < 0.4:
            self.lists = [*self.lists[-5:], self._new()]
        i = rng.randrange(len(self.lists))
        content, rows, times = self.lists[i]
        if times < _TIMES:
            self.lists[i] = content, rows, times + 1
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda _: self._bring(content, rows), range(2 if rng.random() < 0.3 else 1)))
        known = [filed for row in rows for filed in row.receipts.values()]
        if known and rng.random() < 0.5:
            self.filer.amend(rng.choice(known))
        self.clerk.asking.stop.wait(rng.uniform(0.2, 0.8))

    def _new(self) -> tuple[bytes, list[Listed], int]:
        first = self.brought * _ROWS
        self.brought += 1
        content = saved(person(first + n) for n in range(_ROWS))
        rows = [Listed(self._name(row)) for row in sheet.read(content, self.shape)]
        self.clerk.asking.journal.enlist(rows)
        return content, rows, 0

    def _name(self, row: sheet.Row) -> str:
        """Name a row as the desk does, by all that stands in it."""
        return hashlib.sha256(canonical(listed.content(listed.filing(row, PLACE, self.shape)))).hexdigest()

    def _bring(self, content: bytes, rows: list[Listed]) -> None:
        """Send a list until it is answered that nothing of it is left."""
        asking, headers = self.clerk.asking, {**self.clerk.headers(), "Content-Type": "text/csv"}
        notice = f"notice={self.shape.data['notice']['sha256']}&language=zh-Hans&consent=1"
        for _ in range(_ROWS):
            status, answer = asking.until_answered("POST", f"/v1/desk/import?place={PLACE}&{notice}", content, headers)
            if status != 201:
                if status not in UNSURE and not self.clerk.is_signed_out(status):
                    asking.journal.refuse(f"a list was answered {status} {answer[:200]!r}")
                return
            said = json.loads(answer)
            self._take(said["rows"], rows)
            if not said["left"]:
                asking.journal.count("lists")
                return

    def _take(self, told: list[dict[str, Any]], rows: list[Listed]) -> None:
        for row, each in zip(rows, told, strict=True):
            if each["number"] is None:
                continue
            known = row.receipts.setdefault(each["number"], Filed("", [], said=each))
            if known.said["lookup_code"] != each["lookup_code"] or known.said["received_at"] != each["received_at"]:
                self.clerk.asking.journal.differs(each["number"])
