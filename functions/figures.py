"""The figures of closed days and whole months, as one AWS Lambda function."""

import os

from filings.brought import brought
from filings.commands.figures import figures
from filings.commands.scheduled import scheduled
from filings.watch.log import configure

configure()
os.environ.update(brought(os.environ))
handler = scheduled(figures)
