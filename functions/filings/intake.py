"""Takes a filing: checks it under its place's contract, seals what is personal, stores it once, and answers with a receipt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

from filings import numbers
from filings.contract import Contracts, in_order
from filings.days import CHINA
from filings.deadlines import await_decision
from filings.deposit import Deposit, Patience
from filings.errors import Code, Finding, Refusal
from filings.kept import Kept
from filings.model import Event, canonical, event_key, moment, parse_event
from filings.origin import ONLINE, Origin
from filings.papers import Paper, Papers
from filings.people import People, identity
from filings.scanner import Scan
from filings.seal import Keys
from filings.storage import NoSuchKey, Storage
from filings.storage.settling import at_once
from filings.waiting import drop

# Two clients' keys may lead to the same forty bits; the next eight attempts lead elsewhere.
_ATTEMPTS = 8


@dataclass(frozen=True)
class Intake:
    """The use case with what it needs; `now` gives the time in UTC, `scan` says whether a file is infected."""

    store: Storage
    contracts: Contracts
    keys: Keys
    secret: bytes
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    scan: Scan | None = None
    _kept: Kept = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep what rules are filed under in the same store."""
        object.__setattr__(self, "_kept", Kept(self.store))

    def take(self, idempotency_key: str, document: Any, origin: Origin = ONLINE, same: Any = None) -> dict[str, Any]:
        """Store a filing and return its receipt; the same key with the same document returns the same receipt again.

        The receipt: number, lookup_code, status, received_at (RFC 3339, UTC), place, type. `same` is what has to be the same
        where that is not the whole document. Raises Refusal with Code.KEY_REUSED where the key came with another document before,
        or with Code.FINDINGS; StoreUnavailable and ScannerUnavailable.
        """
        key_mac = numbers.fingerprint(self.secret, "key", idempotency_key.encode())
        body_mac = numbers.fingerprint(self.secret, "body", canonical(document if same is None else same))
        for attempt in range(_ATTEMPTS):
            serial = numbers.serial(self.secret, idempotency_key, attempt)
            event = self._stored(serial) or self._store(serial, document, origin, {"key_mac": key_mac, "body_mac": body_mac})
            if event.fields["key_mac"] != key_mac:
                continue
            if event.fields["body_mac"] != body_mac:
                raise Refusal(Code.KEY_REUSED)
            return self.receipt(event)
        raise Refusal(Code.INTERNAL)

    def taken(self, idempotency_key: str) -> Event | None:
        """Return the first event of the filing that was taken under a key, None where there is none. Raises StoreUnavailable."""
        key_mac = numbers.fingerprint(self.secret, "key", idempotency_key.encode())
        for attempt in range(_ATTEMPTS):
            event = self._stored(numbers.serial(self.secret, idempotency_key, attempt))
            if event is None or event.fields["key_mac"] == key_mac:
                return event
        return None

    def findings(self, document: Any, origin: Origin, today: date) -> tuple[Finding, ...]:
        """List what is wrong with a document, without looking into its files: the contract first, then who may say it."""
        findings = self.contracts.findings(document, today)
        who = identity(document, origin.person)
        if who.finding:
            findings = in_order((*findings, who.finding))
        return findings or origin.findings(document, document["insured_place"])

    def _stored(self, serial: str) -> Event | None:
        try:
            return parse_event(self.store.read(event_key(serial, 1)))
        except NoSuchKey:
            return None

    def _store(self, serial: str, document: Any, origin: Origin, macs: Mapping[str, str]) -> Event:
        """Check everything before anything is written; the files in quarantine last, because they cost most."""
        patience = Patience(self.now)
        now = patience.begun
        today = now.astimezone(CHINA).date()
        findings = self.findings(document, origin, today)
        contract = self.contracts.for_place(document.get("insured_place") if isinstance(document, dict) else None, today)
        if findings or contract is None:
            raise Refusal(Code.FINDINGS, findings)
        quarantine = Papers(self.store, self.scan, self.now)
        try:
            papers = quarantine.collect(document["materials"])
        except Refusal:
            # Whoever was quicker with the same key has taken the files: then its filing is there, and is the answer.
            if (event := self._stored(serial)) is not None:
                return event
            raise
        level = identity(document, origin.person).level
        fields = _submission(document, now, today, origin) | {"identity": level, "contract": contract.sha256, **macs}
        self._kept.keep(contract)
        event = self._write(serial, document, papers, fields, patience)
        if all(event.fields[name] == mac for name, mac in macs.items()):
            quarantine.discard(papers)
        return event

    def _write(self, serial: str, document: Any, papers: list[Paper], fields: dict[str, Any], patience: Patience) -> Event:
        """Write marker, index entry and sealed parts, and then the event: a crash leaves at worst what is swept up."""
        place, first, begun = fields["place"], event_key(serial, 1), patience.begun
        number, today = numbers.number_for(place, serial), begun.astimezone(CHINA).date()
        terms, deposit = self.contracts.terms(place, fields["type"], today), Deposit(self.store, self.keys, patience)
        works: tuple[Callable[[], Any], ...] = (
            partial(await_decision, self.store, number, fields, terms, today),
            partial(self._indexed, number, document, terms, fields["identity"], begun),
            partial(deposit.lay, place, number, document, papers),
        )
        marker, indexed, laid = at_once(self.store, works)
        fields |= {"number": str(number), "waiting": marker} | indexed | laid
        patience.check()
        # Whoever came first: the winner of a race gets its own event, the other one the winner's.
        event = parse_event(self.store.settle(first, canonical(fields)))
        if event.fields["waiting"] != marker:
            drop(self.store, [marker])
        return event

    def _indexed(
        self, number: numbers.Number, document: Any, terms: Mapping[str, Any], level: str, now: datetime
    ) -> dict[str, Any]:
        """Enter the filing into the index of persons; return what the event says of the person: blinded, and how sure."""
        people = People(self.store, self.secret)
        covers = people.covers(number, document["treatments"], terms, now.astimezone(CHINA).date())
        return {**people.enter(number, document, level, now), "covers": covers}

    def receipt(self, event: Event) -> dict[str, Any]:
        """Return the receipt of a filing by its first event."""
        number = numbers.parse(event.fields["number"])
        return {
            "number": str(number),
            "lookup_code": numbers.lookup_code(self.secret, number),
            "status": event.status,
            "received_at": event.at,
            "place": event.fields["place"],
            "type": event.fields["type"],
        }


def _submission(document: Mapping[str, Any], now: datetime, today: date, origin: Origin) -> dict[str, Any]:
    """Pick what stays in the clear: what the queue and the statistics need, and nothing about the person."""
    return {
        "event": "submitted",
        "status": "submitted",
        "previous": None,
        "at": moment(now),
        "place": document["insured_place"],
        "type": document["type"],
        "starts": sorted(treatment.get("from", today.isoformat()) for treatment in document["treatments"]),
        "commitment": "letter" in document,
        # Whether a clerk has had every paper before them, and whether one is still to come.
        "seen": bool(document["materials"]) and all("seen" in paper for paper in document["materials"]),
        "later": any("later" in paper for paper in document["materials"]),
        **origin.in_clear(),
    }
