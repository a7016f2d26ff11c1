"""What an officer wants to see of the queue: filters that look at the names of markers, and one that looks at logs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from filings.errors import Code, Refusal
from filings.waiting import parse

CLAIMED = ("mine", "none", "any")
_BY_NAME = ("type", "channel", "identity", "commitment", "event")
_WORD = re.compile("[a-z0-9-]{1,40}")
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Wanted:
    """Which filings a list is to show; None asks for all. `claimed` is one of CLAIMED: by whoever asks, by nobody, by anybody."""

    type: str | None = None
    channel: str | None = None
    identity: str | None = None
    commitment: bool | None = None
    event: str | None = None
    claimed: str | None = None

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Wanted":
        """Read filters, empty ones as left out; raises Refusal(Code.MALFORMED) on what cannot be one."""
        said: dict[str, Any] = {name: query[name] for name in (*_BY_NAME, "claimed") if query.get(name)}
        if not all(_WORD.fullmatch(text) for text in said.values()) or said.get("claimed", "any") not in CLAIMED:
            raise Refusal(Code.MALFORMED)
        if "commitment" in said:
            if said["commitment"] not in _TRUTH:
                raise Refusal(Code.MALFORMED)
            said["commitment"] = _TRUTH[said["commitment"]]
        return cls(**said)

    def fits(self, key: str) -> bool:
        """Say whether a marker is asked for, as far as its name tells."""
        if not self._asked:
            return True
        marker = parse(key)
        return all(getattr(marker, name) == value for name, value in self._asked.items())

    def fits_claim(self, claimed_by: str | None, officer: str) -> bool:
        """Say whether a filing is asked for that an officer or nobody has claimed, when `officer` asks; both are ids."""
        if self.claimed is None:
            return True
        return {"mine": claimed_by == officer, "none": claimed_by is None, "any": claimed_by is not None}[self.claimed]

    @cached_property
    def _asked(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _BY_NAME if getattr(self, name) is not None}
