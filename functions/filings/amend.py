"""Takes what a person does to a filing afterwards: withdraw, correct, change, cancel, hand in promised papers, renew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from filings import numbers
from filings.actions import verdict
from filings.amendment import findings, members, starts
from filings.deposit import Deposit, create_once
from filings.errors import Code, Refusal
from filings.lookup import Lookup
from filings.model import Event, append, canonical, moment, read_log
from filings.numbers import Number
from filings.people import People
from filings.seal import Keys
from filings.standing import Standing, standing
from filings.storage import KeyTaken

# How often another event may come in between before the person is asked to look again.
_ATTEMPTS = 5
# The event that an action makes, and the status that it leads to; a change may leave the filing promised.
_EVENTS = {
    "correct": ("corrected", "corrected"),
    "withdraw": ("withdrawn", "withdrawn"),
    "change": ("changed", "changed"),
    "cancel": ("cancelled", "cancelled"),
    "add-papers": ("papers-added", "approved-on-commitment"),
    "renew": ("renewed", "changed"),
}
_UNSEEN = frozenset({"withdraw", "cancel"})


@dataclass(frozen=True)
class Amending:
    """The use case with what it needs: whom to ask for a filing, and the places' public keys."""

    lookup: Lookup
    keys: Keys

    def take(self, text: str, code: str, idempotency_key: str, body: Any) -> dict[str, Any]:
        """Write the event that `body` (schemas/api/amendment.json) asks for; return the status document as with the code.

        The same key with the same body changes nothing again and is answered with the filing as it stands by then. Raises
        Refusal with Code.NOT_FOUND as a lookup does, Code.KEY_REUSED where the key came with something else before,
        Code.FINDINGS where the action is not possible or something in it is wrong, Code.FILING_MOVED where others were quicker
        again and again; and StoreUnavailable.
        """
        number, events = self.lookup.find(text, code)
        request = _Request(self, number, body, self._macs(idempotency_key, body))
        for _ in range(_ATTEMPTS):
            if not request.is_done(events):
                try:
                    events = [*events, request.write(events)]
                except KeyTaken:
                    events = read_log(self.lookup.store, number.serial)
                    continue
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
    macs: Mapping[str, str]
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
        """Judge the request against the log as it is now, and write its event: marker, content key and event, in this order.

        Raises Refusal, KeyTaken and StoreUnavailable.
        """
        lookup, first = self.amending.lookup, events[0].fields
        today, stands = lookup.today(), standing(events)
        self._check(first, stands, today)
        fields = self._fields(first, stands, today) | self._indexed(events, today)
        if fields["review"]:
            create_once(lookup.store, f"waiting/{first['place']}/{self.number}", fields["at"].encode())
        if self.sealed is None:
            self.sealed = self._lay(first["place"])
        return append(lookup.store, self.number.serial, events, {**fields, **self.sealed})

    def _check(self, first: Mapping[str, Any], stands: Standing, today: date) -> None:
        """Raise Refusal where the body is none, the action is not possible, or what it says does not meet the contract."""
        lookup = self.amending.lookup
        terms = lookup.contracts.terms(first["place"], first["type"], today)
        wrong = lookup.contracts.amendment().findings(self.body, today)
        wrong = wrong or verdict(self.body["action"], stands, terms, today).findings(self.body.get("changes", {}))
        wrong = wrong or findings(self.body, first, stands, lookup.contracts, today)
        if wrong:
            raise Refusal(Code.FINDINGS, wrong)

    def _lay(self, place: str) -> dict[str, Any]:
        """Seal what may tell something about the person: everything that was typed, and the papers."""
        if not self.body.keys() & {"changes", "materials"}:
            return {}
        return Deposit(self.amending.lookup.store, self.amending.keys).lay(place, self.number, self.body)

    def _indexed(self, events: Sequence[Event], today: date) -> dict[str, Any]:
        """Keep the index of persons; return what the event says of them, blinded."""
        lookup, first = self.amending.lookup, events[0].fields
        terms = lookup.contracts.terms(first["place"], first["type"], today)
        return People(lookup.store, lookup.secret).follow(self.number, events, self.body, terms, today)

    def _fields(self, first: Mapping[str, Any], stands: Standing, today: date) -> dict[str, Any]:
        """Pick what stays in the clear: what the queue needs, and nothing about the person."""
        action, changed = self.body["action"], members(self.body)
        event, status = _EVENTS[action]
        seen = action not in _UNSEEN and not (action == "change" and changed == {"contact"})
        if not seen and status == "changed" and stands.status == "approved-on-commitment":
            # Who only has a new telephone still owes the papers.
            status = stands.status
        contract = self.amending.lookup.contracts.for_place(first["place"], today)
        fields = {
            "event": event,
            "status": status,
            "at": moment(self.amending.lookup.now()),
            "channel": "place-online",
            "review": seen,
            "changed": sorted(changed),
            "contract": contract.sha256 if contract else None,
            **self.macs,
        }
        fields |= self._of_people(first, changed, today)
        fields |= {"starts": starts(self.body, today)} if "treatments" in changed else {}
        fields |= {"until": self.body["until"]} if action == "renew" else {}
        return fields | ({"commitment": True} if "letter" in changed else {})

    def _of_people(self, first: Mapping[str, Any], changed: set[str], today: date) -> dict[str, Any]:
        """Blind what the index of persons has to know anew: who is insured, and which places are covered when."""
        lookup = self.amending.lookup
        people, told = People(lookup.store, lookup.secret), dict[str, Any]()
        if "insured" in changed:
            told |= people.enter(self.number, self.body["changes"], "declared")
        if changed & {"insured", "filer"}:
            # Whoever signed in proved something else; nobody has signed in for this.
            told |= {"identity": "declared", "agent": None}
        if "treatments" in changed:
            terms = lookup.contracts.terms(first["place"], first["type"], today)
            told["covers"] = people.covers(self.number, self.body["changes"]["treatments"], terms, today)
        return told
