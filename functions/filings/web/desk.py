"""The desk: everything below /v1/desk/. Only here the places' private keys are read."""

from collections.abc import Iterator

from flask import Blueprint

from filings.desk.deciding import Deciding
from filings.desk.importing import Importing
from filings.desk.opened import Opening
from filings.desk.sheet import Shape
from filings.figures.agency import Codes
from filings.figures.export import Export
from filings.seal import Keys
from filings.web import (
    desk_audit,
    desk_decisions,
    desk_figures,
    desk_file,
    desk_import,
    desk_proof,
    desk_queue,
    desk_signin,
    submit,
)
from filings.web.desk_session import Desk
from filings.web.house import House


def blueprints(house: House) -> Iterator[Blueprint]:
    """Open the doors of the desk."""
    settings, lookup, desk = house.settings, house.lookup, Desk(house.settings, house.store, house.now)
    opening = Opening(lookup, Keys.from_file(settings.private_keys) if settings.private_keys else Keys({}))
    yield desk_signin.door(desk)
    yield desk_audit.door(desk)
    yield desk_queue.door(desk, lookup.contracts)
    deciding = Deciding(lookup, opening.document)
    yield desk_file.door(desk, opening, deciding)
    yield desk_proof.door(desk, lookup)
    yield desk_decisions.door(desk, deciding)
    yield desk_import.door(desk, Importing(submit.intake(house), Shape(settings.contracts)))
    codes = Codes.from_files(settings.contracts / "codes.json", settings.agency_codes)
    yield desk_figures.door(desk, Export(lookup.store, codes, opening.document), opening.keys)
