"""Officers who look through the queue and decide, at the same moment as their colleagues and as the people themselves."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chaos.asking import UNSURE, Asking
from chaos.journal import Done
from filings import numbers
from filings.officers import Officer
from filings.web.cookies import Cookie

PLACE = "3210"
ISSUER = "https://officers.example"
# The desk as an operator would set it; nobody ever calls its provider, because the officers' cookies are made here.
DESK: dict[str, Any] = {
    "issuer": ISSUER,
    "client_id": "beian-desk",
    "claims": {"roles": "roles", "places": "places"},
    "roles": {role: role for role in ("officer", "supervisor", "auditor", "clerk")},
    "places": {PLACE: [PLACE]},
}
_ROLES = (("officer", "supervisor"), ("officer",), ("officer",))
OFFICERS = tuple(Officer(f"officer-{i}", f"Officer {i}", frozenset(roles), (PLACE,)) for i, roles in enumerate(_ROLES))
CLERK = Officer("clerk", "Clerk", frozenset({"clerk"}), (PLACE,))
_JSON = "application/json"
# What may come of a decision without a fault: it is taken, or somebody else was quicker.
_TOO_LATE = frozenset({409, 422})


@dataclass
class Deciding:
    """One officer; `secret` makes the cookie as signing in would, and tells by which hash an event names a request.

    Where the clock `jumps`, the session may be over before its time.
    """

    asking: Asking
    officer: Officer
    secret: bytes
    now: Callable[[], datetime]
    jumps: bool = False

    def work(self) -> None:
        """Open one filing, from the queue or one of the newest, and decide on it; now and then twice at the same moment."""
        rng = self.asking.rng
        number = self._waiting() if rng.random() < 0.5 else None
        if number is None:
            newest = self.asking.journal.any_filing(rng)
            if newest is None:
                return
            number = newest.number
        opened = self._get(f"/v1/desk/filings/{number}")
        if opened is None:
            return
        possible = [each["action"] for each in opened["actions"] if each["possible"] and each["action"] in _BODIES]
        if not possible:
            return
        after = opened["after"]
        wishes = [self._wish(rng.choice(possible), after) for _ in range(2 if rng.random() < 0.3 else 1)]
        with ThreadPoolExecutor(len(wishes)) as pool:
            list(pool.map(lambda wish: self._decide(number, *wish), wishes))

    def _waiting(self) -> str | None:
        listed = self._get(f"/v1/desk/queue?place={PLACE}")
        rows = listed["filings"] if listed else []
        return str(self.asking.rng.choice(rows)["number"]) if rows else None

    def _get(self, path: str) -> dict[str, Any] | None:
        status, body = self.asking.until_answered("GET", path, None, self.headers(), patience=30)
        if status == 200:
            return dict(json.loads(body))
        if status not in UNSURE and not self.is_signed_out(status):
            self.asking.journal.refuse(f"GET {path.partition('?')[0].rpartition('/')[0]} was answered {status}")
        return None

    def _wish(self, action: str, after: str) -> tuple[str, bytes]:
        key = str(UUID(int=self.asking.rng.getrandbits(128), version=4))
        return key, json.dumps({"action": action, "after": after, **_BODIES[action](self.now())}).encode()

    def _decide(self, number: str, key: str, body: bytes) -> None:
        headers = {**self.headers(), "Content-Type": _JSON, "Idempotency-Key": key}
        status, answer = self.asking.until_answered("POST", f"/v1/desk/filings/{number}/events", body, headers)
        if status == 201:
            mac = numbers.fingerprint(self.secret, "decision-key", f"{self.officer.id} {key}".encode())
            self.asking.journal.note(Done(numbers.parse(number).serial, json.loads(body)["action"], mac))
        elif status not in UNSURE and status not in _TOO_LATE and not self.is_signed_out(status):
            self.asking.journal.refuse(f"{json.loads(body)['action']} was answered {status} {answer[:200]!r}")

    def is_signed_out(self, status: int) -> bool:
        """Say whether an answer is that of a session that was over before its time."""
        return self.jumps and status == 401

    def headers(self) -> dict[str, str]:
        """Return what a request of this officer's browser bears."""
        cookie = Cookie("beian-desk", self.secret, secure=False, life=timedelta(hours=8))
        known = {"id": self.officer.id, "name": self.officer.name, "roles": sorted(self.officer.roles), "places": [PLACE]}
        return {"Cookie": f"{cookie.sent_as}={cookie.seal({'issuer': ISSUER, **known}, self.now())}"}


def _day(now: datetime, days: int) -> str:
    return (now + timedelta(days=days)).date().isoformat()


_NOTE = {"text": "请补充。", "language": "zh-Hans"}
_BODIES: dict[str, Callable[[datetime], dict[str, Any]]] = {
    "claim": lambda now: {},
    "release": lambda now: {},
    "approve": lambda now: {},
    "approve-on-commitment": lambda now: {"papers_due": _day(now, 30)},
    "ask": lambda now: {"points": [{"pointer": "/contact/phone", "what": "incorrect"}], "by": _day(now, 14), "note": _NOTE},
    "refuse": lambda now: {"reason": "papers-missing"},
    "reopen": lambda now: {"note": _NOTE},
}
