"""Every door and the site behind one WSGI application, for one's own servers and for `beian serve`."""

import os

from filings.settings import Settings
from filings.storage.opening import warm
from filings.watch.log import configure
from filings.watch.meter import EMBEDDED
from filings.web.app import create_app

configure()
settings = Settings.from_environ(os.environ)
if settings.metrics and settings.metrics != EMBEDDED:
    # prometheus-client reads it when it is imported, which create_app does: workers then count into files of one folder.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = settings.metrics
app = create_app(settings, os.environ)
warm(settings.store, os.environ)
