"""Every door and the site behind one WSGI application, for one's own servers and for `beian serve`."""

import os

from filings.settings import Settings
from filings.web.app import create_app

app = create_app(Settings.from_environ(os.environ), os.environ)
