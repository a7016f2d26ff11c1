"""Telling people, as one AWS Lambda function."""

import os

from filings.brought import brought
from filings.cli import tell
from filings.commands.scheduled import scheduled

os.environ.update(brought(os.environ))
handler = scheduled(tell)
