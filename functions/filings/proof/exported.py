"""Verifies an export of one filing, which stands on its own: its chain, its sealed objects, its contracts and its ledgers."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime

from filings.kept import contract_key
from filings.numbers import NotANumber
from filings.numbers import parse as parse_number
from filings.proof.book import Book
from filings.proof.chain import Chain, check_filing
from filings.proof.export import MANIFEST, OWN, SUMS
from filings.proof.findings import Findings
from filings.proof.reading import Reader
from filings.proof.records import PREFIX, BrokenLedger, parse
from filings.proof.signing import NotSigned, PublicKeys
from filings.proof.verify import Report
from filings.storage import NoSuchKey


def is_export(reader: Reader) -> bool:
    """Say whether a folder is an export and no store."""
    return MANIFEST in set(reader.keys(""))


def verify_export(reader: Reader, keys: PublicKeys, now: datetime) -> Report:
    """Verify an export by itself; `keys` are the operator's, as published elsewhere than in the export."""
    findings = Findings(now)
    findings.misfits_of(reader.strays(), "is no part of an export")
    findings.counts["objects"] = sum(1 for _ in reader.keys(""))
    serial = _serial(reader, findings)
    if serial is not None:
        _filing(reader, serial, keys, findings)
    _check_sums(reader, findings)
    return Report(tuple(sorted(findings.misfits)), findings.counts, None, None)


def _check_sums(reader: Reader, findings: Findings) -> None:
    """Hold files to the list of hashes, without which the text for people could be altered; it is the list that is wrong where
    everything else says that a file is right."""
    sums, known = _sums(reader, findings), {misfit.key for misfit in findings.misfits}
    if sums is None:
        return
    for key in reader.keys(""):
        if key in {SUMS, *known} or sums.get(key) == hashlib.sha256(reader.read(key)).hexdigest():
            continue
        named = key if key in OWN and key in sums else SUMS
        findings.misfit(named, f"does not go together: {key} has another hash than {SUMS} says")
    findings.misfits_of(set(sums) - set(reader.keys("")) - known, f"is gone: it stands in {SUMS}")


def _filing(reader: Reader, serial: str, keys: PublicKeys, findings: Findings) -> None:
    book = _book(reader, serial, keys, findings)
    own = [key for key in reader.keys("filings/") if key.startswith(f"filings/{serial}/")]
    chain = check_filing(reader, own, book, findings) if own else Chain(serial)
    if not chain.events:
        findings.misfit(f"filings/{serial}/0001.json", "is gone: the export is of this filing")
    findings.counts["filings"] = 1
    contracts = {contract_key(event.fields["contract"]) for event in chain.events if event.fields.get("contract")}
    if chain.whole:
        findings.misfits_of(contracts - set(reader.keys("contracts/")), "is gone: the filing was made or decided under it")
    for key in reader.keys(""):
        if key.startswith("contracts/"):
            if contract_key(hashlib.sha256(reader.read(key)).hexdigest()) != key:
                findings.misfit(key, "does not have the hash that is its name")
            elif chain.whole and key not in contracts:
                findings.misfit(key, "is named by no event")
        elif key not in own and key not in OWN and not key.startswith(PREFIX):
            findings.misfit(key, "is no part of an export")


def _book(reader: Reader, serial: str, keys: PublicKeys, findings: Findings) -> Book:
    """Read the ledgers that came with the filing: each has its own signature, and those of the days between are not needed."""
    book = Book(whole=False)
    for key in sorted(reader.keys(PREFIX)):
        try:
            ledger = parse(key, body := reader.read(key))
            keys.open(body)
        except BrokenLedger:
            findings.misfit(key, "is no ledger")
        except NotSigned:
            findings.misfit(key, "carries no signature by a key that was given")
        else:
            findings.counts["ledgers"] += 1
            for named, position, sha256 in ledger.filings:
                if named == serial and position == len(book.events.get(serial, ())) + 1:
                    book.events.setdefault(serial, []).append((sha256, ledger.day))
    return book


def _serial(reader: Reader, findings: Findings) -> str | None:
    try:
        return parse_number(str(json.loads(reader.read(MANIFEST))["number"])).serial
    except (NoSuchKey, ValueError, KeyError, TypeError, NotANumber):
        findings.misfit(MANIFEST, "does not say of which filing the export is")
        return None


def _sums(reader: Reader, findings: Findings) -> Mapping[str, str] | None:
    try:
        lines = reader.read(SUMS).decode("utf-8").splitlines()
        return {path: sha256 for sha256, path in (line.split("  ", 1) for line in lines)}
    except (NoSuchKey, ValueError):
        findings.misfit(SUMS, "does not list the hashes of the other files")
        return None
