"""Takes what a person does to a filing afterwards: withdraw, correct, change, cancel, hand in promised papers, renew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from filings import numbers
from filings.actions import verdict
from filings.amendment import findings, members, starts
from filings.deadlines import await_decision
from filings.deposit import Deposit, Patience
from filings.errors import Code, Refusal
from filings.kept import Kept
from filings.lookup import Lookup
from filings.model import Event, append, canonical, latest, moment, read_log
from filings.numbers import Number
from filings.origin import ONLINE, Origin
from filings.papers import Paper, Papers
from filings.people import People
from filings.scanner import Scan
from filings.scene import Scene
from filings.seal import Keys
from filings.storage import KeyTaken
from filings.storage.settling import at_once
from filings.waiting import drop, waits

# How often another event may come in between before the person is asked to look again.
_ATTEMPTS = 5
# The event that an action makes, and the status that it leads to.
_EVENTS = {
    "correct": ("corrected", "corrected"),
    "withdraw": ("withdrawn", "withdrawn"),
    "change": ("changed", "changed"),
    "cancel": ("cancelled", "cancelled"),
    "add-papers": ("papers-added", "approved-on-commitment"),
    "renew": ("renewed", "changed"),
}
# An end is not for an officer to decide on.
_ENDING = frozenset({"withdraw", "cancel"})


@dataclass(frozen=True)
class Amending:
    """The use case with what it needs: whom to ask for a filing, the places' public keys, and the scanner where there is one."""

    lookup: Lookup
    keys: Keys
    scan: Scan | None = None
    kept: Kept = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep what rules an amendment is held to in the same store."""
        object.__setattr__(self, "kept", Kept(self.lookup.store))

    def take(self, text: str, code: str, idempotency_key: str, body: Any, origin: Origin = ONLINE) -> dict[str, Any]:
        """Write the event that `body` (schemas/api/amendment.json) asks for; return the status document as with the code.

        The same key with the same body changes nothing again and is answered with the filing as it stands by then. Raises
        Refusal with Code.NOT_FOUND as a lookup does, Code.KEY_REUSED where the key came with something else before,
        Code.FINDINGS where the action is not possible or something in it is wrong, Code.FILING_MOVED where others were quicker
        again and again; StoreUnavailable and ScannerUnavailable.
        """
        number, events = self.lookup.find(text, code)
        request = _Request(self, number, body, origin, self._macs(idempotency_key, body), Patience(self.lookup.now))
        for _ in range(_ATTEMPTS):
            if not request.is_done(events):
                try:
                    events = [*events, request.write(events)]
                except KeyTaken:
                    events = read_log(self.lookup.store, number.serial)
                    continue
                except Refusal:
                    # Whoever was quicker with the same key may have taken its papers, or done what is possible only once.
                    events = read_log(self.lookup.store, number.serial)
                    if not request.is_done(events):
                        raise
            return self.lookup.answer(number, events, with_code=True)
        raise Refusal(Code.FILING_MOVED)

    def _macs(self, idempotency_key: str, body: Any) -> dict[str, str]:
        secret = self.lookup.secret
        return {
            "key_mac": numbers.fingerprint(secret, "key", idempotency_key.encode()),
            "body_mac": numbers.fingerprint(secret, "body", canonical(body)),
        }


@dataclass
class _Request:
    """One request, tried against the log as often as another event comes in between; what it seals is laid down once."""

    amending: Amending
    number: Number
    body: Any
    origin: Origin
    macs: Mapping[str, str]
    patience: Patience
    papers: Sequence[Paper] | None = field(default=None, init=False)
    sealed: Mapping[str, Any] | None = field(default=None, init=False)

    def is_done(self, events: Sequence[Event]) -> bool:
        """Say whether this very request has its event already; raises Refusal where its key was used for another."""
        for event in events:
            if event.fields.get("key_mac") == self.macs["key_mac"]:
                if event.fields["body_mac"] != self.macs["body_mac"]:
                    raise Refusal(Code.KEY_REUSED)
                return True
        return False

    def write(self, events: Sequence[Event]) -> Event:
        """Judge the request against the log as it is now; write marker, index and sealed parts, and then the event.

        A crash leaves at worst a marker or a sealed part that no event names, or a marker of what has ended. Raises Refusal,
        KeyTaken and StoreUnavailable.
        """
        lookup, scene = self.amending.lookup, self.amending.lookup.scene(events)
        self._check(scene)
        fields = self._fields(scene)
        if scene.contract:
            self.amending.kept.keep(scene.contract)
        works = (partial(self._queued, scene, fields), partial(self._of_people, scene), partial(self._lay, scene.place))
        queued, people, self.sealed = at_once(lookup.store, works)
        self.patience.check()
        event = append(lookup.store, self.number.serial, events, {**fields, **queued, **people, **self.sealed})
        self._quarantine().discard(self.papers or ())
        if self.body["action"] in _ENDING:
            drop(lookup.store, waits(events))
        return event

    def _check(self, scene: Scene) -> None:
        """Raise Refusal where the body is none, the action is not possible, or members or papers do not hold."""
        wrong = scene.contracts.amendment().findings(self.body, scene.today)
        if not wrong:
            judged = verdict(self.body["action"], scene.stands, scene.terms, scene.today)
            wrong = judged.findings(self.body.get("changes", {})) or findings(self.body, scene)
            wrong = wrong or self.origin.findings(self.body, scene.place)
        if wrong:
            raise Refusal(Code.FINDINGS, wrong)
        if self.papers is None:
            # Last, because looking into files costs most; once, because they are gone when another tab has handed them in.
            self.papers = self._quarantine().collect(self.body.get("materials", ()))

    def _quarantine(self) -> Papers:
        return Papers(self.amending.lookup.store, self.amending.scan, self.amending.lookup.now)

    def _lay(self, place: str) -> Mapping[str, Any]:
        """Seal, once, what may tell something about the person: everything that was typed, and the papers."""
        if self.sealed is not None:
            return self.sealed
        if not self.body.keys() & {"changes", "materials", "clerk"}:
            return {}
        deposit = Deposit(self.amending.lookup.store, self.amending.keys, self.patience)
        return deposit.lay(place, self.number, self.body, self.papers or ())

    def _fields(self, scene: Scene) -> dict[str, Any]:
        """Pick what stays in the clear: what the queue needs, and nothing about the person."""
        action, changed = self.body["action"], members(self.body)
        event, status = _EVENTS[action]
        needs_review = action not in _ENDING and not (action == "change" and changed == {"contact"})
        if not needs_review and status == "changed" and scene.stands.status == "approved-on-commitment":
            # Who only has a new telephone still owes the papers.
            status = scene.stands.status
        fields = {
            "event": event,
            "status": status,
            "at": moment(self.amending.lookup.now()),
            **self.origin.in_clear(),
            "review": needs_review,
            "changed": sorted(changed),
            "contract": scene.contract.sha256 if scene.contract else None,
            **self.macs,
        }
        fields |= {"starts": starts(self.body, scene.today)} if "treatments" in changed else {}
        fields |= {"until": self.body["until"]} if action == "renew" else {}
        if changed & {"insured", "filer"}:
            # Whoever signed in proved something else; nobody has signed in for this.
            fields |= {"identity": "declared", "agent": None}
        return fields | ({"commitment": True} if "letter" in changed else {})

    def _queued(self, scene: Scene, fields: Mapping[str, Any]) -> dict[str, str]:
        """Have an officer look at it where one has to; a marker says also what an amendment may not say anew."""
        if not fields["review"]:
            return {}
        known = {"identity": latest(scene.events, "identity"), "commitment": scene.stands.by_letter}
        told = {"place": scene.place, "type": scene.type, **known, **fields}
        return {"waiting": await_decision(self.amending.lookup.store, self.number, told, scene.terms, scene.today)}

    def _of_people(self, scene: Scene) -> dict[str, Any]:
        """Blind what the index of persons has to know anew: who is insured, and which places are covered when."""
        lookup, changes = self.amending.lookup, self.body.get("changes", {})
        people, told = People(lookup.store, lookup.secret), dict[str, Any]()
        if "insured" in changes:
            told |= people.enter(self.number, changes, "declared", lookup.now())
        if "treatments" in changes:
            told["covers"] = people.covers(self.number, changes["treatments"], scene.terms, scene.today)
        return told
