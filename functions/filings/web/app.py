"""Puts the doors that a process opens behind one address."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from importlib import import_module

from flask import Flask

from filings.doctor.verdict import admitted
from filings.settings import Settings
from filings.storage import Storage
from filings.storage.opening import open_storage
from filings.storage.watched import WatchedStorage
from filings.watch.meter import open_meter
from filings.web import guard, health, problems, watched
from filings.web.house import House

# The module of each door, whose `blueprints(house)` opens it. It is imported by whoever opens that door, and with it what only
# that door needs: a function that takes filings starts without the desk.
MODULES = {
    "submit": "filings.web.submit",
    "upload": "filings.web.upload",
    "status": "filings.web.status",
    "amend": "filings.web.amend",
    "session": "filings.web.session",
    "review": "filings.web.desk",
}
DOORS = frozenset(MODULES)


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
    Raises StoreRefused where the doctor has found that the store will not do.
    """
    app = Flask("beian", static_folder=None)
    meter = open_meter(settings.metrics)
    watched.register(app, meter)
    guard.register(app, environ)
    problems.register(app)
    seen = WatchedStorage(store or admitted(open_storage(settings.store, environ), settings.store), meter)
    house = House(settings, environ, seen, now)
    app.register_blueprint(health.door(house))
    opened = [module for door, module in MODULES.items() if door in doors]
    # The site's door takes what no other takes.
    for module in [*opened, "filings.web.site"] if settings.site else opened:
        for blueprint in import_module(module).blueprints(house):
            app.register_blueprint(blueprint)
    return app
