"""Takes what an officer does with a filing: claim, release, approve, ask, refuse, reopen, hold."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from filings import notes, numbers
from filings.deadlines import await_decision
from filings.deposit import Patience
from filings.desk.decision import findings, members
from filings.desk.verdicts import Bench
from filings.errors import Code, Refusal
from filings.kept import Kept
from filings.lookup import Lookup
from filings.model import Event, canonical, latest, moment
from filings.numbers import Number
from filings.officers import Officer
from filings.recording import record
from filings.scene import Scene

# The event that an action makes, and the status that it leads to; None leaves the status, or asks the log which one it was.
EVENTS: Mapping[str, tuple[str, str | None]] = {
    "claim": ("claimed", "in-review"),
    "release": ("released", None),
    "approve": ("approved", "approved"),
    "approve-on-commitment": ("approved-on-commitment", "approved-on-commitment"),
    "ask": ("correction-requested", "correction-requested"),
    "refuse": ("refused", "refused"),
    "reopen": ("reopened", "in-review"),
    "hold": ("hold-set", None),
    "lift-hold": ("hold-lifted", None),
}


@dataclass(frozen=True)
class Deciding:
    """The use case with what it needs; `opened` gives the document of a filing as it stands, where the place's key is at hand."""

    lookup: Lookup
    opened: Callable[[Number, Sequence[Event]], Any] | None = None
    kept: Kept = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep contracts in the same store."""
        object.__setattr__(self, "kept", Kept(self.lookup.store))

    def take(self, officer: Officer, text: str, idempotency_key: str, body: Any) -> dict[str, Any]:
        """Write the event that `body` (schemas/api/decision.json) asks for; return number, status, `after` and actions.

        The same key with the same body changes nothing again and is answered with the filing as it stands by then. That the
        officer may decide in the filing's place is for the caller to see to. Raises Refusal with Code.NOT_FOUND, Code.KEY_REUSED
        where the key came with something else before, Code.FINDINGS where the action is not possible or something in it is
        wrong, Code.FILING_MOVED where the last event is not the one that the officer has seen; StoreUnavailable.
        """
        number, events = self.lookup.find(text)
        return self.decide(officer, number, events, idempotency_key, body)

    def decide(
        self, officer: Officer, number: Number, events: Sequence[Event], idempotency_key: str, body: Any
    ) -> dict[str, Any]:
        """Do what `take` does with a filing whose log has been read."""
        macs = self._macs(idempotency_key, officer, body)
        if not _is_done(events, macs):
            events = [*events, self._write(officer, number, events, body, macs)]
        return self.answer(officer, number, events)

    def is_done(self, officer: Officer, events: Sequence[Event], idempotency_key: str, body: Any) -> bool:
        """Say whether this very request has its event already; raises Refusal where its key was used for another."""
        return _is_done(events, self._macs(idempotency_key, officer, body))

    def answer(self, officer: Officer, number: Number, events: Sequence[Event]) -> dict[str, Any]:
        """Say where a filing stands, and what this officer may do with it now."""
        bench = self.bench(officer, self.lookup.scene(events))
        actions = [verdict.as_json() for verdict in bench.verdicts()]
        return {"number": str(number), "status": bench.stands.status, "after": events[-1].sha256, "actions": actions}

    def bench(self, officer: Officer, scene: Scene) -> Bench:
        """Sit an officer down before a filing."""
        return Bench(officer, scene.place, scene.stands, scene.terms, self.lookup.now())

    def _macs(self, idempotency_key: str, officer: Officer, body: Any) -> dict[str, str]:
        secret = self.lookup.secret
        return {
            "key_mac": numbers.fingerprint(secret, "decision-key", f"{officer.id} {idempotency_key}".encode()),
            "body_mac": numbers.fingerprint(secret, "decision", canonical(body)),
        }

    def _write(self, officer: Officer, number: Number, events: Sequence[Event], body: Any, macs: dict[str, str]) -> Event:
        """Judge the request against the log, and write its event."""
        patience = Patience(self.lookup.now)
        scene, now = self.lookup.scene(events), patience.begun
        wrong = self.lookup.contracts.decision().findings(body, scene.today)
        if wrong:
            raise Refusal(Code.FINDINGS, wrong)
        if body["after"] != events[-1].sha256:
            raise Refusal(Code.FILING_MOVED)
        bench = self.bench(officer, scene)
        document = self._document(body, number, events)
        wrong = bench.verdict(body["action"]).findings() or findings(body, scene, document)
        if wrong:
            raise Refusal(Code.FINDINGS, wrong)
        fields: dict[str, Any] = _fields(officer, scene, body, now) | members(body, scene, document) | macs
        if "note" in body:
            fields["note"] = notes.lay(self.lookup.store, self.lookup.secret, number, body["note"], now)
        if body["action"] == "reopen":
            said = {name: latest(events, name) for name in ("channel", "identity")}
            told = fields | said | {"place": scene.place, "type": scene.type, "commitment": bench.stands.by_letter}
            fields["waiting"] = await_decision(self.lookup.store, number, told, scene.terms, scene.today)
        if scene.contract:
            self.kept.keep(scene.contract)
        patience.check()
        return record(self.lookup.store, number, events, fields, now=now)

    def _document(self, body: Any, number: Number, events: Sequence[Event]) -> Any:
        """Open the filing where pointers into it have to be looked at, and nothing otherwise."""
        return self.opened(number, events) if self.opened and body["action"] == "ask" else None


def _is_done(events: Sequence[Event], macs: Mapping[str, str]) -> bool:
    for event in events:
        if event.fields.get("key_mac") == macs["key_mac"]:
            if event.fields["body_mac"] != macs["body_mac"]:
                raise Refusal(Code.KEY_REUSED)
            return True
    return False


def _fields(officer: Officer, scene: Scene, body: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    event, status = EVENTS[body["action"]]
    stands = scene.stands
    if body["action"] == "release" and stands.claim is not None:
        status = stands.claim.before
    return {
        "event": event,
        "status": status or stands.status,
        "at": moment(now),
        "officer": officer.signed(),
        "contract": scene.contract.sha256 if scene.contract else None,
    }
