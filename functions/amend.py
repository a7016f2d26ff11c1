"""The door for amendments as one AWS Lambda function."""

import os

from apig_wsgi import make_lambda_handler

from filings.brought import brought
from filings.settings import Settings
from filings.watch.log import configure
from filings.web.app import create_app

configure()
environ = brought(os.environ)
handler = make_lambda_handler(create_app(Settings.from_environ(environ), environ, doors={"amend"}))
