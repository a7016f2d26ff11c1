"""The submit door as one AWS Lambda function."""

import os

from filings.web.opened import opened

handler = opened("submit", os.environ)
