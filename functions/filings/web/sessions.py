"""Who is signed in on a person's own device, as its sealed cookie says. How they came to be is in `session`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask import Request

from filings.errors import Code, Refusal
from filings.people import Person
from filings.settings import Settings
from filings.web.cookies import ATTEMPT_LIFE, Cookie

SESSION_LIFE = timedelta(minutes=30)


@dataclass(frozen=True)
class Sessions:
    """Who is signed in, as the browser's sealed cookie says; nobody, where no provider is set."""

    settings: Settings
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    session: Cookie = field(init=False)
    attempt: Cookie = field(init=False)

    def __post_init__(self) -> None:
        """Derive the two kinds of cookies: of a session, and of a try to sign in."""
        secure = not (self.settings.site_url or "").startswith("http://")
        for name, life in (("session", SESSION_LIFE), ("attempt", ATTEMPT_LIFE)):
            object.__setattr__(self, name, Cookie(f"beian-{name}", self.settings.secret, secure, life))

    @property
    def configured(self) -> bool:
        """Whether an operator has set a provider."""
        return self.settings.provider is not None

    def person(self, request: Request) -> Person | None:
        """Return who is signed in, or None."""
        found = self.session.take(request, self.now()) if self.configured else None
        return Person(**found) if found else None

    def required(self, request: Request) -> Person:
        """Return who is signed in; raises Refusal(Code.SIGNIN_REQUIRED)."""
        person = self.person(request)
        if person is None:
            raise Refusal(Code.SIGNIN_REQUIRED)
        return person
