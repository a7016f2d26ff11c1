"""The amend door as one AWS Lambda function."""

import os

from filings.web.opened import opened

handler = opened("amend", os.environ)
