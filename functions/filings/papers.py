"""Takes the papers of a filing out of quarantine: each is checked before anything is stored, and removed after."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from filings import inspection
from filings.errors import Code, Finding, Refusal
from filings.scanner import Scan
from filings.stamps import time_of
from filings.storage import NoSuchKey, Storage, StoreUnavailable
from filings.storage.settling import at_once

# How long an upload can be used; the sweep removes it afterwards.
USE = timedelta(hours=2)
# What looking into all the PDFs of one filing may take.
_LOOKING_SECONDS = 20.0


@dataclass(frozen=True)
class Paper:
    """One file that was found good: where it was uploaded, its media type and its bytes."""

    upload: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Papers:
    """The quarantine with what looks into its files; `scan` says whether a file is infected, where the operator has a scanner."""

    store: Storage
    scan: Scan | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def collect(self, materials: Sequence[Mapping[str, Any]]) -> list[Paper]:
        """Read and check every file that the materials of a valid document name, in their order.

        Raises Refusal with Code.FINDINGS at `/materials/<i>/files/<j>`, for all files at once; StoreUnavailable,
        ScannerUnavailable.
        """
        end = time.monotonic() + _LOOKING_SECONDS
        papers: list[Paper] = []
        findings: list[Finding] = []
        for pointer, declared in _declared(materials):
            content = self._read(declared["upload"])
            rule = self._wrong(declared, content, max(1.0, end - time.monotonic()))
            if rule is not None:
                findings.append(Finding(pointer, rule))
            elif not findings and content is not None:
                papers.append(Paper(declared["upload"], declared["type"], content))
        if findings:
            raise Refusal(Code.FINDINGS, tuple(findings))
        return papers

    def discard(self, papers: Sequence[Paper]) -> None:
        """Remove papers from quarantine that a stored event names; what cannot be removed now, the sweep will."""
        at_once(self.store, [partial(self._remove, paper.upload) for paper in papers])

    def _remove(self, upload: str) -> None:
        with suppress(NoSuchKey, StoreUnavailable):
            self.store.delete(quarantined(upload))

    def _read(self, upload: str) -> bytes | None:
        since = time_of(upload)
        if since is None or self.now() > since + USE:
            return None
        try:
            return self.store.read(quarantined(upload))
        except NoSuchKey:
            return None

    def _wrong(self, declared: Mapping[str, Any], content: bytes | None, seconds: float) -> str | None:
        if content is None:
            return "file-missing"
        if len(content) != declared["size"] or hashlib.sha256(content).hexdigest() != declared["sha256"]:
            return "file-changed"
        if rule := inspection.wrong(content, declared["type"], seconds):
            return rule
        return "file-infected" if self.scan and self.scan(content) else None


def quarantined(upload: str) -> str:
    """Name the object of an upload until a filing takes it."""
    return f"quarantine/{upload}"


def _declared(materials: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for i, material in enumerate(materials):
        for j, file in enumerate(material.get("files", ())):
            yield f"/materials/{i}/files/{j}", file
