"""What falls due and what is left behind, every hour, as one AWS Lambda function."""

import os

from filings.brought import brought
from filings.cli import sweep
from filings.commands.scheduled import scheduled
from filings.watch.log import configure

configure()
os.environ.update(brought(os.environ))
handler = scheduled(sweep)
