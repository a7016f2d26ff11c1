"""The description of the service says of every address whom it lets in, and by what a cookie is called."""

import json
from dataclasses import replace
from typing import Any

from filings.settings import Settings
from filings.storage.memory import MemoryStorage
from filings.web.desk_session import Desk
from filings.web.sessions import Sessions
from openapi import DESCRIPTION

API: dict[str, Any] = json.loads(DESCRIPTION.read_text("utf-8"))
SCHEMES = API["components"]["securitySchemes"]
OPERATIONS = [said for methods in API["paths"].values() for said in methods.values()]


def schemes(said: dict[str, Any]) -> set[str]:
    return {name for choice in said["security"] for name in choice}


def test_whoever_may_be_answered_401_is_told_a_scheme_and_nobody_else() -> None:
    assert {said["operationId"] for said in OPERATIONS if schemes(said)} == {
        said["operationId"] for said in OPERATIONS if "401" in said["responses"]
    }
    assert set().union(*map(schemes, OPERATIONS)) == set(SCHEMES)


def test_no_header_is_described_that_a_scheme_stands_for() -> None:
    assert [
        parameter for said in OPERATIONS for parameter in said.get("parameters", ()) if parameter["name"] == "Authorization"
    ] == []


def test_the_cookies_are_called_as_they_are_sent(settings: Settings) -> None:
    public = replace(settings, site_url="https://beian.example/")
    sent = {Sessions(public).session.sent_as, Desk(public, MemoryStorage()).cookie.sent_as}
    assert sent == {scheme["name"] for scheme in SCHEMES.values() if scheme["type"] == "apiKey"}
