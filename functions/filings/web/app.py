"""Puts the doors that a process opens behind one address."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import UTC, datetime

from flask import Blueprint, Flask

from filings.amend import Amending
from filings.contract import Contracts
from filings.counters import Counters
from filings.desk.deciding import Deciding
from filings.desk.importing import Importing
from filings.desk.opened import Opening
from filings.desk.sheet import Shape
from filings.figures.agency import Codes
from filings.figures.export import Export
from filings.intake import Intake
from filings.lookup import Lookup
from filings.mine import Mine
from filings.scanner import Clamd
from filings.seal import Keys
from filings.settings import Settings
from filings.storage import Storage
from filings.storage.opening import open_storage, presigner
from filings.uploads import SignedUploads, Uploads, forms
from filings.web import (
    amend,
    desk_audit,
    desk_decisions,
    desk_figures,
    desk_file,
    desk_import,
    desk_proof,
    desk_queue,
    desk_session,
    desk_signin,
    figures,
    guard,
    health,
    problems,
    qr,
    session,
    site,
    status,
    submit,
    upload,
)
from filings.web.origins import Origins

DOORS = frozenset({"submit", "status", "amend", "session", "upload", "review"})


def create_app(
    settings: Settings,
    environ: Mapping[str, str],
    doors: Collection[str] = DOORS,
    *,
    store: Storage | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Flask:
    """Make the application with the doors named; health is behind every one.

    `environ` holds the store's own credentials; `store` takes the place of the one that the settings name; `now` is the clock.
    """
    app = Flask("beian", static_folder=None)
    guard.register(app)
    problems.register(app)
    store = store or open_storage(settings.store, environ)
    app.register_blueprint(health.door(store))
    contracts, sessions = Contracts(settings.contracts), session.Sessions(settings, now)
    lookup = Lookup(store, settings.secret, contracts, now, settings.desk.appeals if settings.desk else {})
    scan = Clamd(settings.clamd).is_infected if settings.clamd else None
    desk = desk_session.Desk(settings, store, now)
    origins = Origins(Counters.from_file(settings.counters) if settings.counters else Counters({}), desk, sessions.person)
    if {"submit", "review"} & set(doors):
        intake = Intake(store, contracts, Keys.from_file(settings.keys), settings.secret, now, scan)
    if "submit" in doors:
        app.register_blueprint(submit.door(intake, origins))
    if "upload" in doors:
        signed = SignedUploads(store, settings.secret, now)
        presign = presigner(settings.store, environ)
        app.register_blueprint(upload.door(Uploads(forms(presign) if presign else signed.form, now), None if presign else signed))
    if "status" in doors:
        app.register_blueprint(status.door(lookup))
        app.register_blueprint(qr.door())
        app.register_blueprint(figures.door(store, contracts, now, sample=settings.desk_local))
    if "amend" in doors:
        app.register_blueprint(amend.door(Amending(lookup, Keys.from_file(settings.keys), scan), origins))
    if "session" in doors:
        app.register_blueprint(session.door(sessions, Mine(lookup)))
    if "review" in doors:
        for blueprint in _review(settings, lookup, desk, intake):
            app.register_blueprint(blueprint)
    if settings.site is not None:
        app.register_blueprint(site.door(settings.site, local=settings.desk_local))
    return app


def _review(settings: Settings, lookup: Lookup, desk: desk_session.Desk, intake: Intake) -> Iterator[Blueprint]:
    """Make the doors of the desk; only here the places' private keys are read."""
    opening = Opening(lookup, Keys.from_file(settings.private_keys) if settings.private_keys else Keys({}))
    yield desk_signin.door(desk)
    yield desk_audit.door(desk)
    yield desk_queue.door(desk, lookup.contracts)
    deciding = Deciding(lookup, opening.document)
    yield desk_file.door(desk, opening, deciding)
    yield desk_proof.door(desk, lookup)
    yield desk_decisions.door(desk, deciding)
    yield desk_import.door(desk, Importing(intake, Shape(settings.contracts)))
    codes = Codes.from_files(settings.contracts / "codes.json", settings.agency_codes)
    yield desk_figures.door(desk, Export(lookup.store, codes, opening.document), opening.keys)
