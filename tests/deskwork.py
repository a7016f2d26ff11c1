"""The desk of the tests: officers, the settings that know them, and browsers in which they are signed in."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from documents import document
from filings.agencies import Agencies
from filings.contract import Contracts
from filings.intake import Intake
from filings.officers import ROLES, Officer
from filings.seal import Keys
from filings.settings import Settings
from filings.storage.folder import FolderStorage
from filings.storage.memory import MemoryStorage
from filings.web.desk_session import Desk
from papers import with_files
from running import ROOT

YANGZHOU, NANJING, CHANGCHUN = "3210", "3201", "2201"


def officer(*roles: str, places: tuple[str, ...] = (YANGZHOU,), named: str | None = None) -> Officer:
    """Make an officer with roles and places; their name says both."""
    name = named or "-".join((*roles, *places))
    return Officer(f"id-{name}", f"Officer {name}", frozenset(roles), places)


CLERK, OFFICER, SUPERVISOR, AUDITOR = (officer(role) for role in ROLES)
SECOND = officer("officer", named="second")
# Every role, but in another city.
ELSEWHERE = officer(*ROLES, places=(CHANGCHUN,), named="elsewhere")
# Signed in at the provider, of this city, and without a role.
NOBODY = officer(named="nobody")


def agencies(**members: Any) -> Agencies:
    """What an operator could set: roles by their own names, three cities by their codes."""
    usual: dict[str, Any] = {
        "issuer": "https://officers.example",
        "client_id": "beian-desk",
        "roles_claim": "roles",
        "places_claim": "places",
        "roles": {role: role for role in ROLES},
        "places": {code: (code,) for code in (YANGZHOU, NANJING, CHANGCHUN)},
    }
    return Agencies(**usual | members)


# What an operator could write about them into the file that BEIAN_DESK names: roles by their own names, one city by its code.
WRITTEN: dict[str, Any] = {
    "issuer": "https://officers.example",
    "client_id": "beian-desk",
    "claims": {"roles": "roles", "places": "places"},
    "roles": {role: role for role in ROLES},
    "places": {YANGZHOU: [YANGZHOU]},
}


def signed_in(app: Flask, settings: Settings, who: Officer, now: datetime | None = None) -> FlaskClient:
    """Open a browser in which an officer is signed in; `now` is the application's, where that is another than the real one."""
    assert settings.desk is not None
    known = {"id": who.id, "name": who.name, "roles": sorted(who.roles), "places": list(who.places)}
    cookie, client = Desk(settings, MemoryStorage()).cookie, app.test_client()
    sealed = cookie.seal({"issuer": settings.desk.issuer, **known}, now or datetime.now(UTC))
    client.set_cookie(cookie.sent_as, sealed, domain="localhost")
    return client


def filed(data: Path, key: str) -> tuple[str, str]:
    """File something in Korean at Yangzhou, in the store of a running service; return number and lookup code."""
    store, now = FolderStorage(data / "store"), datetime.now(UTC)
    secret, keys = bytes.fromhex((data / "keys/secret").read_text("utf-8")), Keys.from_file(data / "keys/public.json")
    form = json.loads((ROOT / "build/forms/3210.json").read_text("utf-8"))
    filing = with_files(store, document(form, "other-temporary"), now)
    filing["notice"]["language"] = "ko"
    receipt = Intake(store, Contracts(ROOT / "build/contracts"), keys, secret, lambda: now).take(key, filing)
    return str(receipt["number"]), str(receipt["lookup_code"])
