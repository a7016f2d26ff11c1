"""The ledger of every day that is over, as one AWS Lambda function; only this one holds the key that signs."""

import os

from filings.brought import brought
from filings.commands.proof import close
from filings.commands.scheduled import scheduled
from filings.watch.log import configure

configure()
os.environ.update(brought(os.environ))
handler = scheduled(close)
